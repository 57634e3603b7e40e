//! What a `$ref` names, judged by its text alone.

use super::FILES;
use crate::pointer::escaped;
use percent_encoding::percent_decode_str;

/// What a `$ref` names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// A place in the file it stands in: the fragment without `#`.
    Here(&'a str),
    /// A place in another file.
    File {
        /// The file's path inside the folder, with `/`.
        key: String,
        /// The fragment without `#`.
        fragment: &'a str,
    },
}

/// Why a `$ref` is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `http://…` and the like.
    Network,
    /// `file:…`, `/…`, `C:\…`.
    Absolute,
    /// `..` leads out of the folder.
    Outside,
    /// `\` between folders.
    Backslash,
    /// Bytes that are no UTF-8 after percent-decoding.
    Encoding,
    /// A fragment that is no JSON Pointer.
    Anchor,
}

impl Refusal {
    /// What is wrong, after "`…` ".
    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Network => "would be fetched from the network, which is never done",
            Self::Absolute => "is an absolute path",
            Self::Outside => "leads out of the document's folder",
            Self::Backslash => "has a backslash between folders",
            Self::Encoding => "does not decode to UTF-8",
            Self::Anchor => "names an anchor, and only JSON Pointers are read",
        }
    }

    /// What to do.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Network => {
                "save that file beside the document and refer to it by its relative path, as in `other.yaml#/components/schemas/Pet`"
            }
            Self::Absolute => "copy that file into the document's folder and refer to it by its relative path",
            Self::Outside => "copy that file into the document's folder",
            Self::Backslash => "write `/` between folders",
            Self::Encoding => "write the path in UTF-8, percent-encoded where needed",
            Self::Anchor => "write the place as a pointer, as in `other.yaml#/components/schemas/Pet`",
        }
    }
}

/// Reads the text of a `$ref` that stands in the file `from` (a path inside the folder).
pub(super) fn target<'a>(reference: &'a str, from: &str) -> Result<Target<'a>, Refusal> {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    if file.is_empty() {
        return Ok(Target::Here(fragment));
    }
    let file = percent_decode_str(file).decode_utf8().map_err(|_| Refusal::Encoding)?;
    if let Some((scheme, _)) = file.split_once(':')
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    {
        let local = scheme.len() == 1 || scheme.eq_ignore_ascii_case("file");
        return Err(if local { Refusal::Absolute } else { Refusal::Network });
    }
    if file.starts_with("//") {
        return Err(Refusal::Network);
    }
    if file.starts_with(['/', '\\']) {
        return Err(Refusal::Absolute);
    }
    if file.contains('\\') {
        return Err(Refusal::Backslash);
    }
    if !(fragment.is_empty() || fragment.starts_with('/')) {
        return Err(Refusal::Anchor);
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in file.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop().ok_or(Refusal::Outside)?;
            }
            _ => steps.push(step),
        }
    }
    Ok(Target::File { key: steps.join("/"), fragment })
}

/// The reference to a place in a file that hangs under the root.
pub(super) fn mounted(key: &str, fragment: &str) -> String {
    // Read back as a URI fragment, so a percent sign of the file's name must survive decoding.
    let key = escaped(key).replace('%', "%25");
    format!("#/{FILES}/{key}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Target, target};

    #[test]
    fn a_reference_stays_in_its_folder_or_is_refused() {
        let file = |key: &str, fragment| Ok(Target::File { key: key.to_owned(), fragment });
        for (reference, from, expected) in [
            ("#/a", "m.yaml", Ok(Target::Here("/a"))),
            ("b.yaml", "m.yaml", file("b.yaml", "")),
            ("./s/b.yaml#/X", "m.yaml", file("s/b.yaml", "/X")),
            ("../b.yaml#/X", "s/t/m.yaml", file("s/b.yaml", "/X")),
            ("s%20t/b.yaml", "m.yaml", file("s t/b.yaml", "")),
            ("../b.yaml", "m.yaml", Err(Refusal::Outside)),
            ("s/../../b.yaml", "m.yaml", Err(Refusal::Outside)),
            ("%2e%2e/b.yaml", "m.yaml", Err(Refusal::Outside)),
            ("http://h/b.yaml#/X", "m.yaml", Err(Refusal::Network)),
            ("HTTPS://h/b.yaml", "m.yaml", Err(Refusal::Network)),
            ("//h/b.yaml", "m.yaml", Err(Refusal::Network)),
            ("file:///etc/passwd", "m.yaml", Err(Refusal::Absolute)),
            ("/etc/passwd", "m.yaml", Err(Refusal::Absolute)),
            ("%2Fetc/passwd", "m.yaml", Err(Refusal::Absolute)),
            ("C:/x.yaml", "m.yaml", Err(Refusal::Absolute)),
            ("a\\b.yaml", "m.yaml", Err(Refusal::Backslash)),
            ("%FF.yaml", "m.yaml", Err(Refusal::Encoding)),
            ("b.yaml#Pet", "m.yaml", Err(Refusal::Anchor)),
        ] {
            assert_eq!(target(reference, from), expected, "{reference} in {from}");
        }
    }
}

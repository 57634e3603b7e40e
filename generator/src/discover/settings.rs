//! `sdk.toml`: what a provider's crate is to be called, and what its manifest says.

use super::package::{is_package, is_reserved};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::load::read_text;
use serde::Deserialize;
use std::path::Path;
use toml::Spanned;

/// A provider's settings. What is not said is decided in `plan`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The name of the crate.
    pub package: Option<String>,
    /// The name of the client type.
    pub name: Option<String>,
    /// The version of the crate.
    pub version: Option<String>,
    /// `description` of the manifest.
    pub description: Option<String>,
    /// `license` of the manifest.
    pub license: Option<String>,
    /// `repository` of the manifest.
    pub repository: Option<String>,
    /// `homepage` of the manifest.
    pub homepage: Option<String>,
    /// `documentation` of the manifest.
    pub documentation: Option<String>,
    /// `keywords` of the manifest.
    pub keywords: Vec<String>,
    /// `categories` of the manifest.
    pub categories: Vec<String>,
    /// `authors` of the manifest.
    pub authors: Vec<String>,
    /// The operations that a new user calls first, `module.resource.method`: at most one for each API, that of the README before
    /// the others.
    pub first_call: Vec<Said>,
    /// Whether what is wrong with a document is left out alone, with a warning, instead of stopping the provider.
    pub tolerant: bool,
}

/// A text, and where the file says it: only a later stage knows whether it fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Where it is.
    pub place: Place,
}

/// What the file may say: first what is text, then what is a list of texts.
const TEXTS: &[&str] =
    &["package", "name", "version", "description", "license", "repository", "homepage", "documentation"];
const LISTS: &[&str] = &["keywords", "categories", "authors", "first_call"];
const FLAGS: &[&str] = &["tolerant"];

/// The file as it is written, with the places of what is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    package: Option<Spanned<String>>,
    name: Option<Spanned<String>>,
    version: Option<Spanned<String>>,
    description: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    homepage: Option<String>,
    documentation: Option<String>,
    #[serde(default)]
    keywords: Vec<String>,
    #[serde(default)]
    categories: Vec<String>,
    #[serde(default)]
    authors: Vec<String>,
    #[serde(default)]
    first_call: Vec<Spanned<String>>,
    #[serde(default)]
    tolerant: bool,
}

/// Reads and checks the settings.
pub(super) fn read(path: &Path) -> Result<Settings, Vec<Diagnostic>> {
    // An empty file says nothing, which is fine.
    if std::fs::metadata(path).is_ok_and(|kind| kind.is_file() && kind.len() == 0) {
        return Ok(Settings::default());
    }
    let text = read_text(path).map_err(|problem| vec![problem])?;
    let place = |offset: usize| {
        let before = text.get(..offset).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
        Place::Line { file: path.to_owned(), line, column }
    };
    let at = |offset: usize, message: String, advice: &str| {
        let place = place(offset);
        Diagnostic { code: Code::BadSettings, message, advice: advice.to_owned(), place, changes: Vec::new() }
    };
    let written: Written = toml::from_str(&text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let message = error.message().lines().next().unwrap_or_default().to_owned();
        let rest = text.get(offset..).unwrap_or_default();
        vec![at(offset, message.clone(), &advice(&message, rest))]
    })?;
    let mut problems = Vec::new();
    let mut check = |value: Option<Spanned<String>>, is_right: fn(&str) -> bool, message: &str, advice: &str| {
        let value = value?;
        if !is_right(value.get_ref()) {
            problems.push(at(value.span().start, format!("`{}` {message}", value.get_ref()), advice));
        }
        Some(value.into_inner())
    };
    let Written {
        package,
        name,
        version,
        description,
        license,
        repository,
        homepage,
        documentation,
        keywords,
        categories,
        authors,
        first_call,
        tolerant,
    } = written;
    let package = check(
        package,
        |name| is_package(name) && !is_reserved(name),
        "cannot be the name of a crate",
        "use small letters and digits, a letter first, with single hyphens between words; not a word that Rust keeps, nor \
         the name of a crate that is here already",
    );
    let name = check(
        name,
        is_type,
        "cannot be the name of a type",
        "use letters and digits, a capital first, as in `Petstore`",
    );
    let version = check(version, is_version, "is no version", "write three numbers, as in `0.1.0`");
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Settings {
        package,
        name,
        version,
        description,
        license,
        repository,
        homepage,
        documentation,
        keywords,
        categories,
        authors,
        first_call: first_call
            .into_iter()
            .map(|said| Said { place: place(said.span().start), text: said.into_inner() })
            .collect(),
        tolerant,
    })
}

/// What to do about text that is no settings; `place` is the text from where it is wrong.
fn advice(message: &str, place: &str) -> String {
    let keys = || TEXTS.iter().chain(LISTS).chain(FLAGS).copied();
    if message.starts_with("unknown field") {
        let key: String = place.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        match nearest(&key, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it may say {}", keys().collect::<Vec<_>>().join(", ")),
        }
    } else if message.starts_with("invalid type") {
        format!(
            "{} are texts in quotes; {} are lists of them; {} is `true` or `false`",
            TEXTS.join(", "),
            LISTS.join(", "),
            FLAGS.join(", ")
        )
    } else {
        format!(
            "write `key = \"text\"` or `key = [\"text\", …]`, a line each; the keys are {}",
            keys().collect::<Vec<_>>().join(", ")
        )
    }
}

fn is_type(name: &str) -> bool {
    name.len() <= 64
        && name != "Self"
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Semantic Versioning 2.0, as cargo takes it.
fn is_version(version: &str) -> bool {
    let (version, build) = version.split_once('+').map_or((version, None), |(version, build)| (version, Some(build)));
    let (numbers, pre) = version.split_once('-').map_or((version, None), |(numbers, pre)| (numbers, Some(pre)));
    let is_number = |part: &str| part.parse::<u64>().is_ok() && (part == "0" || !part.starts_with(['0', '+']));
    let is_label = |label: &str| {
        label.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    };
    numbers.split('.').count() == 3
        && numbers.split('.').all(is_number)
        && pre.is_none_or(is_label)
        && build.is_none_or(is_label)
}

#[cfg(test)]
mod tests {
    use super::{LISTS, TEXTS, Written, advice, is_type, is_version};

    #[test]
    fn the_keys_that_are_named_are_those_that_are_read() {
        let texts = TEXTS.iter().map(|key| format!("{key} = \"x\"\n"));
        let lists = LISTS.iter().map(|key| format!("{key} = [\"x\"]\n"));
        assert!(toml::from_str::<Written>(&texts.chain(lists).collect::<String>()).is_ok());
        let said = |text: &str| {
            let error = toml::from_str::<Written>(text).err().expect("wrong");
            advice(error.message(), text.get(error.span().expect("a place").start..).expect("a place"))
        };
        assert_eq!(said("pakcage = \"x\""), "did you mean `package`?");
        assert!(said("colour = \"x\"").contains("may say package, name, version"));
        assert!(said("version = 1").contains("keywords, categories, authors, first_call are lists"));
        assert!(said("= 1").contains("the keys are package"));
    }

    #[test]
    fn names_and_versions_are_those_that_cargo_takes() {
        assert!(["Petstore", "P2"].into_iter().all(is_type));
        assert!(!["", "petstore", "Pet-store", "Self", "Pét"].into_iter().any(is_type));
        assert!(["0.1.0", "1.2.3-rc.1", "1.2.3+build-7", "1.0.0-a+b"].into_iter().all(is_version));
        assert!(!["", "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3+", "+1.2.3"].into_iter().any(is_version));
    }
}

//! The differences that are meant: `<document>.differences.toml`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Differences that are meant.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// Schemas that have another name in the document: the facts' name, and ours. Several may have one.
    #[serde(default)]
    pub schemas: BTreeMap<String, String>,
    #[serde(default)]
    explained: Vec<Explanation>,
}

/// Why something differs.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explanation {
    /// Where, as the comparison prints it; `*` stands for any text.
    at: String,
    /// For people.
    #[serde(rename = "why")]
    _why: String,
    #[serde(skip)]
    used: bool,
}

impl Explained {
    /// Reads a file; one that is not there explains nothing.
    pub fn read(path: &Path) -> Self {
        if !path.exists() {
            return Self::default();
        }
        let text = std::fs::read_to_string(path).expect("explanations can be read");
        match toml::from_str(&text) {
            Ok(read) => read,
            Err(error) => {
                eprintln!("{}: {error}", path.display());
                std::process::exit(2)
            }
        }
    }

    /// What a schema of the facts is called in the document.
    pub fn renamed<'a>(&'a self, name: &'a str) -> &'a str {
        self.schemas.get(name).map_or(name, String::as_str)
    }

    /// Whether a difference at this place is explained.
    pub fn covers(&mut self, place: &str) -> bool {
        let mut covered = false;
        for explanation in self.explained.iter_mut().filter(|explanation| matches(&explanation.at, place)) {
            explanation.used = true;
            covered = true;
        }
        covered
    }

    /// The explanations of what does not differ.
    pub fn unused(&self) -> Vec<&str> {
        self.explained
            .iter()
            .filter(|explanation| !explanation.used)
            .map(|explanation| explanation.at.as_str())
            .collect()
    }
}

/// Whether a place is one of those that a pattern is for.
fn matches(pattern: &str, place: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = place.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = rest.get(at + part.len()..).unwrap_or_default();
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, place, expected) in [
            ("GET /a > type", "GET /a > type", true),
            ("GET /a > type", "GET /a > type > format", false),
            ("* > type", "GET /a > query b > type", true),
            ("* > type", "GET /a > type > type", true),
            ("schema * > b > min*", "schema A > b > minItems", true),
            ("schema * > b > min*", "schema A > c > minItems", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, place), expected, "{pattern} at {place}");
        }
    }
}

//! The three kinds of trouble. A [`Diagnostic`] is for the document's author; an [`Unsupported`] is ours to build later
//! and takes one operation or schema with it; a [`Bug`] is ours, now.

mod change;
mod code;
pub mod locate;
pub mod render;

pub use change::{Change, actions};
pub use code::{Code, Severity};

use crate::pointer::Pointer;
use std::path::PathBuf;

/// Something the author of a document should know, and what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The stable name of the rule.
    pub code: Code,
    /// What is wrong, in one line, naming the thing.
    pub message: String,
    /// What to do about it, in one line.
    pub advice: String,
    /// Where.
    pub place: Place,
    /// What would mend it, where that is clear.
    pub changes: Vec<Change>,
}

/// Where a diagnostic points. Only syntax errors know a line; all else names a node, and the line is found when the
/// diagnostic is shown, by reading the file again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A node of the document that a stage was given.
    Node(Pointer),
    /// A line and column of a file, both from 1.
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// A file or folder as a whole.
    File(PathBuf),
}

impl Diagnostic {
    /// A diagnostic about a node.
    pub fn new(code: Code, at: &Pointer, message: impl Into<String>, advice: impl Into<String>) -> Self {
        let place = Place::Node(at.clone());
        Self { code, message: message.into(), advice: advice.into(), place, changes: Vec::new() }
    }

    /// The same, with what would mend it.
    #[must_use]
    pub fn mended_by(self, changes: impl IntoIterator<Item = Change>) -> Self {
        Self { changes: changes.into_iter().collect(), ..self }
    }

    /// A diagnostic about a file as a whole.
    pub fn about_file(
        code: Code,
        file: impl Into<PathBuf>,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        let place = Place::File(file.into());
        Self { code, message: message.into(), advice: advice.into(), place, changes: Vec::new() }
    }
}

/// Something a document may say and Specsmith does not express yet: it is left out alone, counted and reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// What is left out or degraded.
    pub what: Left,
    /// Why, in one line.
    pub reason: String,
    /// Where it stands.
    pub at: Pointer,
}

/// What an [`Unsupported`] takes with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Left {
    /// An operation is skipped: its id, or method and path.
    Operation(String),
    /// A schema becomes a JSON value: its name.
    Schema(String),
}

/// Something that must not happen, whatever the input.
#[derive(Debug, Clone, thiserror::Error)]
#[error("this is a bug in the generator, not in your document: {0}")]
pub struct Bug(pub String);

/// What a JSON value is, as a noun with its article, for messages.
pub fn kind(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "a boolean",
        serde_json::Value::Number(_) => "a number",
        serde_json::Value::String(_) => "a string",
        serde_json::Value::Array(_) => "a list",
        serde_json::Value::Object(_) => "an object",
    }
}

/// The name that was probably meant: the nearest of those that exist, if one is near.
pub fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing costs the product of the lengths, and both come from the document.
    const LONGEST: usize = 100;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    names
        .filter(|other| other.len() <= LONGEST && *other != name)
        .map(|other| (strsim::jaro_winkler(&lower, &other.to_lowercase()), other))
        .filter(|(nearness, _)| *nearness > 0.85)
        // The first of equals, so that the advice does not depend on anything but the document.
        .fold(None, |best: Option<(f64, &str)>, found| match best {
            Some(best) if best.0 >= found.0 => Some(best),
            _ => Some(found),
        })
        .map(|(_, other)| other)
}

//! What is wrong with a request.

use std::fmt;

/// Something that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What part of it.
    pub part: Part,
    /// What, in one line.
    pub what: String,
    /// Where in the body, as a JSON Pointer.
    pub pointer: Option<String>,
}

/// The parts of a request that can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It carries none that is asked for.
    Credentials,
    /// A parameter, wherever it is sent.
    Parameter,
    /// The body is of a form that is not documented.
    MediaType,
    /// The body.
    Body,
}

impl Complaint {
    /// A complaint about a part as a whole.
    pub fn new(part: Part, what: impl Into<String>) -> Self {
        Self { part, what: what.into(), pointer: None }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.pointer {
            Some(pointer) if pointer.is_empty() => write!(f, "the body: {}", self.what),
            Some(pointer) => write!(f, "the body: {} at `{pointer}`", self.what),
            None => f.write_str(&self.what),
        }
    }
}

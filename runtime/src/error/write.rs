//! What came could not be written where the caller wanted it.

use std::fmt::{self, Write as _};

use http::{HeaderMap, StatusCode};

use super::{Facts, OneLine};
use crate::answer::Answer;

/// What came could not be written where the caller wanted it: the writer or the file failed, not the server.
#[derive(Debug)]
pub struct WriteError(Box<(Answer, std::io::Error)>);

impl WriteError {
    pub(crate) fn new(answer: &Answer, source: std::io::Error) -> Self {
        Self(Box::new((answer.head(), source)))
    }

    /// The answer's status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.0.status
    }

    /// The response headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.0.headers()
    }

    /// What the writer said.
    #[must_use]
    pub fn io_error(&self) -> &std::io::Error {
        &self.0.1
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0.facts
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(f), "{}: the answer could not be written: {}", self.facts().operation.id, self.0.1)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.1)
    }
}

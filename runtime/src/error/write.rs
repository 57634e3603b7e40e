//! What came could not be written where the caller wanted it.

use std::fmt;

use http::StatusCode;

use super::Facts;

/// What came could not be written where the caller wanted it: the writer or the file failed, not the server.
#[derive(Debug)]
pub struct WriteError(Box<(Facts, StatusCode, std::io::Error)>);

impl WriteError {
    pub(crate) fn new(facts: Facts, status: StatusCode, source: std::io::Error) -> Self {
        Self(Box::new((facts, status, source)))
    }

    /// The answer's status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.1
    }

    /// What the writer said.
    #[must_use]
    pub fn io_error(&self) -> &std::io::Error {
        &self.0.2
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the answer could not be written: {}", self.0.0.operation, self.0.2)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.2)
    }
}

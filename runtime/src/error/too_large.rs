//! The answer was larger than the limit.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::Facts;
use crate::answer::Answer;

/// The answer was larger than the limit; the rest was not read.
#[derive(Debug)]
pub struct TooLargeError(Box<(Answer, u64)>);

impl TooLargeError {
    pub(crate) fn new(answer: &Answer, limit: u64) -> Self {
        Self(Box::new((answer.head(), limit)))
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

    /// The limit in bytes, counted after decompression.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.0.1
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0.facts
    }
}

impl fmt::Display for TooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer is larger than {} bytes; `.max_response_bytes(…)` raises the limit",
            self.facts().operation.id,
            self.limit()
        )
    }
}

impl std::error::Error for TooLargeError {}

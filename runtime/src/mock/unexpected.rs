//! What was asked and not expected, or expected and not asked.

use std::fmt;

use crate::error::Sent;
use crate::transport::SendError;

/// A call that nothing was said about. Its Debug is its message, since that is what a failing test prints.
#[derive(thiserror::Error)]
#[error("the mock expects no `{call}`; it expects {}", list(.expected))]
pub struct UnexpectedCall {
    pub(super) call: String,
    pub(super) expected: Vec<String>,
}

impl fmt::Debug for UnexpectedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a [`Mock`](super::Mock) was not asked, or was asked and did not expect. Its Debug is its message.
#[derive(thiserror::Error)]
#[error("{}", .0.join("; "))]
pub struct CheckError(pub(super) Vec<String>);

impl fmt::Debug for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Refused, so that it is not tried again.
pub(super) fn refused(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> SendError {
    SendError { sent: Sent::No, refused: true, source: source.into() }
}

fn list(expected: &[String]) -> String {
    match expected {
        [] => "nothing".to_owned(),
        rules => rules.iter().map(|rule| format!("`{rule}`")).collect::<Vec<_>>().join(", "),
    }
}

//! The request could not be built, and nothing was sent.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use super::{Facts, OneLine, Sent};

/// The request could not be built; nothing was sent.
#[derive(Debug)]
pub struct RequestError(Box<(Facts, RequestProblem)>);

impl RequestError {
    pub(crate) fn new(facts: Facts, problem: RequestProblem) -> Self {
        Self(Box::new((facts, problem)))
    }

    /// What is wrong, as data.
    #[must_use]
    pub fn problem(&self) -> &RequestProblem {
        &self.0.1
    }

    /// [`Sent::No`], unless an attempt before this one came further.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.0.reached
    }

    /// The `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.0.operation.id
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(f), "{} was not sent: {}", self.operation(), self.problem())
    }
}

impl std::error::Error for RequestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.problem())
    }
}

/// What is wrong with a request. Never holds the value of a header or a body.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RequestProblem {
    /// A path parameter was not given.
    #[error("the path parameter `{name}` has no value")]
    MissingPathParameter {
        /// Its name.
        name: String,
    },
    /// A path parameter that would change the path's shape: empty, `.` or `..`, encoded or not.
    #[error("the path parameter `{name}` {reason}")]
    UnsafePath {
        /// Its name, or the segment's when only the whole segment is unsafe.
        name: String,
        /// Why it is refused.
        reason: &'static str,
    },
    /// A header that cannot be sent.
    #[error("the header {name:?} {reason}")]
    InvalidHeader {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A parameter that does not serialize.
    #[error("the parameter `{name}` does not serialize")]
    Parameter {
        /// Its name.
        name: String,
        /// Why.
        #[source]
        source: Arc<serde_json::Error>,
    },
    /// A body that does not serialize.
    #[error("the body does not serialize")]
    Body(#[source] Arc<serde_json::Error>),
    /// A member was to be added to a body that is no JSON object.
    #[error("the member `{name}` cannot be added to a body that is no JSON object")]
    BodyMember {
        /// Its name.
        name: String,
    },
    /// The body asks for a stream, and a whole answer was to be read.
    #[error("the body asks for a stream by `{member}`: call `stream` instead of `send`, or leave it out")]
    AsksForStream {
        /// The member, as a JSON Pointer.
        member: &'static str,
    },
    /// A body that is a stream, file or the like, and cannot be read.
    #[error(transparent)]
    Stream(Arc<crate::body::BodyError>),
    /// An upload that replaces everything has no items, and was not allowed to be empty.
    #[error(
        "the upload has no items, and would take away all that is there; if that is meant, allow it by `allow_empty`"
    )]
    EmptyUpload,
    /// An upload that goes on has fewer items than the server has of it already.
    #[error("the upload goes on after {sent} items, and fewer were given: give all of them, from the first one on")]
    ShortUpload {
        /// How many were sent before.
        sent: u64,
    },
    /// The base URL given for this call is not one, or not a safe one.
    #[error("the base URL given for this call {reason}")]
    BaseUrl {
        /// What is wrong with it.
        reason: String,
    },
    /// The operation has a server of its own, which cannot be used.
    #[error("it goes to a server of its own: {0}")]
    OwnServer(Arc<super::ConfigError>),
    /// Method, path or parameters do not make a request; a bug of the generated crate.
    #[error("the request could not be put together: {reason}")]
    Malformed {
        /// What is wrong.
        reason: &'static str,
    },
    /// A hook ended the call.
    #[error("a hook stopped it: {0}")]
    Stopped(#[source] Arc<dyn std::error::Error + Send + Sync>),
    /// The transport refused the request.
    #[error("the transport refused the request: {0}")]
    Refused(#[source] Arc<dyn std::error::Error + Send + Sync>),
}

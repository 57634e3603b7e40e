//! Code of the caller's that runs around every attempt.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::auth::BoxError;
use crate::body::Body;
use crate::config::header_pair;
use crate::error::Sent;
use crate::transport::{BoxFuture, Request};

/// Runs around every attempt of every call of a client. Several run in the order in which they were added to the builder.
///
/// A hook sees no credential unless it says that it [`sees_credentials`](Self::sees_credentials): it runs before they are put
/// in. Headers that were set on the client are there, as they are the caller's own.
///
/// The time that hooks take before an attempt counts to the attempt. After it they may take as long as an attempt may, and no
/// longer than the call: what they are still doing then is dropped, and what came of the attempt stands. A wait before the next
/// attempt goes on meanwhile.
///
/// ```
/// use specsmith_runtime::BoxError;
/// use specsmith_runtime::hooks::{AfterAnswer, BeforeAttempt, Hook};
/// use specsmith_runtime::transport::BoxFuture;
///
/// struct Traced;
///
/// impl Hook for Traced {
///     fn before_attempt<'a>(&'a self, attempt: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
///         Box::pin(async move {
///             if attempt.operation() == "deleteEverything" {
///                 return Err("not from here".into());
///             }
///             attempt.set_header("x-attempt", &attempt.attempt().to_string())
///         })
///     }
///
///     fn after_answer<'a>(&'a self, answer: &'a AfterAnswer<'_>) -> BoxFuture<'a, ()> {
///         Box::pin(async move { eprintln!("{} {}", answer.operation, answer.status) })
///     }
/// }
/// ```
pub trait Hook: Send + Sync + 'static {
    /// Whether the hook runs after credentials are put in, and sees them: for signatures over the whole request. It then
    /// runs for every redirect that is followed, too.
    fn sees_credentials(&self) -> bool {
        false
    }

    /// Whether the hook is given bodies: for signatures and logs. They hold whatever callers send and servers answer,
    /// passwords included.
    fn sees_bodies(&self) -> bool {
        false
    }

    /// Runs before each attempt; may change headers. An error ends the call, and nothing is sent.
    fn before_attempt<'a>(&'a self, attempt: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
        let _ = attempt;
        Box::pin(std::future::ready(Ok(())))
    }

    /// Runs after each answer, of whatever status.
    fn after_answer<'a>(&'a self, answer: &'a AfterAnswer<'_>) -> BoxFuture<'a, ()> {
        let _ = answer;
        Box::pin(std::future::ready(()))
    }

    /// Runs after each attempt that brought no answer to decode: no connection, no time, no credential, too large a body, a
    /// redirect that was not followed, a hook that stopped it.
    fn on_error<'a>(&'a self, error: &'a OnError<'_>) -> BoxFuture<'a, ()> {
        let _ = error;
        Box::pin(std::future::ready(()))
    }
}

/// An attempt that is about to be sent. Its Debug shows neither header values nor query nor body.
pub struct BeforeAttempt<'a> {
    pub(crate) attempt: u32,
    pub(crate) sees_bodies: bool,
    pub(crate) request: &'a mut Request,
}

impl BeforeAttempt<'_> {
    /// The `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.request.operation
    }

    /// Which attempt it is, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.request.method
    }

    /// The whole URL. It cannot be changed: credentials belong to its origin.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.request.url
    }

    /// All headers so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// The body, for a hook that [`sees_bodies`](Hook::sees_bodies). [`Body::as_bytes`] has what is not a stream; a stream
    /// that is read here and can be read once is not sent.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.sees_bodies.then_some(&self.request.body)
    }

    /// Adds a header, or replaces it; a credential that is put in under the same name comes after it. The value is treated as a
    /// secret.
    ///
    /// # Errors
    /// When the name or the value is none that can be sent.
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), BoxError> {
        let (key, value) = header_pair(name, value).map_err(|reason| format!("the header {name:?} {reason}"))?;
        self.request.headers.insert(key, value);
        Ok(())
    }

    /// Removes a header.
    pub fn remove_header(&mut self, name: &str) {
        self.request.headers.remove(name);
    }
}

impl fmt::Debug for BeforeAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BeforeAttempt").field("attempt", &self.attempt).field("request", &self.request).finish()
    }
}

/// An answer that came.
#[non_exhaustive]
pub struct AfterAnswer<'a> {
    /// The `operationId` of the call.
    pub operation: &'static str,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// The answer's status.
    pub status: StatusCode,
    /// The answer's headers.
    pub headers: &'a HeaderMap,
    /// The body as far as it was read, decompressed, for a hook that [`sees_bodies`](Hook::sees_bodies): all of a success,
    /// at most 1 MiB of an error. `None` where it is left to a stream.
    pub body: Option<&'a Bytes>,
    /// How long the call waits before it is sent again; `None` when this answer is the last.
    pub again_after: Option<Duration>,
}

/// Header names, and the body's length only.
impl fmt::Debug for AfterAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, attempt, status, headers, body, again_after } = self;
        f.debug_struct("AfterAnswer")
            .field("operation", operation)
            .field("attempt", attempt)
            .field("status", status)
            .field("headers", &headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("body_bytes", &body.map(Bytes::len))
            .field("again_after", again_after)
            .finish()
    }
}

/// An attempt that brought no answer to decode.
#[derive(Debug)]
#[non_exhaustive]
pub struct OnError<'a> {
    /// The `operationId` of the call.
    pub operation: &'static str,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What went wrong; one of the types of [`Error`](crate::Error)'s variants.
    pub error: &'a (dyn std::error::Error + Send + Sync + 'static),
    /// Whether the request reached the server, in this attempt or in one before that may have taken effect.
    pub was_sent: Sent,
    /// How long the call waits before it is sent again; `None` when this error is the last.
    pub again_after: Option<Duration>,
}

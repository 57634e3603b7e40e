//! The one seam to the network.
//!
//! A [`Transport`] sends one request and gives back the answer's head and a body that is read piece by piece. It never
//! follows redirects, never retries, never adds credentials: all that is [`client`](crate::client)'s.

#[cfg(target_family = "wasm")]
mod fetch;
#[cfg(not(target_family = "wasm"))]
mod http_client;
mod sender;
#[cfg(not(target_family = "wasm"))]
mod streamed;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

#[cfg(target_family = "wasm")]
pub use fetch::Fetch;
#[cfg(not(target_family = "wasm"))]
pub use http_client::HttpClient;
#[cfg(not(target_family = "wasm"))]
pub(crate) use http_client::is_timeout;

pub(crate) use sender::{Arrived, ArrivingBody, Sender};

use crate::body::{Body, BodyError};
use crate::error::Sent;

/// A future behind a pointer, so that [`Transport`] can be used as `dyn`.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request.
pub trait Transport: Send + Sync + fmt::Debug {
    /// Sends one request and waits for the head of the answer.
    ///
    /// # Errors
    /// A [`SendError`] that says how far the request came.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Incoming, SendError>>;
}

/// A request, complete with credentials. Its Debug shows neither header values nor query nor body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The `operationId`; empty where no operation makes the request.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The whole URL.
    pub url: Url,
    /// All headers.
    pub headers: HeaderMap,
    /// The body; empty when there is none. [`Body::open`] gives its bytes.
    pub body: Body,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, method, url, headers, body } = self;
        f.debug_struct("Request")
            .field("operation", operation)
            .field("method", method)
            .field("origin", &url.origin().ascii_serialization())
            .field("path", &url.path())
            .field("headers", &headers.keys().map(http::HeaderName::as_str).collect::<Vec<_>>())
            .field("body", &body)
            .finish()
    }
}

/// The head of an answer, and its body to come.
pub struct Incoming {
    /// The status code.
    pub status: StatusCode,
    /// The response headers.
    pub headers: HeaderMap,
    /// The body, decompressed.
    pub body: Box<dyn IncomingBody>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A body that is read piece by piece. Dropping it closes or frees the connection.
pub trait IncomingBody: Send {
    /// The next piece, decompressed; `None` at the end.
    ///
    /// # Errors
    /// When the connection breaks; or, with a [`CorruptBody`] as its source, when what came cannot be decompressed.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>>;
}

/// The source of a [`SendError`] when the answer came whole, but cannot be decompressed: asking again cannot help.
#[derive(Debug, thiserror::Error)]
#[error("the body cannot be decompressed")]
pub struct CorruptBody(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// The source of a [`SendError`] when the TLS handshake failed, most often because of a certificate: asking again cannot help.
#[derive(Debug, thiserror::Error)]
#[error("the TLS handshake failed")]
pub struct HandshakeFailed(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Whether this is the browser's way of saying that a connection took too long: it has none.
#[cfg(target_family = "wasm")]
pub(crate) fn is_timeout(_error: &(dyn std::error::Error + 'static)) -> bool {
    false
}

/// Why a request could not be sent, or its answer not be read.
#[derive(Debug)]
pub struct SendError {
    /// How far the request came.
    pub sent: Sent,
    /// The request itself is impossible: trying again cannot help.
    pub refused: bool,
    /// What the transport says; must not hold credentials.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A body that cannot be opened: nothing was sent, and trying again cannot help.
impl From<BodyError> for SendError {
    fn from(error: BodyError) -> Self {
        Self { sent: Sent::No, refused: true, source: Box::new(error) }
    }
}

//! What a client sends by: the HTTP client that is built in, or a transport of the caller's own.
//!
//! The first is called as it is: as a trait object it would cost four boxes a call, which can be measured.

#[cfg(not(target_family = "wasm"))]
use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

#[cfg(not(target_family = "wasm"))]
use super::{BoxFuture, HttpClient, http_client};
use super::{Incoming, IncomingBody, Request, SendError, Transport};

/// What a client sends by.
pub(crate) enum Sender {
    #[cfg(not(target_family = "wasm"))]
    Http(HttpClient),
    Other(Arc<dyn Transport>),
}

/// [`Incoming`], with a body that need not be in a box.
pub(crate) struct Arrived {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ArrivingBody,
}

/// A body that is read piece by piece. Dropping it closes or frees the connection.
pub(crate) enum ArrivingBody {
    #[cfg(not(target_family = "wasm"))]
    Http(reqwest::Response),
    Other(Box<dyn IncomingBody>),
}

/// A request that has begun.
#[cfg(not(target_family = "wasm"))]
enum Begun<'a, F> {
    Http(F),
    Other(BoxFuture<'a, Result<Incoming, SendError>>),
}

impl Sender {
    /// See [`Transport::send`]. It begins here, not in the future, which would hold the request as long as it lasts.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn send(&self, request: Request) -> impl Future<Output = Result<Arrived, SendError>> + Send {
        let begun = match self {
            Self::Http(client) => Begun::Http(client.begin(request)),
            Self::Other(transport) => Begun::Other(transport.send(request)),
        };
        async move {
            match begun {
                Begun::Http(begun) => begun.answer().await.map(Arrived::from),
                Begun::Other(begun) => begun.await.map(Arrived::from),
            }
        }
    }

    /// See [`Transport::send`].
    #[cfg(target_family = "wasm")]
    pub(crate) async fn send(&self, request: Request) -> Result<Arrived, SendError> {
        let Self::Other(transport) = self;
        transport.send(request).await.map(Arrived::from)
    }
}

impl ArrivingBody {
    /// See [`IncomingBody::next`].
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, SendError> {
        match self {
            #[cfg(not(target_family = "wasm"))]
            Self::Http(answer) => http_client::next(answer).await,
            Self::Other(body) => body.next().await,
        }
    }

    /// As a transport would give it.
    pub(crate) fn boxed(self) -> Box<dyn IncomingBody> {
        match self {
            #[cfg(not(target_family = "wasm"))]
            Self::Http(answer) => http_client::boxed(answer),
            Self::Other(body) => body,
        }
    }
}

impl From<Incoming> for Arrived {
    fn from(Incoming { status, headers, body }: Incoming) -> Self {
        Self { status, headers, body: ArrivingBody::Other(body) }
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<reqwest::Response> for Arrived {
    fn from(mut answer: reqwest::Response) -> Self {
        let headers = std::mem::take(answer.headers_mut());
        Self { status: answer.status(), headers, body: ArrivingBody::Http(answer) }
    }
}

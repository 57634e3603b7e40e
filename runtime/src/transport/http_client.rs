//! reqwest behind the transport's trait.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use url::Url;

use super::{
    Arrived, BoxFuture, CorruptBody, HandshakeFailed, Incoming, IncomingBody, Request, SendError, Transport, streamed,
};
use crate::config::is_loopback;
use crate::error::Sent;

/// HTTP/1.1 and HTTP/2 over TLS by reqwest, with its connection pool. Cheap to clone; clones share the pool.
#[derive(Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    /// For this machine.
    direct: Option<Arc<Direct>>,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("client", &self.client).finish_non_exhaustive()
    }
}

/// A client without the proxies of the system, made when it is first needed.
struct Direct {
    builder: Box<dyn Fn() -> reqwest::ClientBuilder + Send + Sync>,
    client: OnceLock<reqwest::Client>,
}

impl HttpClient {
    /// Makes a client from reqwest's builder. Whatever the builder says, redirects are not followed and no `Referer` is
    /// sent: both would carry credentials to other origins. That is why a client that is made already is not taken.
    ///
    /// # Errors
    /// When reqwest cannot make a client, for instance because the system's certificates cannot be read.
    pub fn new(builder: reqwest::ClientBuilder) -> Result<Self, reqwest::Error> {
        Ok(Self { client: build(builder)?, direct: None })
    }

    /// Uses another client for this machine. Plain HTTP is allowed to it because nobody is on the way; a proxy of the
    /// system or the environment would be, and reqwest asks it for `localhost` too unless `NO_PROXY` says otherwise.
    pub(crate) fn with_direct(mut self, builder: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        self.direct = Some(Arc::new(Direct { builder: Box::new(builder), client: OnceLock::new() }));
        self
    }

    fn client_for(&self, url: &Url) -> Result<&reqwest::Client, reqwest::Error> {
        let Some(direct) = self.direct.as_ref().filter(|_| is_loopback(url)) else {
            return Ok(&self.client);
        };
        if let Some(client) = direct.client.get() {
            return Ok(client);
        }
        let client = build((direct.builder)())?;
        Ok(direct.client.get_or_init(|| client))
    }
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, reqwest::Error> {
    builder.redirect(reqwest::redirect::Policy::none()).referer(false).build()
}

impl Transport for HttpClient {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        let begun = self.begin(request);
        Box::pin(async move {
            let Arrived { status, headers, body } = begun.answer().await?.into();
            Ok(Incoming { status, headers, body: body.boxed() })
        })
    }
}

/// A request that has begun.
pub(super) enum Begun<'a, F> {
    Sent(F),
    /// Its body is opened first.
    Opening(BoxFuture<'a, Result<reqwest::Response, SendError>>),
    Impossible(SendError),
}

impl HttpClient {
    /// Begins to send.
    pub(super) fn begin(
        &self,
        request: Request,
    ) -> Begun<'_, impl Future<Output = Result<reqwest::Response, reqwest::Error>> + use<>> {
        let Request { operation: _, method, url, headers, body } = request;
        let client = match self.client_for(&url) {
            Ok(client) => client,
            Err(error) => return Begun::Impossible(before_answer(error)),
        };
        let mut outgoing = reqwest::Request::new(method, url);
        *outgoing.headers_mut() = headers;
        match body.as_bytes().filter(|_| !body.is_long()) {
            Some(bytes) => {
                if !bytes.is_empty() {
                    *outgoing.body_mut() = Some(bytes.clone().into());
                }
                Begun::Sent(client.execute(outgoing))
            }
            None => Begun::Opening(Box::pin(async move {
                let (streamed, unanswered) = streamed::body(&body).await?;
                *outgoing.body_mut() = Some(streamed);
                let answer = client.execute(outgoing).await.map_err(before_answer)?;
                unanswered.answered();
                Ok(answer)
            })),
        }
    }
}

impl<F: Future<Output = Result<reqwest::Response, reqwest::Error>>> Begun<'_, F> {
    /// The head of the answer, once it is there.
    pub(super) async fn answer(self) -> Result<reqwest::Response, SendError> {
        match self {
            Self::Sent(sent) => sent.await.map_err(before_answer),
            Self::Opening(sent) => sent.await,
            Self::Impossible(error) => Err(error),
        }
    }
}

/// The next piece of the answer's body.
pub(super) async fn next(answer: &mut reqwest::Response) -> Result<Option<Bytes>, SendError> {
    answer.chunk().await.map_err(in_body)
}

/// The body of an answer.
pub(super) fn boxed(answer: reqwest::Response) -> Box<dyn IncomingBody> {
    Box::new(Pieces(answer))
}

struct Pieces(reqwest::Response);

impl IncomingBody for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(next(&mut self.0))
    }
}

/// Of a body that breaks off the source is an error of the connection; the decoder's own are bare I/O errors, or this text. One that
/// ends too early breaks off as well: where no length was announced (RFC 9112 §6.3) only the decoder can tell.
fn in_body(error: reqwest::Error) -> SendError {
    const MORE: &str = "there are extra bytes after body has been decompressed";
    let corrupt = error.is_decode()
        && std::error::Error::source(&error).is_some_and(|source| match source.downcast_ref::<std::io::Error>() {
            Some(error) => error.kind() != std::io::ErrorKind::UnexpectedEof,
            None => source.to_string() == MORE,
        });
    let SendError { sent, refused, source } = failed(Sent::Yes, error);
    SendError { sent, refused, source: if corrupt { Box::new(CorruptBody(source)) } else { source } }
}

fn before_answer(error: reqwest::Error) -> SendError {
    let sent = if error.is_connect() || error.is_builder() { Sent::No } else { Sent::Maybe };
    let handshake = error.is_connect() && is_handshake(&error);
    let SendError { sent, refused, source } = failed(sent, error);
    SendError { sent, refused, source: if handshake { Box::new(HandshakeFailed(source)) } else { source } }
}

/// What rustls refuses stands, under however many layers, in an I/O error about invalid data.
fn is_handshake(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).filter_map(|error| error.downcast_ref()).any(
        |error: &std::io::Error| {
            error.kind() == std::io::ErrorKind::InvalidData || error.get_ref().is_some_and(|inner| is_handshake(inner))
        },
    )
}

/// Whether reqwest says that a connection took too long.
pub(crate) fn is_timeout(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout)
}

/// The URL is taken out of the error: its query may hold an API key.
fn failed(sent: Sent, error: reqwest::Error) -> SendError {
    SendError { sent, refused: error.is_builder(), source: Box::new(error.without_url()) }
}

//! Server-sent events, while they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::item::{self, Decode, events_only};
use super::reconnect::{Ending, Reconnect};
use super::{EventDecoder, RawEvent};
use crate::answer::{ErrorBody, Undocumented};
use crate::client::{Call, Open, OpenBody};
use crate::error::{ApiError, Error, Failure, TimeLimit};
use crate::facts;
use crate::model::{secret, shown};
use crate::response::Response;
use crate::transport::BoxFuture;

/// One event (WHATWG HTML standard §9.2). Where the document says that its data is a secret as a whole, it prints as `***`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The last id that the stream has given, by this event or one before; empty if none.
    pub id: String,
    /// What kind of event it is; `message` if the server does not say.
    pub event: String,
    /// What it brings.
    pub data: T,
    /// The data is kept out of Debug.
    is_secret: bool,
}

impl<T: fmt::Debug> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, event, data, is_secret } = self;
        let data = if *is_secret { secret(data) } else { shown(data) };
        f.debug_struct("Event").field("id", id).field("event", event).field("data", data).finish()
    }
}

/// The events of an answer, as they come. Dropping it ends the answer.
///
/// An event that is not what the document says gives an [`Error::Decode`], and the events after it can still be read; every
/// other error is the last item.
///
/// A stream of an idempotent operation that breaks off goes on by itself where the server gives its events ids: it is
/// opened again with `Last-Event-ID`, after the wait that the server asks for by `retry` or 3 s, 100 ms at least, and at most 5
/// times in a row without an event of a new id between. One that the server ends is opened again only if the server has
/// said `retry`; 204 ends it. [`max_reconnects`](Self::max_reconnects) changes that.
pub struct EventStream<T> {
    source: Source,
    decoder: EventDecoder,
    limit: u64,
    sentinel: Option<&'static str>,
    decode: Decode<T>,
    reconnect: Option<Reconnect>,
}

/// What a stream gives next: an event, an error, or its end.
type Next<T> = Option<Result<Event<T>, Error>>;

enum Source {
    Open(Box<OpenBody>),
    Opening(BoxFuture<'static, Result<Open, Failure>>),
    Ended,
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let source = match &self.source {
            Source::Open(_) => "open",
            Source::Opening(_) => "opening again",
            Source::Ended => "ended",
        };
        f.debug_struct("EventStream").field("source", &source).finish_non_exhaustive()
    }
}

impl<T> EventStream<T> {
    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// The event is not what the document says or longer than `max_response_bytes`; or the connection broke or was silent
    /// for longer than `idle_timeout`, and could not be opened again.
    pub async fn next(&mut self) -> Option<Result<Event<T>, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// How often in a row, without an event of a new id between, the stream is opened again when it ends early; zero: never.
    #[must_use]
    pub fn max_reconnects(mut self, limit: u32) -> Self {
        if let Some(reconnect) = &mut self.reconnect {
            reconnect.limit(limit);
        }
        self
    }

    /// The last id that the server gave; empty if none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        self.decoder.last_id()
    }

    fn item(&mut self, raw: RawEvent, body: &OpenBody) -> Next<T> {
        if self.sentinel == Some(raw.data.as_str()) {
            return None;
        }
        if let Some(reconnect) = &mut self.reconnect {
            reconnect.came(&raw.id);
        }
        let decoded = (self.decode)(&raw, body.head()).inspect_err(|_| body.undecoded());
        let RawEvent { id, event, .. } = raw;
        let is_secret = body.head().facts.operation.secrets.answer;
        Some(decoded.map(|data| Event { id, event, data, is_secret }).map_err(Error::Decode))
    }

    /// The next call, if the stream is to go on after it ended like this.
    fn open_again(&mut self, ending: Ending) -> bool {
        let (id, retry) = (self.decoder.last_id(), self.decoder.wait());
        let Some(opening) = self.reconnect.as_mut().and_then(|reconnect| reconnect.start(ending, id, retry)) else {
            return false;
        };
        self.decoder.restart();
        self.source = Source::Opening(opening);
        true
    }

    /// What is next in a body that is open; `None` when the body is at its end and something else comes after it.
    fn poll_open(&mut self, mut body: Box<OpenBody>, context: &mut Context<'_>) -> Poll<Option<Next<T>>> {
        loop {
            match self.decoder.next() {
                Ok(Some(raw)) => {
                    let item = self.item(raw, &body);
                    if item.is_some() {
                        self.source = Source::Open(body);
                    }
                    return Poll::Ready(Some(item));
                }
                Ok(None) => {}
                Err(_) => return Poll::Ready(Some(Some(Err(body.too_large(self.limit).into())))),
            }
            let Poll::Ready(piece) = body.poll_piece(context) else {
                self.source = Source::Open(body);
                return Poll::Pending;
            };
            match piece {
                Some(Ok(piece)) => self.decoder.feed(piece),
                Some(Err(failure)) if is_broken(&failure) && self.open_again(Ending::Broken) => {
                    return Poll::Ready(None);
                }
                Some(Err(failure)) => return Poll::Ready(Some(Some(Err(failure.into())))),
                None if self.open_again(Ending::Closed) => return Poll::Ready(None),
                None => return Poll::Ready(Some(None)),
            }
        }
    }

    /// What comes of a stream that was opened again; `None` when it is there.
    fn opened(&mut self, opened: Result<Open, Failure>) -> Option<Next<T>> {
        match opened {
            Ok(Open::Success(body)) if body.head().status == StatusCode::NO_CONTENT => Some(None),
            Ok(Open::Success(body)) => {
                self.source = Source::Open(Box::new(body));
                None
            }
            Ok(Open::Error(answer)) => Some(Some(Err(Error::<Undocumented>::Api(ApiError::new(answer)).into()))),
            Err(failure) if is_broken(&failure) && self.open_again(Ending::Broken) => None,
            Err(failure) => Some(Some(Err(failure.into()))),
        }
    }
}

/// Whether the connection is gone, or silent for too long; not where the time of the whole call is over.
fn is_broken(failure: &Failure) -> bool {
    match failure {
        Failure::Transport(_) => true,
        Failure::Timeout(error) => error.limit() != TimeLimit::Operation,
        _ => false,
    }
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let next = match std::mem::replace(&mut this.source, Source::Ended) {
                Source::Ended => return Poll::Ready(None),
                Source::Open(body) => ready!(this.poll_open(body, context)),
                Source::Opening(mut opening) => match opening.as_mut().poll(context) {
                    Poll::Pending => {
                        this.source = Source::Opening(opening);
                        return Poll::Pending;
                    }
                    Poll::Ready(opened) => this.opened(opened),
                },
            };
            if let Some(item) = next {
                return Poll::Ready(item);
            }
        }
    }
}

impl Call {
    /// Sends, and gives the events of a success as they come.
    ///
    /// # Errors
    /// Every way in which a call fails before its answer begins, see [`Error`]; [`Error::Decode`] when the answer is no
    /// stream of events.
    pub async fn stream_events<T: DeserializeOwned, E: ErrorBody>(
        mut self,
        stream: &'static facts::Stream,
    ) -> Result<Response<EventStream<T>>, Error<E>> {
        self.ask_for(stream);
        let limit = self.memory_limit();
        let reconnect = Reconnect::new(&mut self);
        let body = match self.open(StatusCode::is_success).await? {
            Open::Error(answer) => return Err(Error::Api(ApiError::new(answer))),
            Open::Success(body) => events_only(body).await?,
        };
        let (status, headers) = (body.head().status, body.head().headers().clone());
        let events = EventStream {
            source: Source::Open(Box::new(body)),
            decoder: EventDecoder::new(usize::try_from(limit).unwrap_or(usize::MAX)),
            limit,
            sentinel: stream.sentinel,
            decode: item::decode(stream.item),
            reconnect,
        };
        Ok(Response::new(events, status, headers))
    }
}

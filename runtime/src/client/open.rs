//! An answer whose body is still to come.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use url::Url;

use super::attempt::broken_off;
use super::call::Call;
use super::limits::{Left, Slot, of_an_attempt};
use super::run::{Ran, run};
use crate::answer::Answer;
use crate::clock::{Instant, timeout_at};
use crate::error::{Failure, Sent, TimeLimit, TimeoutError, TooLargeError};
use crate::trace::Traced;
use crate::transport::{BoxFuture, IncomingBody, SendError};

/// How a call that leaves its answer open ends: with a success whose body is still to come, or with an error read whole.
pub(crate) enum Open {
    Success(OpenBody),
    Error(Answer),
}

impl Call {
    /// Runs the call up to the head of its answer: retries and their limits end there. From then on only the silence
    /// between two pieces is limited, and the whole where this call itself has a `timeout`.
    pub(crate) async fn open(mut self, accepts: fn(&StatusCode) -> bool) -> Result<Open, Failure> {
        self.begin();
        let end = self.end();
        let slot = Slot::new(true);
        self.options.slot = Some(slot.clone());
        let settings = self.core.settings();
        let idle = self.options.idle_timeout.unwrap_or(settings.idle_timeout);
        let patience = of_an_attempt(&self.options, settings).into_iter().chain(settings.timeout).min();
        let Ran { answer, span } = run(self, accepts).await?;
        Ok(match slot.take() {
            Some(Left { url, body: Some(body) }) => {
                Open::Success(OpenBody { state: State::Waiting(body), answer, url, idle, end, patience, span })
            }
            _ => Open::Error(*answer),
        })
    }

    /// From now on, if not before, the call's own `timeout` runs: for its clones too.
    pub(crate) fn begin(&mut self) {
        if self.options.timeout.is_some() {
            self.options.began.get_or_insert_with(Instant::now);
        }
    }

    /// When the call's own `timeout` ends it, once it has begun, and how long that is.
    pub(crate) fn end(&self) -> Option<(Instant, Duration)> {
        let (began, limit) = (self.options.began?, self.options.timeout?);
        Some((began.checked_add(limit)?, limit))
    }

    /// The most that may be held in memory of an answer, in bytes.
    pub(crate) fn memory_limit(&self) -> u64 {
        self.options.max_response_bytes.unwrap_or(self.core.settings().max_response_bytes)
    }

    /// The limit that was set for this call itself.
    pub(crate) fn own_size_limit(&self) -> Option<u64> {
        self.options.max_response_bytes
    }

    /// Asks for this media type instead of the operation's own.
    pub(crate) fn accept(&mut self, media_types: &'static str) {
        self.options.accept = Some(media_types);
    }

    /// Whether the call may be made twice by the facts of its operation.
    pub(crate) fn is_idempotent(&self) -> bool {
        self.operation.idempotent
    }
}

/// A body that is read piece by piece. Dropping it closes or frees the connection.
pub(crate) struct OpenBody {
    state: State,
    /// The head, for errors.
    answer: Box<Answer>,
    url: Url,
    idle: Option<Duration>,
    /// When the whole must end, and how long that is.
    end: Option<(Instant, Duration)>,
    /// How long it may take to come where it turns out not to be a stream.
    patience: Option<Duration>,
    /// Of the call, which goes on as long as its answer is read.
    span: Traced,
}

type Piece = (Box<dyn IncomingBody>, Result<Option<Bytes>, Cause>);

enum State {
    Waiting(Box<dyn IncomingBody>),
    Reading(BoxFuture<'static, Piece>),
    Ended,
}

/// Why a piece did not come.
enum Cause {
    Broken(SendError),
    RanOut(TimeLimit, Duration),
}

impl OpenBody {
    /// The head, with an empty body unless [`whole`](Self::whole) has read it.
    pub(crate) fn head(&self) -> &Answer {
        &self.answer
    }

    /// The next piece, never an empty one; `None` at the end and after an error.
    pub(crate) fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Waiting(body) => self.state = State::Reading(Box::pin(read(body, self.idle, self.end))),
                State::Reading(mut reading) => {
                    let Poll::Ready((body, piece)) = reading.as_mut().poll(context) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    match piece {
                        Ok(None) => return Poll::Ready(None),
                        Ok(Some(piece)) => {
                            self.state = State::Waiting(body);
                            if !piece.is_empty() {
                                return Poll::Ready(Some(Ok(piece)));
                            }
                        }
                        Err(cause) => return Poll::Ready(Some(Err(self.failed(self.failure(cause))))),
                    }
                }
            }
        }
    }

    /// Reads on to the end, up to a limit, so that the [`head`](Self::head) is that of an answer which was not left open; of what is
    /// longer, breaks off or takes longer than an attempt may, the start is kept.
    pub(crate) async fn whole(&mut self, limit: u64) {
        let room = usize::try_from(limit).unwrap_or(usize::MAX);
        let end = self.patience.and_then(|patience| Instant::now().checked_add(patience));
        let mut bytes = BytesMut::new();
        let reading = async {
            while let Some(piece) = poll_fn(|context| self.poll_piece(context)).await {
                let Ok(piece) = piece else { return false };
                let left = room.saturating_sub(bytes.len());
                bytes.extend_from_slice(piece.get(..left.min(piece.len())).unwrap_or_default());
                if piece.len() > left {
                    return false;
                }
            }
            true
        };
        let is_whole = match end {
            Some(at) => timeout_at(at, reading).await.unwrap_or(false),
            None => reading.await,
        };
        self.answer.cut = !is_whole;
        self.answer.body = bytes.freeze();
    }

    /// An item of the answer was not what the document says.
    pub(crate) fn undecoded(&self) {
        self.span.undecoded();
    }

    /// What ends the reading, told to the span of the call too.
    pub(crate) fn failed(&self, failure: Failure) -> Failure {
        self.span.broke(&failure);
        failure
    }

    /// Ends a body that has grown past a limit.
    pub(crate) fn too_large(&mut self, limit: u64) -> Failure {
        self.state = State::Ended;
        self.failed(Failure::TooLarge(TooLargeError::new(&self.answer, limit)))
    }

    fn failure(&self, cause: Cause) -> Failure {
        match cause {
            Cause::Broken(error) => broken_off((*self.answer).clone(), error, &self.url),
            Cause::RanOut(limit, after) => {
                Failure::Timeout(TimeoutError::new(self.answer.facts, limit, after, Sent::Yes))
            }
        }
    }
}

/// The next piece, within the limits of time.
async fn read(mut body: Box<dyn IncomingBody>, idle: Option<Duration>, end: Option<(Instant, Duration)>) -> Piece {
    let idle = idle.and_then(|limit| Some((Instant::now().checked_add(limit)?, TimeLimit::Idle, limit)));
    let end = end.map(|(at, limit)| (at, TimeLimit::Operation, limit));
    let first = match (idle, end) {
        (Some(idle), Some(end)) => Some(if idle.0 < end.0 { idle } else { end }),
        (idle, end) => idle.or(end),
    };
    let piece = match first {
        None => body.next().await.map_err(Cause::Broken),
        Some((at, which, limit)) => match timeout_at(at, body.next()).await {
            Ok(piece) => piece.map_err(Cause::Broken),
            Err(_) => Err(Cause::RanOut(which, limit)),
        },
    };
    (body, piece)
}

impl fmt::Debug for OpenBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenBody").field("operation", &self.answer.facts.operation.id).finish_non_exhaustive()
    }
}

//! A stream that must have the length that was said of it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::{BodyError, BodyStream};

/// Fails where the stream ends early, or goes on after its length. A piece is given once the next one is there: HTTP clients
/// stop reading at the length that they have announced, and would not see that there is more.
pub(super) struct Measured {
    stream: BodyStream,
    said: u64,
    /// How many bytes may still come.
    left: u64,
    held: Option<Bytes>,
    /// Nothing more is asked of the stream: some panic then.
    ended: bool,
}

impl Measured {
    pub(super) fn new(stream: BodyStream, said: u64) -> Self {
        Self { stream, said, left: said, held: None, ended: false }
    }
}

impl Stream for Measured {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { stream, said, left, held, ended } = &mut *self;
        loop {
            // Only what may be the last has to wait.
            if *left > 0
                && let Some(piece) = held.take()
            {
                return Poll::Ready(Some(Ok(piece)));
            }
            if *ended {
                return Poll::Ready(None);
            }
            let Some(piece) = ready!(stream.as_mut().poll_next(context)).transpose()? else {
                *ended = true;
                let rest = held.take().map(Ok);
                return Poll::Ready(if *left > 0 { Some(Err(BodyError::Length(*said))) } else { rest });
            };
            if piece.is_empty() {
                continue;
            }
            let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            let Some(rest) = left.checked_sub(length) else {
                return Poll::Ready(Some(Err(BodyError::Length(*said))));
            };
            *left = rest;
            *held = Some(piece);
        }
    }
}

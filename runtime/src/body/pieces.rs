//! Streams of bytes.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::BodyError;

/// The most that is given at once of bytes that are in memory.
const PIECE: usize = 64 * 1024;

/// The bytes of a body, piece by piece.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send>>;

/// The next piece of a stream; `None` at its end.
pub async fn next_piece(stream: &mut BodyStream) -> Option<Result<Bytes, BodyError>> {
    std::future::poll_fn(|context| stream.as_mut().poll_next(context)).await
}

/// Any stream as a [`BodyStream`].
pub(super) fn boxed<S, B, E>(stream: S) -> BodyStream
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    Box::pin(Converted(Box::pin(stream)))
}

struct Converted<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|item| {
            item.map(|piece| match piece {
                Ok(piece) => Ok(piece.into()),
                Err(error) => Err(BodyError::Source(error.into())),
            })
        })
    }
}

/// Bytes and streams, one after another.
#[derive(Default)]
pub(super) struct Pieces(VecDeque<Piece>);

enum Piece {
    Bytes(Bytes),
    Stream(BodyStream),
}

impl Pieces {
    pub(super) fn with_bytes(mut self, bytes: Bytes) -> Self {
        self.add_bytes(bytes);
        self
    }

    pub(super) fn add_bytes(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.0.push_back(Piece::Bytes(bytes));
        }
    }

    pub(super) fn add_stream(&mut self, stream: BodyStream) {
        self.0.push_back(Piece::Stream(stream));
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.0.pop_front() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(mut bytes)) => {
                    if bytes.len() > PIECE {
                        let rest = bytes.split_off(PIECE);
                        self.0.push_front(Piece::Bytes(rest));
                    }
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Piece::Stream(mut stream)) => match stream.as_mut().poll_next(context) {
                    Poll::Ready(None) => {}
                    other => {
                        self.0.push_front(Piece::Stream(stream));
                        return other;
                    }
                },
            }
        }
    }
}

//! Streams as reqwest's bodies.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BodyError, BodyStream, Opened};

/// Opens a stream; it is read as the connection takes it.
pub(super) async fn body(body: &Body) -> Result<reqwest::Body, BodyError> {
    Ok(reqwest::Body::wrap(Streamed::new(body.open().await?)))
}

/// A stream with its length. The mutex is never locked: it makes of what can be sent between threads what can be shared.
struct Streamed {
    stream: Mutex<BodyStream>,
    length: Option<u64>,
}

impl Streamed {
    fn new(opened: Opened) -> Self {
        Self { stream: Mutex::new(opened.stream), length: opened.length }
    }
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        stream.as_mut().poll_next(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    /// What makes `Content-Length` (RFC 9110 §8.6); asked once, before anything is read.
    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

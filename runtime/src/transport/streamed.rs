//! Streams as reqwest's bodies.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::{Body, BodyError, BodyStream, Opened};

/// Opens a stream; it is read as the connection takes it. Where the other half is dropped before the answer is there, the stream
/// is dropped at once.
pub(super) async fn body(body: &Body) -> Result<(reqwest::Body, Unanswered), BodyError> {
    let Opened { stream, length } = body.open().await?;
    let source = Arc::new(Source { stream: Mutex::new(Some(stream)), given_up: AtomicBool::new(false) });
    Ok((reqwest::Body::wrap(Streamed { source: source.clone(), length }), Unanswered(Some(source))))
}

/// A stream with its length.
struct Streamed {
    source: Arc<Source>,
    length: Option<u64>,
}

struct Source {
    /// `None` once the call was given up.
    stream: Mutex<Option<BodyStream>>,
    given_up: AtomicBool,
}

/// What waits for the answer to a request with a stream.
///
/// The connection of a call that is given up is not dropped: it first writes what it holds, which takes as long as the other
/// side likes (on Linux until `tcp_user_timeout` ends it). The stream, and the file or channel behind it, need not wait for that.
pub(super) struct Unanswered(Option<Arc<Source>>);

impl Unanswered {
    /// The answer is there; what is left of the stream may still be sent.
    pub(super) fn answered(mut self) {
        self.0 = None;
    }
}

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(source) = &self.0 {
            source.given_up.store(true, Ordering::SeqCst);
            drop(source.taken());
        }
    }
}

impl Source {
    /// The stream of a call that was given up, to be dropped. While it is being read it is left to its reader, who asks next.
    fn taken(&self) -> Option<BodyStream> {
        if !self.given_up.load(Ordering::SeqCst) {
            return None;
        }
        match self.stream.try_lock() {
            Ok(mut stream) => stream.take(),
            Err(TryLockError::Poisoned(stream)) => stream.into_inner().take(),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyError>>> {
        // Only who gives the call up locks it too, and never waits.
        let piece = match self.stream.try_lock() {
            Ok(mut stream) => stream.as_mut().map(|stream| stream.as_mut().poll_next(context)),
            Err(_) => None,
        };
        drop(self.taken());
        piece.unwrap_or_else(|| Poll::Ready(Some(Err(BodyError::Spent))))
    }
}

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        self.source.poll(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    /// What makes `Content-Length` (RFC 9110 §8.6); asked once, before anything is read.
    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

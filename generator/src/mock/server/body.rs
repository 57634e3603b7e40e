//! Bodies on the wire: at once, piece by piece, or not to their end.

use super::reply::Content;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Sleep, sleep};

/// Between the items of a stream: long enough that each is sent by itself, and too short to wait for.
const PAUSE: Duration = Duration::from_millis(5);

/// Between the pieces of a slow answer, and how many there are.
const SLOW_PAUSE: Duration = Duration::from_millis(250);
const SLOW_PIECES: usize = 8;

/// A body as it is sent.
#[derive(Debug)]
pub struct Sent {
    pieces: VecDeque<Bytes>,
    pause: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    /// Whether the connection ends before the body does.
    is_cut: bool,
    /// How many bytes there are, where that is said before they come.
    length: Option<u64>,
}

impl Sent {
    /// A body as it should be.
    pub fn proper(content: Content) -> Self {
        match content {
            Content::Whole(bytes) => {
                let length = u64::try_from(bytes.len()).ok();
                Self { length, ..Self::of(vec![bytes], Duration::ZERO) }
            }
            Content::Pieces(pieces) => Self::of(pieces, PAUSE),
        }
    }

    /// The same, slowly.
    pub fn slow(content: Content) -> Self {
        match content {
            Content::Whole(bytes) => {
                let size = bytes.len().div_ceil(SLOW_PIECES).max(1);
                Self::of(bytes.chunks(size).map(<[u8]>::to_vec).collect(), SLOW_PAUSE)
            }
            Content::Pieces(pieces) => Self::of(pieces, SLOW_PAUSE),
        }
    }

    /// The first half of it.
    pub fn cut(content: Content) -> Self {
        let bytes = match content {
            Content::Whole(bytes) => bytes,
            Content::Pieces(pieces) => pieces.concat(),
        };
        let half = bytes.get(..bytes.len() / 2).unwrap_or_default().to_vec();
        // The pause sends what there is before the end.
        Self { is_cut: true, ..Self::of(vec![half], PAUSE) }
    }

    fn of(pieces: Vec<Vec<u8>>, pause: Duration) -> Self {
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).map(Bytes::from).collect();
        Self { pieces, pause, waiting: None, is_cut: false, length: None }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if let Some(waiting) = &mut this.waiting {
            if waiting.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            this.waiting = None;
        }
        if let Some(piece) = this.pieces.pop_front() {
            if !this.pause.is_zero() {
                this.waiting = Some(Box::pin(sleep(this.pause)));
            }
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        if std::mem::take(&mut this.is_cut) {
            return Poll::Ready(Some(Err(io::Error::other("the answer is truncated on purpose"))));
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && !self.is_cut
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

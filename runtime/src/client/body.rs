//! Reading a body up to its limit, and no further.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use bytes::{Bytes, BytesMut};

use crate::transport::{ArrivingBody, SendError};

/// A body, or the part of it that is within the limit.
pub(crate) struct Read {
    pub(crate) bytes: Bytes,
    /// There was more, or there should have been.
    pub(crate) cut: bool,
}

/// Reads until the end or the limit, in bytes after decompression. At most one piece beyond the limit is ever held: a
/// body that is dropped then closes its connection.
pub(crate) async fn read(body: &mut ArrivingBody, limit: u64) -> Result<Read, SendError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let Some(first) = body.next().await? else {
        return Ok(Read { bytes: Bytes::new(), cut: false });
    };
    let Some(second) = (if first.len() > limit { None } else { body.next().await? }) else {
        // The usual small answer comes in one piece, and is not copied.
        let cut = first.len() > limit;
        return Ok(Read { bytes: first.slice(..first.len().min(limit)), cut });
    };
    let mut bytes = BytesMut::with_capacity(first.len().saturating_add(second.len()).min(limit));
    let mut next = Some(first);
    let mut after = Some(second);
    while let Some(piece) = next {
        let room = limit.saturating_sub(bytes.len());
        bytes.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
        if piece.len() > room {
            return Ok(Read { bytes: bytes.freeze(), cut: true });
        }
        next = match after.take() {
            Some(piece) => Some(piece),
            None => body.next().await?,
        };
    }
    Ok(Read { bytes: bytes.freeze(), cut: false })
}

/// Reads what there is of the body of an error: to its end or the limit, or until it breaks off, or time has run out and this is
/// polled once more.
pub(super) async fn read_what_comes(body: &mut ArrivingBody, limit: u64, ran_out: &AtomicBool) -> Read {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut bytes = BytesMut::new();
    loop {
        let mut next = pin!(body.next());
        let piece = poll_fn(|context| match next.as_mut().poll(context) {
            Poll::Pending if ran_out.load(Ordering::Relaxed) => Poll::Ready(None),
            polled => polled.map(Result::ok),
        });
        let cut = match piece.await {
            Some(Some(piece)) => {
                let room = limit.saturating_sub(bytes.len());
                bytes.extend_from_slice(piece.get(..room.min(piece.len())).unwrap_or_default());
                if piece.len() <= room {
                    continue;
                }
                true
            }
            Some(None) => false,
            None => true,
        };
        return Read { bytes: bytes.freeze(), cut };
    }
}

//! What is read in the way of the standard library, as a body.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::task::{JoinHandle, spawn_blocking};

use super::Body;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

type Source = Box<dyn Read + Send>;

/// A reader, piece by piece, each read on a thread for what blocks.
struct ReaderPieces {
    reader: Option<Source>,
    reading: Option<JoinHandle<(Source, io::Result<Bytes>)>>,
}

impl Stream for ReaderPieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, reading } = &mut *self;
        if let Some(mut source) = reader.take() {
            *reading = Some(spawn_blocking(move || {
                let piece = piece(&mut source);
                (source, piece)
            }));
        }
        let Some(under_way) = reading else { return Poll::Ready(None) };
        let read = ready!(Pin::new(under_way).poll(context));
        *reading = None;
        match read {
            Ok((source, Ok(piece))) if !piece.is_empty() => {
                *reader = Some(source);
                Poll::Ready(Some(Ok(piece)))
            }
            Ok((_, Ok(_))) => Poll::Ready(None),
            Ok((_, Err(error))) => Poll::Ready(Some(Err(error))),
            // The reader panicked, or the runtime is at its end.
            Err(error) => Poll::Ready(Some(Err(error.into()))),
        }
    }
}

/// The next piece; an empty one at the end.
fn piece(reader: &mut Source) -> io::Result<Bytes> {
    let mut buffer = BytesMut::zeroed(PIECE);
    loop {
        match reader.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => {
                buffer.truncate(read?);
                return Ok(buffer.freeze());
            }
        }
    }
}

impl Body {
    /// Whatever can be read in the way of the standard library: an archive while it is packed, the standard input. It is
    /// read while it is sent, and once, so that a call with it is sent once. Needs a tokio runtime, which a blocking call
    /// has.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::stream(ReaderPieces { reader: Some(Box::new(reader)), reading: None })
    }
}

/// A file that is open already; it is read from where it stands, once.
impl From<std::fs::File> for Body {
    fn from(file: std::fs::File) -> Self {
        Self::from(tokio::fs::File::from_std(file))
    }
}

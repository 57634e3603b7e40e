//! Files as bodies.

use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf, Take};

use super::{BodyError, Opened, pieces};

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Opens a file; its length is known if it is one that has an end. What is written to its end from then on is not read.
pub(super) async fn open(path: PathBuf) -> Result<Opened, BodyError> {
    let opened = async {
        let file = File::open(&path).await?;
        let metadata = file.metadata().await?;
        // Some systems open a folder, and say only when it is read that it is none.
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        io::Result::Ok((file, metadata.is_file().then_some(metadata.len())))
    };
    let (file, length) = opened.await.map_err(|error| BodyError::Source(named(&path, &error).into()))?;
    Ok(Opened { stream: pieces::boxed(FilePieces::up_to(length.unwrap_or(u64::MAX), file)), length })
}

/// The system's own errors do not say which file.
fn named(path: &std::path::Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// A file, piece by piece.
pub(super) struct FilePieces {
    file: Take<File>,
    buffer: BytesMut,
}

impl FilePieces {
    pub(super) fn new(file: File) -> Self {
        Self::up_to(u64::MAX, file)
    }

    fn up_to(length: u64, file: File) -> Self {
        Self { file: file.take(length), buffer: BytesMut::new() }
    }
}

impl Stream for FilePieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { file, buffer } = &mut *self;
        buffer.resize(PIECE, 0);
        let mut read = ReadBuf::new(buffer);
        ready!(Pin::new(file).poll_read(context, &mut read))?;
        let length = read.filled().len();
        Poll::Ready((length > 0).then(|| Ok(buffer.split_to(length).freeze())))
    }
}

//! An answer as bytes, while they come.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use http::StatusCode;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::answer::ErrorBody;
use crate::client::{Call, Open, OpenBody};
use crate::error::{ApiError, Error, Failure, WriteError};
use crate::response::Response;

/// The body of an answer, piece by piece, decompressed. Nothing is read before it is asked for; dropping it ends the answer.
///
/// It is a [`Stream`] of pieces, and an [`AsyncRead`] for whatever reads bytes that way.
///
/// ```no_run
/// # async fn f(call: specsmith_runtime::Call) -> Result<(), specsmith_runtime::Error> {
/// let mut report = call.stream_bytes::<specsmith_runtime::Undocumented>().await?.into_inner();
/// while let Some(piece) = report.next().await {
///     println!("{} bytes", piece?.len());
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct ByteStream {
    body: OpenBody,
    /// How much may come, and how much of that is left.
    limit: Option<(u64, u64)>,
    /// Of the last piece, what a reader has not taken yet.
    rest: Bytes,
}

impl ByteStream {
    /// The next piece, never an empty one; `None` at the end and after an error.
    ///
    /// # Errors
    /// The connection broke, was silent for longer than `idle_timeout`, what came cannot be decompressed, or more came than
    /// `max_response_bytes` of this call.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Writes all that is still to come, flushes, and gives the number of bytes. A slow writer slows the server down.
    ///
    /// # Errors
    /// As [`next`](Self::next); or the writer failed.
    pub async fn write_to(&mut self, writer: impl AsyncWrite) -> Result<u64, Error> {
        Ok(self.copy(writer).await?)
    }

    /// The same with an error that has no type yet.
    pub(super) async fn copy(&mut self, writer: impl AsyncWrite) -> Result<u64, Failure> {
        let mut writer = std::pin::pin!(writer);
        let mut written = 0_u64;
        while let Some(piece) = poll_fn(|context| self.poll_piece(context)).await {
            let mut piece = piece?;
            while !piece.is_empty() {
                let count = match poll_fn(|context| writer.as_mut().poll_write(context, &piece)).await {
                    Ok(0) => return Err(self.not_written(std::io::ErrorKind::WriteZero.into())),
                    count => count.map_err(|source| self.not_written(source))?,
                };
                drop(piece.split_to(count.min(piece.len())));
                written = written.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            }
        }
        poll_fn(|context| writer.as_mut().poll_flush(context)).await.map_err(|source| self.not_written(source))?;
        Ok(written)
    }

    pub(super) fn not_written(&self, source: std::io::Error) -> Failure {
        self.body.failed(Failure::Write(WriteError::new(self.body.head(), source)))
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.rest))));
        }
        let piece = match ready!(self.body.poll_piece(context)) {
            Some(Ok(piece)) => piece,
            ended => return Poll::Ready(ended),
        };
        if let Some((limit, left)) = &mut self.limit {
            match left.checked_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX)) {
                Some(rest) => *left = rest,
                None => return Poll::Ready(Some(Err(self.body.too_large(*limit)))),
            }
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context).map(|piece| piece.map(|piece| piece.map_err(Error::from)))
    }
}

/// An error of the stream is the source of the [`std::io::Error`].
impl AsyncRead for ByteStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let mut piece = match ready!(Pin::new(&mut *this).poll_next(context)) {
            None => return Poll::Ready(Ok(())),
            Some(Err(error @ Error::Timeout(_))) => {
                return Poll::Ready(Err(std::io::Error::new(std::io::ErrorKind::TimedOut, error)));
            }
            Some(piece) => piece.map_err(std::io::Error::other)?,
        };
        let taken = piece.len().min(buffer.remaining());
        buffer.put_slice(piece.get(..taken).unwrap_or_default());
        piece.advance(taken);
        this.rest = piece;
        Poll::Ready(Ok(()))
    }
}

impl Call {
    /// Sends, and gives the body of a success while it comes.
    ///
    /// # Errors
    /// Every way in which a call fails before its answer begins, see [`Error`].
    pub async fn stream_bytes<E: ErrorBody>(self) -> Result<Response<ByteStream>, Error<E>> {
        let limit = self.own_size_limit().map(|limit| (limit, limit));
        match self.open(StatusCode::is_success).await? {
            Open::Error(answer) => Err(Error::Api(ApiError::new(answer))),
            Open::Success(body) => {
                let (status, headers) = (body.head().status, body.head().headers().clone());
                Ok(Response::new(ByteStream { body, limit, rest: Bytes::new() }, status, headers))
            }
        }
    }

    /// Sends, writes the body of a success as it comes, and gives the number of bytes.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`]; [`Error::Write`] when the writer does.
    pub async fn download_to<E: ErrorBody>(self, writer: impl AsyncWrite) -> Result<Response<u64>, Error<E>> {
        let (head, mut stream) = self.stream_bytes::<E>().await?.into_parts();
        let written = stream.copy(writer).await?;
        Ok(head.map(|()| written))
    }
}

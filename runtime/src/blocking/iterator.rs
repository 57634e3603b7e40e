//! Streams and lists as iterators.

use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::ops::Deref;
use std::path::Path;
use std::pin::Pin;

use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::{Writer, call, wait};
use crate::error::Error;
use crate::page::{Items, PageToken, Paged, Pages};
use crate::stream::{ByteStream, EventStream};

/// A stream or a list whose items are waited for on the thread that asks for them: an iterator. Nothing is asked of the
/// server before it is wanted, and dropping it ends the stream.
///
/// What the stream itself tells, such as [`Items::next_token`] or [`EventStream::last_event_id`], is there by `Deref`. Bytes
/// are an iterator of pieces, and [`std::io::Read`].
///
/// ```no_run
/// use specsmith_runtime::blocking::Blocking;
/// # fn f<R>(request: R) -> Result<(), specsmith_runtime::Error>
/// # where R: specsmith_runtime::page::Paged, R::Item: std::fmt::Debug {
/// for item in Blocking::new(specsmith_runtime::Items::new(request)) {
///     println!("{:?}", item?);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing is read before an item is asked for"]
pub struct Blocking<S> {
    stream: S,
    ended: bool,
}

impl<S> Blocking<S> {
    /// An iterator over the items of any stream of the SDKs'.
    pub fn new(stream: S) -> Self {
        Self { stream, ended: false }
    }

    /// The stream, for asynchronous code.
    pub fn into_inner(self) -> S {
        self.stream
    }

    fn map(self, change: impl FnOnce(S) -> S) -> Self {
        Self { stream: change(self.stream), ended: self.ended }
    }
}

impl<S> Deref for Blocking<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.stream
    }
}

/// In asynchronous code the next item is an [`Error::Config`], and the last one.
impl<S, T, E> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T, Error<E>>> + Unpin,
{
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        if self.ended {
            return None;
        }
        let next = wait(poll_fn(|context| Pin::new(&mut self.stream).poll_next(context)));
        let next = next.unwrap_or_else(|error| {
            self.ended = true;
            Some(Err(Error::Config(error)))
        });
        self.ended |= next.is_none();
        next
    }
}

impl<R: Paged> Blocking<Items<R>> {
    /// See [`Items::resume`].
    pub fn resume(self, token: PageToken) -> Self {
        self.map(|items| items.resume(token))
    }
}

impl<R: Paged> Blocking<Pages<R>> {
    /// See [`Pages::resume`].
    pub fn resume(self, token: PageToken) -> Self {
        self.map(|pages| pages.resume(token))
    }
}

impl<T> Blocking<EventStream<T>> {
    /// See [`EventStream::max_reconnects`].
    pub fn max_reconnects(self, limit: u32) -> Self {
        self.map(|events| events.max_reconnects(limit))
    }
}

impl Blocking<ByteStream> {
    /// Writes all that is still to come, flushes, and gives the number of bytes. A slow writer slows the server down.
    ///
    /// # Errors
    /// As [`ByteStream::next`]; or the writer failed.
    pub fn write_to(&mut self, writer: impl Write) -> Result<u64, Error> {
        call(self.stream.write_to(Writer::new(writer)))
    }

    /// Writes all that is still to come to a file, see [`ByteStream::write_to_file`].
    ///
    /// # Errors
    /// As [`ByteStream::next`]; or the file cannot be written.
    pub fn write_to_file(&mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        call(self.stream.write_to_file(path))
    }
}

/// An error of the stream is the source of the [`io::Error`].
impl Read for Blocking<ByteStream> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        wait(poll_fn(|context| Pin::new(&mut self.stream).poll_read(context, &mut buffer)))
            .unwrap_or_else(|error| Err(io::Error::other(error)))?;
        Ok(buffer.filled().len())
    }
}

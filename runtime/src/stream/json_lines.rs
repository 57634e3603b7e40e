//! Lines or records of JSON, while they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::item::{self, not_html};
use super::{LineDecoder, Separator};
use crate::answer::{Answer, ErrorBody};
use crate::client::{Call, Open, OpenBody};
use crate::error::{ApiError, DecodeError, Error};
use crate::facts;
use crate::response::Response;

/// The items of an answer that holds one JSON text a line (`application/x-ndjson`, `application/jsonl`) or record
/// (RFC 7464), as they come. Dropping it ends the answer.
///
/// What is given is the item itself: one that is a secret as a whole prints like any other value of its type.
///
/// A line that is not what the document says gives an [`Error::Decode`], and the lines after it can still be read; every
/// other error is the last item.
pub struct JsonLines<T> {
    body: OpenBody,
    decoder: Option<LineDecoder>,
    limit: u64,
    sentinel: Option<&'static str>,
    decode: fn(Bytes, &Answer) -> Result<T, DecodeError>,
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("body", &self.body).finish_non_exhaustive()
    }
}

impl<T> JsonLines<T> {
    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// The line is not what the document says or longer than `max_response_bytes`, the connection broke, or it was silent
    /// for longer than `idle_timeout`.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn item(&mut self, line: Bytes) -> Option<Result<T, Error>> {
        if self.sentinel.is_some_and(|sentinel| *line == *sentinel.as_bytes()) {
            self.decoder = None;
            return None;
        }
        let decoded = (self.decode)(line, self.body.head());
        Some(decoded.inspect_err(|_| self.body.undecoded()).map_err(Error::Decode))
    }
}

impl<T> Stream for JsonLines<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let Some(decoder) = &mut this.decoder else { return Poll::Ready(None) };
            match decoder.next() {
                Ok(Some(line)) => return Poll::Ready(this.item(line)),
                Ok(None) => {}
                Err(_) => {
                    this.decoder = None;
                    return Poll::Ready(Some(Err(this.body.too_large(this.limit).into())));
                }
            }
            match ready!(this.body.poll_piece(context)) {
                Some(Ok(piece)) => decoder.feed(piece),
                Some(Err(failure)) => {
                    this.decoder = None;
                    return Poll::Ready(Some(Err(failure.into())));
                }
                None => {
                    let last = decoder.finish();
                    this.decoder = None;
                    return Poll::Ready(last.and_then(|line| this.item(line)));
                }
            }
        }
    }
}

impl Call {
    /// Sends, and gives the lines of a success as they come, each a JSON text.
    ///
    /// # Errors
    /// Every way in which a call fails before its answer begins, see [`Error`].
    pub async fn stream_lines<T: DeserializeOwned, E: ErrorBody>(
        self,
        stream: &'static facts::Stream,
    ) -> Result<Response<JsonLines<T>>, Error<E>> {
        self.json_texts(stream, Separator::LineFeed).await
    }

    /// Sends, and gives the records of a success as they come, each a JSON text (RFC 7464).
    ///
    /// # Errors
    /// Every way in which a call fails before its answer begins, see [`Error`].
    pub async fn stream_records<T: DeserializeOwned, E: ErrorBody>(
        self,
        stream: &'static facts::Stream,
    ) -> Result<Response<JsonLines<T>>, Error<E>> {
        self.json_texts(stream, Separator::RecordSeparator).await
    }

    async fn json_texts<T: DeserializeOwned, E: ErrorBody>(
        mut self,
        stream: &'static facts::Stream,
        separator: Separator,
    ) -> Result<Response<JsonLines<T>>, Error<E>> {
        self.ask_for(stream);
        let limit = self.memory_limit();
        let body = match self.open(StatusCode::is_success).await? {
            Open::Error(answer) => return Err(Error::Api(ApiError::new(answer))),
            Open::Success(body) => not_html(body).await?,
        };
        let (status, headers) = (body.head().status, body.head().headers().clone());
        let decoder = LineDecoder::new(separator, usize::try_from(limit).unwrap_or(usize::MAX));
        let lines = JsonLines { body, decoder: Some(decoder), limit, sentinel: stream.sentinel, decode: item::json };
        Ok(Response::new(lines, status, headers))
    }

    /// Asks for the stream where the operation gives something else too.
    pub(super) fn ask_for(&mut self, stream: &'static facts::Stream) {
        self.accept(stream.accept);
        if let Some(flag) = stream.flag {
            self.set_in_body(flag, &true.into());
        }
    }
}

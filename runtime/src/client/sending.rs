//! A call on its way.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::StatusCode;

use super::run::{Ran, Running};
use crate::answer::{Answer, ErrorBody, Undocumented};
use crate::error::{ApiError, DecodeError, Error};
use crate::response::Response;

/// A call on its way: what it gives once it is awaited, an answer or an error.
///
/// Until it is polled nothing is sent, and dropping it ends the call. It has a name, so that callers may keep it in a struct, and
/// it is [`Unpin`].
///
/// ```
/// use specsmith_runtime::{Sending, serde_json::Value};
///
/// struct Job {
///     call: Sending<Value>,
/// }
/// ```
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<T, E = Undocumented> {
    running: Running,
    accepts: fn(&StatusCode) -> bool,
    decode: fn(&Answer) -> Result<T, DecodeError>,
    is_secret: bool,
    error: PhantomData<fn() -> E>,
}

impl<T, E> Sending<T, E> {
    pub(super) fn new(
        running: Running,
        accepts: fn(&StatusCode) -> bool,
        decode: fn(&Answer) -> Result<T, DecodeError>,
        is_secret: bool,
    ) -> Self {
        Self { running, accepts, decode, is_secret, error: PhantomData }
    }
}

// The last step of a call, and the only one that knows its types; all others are in `run`.
impl<T, E: ErrorBody> Future for Sending<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Ran { answer, span } = ready!(self.running.as_mut().poll(context))?;
        // 10. Decode.
        Poll::Ready(if !(self.accepts)(&answer.status) {
            Err(Error::Api(ApiError::new(*answer)))
        } else {
            match (self.decode)(&answer) {
                Ok(value) => Ok(Response::new(value, answer.status, answer.headers.0).secret(self.is_secret)),
                Err(error) => {
                    span.undecoded();
                    Err(Error::Decode(error))
                }
            }
        })
    }
}

impl<T, E> fmt::Debug for Sending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

//! How a call fails before there is an answer to decode, and from there to the error of an operation or of the crate.

use super::{ApiError, ConfigError, DecodeError, Error};
use crate::answer::{ErrorBody, Untyped};
use crate::retry::Verdict;

/// How a call fails before there is an answer to decode: an error that is never [`Error::Api`]. So the part of a call that
/// has no type parameters is compiled once.
pub(crate) type Failure = Error<Never>;

/// The body of an error that does not happen.
#[derive(Debug)]
pub(crate) enum Never {}

impl Failure {
    /// As an error of its own type.
    pub(crate) fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        match self {
            Self::Api(e) => match *e.body() {},
            Self::Config(e) => e,
            Self::Auth(e) => e,
            Self::Request(e) => e,
            Self::Transport(e) => e,
            Self::Timeout(e) => e,
            Self::Redirect(e) => e,
            Self::TooLarge(e) => e,
            Self::Decode(e) => e,
            Self::Write(e) => e,
        }
    }

    /// What the caller's rules said of the attempt.
    pub(crate) fn rule(&mut self, verdict: Verdict) {
        match self {
            Self::Auth(e) => e.facts_mut().ruled = verdict,
            Self::Transport(e) => e.facts_mut().ruled = verdict,
            Self::Timeout(e) => e.facts_mut().ruled = verdict,
            Self::Api(_) | Self::Config(_) | Self::Request(_) | Self::Redirect(_) => {}
            Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => {}
        }
    }

    /// A word for it.
    #[cfg(feature = "tracing")]
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Api(_) => "api",
            Self::Config(_) => "config",
            Self::Auth(_) => "auth",
            Self::Request(_) => "request",
            Self::Transport(e) if e.is_connect() => "connect",
            Self::Transport(_) => "transport",
            Self::Timeout(_) => "timeout",
            Self::Redirect(_) => "redirect",
            Self::TooLarge(_) => "too_large",
            Self::Decode(_) => "decode",
            Self::Write(_) => "write",
        }
    }
}

/// The same error with another type of its body.
fn retyped<E, F>(error: Error<E>, api: impl FnOnce(ApiError<E>) -> ApiError<F>) -> Error<F> {
    match error {
        Error::Api(e) => Error::Api(api(e)),
        Error::Config(e) => Error::Config(e),
        Error::Auth(e) => Error::Auth(e),
        Error::Request(e) => Error::Request(e),
        Error::Transport(e) => Error::Transport(e),
        Error::Timeout(e) => Error::Timeout(e),
        Error::Redirect(e) => Error::Redirect(e),
        Error::TooLarge(e) => Error::TooLarge(e),
        Error::Decode(e) => Error::Decode(e),
        Error::Write(e) => Error::Write(e),
    }
}

fn never<F>(error: ApiError<Never>) -> ApiError<F> {
    match *error.body() {}
}

/// Every operation's error converts into the crate-wide one; what is lost is only the type of the error body.
///
/// It does not overlap with `From<T> for T` because [`Untyped`] is no [`ErrorBody`].
impl<E: ErrorBody> From<Error<E>> for Error<Untyped> {
    fn from(error: Error<E>) -> Self {
        retyped(error, ApiError::untyped)
    }
}

#[doc(hidden)]
impl<E: ErrorBody> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        retyped(failure, never)
    }
}

#[doc(hidden)]
impl From<Failure> for Error<Untyped> {
    fn from(failure: Failure) -> Self {
        retyped(failure, never)
    }
}

impl<E> From<ConfigError> for Error<E> {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl<E> From<DecodeError> for Error<E> {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

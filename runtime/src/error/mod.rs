//! One error type that answers the caller's first questions: was it sent, may I retry?

mod api;
mod auth;
mod config;
mod decode;
mod reason;
mod request;
mod transport;
mod write;

use std::fmt;

use http::{HeaderMap, StatusCode};

pub use api::ApiError;
pub use auth::{AuthError, AuthProblem, TokenErrorCode};
pub use config::{ConfigError, ConfigProblem, MissingCredential};
pub use decode::{DecodeError, DecodeProblem};
pub use request::{RequestError, RequestProblem};
pub use transport::{RedirectError, RedirectProblem, TimeLimit, TimeoutError, TooLargeError, TransportError};
pub use write::WriteError;

use crate::answer::{ErrorBody, Untyped};
use crate::retry::{Outcome, Verdict, classify};

/// Whether a request reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// It provably did not: doing it again cannot do it twice.
    No,
    /// It may have: the connection broke, or time ran out, while it was on its way or at work.
    Maybe,
    /// It did: the server answered.
    Yes,
}

/// What every error of a call knows about the call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) operation: &'static str,
    pub(crate) attempts: u32,
    /// Doing the call again does no harm.
    pub(crate) replayable: bool,
    /// The body is a stream that can be read once, so that this very request cannot be sent again.
    pub(crate) read_once: bool,
    /// How far an attempt before the last one came, where it may have taken effect.
    pub(crate) reached: Sent,
    /// What a rule of the caller's says of the last attempt.
    pub(crate) ruled: Verdict,
}

impl Facts {
    /// The caller's rules before those that are built in.
    pub(crate) fn verdict(&self, outcome: Outcome) -> Verdict {
        match self.ruled {
            Verdict::Indifferent => classify(outcome, self.replayable),
            ruled => ruled,
        }
    }
}

/// Why a call, or the making of a client, failed.
///
/// `E` is what the operation documents as its error bodies; it is gone (`Untyped`) in the crate-wide error that every
/// operation's error converts into, so that `?` works across operations.
///
/// ```
/// use specsmith_runtime::{Error, ErrorBody};
///
/// fn advice<E: ErrorBody>(error: Error<E>) -> Result<&'static str, Error> {
///     match error {
///         Error::Api(e) if e.status() == 404 => Ok("no such thing"),
///         e if e.is_retryable() => Ok("try later"),
///         e => Err(e.into()),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = Untyped> {
    /// The server answered with an error status. Sent: yes.
    Api(ApiError<E>),
    /// The client is not configured for this: a missing credential, a wrong base URL. Sent: no.
    Config(ConfigError),
    /// No credential could be had: a callback failed, or a token endpoint refused. Sent: no.
    Auth(AuthError),
    /// The request could not be built: an impossible parameter, a body that does not serialize. Sent: no.
    Request(RequestError),
    /// No connection, or it broke. Sent: no or maybe.
    Transport(TransportError),
    /// Time ran out. Sent: maybe.
    Timeout(TimeoutError),
    /// The server pointed elsewhere, and following was not safe. Sent: yes.
    Redirect(RedirectError),
    /// The answer was larger than the limit. Sent: yes.
    TooLarge(TooLargeError),
    /// The server answered with success, but the body is not what the document says. Sent: yes.
    Decode(DecodeError),
    /// What came could not be written where the caller wanted it. Sent: yes.
    Write(WriteError),
}

impl<E> Error<E> {
    /// Whether the request reached the server, in any attempt that may have taken effect. `Maybe` is the answer to be careful
    /// with.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        match self {
            Self::Api(_) | Self::Redirect(_) | Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => Sent::Yes,
            Self::Config(_) => Sent::No,
            Self::Auth(e) => e.was_sent(),
            Self::Request(e) => e.was_sent(),
            Self::Transport(e) => e.was_sent(),
            Self::Timeout(e) => e.was_sent(),
        }
    }

    /// Whether the same call, sent again later, is safe and may succeed: the failure passes (429, 500, 502, 503, 504, a
    /// broken connection, a timeout), and the call is idempotent, carries an idempotency key or was not processed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(e) => e.is_retryable(),
            Self::Auth(e) => e.is_retryable(),
            Self::Transport(e) => e.is_retryable(),
            Self::Timeout(e) => e.is_retryable(),
            Self::Config(_) | Self::Request(_) | Self::Redirect(_) => false,
            Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => false,
        }
    }

    /// The status code, if the server answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(e) => Some(e.status()),
            Self::Decode(e) => Some(e.status()),
            Self::Redirect(e) => Some(e.status()),
            Self::TooLarge(e) => Some(e.status()),
            Self::Write(e) => Some(e.status()),
            Self::Config(_) | Self::Auth(_) | Self::Request(_) | Self::Transport(_) | Self::Timeout(_) => None,
        }
    }

    /// The body as text, if the server answered with an error status or something that did not decode; at most 1 MiB of an
    /// error's. It is what the server sent: it may hold anything.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Api(e) => Some(e.text()),
            Self::Decode(e) => Some(e.text()),
            _ => None,
        }
    }

    /// The response headers, if the server answered.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(e) => Some(e.headers()),
            Self::Decode(e) => Some(e.headers()),
            _ => None,
        }
    }

    /// The id under which the server knows the request, if it sent one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(crate::response::request_id)
    }

    /// The `operationId` of the call, if the error belongs to one.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.facts().map(|facts| facts.operation)
    }

    /// How often the request was sent, or was tried to be sent; 0 when it failed before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.facts().map_or(0, |facts| facts.attempts)
    }

    /// How long the server asks to wait before the next attempt (`Retry-After`, RFC 9110 §10.2.3), from now.
    #[must_use]
    pub fn retry_after(&self) -> Option<std::time::Duration> {
        match self {
            Self::Api(e) => e.retry_after(),
            _ => None,
        }
    }

    /// Whether time ran out: of an attempt, of the whole call, or for making a connection.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Transport(e) => e.is_timeout(),
            _ => false,
        }
    }

    /// Whether no connection to the server could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(e) if e.is_connect())
    }

    fn facts(&self) -> Option<Facts> {
        match self {
            Self::Api(e) => Some(e.facts()),
            Self::Config(_) => None,
            Self::Auth(e) => Some(e.facts()),
            Self::Request(e) => Some(e.facts()),
            Self::Transport(e) => Some(e.facts()),
            Self::Timeout(e) => Some(e.facts()),
            Self::Redirect(e) => Some(e.facts()),
            Self::TooLarge(e) => Some(e.facts()),
            Self::Decode(e) => Some(e.facts()),
            Self::Write(e) => Some(e.facts()),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(e) => e.fmt(f),
            Self::Config(e) => e.fmt(f),
            Self::Auth(e) => e.fmt(f),
            Self::Request(e) => e.fmt(f),
            Self::Transport(e) => e.fmt(f),
            Self::Timeout(e) => e.fmt(f),
            Self::Redirect(e) => e.fmt(f),
            Self::TooLarge(e) => e.fmt(f),
            Self::Decode(e) => e.fmt(f),
            Self::Write(e) => e.fmt(f),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(e) => std::error::Error::source(e),
            Self::Config(e) => std::error::Error::source(e),
            Self::Auth(e) => std::error::Error::source(e),
            Self::Request(e) => std::error::Error::source(e),
            Self::Transport(e) => std::error::Error::source(e),
            Self::Decode(e) => std::error::Error::source(e),
            Self::Write(e) => std::error::Error::source(e),
            Self::Timeout(e) => std::error::Error::source(e),
            Self::Redirect(_) | Self::TooLarge(_) => None,
        }
    }
}

/// Every operation's error converts into the crate-wide one; what is lost is only the type of the error body.
///
/// It does not overlap with `From<T> for T` because [`Untyped`] is no [`ErrorBody`].
impl<E: ErrorBody> From<Error<E>> for Error<Untyped> {
    fn from(error: Error<E>) -> Self {
        match error {
            Error::Api(e) => Self::Api(e.untyped()),
            Error::Config(e) => Self::Config(e),
            Error::Auth(e) => Self::Auth(e),
            Error::Request(e) => Self::Request(e),
            Error::Transport(e) => Self::Transport(e),
            Error::Timeout(e) => Self::Timeout(e),
            Error::Redirect(e) => Self::Redirect(e),
            Error::TooLarge(e) => Self::TooLarge(e),
            Error::Decode(e) => Self::Decode(e),
            Error::Write(e) => Self::Write(e),
        }
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

/// How a call fails before there is an answer to decode; private, so that the part of a call that has no type parameters
/// is compiled once.
#[derive(Debug)]
pub(crate) enum Failure {
    Config(ConfigError),
    Auth(AuthError),
    Request(RequestError),
    Transport(TransportError),
    Timeout(TimeoutError),
    Redirect(RedirectError),
    TooLarge(TooLargeError),
    Decode(DecodeError),
    Write(WriteError),
}

impl Failure {
    /// As an error of its own type.
    pub(crate) fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        match self {
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

    pub(crate) fn was_sent(&self) -> Sent {
        match self {
            Self::Config(_) => Sent::No,
            Self::Auth(e) => e.was_sent(),
            Self::Request(e) => e.was_sent(),
            Self::Transport(e) => e.was_sent(),
            Self::Timeout(e) => e.was_sent(),
            Self::Redirect(_) | Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => Sent::Yes,
        }
    }

    /// What the caller's rules said of the attempt.
    pub(crate) fn rule(&mut self, verdict: Verdict) {
        match self {
            Self::Auth(e) => e.facts_mut().ruled = verdict,
            Self::Transport(e) => e.facts_mut().ruled = verdict,
            Self::Timeout(e) => e.facts_mut().ruled = verdict,
            Self::Config(_) | Self::Request(_) | Self::Redirect(_) => {}
            Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => {}
        }
    }
}

#[cfg(feature = "tracing")]
impl Failure {
    /// A word for it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
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

    pub(crate) fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Redirect(e) => Some(e.status()),
            Self::TooLarge(e) => Some(e.status()),
            Self::Decode(e) => Some(e.status()),
            Self::Write(e) => Some(e.status()),
            Self::Config(_) | Self::Auth(_) | Self::Request(_) | Self::Transport(_) | Self::Timeout(_) => None,
        }
    }

    pub(crate) fn facts(&self) -> Option<Facts> {
        match self {
            Self::Config(_) => None,
            Self::Auth(e) => Some(e.facts()),
            Self::Request(e) => Some(e.facts()),
            Self::Transport(e) => Some(e.facts()),
            Self::Timeout(e) => Some(e.facts()),
            Self::Redirect(e) => Some(e.facts()),
            Self::TooLarge(e) => Some(e.facts()),
            Self::Decode(e) => Some(e.facts()),
            Self::Write(e) => Some(e.facts()),
        }
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Config(e) => Self::Config(e),
            Failure::Auth(e) => Self::Auth(e),
            Failure::Request(e) => Self::Request(e),
            Failure::Transport(e) => Self::Transport(e),
            Failure::Timeout(e) => Self::Timeout(e),
            Failure::Redirect(e) => Self::Redirect(e),
            Failure::TooLarge(e) => Self::TooLarge(e),
            Failure::Decode(e) => Self::Decode(e),
            Failure::Write(e) => Self::Write(e),
        }
    }
}

/// The first part of a text on one line, without control characters: for messages.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !c.is_control()));
        if line.chars().count() > limit {
            return line.chars().take(limit).chain(['…']).collect();
        }
    }
    line
}

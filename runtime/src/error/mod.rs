//! One error type that answers the caller's first questions: was it sent, may I retry?

mod api;
mod auth;
mod config;
mod decode;
mod failure;
mod questions;
mod reason;
mod redirect;
mod request;
mod timeout;
mod too_large;
mod transport;
mod write;

use std::fmt;

pub use api::ApiError;
pub use auth::{AuthError, AuthProblem, TokenErrorCode};
pub use config::{ConfigError, ConfigProblem, MissingCredential};
pub use decode::{DecodeError, DecodeProblem};
pub(crate) use failure::Failure;
pub use redirect::{RedirectError, RedirectProblem};
pub use request::{RequestError, RequestProblem};
pub use timeout::{TimeLimit, TimeoutError};
pub use too_large::TooLargeError;
pub use transport::TransportError;
pub use write::WriteError;

use crate::answer::Untyped;
use crate::facts::{Operation, Retry};
use crate::retry::{Outcome, Verdict, classify_as};

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
    pub(crate) operation: &'static Operation,
    pub(crate) attempts: u32,
    /// Doing the call again does no harm.
    pub(crate) replayable: bool,
    /// The body is a stream that can be read once, so that this very request cannot be sent again.
    pub(crate) read_once: bool,
    /// How far an attempt before the last one came, where it may have taken effect.
    pub(crate) reached: Sent,
    /// What a rule of the caller's says of the last attempt.
    pub(crate) ruled: Verdict,
    /// The schemes whose credentials it carries, as they were given on the builder or by the environment.
    pub(crate) schemes: &'static [usize],
    /// What the document says of sending again, unless the caller has a policy.
    pub(crate) retry: Option<&'static Retry>,
}

impl Facts {
    /// The caller's rules before those that are built in.
    pub(crate) fn verdict(&self, outcome: Outcome) -> Verdict {
        match self.ruled {
            Verdict::Indifferent => classify_as(outcome, self.replayable, self.retry),
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
///
/// A `main` that returns an error prints its Debug form, so `{:?}` is the message, as `{}` is, with those of the errors behind it:
/// it says what to do. `{:#?}` shows what the error is made of.
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
    /// No connection, or it broke. Sent: no or maybe; yes in the middle of a success.
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

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (variant, parts): (&str, &dyn fmt::Debug) = match self {
            Self::Api(e) => ("Api", e),
            Self::Config(e) => ("Config", e),
            Self::Auth(e) => ("Auth", e),
            Self::Request(e) => ("Request", e),
            Self::Transport(e) => ("Transport", e),
            Self::Timeout(e) => ("Timeout", e),
            Self::Redirect(e) => ("Redirect", e),
            Self::TooLarge(e) => ("TooLarge", e),
            Self::Decode(e) => ("Decode", e),
            Self::Write(e) => ("Write", e),
        };
        if f.alternate() { f.debug_tuple(variant).field(parts).finish() } else { f.write_str(&with_sources(self)) }
    }
}

/// The message, and those of what is behind the error that say more.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(behind) = source {
        let more = behind.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more.replace(breaks_lines, " "));
        }
        source = behind.source();
    }
    text
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

/// The first part of a text on one line, without what changes how a line looks: for messages.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|c| !breaks_lines(*c)));
        if line.chars().count() > limit {
            return line.chars().take(limit).chain(['…']).collect();
        }
    }
    line
}

/// Whether a character may end a line, do more to a terminal, or turn round what follows it (UAX #9 §2).
fn breaks_lines(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Writes what it is given on one line: for messages that quote errors of the caller's.
struct OneLine<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl fmt::Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut pieces = text.split(breaks_lines);
        self.0.write_str(pieces.next().unwrap_or_default())?;
        pieces.try_for_each(|piece| self.0.write_str(" ").and_then(|()| self.0.write_str(piece)))
    }
}

/// How often the request was sent, and why not again, where that is worth saying.
fn attempts(f: &mut fmt::Formatter<'_>, facts: Facts) -> fmt::Result {
    if facts.attempts > 1 {
        write!(f, " (after {} attempts)", facts.attempts)?;
    }
    if facts.read_once {
        f.write_str(" (not sent again: its body is a stream that can be read once; see `Body::replayable`)")?;
    }
    Ok(())
}

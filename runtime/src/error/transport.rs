//! What goes wrong between here and the server.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Facts, Sent};
use crate::client::Blot;
use crate::retry::{Outcome, Verdict};
use crate::transport::HandshakeFailed;

/// No connection, or it broke.
#[derive(Debug)]
pub struct TransportError(Box<Broken>);

#[derive(Debug)]
struct Broken {
    facts: Facts,
    sent: Sent,
    origin: String,
    /// The innermost cause, on one line and without credentials.
    cause: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    pub(crate) fn new(
        facts: Facts,
        sent: Sent,
        origin: String,
        blot: &Blot,
        source: Box<dyn std::error::Error + Send + Sync>,
    ) -> Self {
        let cause = blot.line(&innermost(&*source).to_string(), CAUSE);
        Self(Box::new(Broken { facts, sent, origin, cause, source }))
    }

    /// [`Sent::No`] when no connection was made, [`Sent::Yes`] when the answer's head had come, else [`Sent::Maybe`]; and
    /// at least what holds of the attempts before.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.sent.max(self.0.facts.reached)
    }

    /// Whether no connection was made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.sent == Sent::No
    }

    /// Whether the TLS handshake failed, most often because of a certificate. That does not pass, and is not retried.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.0.source.is::<HandshakeFailed>()
    }

    /// Whether making the connection, or waiting for the transport, took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        causes(&*self.0.source).any(|cause| {
            cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout)
                || cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::TimedOut)
        })
    }

    /// What became of the last attempt; `None` when no other can do better.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        (!self.is_tls()).then_some(Outcome::Broken(self.0.sent))
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.outcome().is_some_and(|outcome| self.0.facts.verdict(outcome) == Verdict::Retry)
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.0.facts
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.facts
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { facts, sent, origin, cause, source: _ } = &*self.0;
        let operation = facts.operation;
        match sent {
            Sent::No => write!(f, "{operation}: no connection to {origin}: {cause}")?,
            Sent::Maybe => write!(f, "{operation}: the connection to {origin} broke before an answer came: {cause}")?,
            Sent::Yes => {
                write!(f, "{operation}: the connection to {origin} broke in the middle of the answer: {cause}")?
            }
        }
        attempts(f, *facts)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0.source)
    }
}

/// How much of a cause goes into the message, in characters.
const CAUSE: usize = 200;

/// HTTP clients wrap what happened in layers that say "error sending request".
fn innermost<'a>(error: &'a (dyn std::error::Error + 'static)) -> &'a (dyn std::error::Error + 'static) {
    causes(error).last().unwrap_or(error)
}

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

/// Which limit ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// `attempt_timeout`: one attempt, from connecting to the last byte of the answer.
    Attempt,
    /// `timeout`: the whole call with all its attempts and waits.
    Operation,
    /// `idle_timeout`: the silence between two pieces of a stream.
    Idle,
}

/// Time ran out. Its `source` is the error of the attempt before, if there was one.
#[derive(Debug)]
pub struct TimeoutError(Box<RanOut>);

#[derive(Debug)]
struct RanOut {
    facts: Facts,
    limit: TimeLimit,
    after: Duration,
    sent: Sent,
    before: Option<super::Error>,
}

impl TimeoutError {
    pub(crate) fn new(facts: Facts, limit: TimeLimit, after: Duration, sent: Sent) -> Self {
        Self(Box::new(RanOut { facts, limit, after, sent, before: None }))
    }

    pub(crate) fn after_another(mut self, before: Option<super::Error>) -> Self {
        self.0.before = before;
        self
    }

    /// Which limit ran out.
    #[must_use]
    pub fn limit(&self) -> TimeLimit {
        self.0.limit
    }

    /// How long the limit was.
    #[must_use]
    pub fn after(&self) -> Duration {
        self.0.after
    }

    /// [`Sent::No`] when time ran out before the request was handed to the transport, as it does when a credential is long in
    /// coming; else [`Sent::Maybe`]; and at least what holds of the attempts before.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.sent.max(self.0.facts.reached)
    }

    /// What became of the last attempt.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::Broken(self.0.sent)
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.facts.verdict(self.outcome()) == Verdict::Retry
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.0.facts
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.facts
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.limit() {
            TimeLimit::Attempt => "an attempt took longer than",
            TimeLimit::Operation => "the call took longer than",
            TimeLimit::Idle => "the stream was silent for longer than",
        };
        write!(f, "{}: {what} {:?}", self.0.facts.operation, self.after())?;
        attempts(f, self.0.facts)
    }
}

impl std::error::Error for TimeoutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.before.as_ref().map(|error| error as &(dyn std::error::Error + 'static))
    }
}

/// Why a redirect was not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectProblem {
    /// It points to another origin (RFC 6454 §4), where the request's credentials do not belong.
    OtherOrigin,
    /// The request is neither GET nor HEAD: following would send its body again, or turn it into another request.
    Method,
    /// More redirects than the limit of 10.
    TooMany,
    /// The next page of a list is at another origin.
    NextPage,
    /// No `Location`, or not a URL.
    NoTarget,
}

/// The server pointed elsewhere, and following was not safe.
///
/// Only GET and HEAD are followed, only inside the origin that was asked, and at most 10 times: a redirect must not carry
/// credentials to somebody else.
#[derive(Debug)]
pub struct RedirectError(Box<Redirected>);

#[derive(Debug)]
struct Redirected {
    facts: Facts,
    status: StatusCode,
    problem: RedirectProblem,
    target: Option<String>,
}

impl RedirectError {
    pub(crate) fn new(facts: Facts, status: StatusCode, problem: RedirectProblem, target: Option<String>) -> Self {
        Self(Box::new(Redirected { facts, status, problem, target }))
    }

    /// The redirect's status code (RFC 9110 §15.4).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Why it was not followed.
    #[must_use]
    pub fn problem(&self) -> RedirectProblem {
        self.0.problem
    }

    /// Scheme, host and port that it points to, without path and query.
    #[must_use]
    pub fn target_origin(&self) -> Option<&str> {
        self.0.target.as_deref()
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.facts
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Redirected { facts, status, problem, target } = &*self.0;
        write!(f, "{}: the server answered {}", facts.operation, status.as_u16())?;
        if let Some(target) = target {
            let what = if *problem == RedirectProblem::NextPage { "a next page at" } else { "a redirect to" };
            write!(f, ", {what} {target}")?;
        }
        f.write_str(match problem {
            RedirectProblem::OtherOrigin | RedirectProblem::NextPage => {
                ": not followed, because it is another origin; if it is the right one, make it the base URL"
            }
            RedirectProblem::Method => ": not followed, because only GET and HEAD are",
            RedirectProblem::TooMany => ": not followed, after too many others",
            RedirectProblem::NoTarget => ", a redirect without a usable Location",
        })
    }
}

impl std::error::Error for RedirectError {}

/// The answer was larger than the limit; the rest was not read.
#[derive(Debug)]
pub struct TooLargeError(Box<(Facts, StatusCode, u64)>);

impl TooLargeError {
    pub(crate) fn new(facts: Facts, status: StatusCode, limit: u64) -> Self {
        Self(Box::new((facts, status, limit)))
    }

    /// The answer's status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.1
    }

    /// The limit in bytes, counted after decompression.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.0.2
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0
    }
}

impl fmt::Display for TooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the answer is larger than {} bytes; `.max_response_bytes(…)` raises the limit",
            self.0.0.operation, self.0.2
        )
    }
}

impl std::error::Error for TooLargeError {}

pub(super) fn attempts(f: &mut fmt::Formatter<'_>, facts: Facts) -> fmt::Result {
    if facts.attempts > 1 {
        write!(f, " (after {} attempts)", facts.attempts)?;
    }
    if facts.read_once {
        f.write_str(" (not sent again: its body is a stream that can be read once; see `Body::replayable`)")?;
    }
    Ok(())
}

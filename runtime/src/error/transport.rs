//! What goes wrong between here and the server.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::{Facts, Sent};
use crate::retry::{Outcome, Verdict, classify};

/// No connection, or it broke.
#[derive(Debug)]
pub struct TransportError(Box<Broken>);

#[derive(Debug)]
struct Broken {
    facts: Facts,
    sent: Sent,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    pub(crate) fn new(facts: Facts, sent: Sent, source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self(Box::new(Broken { facts, sent, source }))
    }

    /// [`Sent::No`] when no connection was made, [`Sent::Yes`] when the answer's head had come, else [`Sent::Maybe`].
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.sent
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        classify(Outcome::Broken(self.0.sent), self.0.facts.replayable) == Verdict::Retry
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.facts
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { facts, sent, source: _ } = &*self.0;
        let what = match sent {
            Sent::No => "no connection to the server",
            Sent::Maybe => "the connection broke before an answer came",
            Sent::Yes => "the connection broke in the middle of the answer",
        };
        write!(f, "{}: {what}", facts.operation)?;
        attempts(f, *facts)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0.source)
    }
}

/// Which limit ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// `attempt_timeout`: one attempt, from the first byte sent to the last byte of the answer.
    Attempt,
    /// `timeout`: the whole call with all its attempts and waits.
    Operation,
}

/// Time ran out.
#[derive(Debug)]
pub struct TimeoutError(Box<(Facts, TimeLimit, Duration)>);

impl TimeoutError {
    pub(crate) fn new(facts: Facts, limit: TimeLimit, after: Duration) -> Self {
        Self(Box::new((facts, limit, after)))
    }

    /// Which limit ran out.
    #[must_use]
    pub fn limit(&self) -> TimeLimit {
        self.0.1
    }

    /// How long the limit was.
    #[must_use]
    pub fn after(&self) -> Duration {
        self.0.2
    }

    /// [`Sent::No`] when time ran out before the first attempt, else [`Sent::Maybe`].
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        if self.0.0.attempts == 0 { Sent::No } else { Sent::Maybe }
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        classify(Outcome::Broken(self.was_sent()), self.0.0.replayable) == Verdict::Retry
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.0
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.limit() {
            TimeLimit::Attempt => "an attempt took longer than",
            TimeLimit::Operation => "the call took longer than",
        };
        write!(f, "{}: {what} {:?}", self.0.0.operation, self.after())?;
        attempts(f, self.0.0)
    }
}

impl std::error::Error for TimeoutError {}

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
            write!(f, ", a redirect to {target}")?;
        }
        f.write_str(match problem {
            RedirectProblem::OtherOrigin => {
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

fn attempts(f: &mut fmt::Formatter<'_>, facts: Facts) -> fmt::Result {
    if facts.attempts > 1 { write!(f, " (after {} attempts)", facts.attempts) } else { Ok(()) }
}

//! Time ran out.

use std::fmt;
use std::time::Duration;

use super::{Facts, Sent, attempts};
use crate::retry::{Outcome, Verdict};

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
        write!(f, "{}: {what} {:?}", self.0.facts.operation.id, self.after())?;
        attempts(f, self.0.facts)
    }
}

impl std::error::Error for TimeoutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.before.as_ref().map(|error| error as &(dyn std::error::Error + 'static))
    }
}

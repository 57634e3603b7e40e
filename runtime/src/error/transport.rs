//! No connection, or it broke.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::{Facts, Sent, attempts};
use crate::answer::Answer;
use crate::client::Blot;
use crate::retry::{Outcome, Verdict};
use crate::transport::{HandshakeFailed, is_timeout};

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
    /// Of the answer that broke off.
    head: Option<Answer>,
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
        Self(Box::new(Broken { facts, sent, origin, cause, source, head: None }))
    }

    /// It broke in the middle of this answer.
    pub(crate) fn after_head(mut self, head: Answer) -> Self {
        self.0.sent = Sent::Yes;
        self.0.head = Some(head);
        self
    }

    /// The status of the success that broke off; `None` when no answer came. An error that breaks off is an
    /// [`Error::Api`](super::Error::Api).
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(Answer::status)
    }

    /// The headers of the answer that broke off.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(Answer::headers)
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
            is_timeout(cause)
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
        let Broken { facts, sent, origin, cause, source: _, head: _ } = &*self.0;
        let operation = facts.operation.id;
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

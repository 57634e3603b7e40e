//! What a caller says of failed attempts, before the rules that are built in.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::{Outcome, Verdict};

/// A failed attempt, as a rule of the caller's sees it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// The `operationId` of the call.
    pub operation: &'static str,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// What became of it: a status, or how far the request came.
    pub outcome: Outcome,
    /// The response headers, if the server answered.
    pub headers: Option<&'a HeaderMap>,
    /// Why there was no answer: a [`TransportError`](crate::TransportError), a [`TimeoutError`](crate::TimeoutError) or an
    /// [`AuthError`](crate::AuthError).
    pub error: Option<&'a (dyn std::error::Error + Send + Sync + 'static)>,
    /// Whether doing the call twice does no harm: it is idempotent, carries an idempotency key, or its policy says so.
    pub replayable: bool,
}

impl FailedAttempt<'_> {
    /// The status code, if the server answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.outcome {
            Outcome::Answered(status) => Some(status),
            Outcome::Broken(_) => None,
        }
    }
}

/// A rule, without the type of its closure.
#[derive(Clone)]
pub(crate) struct Rule(Arc<dyn Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync>);

impl Rule {
    pub(crate) fn new(rule: impl Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync + 'static) -> Self {
        Self(Arc::new(rule))
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rule")
    }
}

/// What the first rule says that is not indifferent. That a broken connection did no harm is nobody's to say: there `Retry`
/// counts only for a call that may be done twice.
pub(crate) fn ruled<'a>(rules: impl Iterator<Item = &'a Rule>, attempt: &FailedAttempt<'_>) -> Verdict {
    let said = rules.map(|Rule(rule)| rule(attempt)).find(|verdict| *verdict != Verdict::Indifferent);
    let answered = attempt.status().is_some();
    said.filter(|verdict| *verdict != Verdict::Retry || answered || attempt.replayable).unwrap_or(Verdict::Indifferent)
}

//! Whether a failed attempt may be followed by another.

use http::StatusCode;

use crate::error::Sent;
use crate::facts::Retry;

/// What one rule says of a failed attempt. Three values, so that rules compose: they are asked in order, and the first
/// that is not indifferent decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Send it again.
    Retry,
    /// Do not.
    Stop,
    /// This rule has nothing to say.
    Indifferent,
}

/// What became of an attempt, as far as a retry depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The server answered.
    Answered(StatusCode),
    /// No connection, or it broke, or time ran out; with what is known about how far the request came.
    Broken(Sent),
}

/// Whether to send again. `replayable` says that doing the call twice does no harm: it is idempotent (RFC 9110 §9.2.2) or
/// carries an idempotency key, or the caller allowed it.
///
/// The rules, in order:
/// 1. Not processed: a request that never reached the server, or that was answered 429 (RFC 6585 §4: too many
///    requests; servers refuse them before they work on them, though the RFC does not promise it), is sent again even when it is not replayable.
/// 2. Not replayable: stop. That includes 503, with `Retry-After` or without: a gateway also answers 503 when the
///    server behind it died at work.
/// 3. Transient: 500, 502, 503, 504, broken connections and attempts that ran out of time are sent again.
/// 4. Everything else stops.
#[must_use]
pub fn classify(outcome: Outcome, replayable: bool) -> Verdict {
    first([not_processed(outcome), not_replayable(replayable), transient(outcome)])
}

/// The same where a document says after what a call is sent again.
pub(crate) fn classify_as(outcome: Outcome, replayable: bool, said: Option<&Retry>) -> Verdict {
    match said {
        None => classify(outcome, replayable),
        Some(said) => first([
            excluded(outcome, said),
            not_processed(outcome),
            not_replayable(replayable),
            included(outcome, said),
        ]),
    }
}

fn first<const N: usize>(verdicts: [Verdict; N]) -> Verdict {
    verdicts.into_iter().find(|verdict| *verdict != Verdict::Indifferent).unwrap_or(Verdict::Stop)
}

/// What a document does not name.
fn excluded(outcome: Outcome, said: &Retry) -> Verdict {
    match outcome {
        Outcome::Answered(status) if !said.statuses.is_empty() && !is_named(status, said) => Verdict::Stop,
        Outcome::Broken(_) if !said.connection_errors => Verdict::Stop,
        Outcome::Answered(_) | Outcome::Broken(_) => Verdict::Indifferent,
    }
}

/// What a document names, or leaves to what is built in.
fn included(outcome: Outcome, said: &Retry) -> Verdict {
    match outcome {
        Outcome::Answered(status) if is_named(status, said) => Verdict::Retry,
        Outcome::Answered(_) | Outcome::Broken(_) => transient(outcome),
    }
}

fn is_named(status: StatusCode, said: &Retry) -> bool {
    said.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status.as_u16()))
}

/// How far a failed attempt came, as far as it may have taken effect: what was refused before it was worked on counts as
/// not sent.
pub(crate) fn reached(outcome: Outcome) -> Sent {
    match (not_processed(outcome), outcome) {
        (Verdict::Retry, _) => Sent::No,
        (_, Outcome::Answered(_)) => Sent::Yes,
        (_, Outcome::Broken(sent)) => sent,
    }
}

fn not_processed(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Answered(StatusCode::TOO_MANY_REQUESTS) | Outcome::Broken(Sent::No) => Verdict::Retry,
        Outcome::Answered(_) | Outcome::Broken(Sent::Maybe | Sent::Yes) => Verdict::Indifferent,
    }
}

fn not_replayable(replayable: bool) -> Verdict {
    if replayable { Verdict::Indifferent } else { Verdict::Stop }
}

fn transient(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Broken(_) => Verdict::Retry,
        Outcome::Answered(status) => match status.as_u16() {
            500 | 502 | 503 | 504 => Verdict::Retry,
            _ => Verdict::Indifferent,
        },
    }
}

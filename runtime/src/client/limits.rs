//! What bounds a call.

use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::Settings;
use super::call::Call;
use crate::error::TimeLimit;

/// What bounds a call, from the moment it begins.
pub(super) struct Limits {
    pub(super) started: Instant,
    whole: Option<Duration>,
    attempt: Option<Duration>,
    pub(super) bytes: u64,
    pub(super) accepts: fn(&StatusCode) -> bool,
}

impl Limits {
    pub(super) fn new(call: &Call, settings: &Settings, accepts: fn(&StatusCode) -> bool) -> Self {
        let options = &call.options;
        Self {
            started: Instant::now(),
            whole: options.timeout.or(settings.timeout),
            attempt: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
            bytes: options.max_response_bytes.unwrap_or(settings.max_response_bytes),
            accepts,
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.whole.and_then(|limit| self.started.checked_add(limit))
    }

    /// When an attempt that begins now must end, and which limit says so.
    pub(super) fn next(&self) -> Option<(Instant, TimeLimit, Duration)> {
        let whole = self.whole.zip(self.deadline()).map(|(limit, at)| (at, TimeLimit::Operation, limit));
        let attempt =
            self.attempt.and_then(|limit| Some((Instant::now().checked_add(limit)?, TimeLimit::Attempt, limit)));
        match (whole, attempt) {
            (Some(whole), Some(attempt)) => Some(if attempt.0 < whole.0 { attempt } else { whole }),
            (whole, attempt) => whole.or(attempt),
        }
    }
}

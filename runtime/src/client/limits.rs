//! What bounds a call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use url::Url;

use super::Settings;
use super::call::{Call, Options};
use super::run::Finished;
use crate::body::{Body, Progress};
use crate::clock::Instant;
use crate::config::DEFAULT_ATTEMPT_TIMEOUT;
use crate::error::TimeLimit;
use crate::transport::IncomingBody;

/// What bounds a call, from the moment it begins.
pub(super) struct Limits {
    pub(super) started: Instant,
    /// From when `whole` runs.
    began: Instant,
    whole: Option<Duration>,
    attempt: Option<Duration>,
    pub(super) bytes: u64,
    pub(super) accepts: fn(&StatusCode) -> bool,
    /// Whether a redirect that is accepted is followed all the same, where it can be.
    pub(super) follows: bool,
    /// Where what an answer does not hold is left.
    pub(super) slot: Option<Slot>,
    /// Of a body that may take as long as it goes on.
    progress: Option<Progress>,
}

/// What an [`Answer`](crate::Answer) does not hold, for callers that need it.
pub(super) struct Left {
    /// Where the answer came from, after redirects.
    pub(super) url: Url,
    /// The body of a success that is left open.
    pub(super) body: Option<Box<dyn IncomingBody>>,
}

/// Where a call leaves what its answer does not hold.
#[derive(Clone)]
pub(super) struct Slot {
    /// The body of a success is left open: the call ends with the head of its answer.
    pub(super) open: bool,
    left: Arc<Mutex<Option<Left>>>,
}

impl Slot {
    pub(super) fn new(open: bool) -> Self {
        Self { open, left: Arc::default() }
    }

    pub(super) fn put(&self, left: Left) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = Some(left);
    }

    pub(super) fn take(&self) -> Option<Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// How long an attempt may take. Whoever gives a call more time than an attempt has by default means it: an attempt may take
/// all of it.
pub(super) fn of_an_attempt(options: &Options, settings: &Settings) -> Option<Duration> {
    let said = options.attempt_timeout.or(settings.attempt_timeout);
    let whole = options.timeout.or(settings.timeout);
    said.unwrap_or_else(|| whole.max(Some(DEFAULT_ATTEMPT_TIMEOUT)))
}

impl Limits {
    pub(super) fn new(call: &Call, settings: &Settings, accepts: fn(&StatusCode) -> bool, body: &Body) -> Self {
        let options = &call.options;
        let started = Instant::now();
        Self {
            started,
            began: options.began.unwrap_or(started),
            whole: options.timeout.or(settings.timeout),
            attempt: of_an_attempt(options, settings),
            bytes: options.max_response_bytes.unwrap_or(settings.max_response_bytes),
            accepts,
            follows: call.operation.follows_redirects,
            slot: options.slot.clone(),
            progress: body.is_long().then(Progress::default),
        }
    }

    /// The body as one attempt sends it: it tells how far it is.
    pub(super) fn watch(&self, body: Body) -> Body {
        match &self.progress {
            Some(progress) => body.watched(progress),
            None => body,
        }
    }

    /// Whether the body of an answer with this status is left to a stream.
    pub(super) fn leaves_open(&self, status: StatusCode) -> bool {
        self.slot.as_ref().is_some_and(|slot| slot.open) && (self.accepts)(&status)
    }

    /// Whether this is a success.
    pub(super) fn succeeded(&self, finished: &Finished) -> bool {
        finished.as_ref().is_ok_and(|answer| (self.accepts)(&answer.status))
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.whole.and_then(|limit| self.began.checked_add(limit))
    }

    /// When an attempt that began then must end as things stand, and which limit says so. An attempt whose body still goes up
    /// is as young as the last piece of it.
    pub(super) fn end(&self, began: Instant) -> Option<(Instant, TimeLimit, Duration)> {
        let began = self.progress.as_ref().and_then(Progress::last).map_or(began, |last| last.max(began));
        let whole = self.whole.zip(self.deadline()).map(|(limit, at)| (at, TimeLimit::Operation, limit));
        let attempt = self.attempt.and_then(|limit| Some((began.checked_add(limit)?, TimeLimit::Attempt, limit)));
        match (whole, attempt) {
            (Some(whole), Some(attempt)) => Some(if attempt.0 < whole.0 { attempt } else { whole }),
            (whole, attempt) => whole.or(attempt),
        }
    }
}

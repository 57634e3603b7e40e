//! A token that all calls share, and that is fetched once for all that wait for it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};

use super::Asking;
use crate::clock::Instant;
use crate::config::DEFAULT_ATTEMPT_TIMEOUT;
use crate::error::AuthProblem;
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// At most this much of a token's life is given away, so that it does not run out on its way to the server.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a fetched token may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// For the attempt that fetched it, and for those that waited for it.
    Once,
    /// For this long.
    For(Duration),
    /// Until a server answers 401.
    UntilRefused,
}

/// What a fetch brings.
pub(super) type Fetched = Result<(Secret, Life), AuthProblem>;

/// What those that wait for it get of it: an error too, so that a token endpoint that is down is not asked once for every call.
type Outcome = Result<Secret, Arc<AuthProblem>>;

/// A fetch that goes on as long as anybody waits for it. Whoever waits drives it on, so that it needs no task of its own, and none
/// that gives up takes it along.
type Fetch = Shared<BoxFuture<'static, Outcome>>;

/// One token, or none yet.
#[derive(Default)]
pub(super) struct Slot(Mutex<State>);

#[derive(Default)]
struct State {
    held: Option<Held>,
    under_way: Option<UnderWay>,
}

struct Held {
    secret: Secret,
    /// To be fetched again from here on.
    until: Option<Instant>,
    /// Good for nothing from here on; `None`: no end is known.
    end: Option<Instant>,
}

struct UnderWay {
    started: Instant,
    /// Whether the time of the last that left was over.
    ran_out: Arc<AtomicBool>,
    fetch: WeakShared<BoxFuture<'static, Outcome>>,
}

/// A call that waits for a fetch.
struct Waiting<'a> {
    asking: Asking<'a>,
    ran_out: Arc<AtomicBool>,
    fetch: Fetch,
}

impl Slot {
    /// The token, fetched if there is none that may be used, or by the fetch that is under way.
    ///
    /// One that takes longer than an attempt may is lost, and another is begun: who only waited for it would keep it up for ever.
    pub(super) async fn get(
        self: Arc<Self>,
        asking: Asking<'_>,
        begin: impl FnOnce(Arc<AtomicBool>) -> BoxFuture<'static, Fetched>,
    ) -> Outcome {
        let mut waiting = {
            let mut state = self.state();
            let now = Instant::now();
            if let Some(secret) = state.usable(now) {
                return Ok(secret);
            }
            let longest = asking.core.settings().attempt_timeout.unwrap_or(Some(DEFAULT_ATTEMPT_TIMEOUT));
            let (ran_out, fetch) = match state.under_way(now, longest) {
                Some(under_way) => under_way,
                None => {
                    let ran_out = Arc::<AtomicBool>::default();
                    let (slot, fetched) = (self.clone(), begin(ran_out.clone()));
                    let fetch = async move { slot.keep(now, fetched.await) }.boxed().shared();
                    let weak = fetch.downgrade();
                    state.under_way = weak.map(|fetch| UnderWay { started: now, ran_out: ran_out.clone(), fetch });
                    (ran_out, fetch)
                }
            };
            Waiting { asking, ran_out, fetch }
        };
        Pin::new(&mut waiting.fetch).await
    }

    /// Drops the token, if it is still this one: a server refused it.
    pub(super) fn forget(&self, refused: &Secret) {
        let mut state = self.state();
        if state.held.as_ref().is_some_and(|held| held.secret.expose() == refused.expose()) {
            state.held = None;
        }
    }

    /// `started`: from before the request, since what the token's way here takes is part of its life.
    fn keep(&self, started: Instant, fetched: Fetched) -> Outcome {
        let mut state = self.state();
        // Another one may have been begun, because this one took too long.
        state.under_way.take_if(|under_way| under_way.started == started);
        match fetched.and_then(not_empty) {
            Ok((secret, life)) => {
                let (until, end) = match life {
                    Life::Once => (Some(started), Some(started)),
                    Life::For(time) => {
                        let early = time.saturating_sub(MARGIN.min(time / 10));
                        (started.checked_add(early), started.checked_add(time))
                    }
                    Life::UntilRefused => (None, None),
                };
                state.held = Some(Held { secret: secret.clone(), until, end });
                Ok(secret)
            }
            // The one before is still good, since another is fetched early: until then there is time to try again.
            Err(problem) => state.outlived(Instant::now(), problem.retry_after()).ok_or_else(|| Arc::new(problem)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_empty((secret, life): (Secret, Life)) -> Fetched {
    if secret.expose().trim().is_empty() {
        return Err(AuthProblem::Unusable { reason: "is empty" });
    }
    Ok((secret, life))
}

impl State {
    fn usable(&self, now: Instant) -> Option<Secret> {
        let held = self.held.as_ref().filter(|held| held.until.is_none_or(|until| now < until));
        held.map(|held| held.secret.clone())
    }

    /// The token that a fetch did not replace, for a tenth of the time that is left of it, or as long as the token endpoint asks to
    /// wait.
    fn outlived(&mut self, now: Instant, asked: Option<Duration>) -> Option<Secret> {
        self.held = self.held.take().filter(|held| held.end.is_none_or(|end| now < end));
        let held = self.held.as_mut()?;
        held.until = held.end.and_then(|end| {
            let left = end.saturating_duration_since(now);
            now.checked_add((left / 10).max(asked.unwrap_or_default()).min(left))
        });
        Some(held.secret.clone())
    }

    fn under_way(&self, now: Instant, longest: Option<Duration>) -> Option<(Arc<AtomicBool>, Fetch)> {
        let UnderWay { started, ran_out, fetch } = self.under_way.as_ref()?;
        if longest.is_some_and(|longest| now.saturating_duration_since(*started) >= longest) {
            return None;
        }
        Some((ran_out.clone(), fetch.upgrade()?))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // Before the fetch itself goes, if nobody else waits for it.
        self.ran_out.store(self.asking.ran_out(), Ordering::Relaxed);
    }
}

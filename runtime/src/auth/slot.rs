//! A token that all calls share, and that is fetched by one of them at a time.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Instant;
use crate::error::AuthProblem;
use crate::secret::Secret;

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

/// One token, or none yet.
#[derive(Default)]
pub(super) struct Slot {
    /// Held by whoever fetches.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many fetches have ended: tells a caller who waited that an answer is there.
    ended: u64,
    /// Why the last fetch failed, if it did.
    failure: Option<Arc<AuthProblem>>,
}

struct Held {
    secret: Secret,
    /// Not to be used from here on; `None`: no end is known.
    until: Option<Instant>,
}

impl Slot {
    /// The token, fetched if there is none that may be used. However many ask, one fetches; the others wait, and share what
    /// comes of it, an error too: a token endpoint that is down is not asked once for every call that waits.
    pub(super) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Secret, Arc<AuthProblem>>
    where
        F: Future<Output = Result<(Secret, Life), AuthProblem>>,
    {
        let seen = match self.usable() {
            Ok(secret) => return Ok(secret),
            Err(ended) => ended,
        };
        let _turn = self.turn.lock().await;
        if let Some(shared) = self.ended_since(seen) {
            return shared;
        }
        // From before the request: what the token's way here takes is part of its life.
        let started = Instant::now();
        let fetched = fetch().await;
        self.keep(started, fetched)
    }

    /// Drops the token, if it is still this one: a server refused it.
    pub(super) fn forget(&self, refused: &Secret) {
        let mut state = self.state();
        if state.held.as_ref().is_some_and(|held| held.secret.expose() == refused.expose()) {
            state.held = None;
        }
    }

    /// The token, or how many fetches have ended.
    fn usable(&self) -> Result<Secret, u64> {
        let state = self.state();
        let held = state.held.as_ref().filter(|held| held.until.is_none_or(|until| Instant::now() < until));
        held.map(|held| held.secret.clone()).ok_or(state.ended)
    }

    /// What came of a fetch that ended while the caller waited.
    fn ended_since(&self, seen: u64) -> Option<Result<Secret, Arc<AuthProblem>>> {
        let state = self.state();
        if state.ended == seen {
            return None;
        }
        match (&state.failure, &state.held) {
            (Some(failure), _) => Some(Err(failure.clone())),
            (None, Some(held)) => Some(Ok(held.secret.clone())),
            // Refused again in between.
            (None, None) => None,
        }
    }

    fn keep(&self, started: Instant, fetched: Result<(Secret, Life), AuthProblem>) -> Result<Secret, Arc<AuthProblem>> {
        let mut state = self.state();
        state.ended += 1;
        match fetched {
            Ok((secret, life)) => {
                let until = match life {
                    Life::Once => Some(started),
                    Life::For(time) => started.checked_add(time.saturating_sub(MARGIN.min(time / 10))),
                    Life::UntilRefused => None,
                };
                state.held = Some(Held { secret: secret.clone(), until });
                state.failure = None;
                Ok(secret)
            }
            Err(problem) => {
                let problem = Arc::new(problem);
                state.held = None;
                state.failure = Some(problem.clone());
                Err(problem)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Where hooks run.

use std::sync::Arc;
use std::time::Duration;

use super::Settings;
use super::limits::Limits;
use super::run::Finished;
use crate::answer::Answer;
use crate::clock::{Instant, timeout_at};
use crate::error::{Facts, Failure, RequestError, RequestProblem};
use crate::facts::Operation;
use crate::hooks::{AfterAnswer, BeforeAttempt, Hook, OnError};
use crate::transport::Request;

/// Runs the hooks that see credentials, or those that do not.
pub(super) async fn before(
    settings: &Settings,
    mut request: Request,
    with_credentials: bool,
    facts: Facts,
) -> Result<Box<Request>, Failure> {
    for hook in settings.hooks.iter().filter(|hook| hook.sees_credentials() == with_credentials) {
        let mut attempt =
            BeforeAttempt { attempt: facts.attempts, sees_bodies: hook.sees_bodies(), request: &mut request };
        hook.before_attempt(&mut attempt)
            .await
            .map_err(|error| Failure::Request(RequestError::new(facts, RequestProblem::Stopped(Arc::from(error)))))?;
    }
    Ok(Box::new(request))
}

/// Tells what came of an attempt, within the time of the call and of one attempt: what takes longer is dropped, and what came of
/// the attempt stands.
pub(super) async fn after(
    settings: &Settings,
    finished: &Finished,
    limits: &Limits,
    again_after: Option<Duration>,
    facts: Facts,
) {
    if settings.hooks.is_empty() {
        return;
    }
    let told = tell(settings, finished, limits, again_after, facts);
    match limits.end(Instant::now()) {
        Some((at, ..)) => drop(timeout_at(at, told).await),
        None => told.await,
    }
}

async fn tell(settings: &Settings, finished: &Finished, limits: &Limits, again_after: Option<Duration>, facts: Facts) {
    let Facts { operation: Operation { id: operation, .. }, attempts: attempt, .. } = facts;
    for hook in &settings.hooks {
        match finished {
            Ok(answer) => {
                let Answer { status, headers, body, .. } = &**answer;
                let (status, headers) = (*status, &headers.0);
                let body = (hook.sees_bodies() && !limits.leaves_open(status)).then_some(body);
                hook.after_answer(&AfterAnswer { operation, attempt, status, headers, body, again_after }).await;
            }
            Err(failure) => {
                let (error, was_sent) = (failure.as_error(), failure.was_sent());
                hook.on_error(&OnError { operation, attempt, error, was_sent, again_after }).await;
            }
        }
    }
}

/// Hooks, without their types.
pub(crate) type Hooks = Vec<Arc<dyn Hook>>;

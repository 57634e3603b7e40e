//! The order of a call.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::StatusCode;

use super::attempt::{Trail, attempt};
use super::call::Call;
use super::credentials::Credentials;
use super::draft::draft;
use super::hooks;
use super::limits::Limits;
use crate::answer::{Answer, Undocumented};
use crate::clock::{self, Instant, sleep};
use crate::error::{ApiError, Error, Facts, Failure, RequestError, RequestProblem, Sent, TimeLimit};
use crate::facts::Operation;
use crate::retry::{
    FailedAttempt, Outcome, RETRY, RETRY_AFTER_TIMEOUT, RetryPolicy, SUCCESS, Verdict, reached, retry_after, ruled,
};
use crate::trace::Traced;
use crate::transport::BoxFuture;

/// Runs a call up to an answer that is not worth repeating. The order of a call, here and nowhere else:
///
/// 1. facts: method, URL, parameters, body, `Accept` and `Content-Type` from the operation's table ([`draft`]);
/// 2. per-call options: headers, query, base URL, limits;
/// 3. idempotency key: one for all attempts;
/// 4. deadline: from here on time runs; the alternative of the security requirement is chosen, so that a missing
///    credential is said before anything is sent;
///
/// then for every attempt:
///
/// 5. hooks, which see no credentials; those that ask for them run after the next step;
/// 6. credentials, fetched where they are not at hand, and put in anew each time;
/// 7. transport, which follows redirects inside the origin only;
/// 8. the body, up to its limit: inside the attempt, so that a success that breaks off is an attempt that failed; an error is
///    that error, whatever comes of its body;
/// 9. classify: done, again at once with renewed credentials, again after a wait, or failed; the caller's rules come
///    before those that are built in; hooks are told;
///
/// and after the last:
///
/// 10. decode, in [`Sending`](super::Sending), which alone knows the types.
///
/// Of a call that leaves its answer open, step 8 is not part of the attempt: a success ends with its head, and its body is
/// read by [`stream`](crate::stream).
///
/// It is made in this crate, not inlined into others, so that the whole of a call is compiled once and not for each crate anew.
#[inline(never)]
pub(super) fn run(mut call: Call, accepts: fn(&StatusCode) -> bool) -> Running {
    Box::pin(async move {
        let span = Traced::call(call.operation);
        let finished = span.run(attempts(&mut call, accepts)).await;
        span.end(finished.as_deref(), |status| !accepts(&status));
        Ok(Ran { answer: finished?, span })
    })
}

/// A call up to its last answer.
pub(super) type Running = BoxFuture<'static, Result<Ran, Failure>>;

/// An answer that is not worth repeating, and the span of its call, to which the last step belongs.
pub(crate) struct Ran {
    pub(crate) answer: Box<Answer>,
    pub(crate) span: Traced,
}

/// What came of an attempt, or of a whole call.
pub(crate) type Finished = Result<Box<Answer>, Failure>;

async fn attempts(call: &mut Call, accepts: fn(&StatusCode) -> bool) -> Finished {
    let operation = call.operation;
    let mut facts = Facts {
        operation,
        attempts: 0,
        replayable: operation.idempotent,
        read_once: false,
        reached: Sent::No,
        ruled: Verdict::Indifferent,
        schemes: &[],
        retry: None,
    };

    // 1., 2., 3.
    let draft = draft(call).map_err(|problem| not_sent(facts, problem))?;
    let settings = call.core.settings();
    let policy = callers_policy(call);
    if policy.is_none() {
        facts.retry = operation.retry;
    }
    facts.read_once = !draft.request.body.is_replayable();
    facts.replayable = operation.idempotent
        || draft.keyed
        || call.options.replay
        || policy.is_some_and(RetryPolicy::replays_everything);

    // 4.
    let limits = Limits::new(call, settings, accepts, &draft.request.body);
    let credentials = Credentials::choose(call, settings, &draft).map_err(Failure::Config)?;
    facts.schemes = credentials.schemes;

    let mut attempts = Attempts { call, limits, credentials, facts, taken: 0, before: None };
    let requests = AtomicU32::new(0);
    loop {
        attempts.facts.attempts = attempts.facts.attempts.saturating_add(1);
        let Attempts { limits, credentials, facts, .. } = &mut attempts;
        let before = requests.fetch_add(1, Ordering::Relaxed);
        let span = Traced::attempt(operation, &draft.request, before);
        let trail = Trail { span: &span, requests: &requests };
        let finished = span.run(attempt(&call.core, &draft.request, credentials, limits, facts, &trail)).await;
        // What was sent on has its end there.
        if requests.load(Ordering::Relaxed) == before.wrapping_add(1) {
            span.end(finished.as_deref(), |status| status.as_u16() >= 400);
        }
        if settings.hooks.is_empty() && attempts.limits.succeeded(&finished) {
            return attempts.finish(finished);
        }
        // What most calls never need is not part of their future.
        if let Some(result) = Box::pin(attempts.follow(finished)).await {
            return result;
        }
    }
}

/// A call between two attempts.
struct Attempts<'a> {
    call: &'a Call,
    limits: Limits,
    credentials: Credentials<'a>,
    facts: Facts,
    /// From the budget, for retries.
    taken: u32,
    /// What went wrong in the attempt before.
    before: Option<Error>,
}

impl Attempts<'_> {
    /// 9. What follows an attempt: the result, or another one, whose time has then come.
    async fn follow(&mut self, mut finished: Finished) -> Option<Finished> {
        let settings = self.call.core.settings();
        // First the credentials: those that are refused are forgotten also where this call cannot be sent again.
        if self.credentials.renew(&finished) && !self.facts.read_once {
            hooks::after(settings, &finished, &self.limits, Some(Duration::ZERO), self.facts).await;
            return self.is_over().then(|| self.finish(finished));
        }
        let failed = failed(&finished, &self.limits);
        if let Some((outcome, _)) = failed {
            self.facts.ruled = rule(self.call, &mut finished, outcome, self.facts);
        }
        let cost = if matches!(finished, Err(Failure::Timeout(_))) { RETRY_AFTER_TIMEOUT } else { RETRY };
        let next = failed
            .and_then(|(outcome, asked)| Some((outcome, self.again(outcome, asked)?)))
            .filter(|_| settings.budget.take(cost));
        self.facts.ruled = Verdict::Indifferent;
        let told = Instant::now();
        hooks::after(settings, &finished, &self.limits, next.map(|(_, wait)| wait), self.facts).await;
        let next = next.filter(|_| !self.is_over());
        let Some((outcome, wait)) = next else { return Some(self.finish(finished)) };
        self.taken += cost;
        self.facts.reached = self.facts.reached.max(reached(outcome));
        self.before = Some(kept(finished));
        // The time of the hooks is part of the wait, which was chosen to end before the call must.
        sleep(wait.saturating_sub(told.elapsed())).await;
        None
    }

    /// Whether hooks have taken what was left of the time.
    fn is_over(&self) -> bool {
        self.limits.deadline().is_some_and(|at| Instant::now() >= at)
    }

    /// How long to wait before the next attempt; `None` when what there is, is the result.
    fn again(&self, outcome: Outcome, asked: Option<Duration>) -> Option<Duration> {
        let Self { call, limits, facts, .. } = self;
        // A stream is gone, whether any of it arrived or not.
        if facts.read_once || facts.verdict(outcome) != Verdict::Retry {
            return None;
        }
        let settings = call.core.settings();
        let policy = match callers_policy(call) {
            Some(policy) => policy.clone(),
            None => call.operation.retry.map(RetryPolicy::of).unwrap_or_default(),
        };
        let policy = if settings.waits { policy } else { policy.initial_backoff(Duration::ZERO) };
        let wait = policy.wait(facts.attempts, limits.started.elapsed(), fastrand::f64(), asked)?;
        // A wait past the deadline would only trade a telling error for a timeout.
        let past = limits.deadline().is_some_and(|at| Instant::now().checked_add(wait).is_none_or(|next| next >= at));
        (!past).then_some(wait)
    }

    /// What the caller gets: a timeout tells what went wrong before it, and a success pays back its retries.
    fn finish(&mut self, finished: Finished) -> Finished {
        if self.limits.succeeded(&finished) {
            self.call.core.settings().budget.put_back(self.taken.max(SUCCESS));
        }
        match finished {
            Err(Failure::Timeout(error)) => Err(Failure::Timeout(error.after_another(self.before.take()))),
            finished => finished,
        }
    }
}

/// The caller's retry policy: of this call, else of the client.
fn callers_policy(call: &Call) -> Option<&RetryPolicy> {
    call.options.retry.as_ref().or(call.core.settings().retry.as_ref())
}

/// A failed attempt, for the timeout that may follow it.
fn kept(failed: Finished) -> Error {
    match failed {
        Ok(answer) => Error::<Undocumented>::Api(ApiError::new(*answer)).into(),
        Err(failure) => failure.into(),
    }
}

/// What the caller's rules say of a failed attempt; the error keeps it, so that it says the same of a retry.
fn rule(call: &Call, finished: &mut Finished, outcome: Outcome, facts: Facts) -> Verdict {
    let (headers, error) = match &*finished {
        Ok(answer) => (Some(&answer.headers.0), None),
        Err(failure) => (None, Some(failure.as_error())),
    };
    let Facts { operation: Operation { id: operation, .. }, attempts: attempt, replayable, .. } = facts;
    let rules = call.options.retry_rules.iter().chain(&call.core.settings().retry_rules);
    let verdict = ruled(rules, &FailedAttempt { operation, attempt, outcome, headers, error, replayable });
    match finished {
        Ok(answer) => answer.facts.ruled = verdict,
        Err(failure) => failure.rule(verdict),
    }
    verdict
}

/// What became of an attempt that failed, and what the server asks for; `None` when it did not, or none may follow.
fn failed(finished: &Finished, limits: &Limits) -> Option<(Outcome, Option<Duration>)> {
    match finished {
        Ok(answer) if (limits.accepts)(&answer.status) => None,
        Ok(answer) => Some((Outcome::Answered(answer.status), retry_after(&answer.headers.0, clock::now()))),
        Err(Failure::Auth(error)) => error.outcome().map(|outcome| (outcome, error.retry_after())),
        Err(Failure::Transport(error)) => error.outcome().map(|outcome| (outcome, None)),
        Err(Failure::Timeout(error)) if error.limit() == TimeLimit::Attempt => Some((error.outcome(), None)),
        Err(_) => None,
    }
}

pub(super) fn not_sent(facts: Facts, problem: RequestProblem) -> Failure {
    Failure::Request(RequestError::new(facts, problem))
}

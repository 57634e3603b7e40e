//! The order of a call.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use url::Url;

use super::body::{Read, read};
use super::call::Call;
use super::credentials::Credentials;
use super::draft::{draft, refused};
use super::limits::{Left, Limits};
use super::redirect::{self, Refused};
use super::{Blot, Core, hooks};
use crate::answer::{Answer, Undocumented};
use crate::clock::{self, Instant, sleep, timeout_at};
use crate::config::MAX_ERROR_BYTES;
use crate::error::{
    ApiError, DecodeError, Error, Facts, Failure, RedirectError, RedirectProblem, RequestError, RequestProblem, Sent,
    TimeLimit, TimeoutError, TooLargeError, TransportError,
};
use crate::retry::{
    Budget, FailedAttempt, Outcome, RETRY, RETRY_AFTER_TIMEOUT, RetryPolicy, SUCCESS, Verdict, reached, retry_after,
    ruled,
};
use crate::trace::Traced;
use crate::transport::{BoxFuture, CorruptBody, Incoming, IncomingBody, Request, SendError};

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
/// 8. the body, up to its limit: inside the attempt, so that an answer that breaks off is an attempt that failed;
/// 9. classify: done, again at once with renewed credentials, again after a wait, or failed; the caller's rules come
///    before those that are built in; hooks are told;
///
/// and after the last:
///
/// 10. decode, in [`Call::send`], which alone knows the types.
///
/// Of a call that leaves its answer open, step 8 is not part of the attempt: a success ends with its head, and its body is
/// read by [`stream`](crate::stream).
pub(super) async fn run(call: Call, accepts: fn(&StatusCode) -> bool) -> Result<Ran, Failure> {
    let span = Traced::call(call.operation);
    let finished = span.run(attempts(call, accepts)).await;
    span.end(&finished, |status| !accepts(&status));
    Ok(Ran { answer: finished?, span })
}

/// An answer that is not worth repeating, and the span of its call, to which the last step belongs.
pub(crate) struct Ran {
    pub(crate) answer: Answer,
    pub(crate) span: Traced,
}

async fn attempts(mut call: Call, accepts: fn(&StatusCode) -> bool) -> Result<Answer, Failure> {
    let operation = call.operation;
    let mut facts = Facts {
        operation: operation.id,
        attempts: 0,
        replayable: operation.idempotent,
        read_once: false,
        reached: Sent::No,
        ruled: Verdict::Indifferent,
        retry: None,
    };

    // 1., 2., 3.
    let draft = draft(&mut call).map_err(|problem| not_sent(facts, problem))?;
    let settings = call.core.settings();
    let policy = match call.options.retry.as_ref().or(settings.retry.as_ref()) {
        Some(policy) => policy.clone(),
        None => {
            facts.retry = operation.retry;
            let policy = operation.retry.map(RetryPolicy::of).unwrap_or_default();
            if settings.waits { policy } else { policy.initial_backoff(Duration::ZERO) }
        }
    };
    facts.read_once = !draft.request.body.is_replayable();
    facts.replayable = operation.idempotent || draft.keyed || call.options.replay || policy.replays_everything();

    // 4.
    let limits = Limits::new(&call, settings, accepts, &draft.request.body);
    let mut credentials = Credentials::choose(&call, settings, &draft).map_err(Failure::Config)?;

    let mut taken = 0;
    let mut before = None;
    loop {
        facts.attempts = facts.attempts.saturating_add(1);
        let span = Traced::attempt(operation, &draft.request, facts);
        let mut finished = span.run(attempt(&call.core, &draft.request, &mut credentials, &limits, facts)).await;
        span.end(&finished, |status| status.as_u16() >= 400);
        // 9.
        if !facts.read_once && credentials.renew(&finished) {
            hooks::after(settings, &finished, &limits, Some(Duration::ZERO), facts).await;
            continue;
        }
        let failed = failed(&finished, &limits);
        if let Some((outcome, _)) = failed {
            facts.ruled = rule(&call, &mut finished, outcome, facts);
        }
        let cost = if matches!(finished, Err(Failure::Timeout(_))) { RETRY_AFTER_TIMEOUT } else { RETRY };
        let next = failed
            .and_then(|(outcome, asked)| Some((outcome, again(outcome, asked, &limits, &policy, facts)?)))
            .filter(|_| settings.budget.take(cost));
        facts.ruled = Verdict::Indifferent;
        hooks::after(settings, &finished, &limits, next.map(|(_, wait)| wait), facts).await;
        match next {
            Some((outcome, wait)) => {
                taken += cost;
                facts.reached = facts.reached.max(reached(outcome));
                before = Some(kept(finished));
                sleep(wait).await;
            }
            None => return finish(finished, &limits, &settings.budget, taken, before),
        }
    }
}

/// What the caller gets: a timeout tells what went wrong before it, and a success pays back its retries.
fn finish(
    finished: Result<Answer, Failure>,
    limits: &Limits,
    budget: &Budget,
    taken: u32,
    before: Option<Error>,
) -> Result<Answer, Failure> {
    match finished {
        Err(Failure::Timeout(error)) => Err(Failure::Timeout(error.after_another(before))),
        Ok(answer) => {
            if (limits.accepts)(&answer.status) {
                budget.put_back(taken.max(SUCCESS));
            }
            Ok(answer)
        }
        failed => failed,
    }
}

/// A failed attempt, for the timeout that may follow it.
fn kept(failed: Result<Answer, Failure>) -> Error {
    match failed {
        Ok(answer) => Error::<Undocumented>::Api(ApiError::new(answer)).into(),
        Err(failure) => failure.into(),
    }
}

/// Steps 5 to 8, within the time that is left.
async fn attempt(
    core: &Core,
    request: &Request,
    credentials: &mut Credentials<'_>,
    limits: &Limits,
    facts: Facts,
) -> Result<Answer, Failure> {
    // What a timeout cannot tell by itself: whether the request was on its way.
    let handed_over = AtomicBool::new(false);
    let whole = async {
        let settings = core.settings();
        if settings.hooks.is_empty() {
            credentials.get(core, facts).await?;
            return exchange(core, request, credentials, limits, facts, &handed_over).await;
        }
        let mut request = request.clone();
        hooks::before(settings, &mut request, false, facts).await?;
        credentials.get(core, facts).await?;
        exchange(core, &request, credentials, limits, facts, &handed_over).await
    };
    let began = Instant::now();
    let mut whole = pin!(whole);
    loop {
        let Some((at, limit, after)) = limits.end(began) else { return whole.await };
        match timeout_at(at, &mut whole).await {
            Ok(finished) => return finished,
            // Meanwhile more of the body went up.
            Err(_) if limits.end(began).is_some_and(|(now_at, ..)| now_at > at) => {}
            Err(_) => {
                let sent = if handed_over.load(Ordering::Relaxed) { Sent::Maybe } else { Sent::No };
                return Err(Failure::Timeout(TimeoutError::new(facts, limit, after, sent)));
            }
        }
    }
}

/// Sends once, follows redirects that stay inside, and reads the body.
async fn exchange(
    core: &Core,
    request: &Request,
    credentials: &Credentials<'_>,
    limits: &Limits,
    facts: Facts,
    handed_over: &AtomicBool,
) -> Result<Answer, Failure> {
    let mut url = request.url.clone();
    let mut followed = 0;
    loop {
        // 6. Credentials.
        let mut outgoing = Request {
            operation: request.operation,
            method: request.method.clone(),
            url: url.clone(),
            headers: request.headers.clone(),
            body: limits.watch(request.body.clone()),
        };
        credentials.apply(&mut outgoing, facts)?;
        hooks::before(core.settings(), &mut outgoing, true, facts).await?;
        let blot = Blot::new(core, &outgoing);
        // 7. Transport.
        handed_over.store(true, Ordering::Relaxed);
        let incoming =
            core.settings().transport.send(outgoing).await.map_err(|error| broken(facts, error, &url, &blot))?;
        let status = incoming.status;
        let is_answer = (limits.accepts)(&status);
        if !redirect::is_redirect(status) || is_answer && !limits.follows {
            return receive(incoming, limits, facts, &url, blot).await;
        }
        match redirect::target(&request.method, &url, &incoming.headers, followed) {
            Ok(target) => url = target,
            Err(Refused { problem, .. }) if is_answer && problem != RedirectProblem::TooMany => {
                return receive(incoming, limits, facts, &url, blot).await;
            }
            Err(Refused { problem, target }) => {
                let answer = Answer::new(status, incoming.headers, facts, blot);
                return Err(Failure::Redirect(RedirectError::new(&answer, problem, target)));
            }
        }
        followed += 1;
    }
}

/// What is read of a body that is left open.
struct Nothing;

impl IncomingBody for Nothing {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// 8. The body: all of a success, the start of an error.
async fn receive(incoming: Incoming, limits: &Limits, facts: Facts, url: &Url, blot: Blot) -> Result<Answer, Failure> {
    let Incoming { status, headers, body } = incoming;
    let success = (limits.accepts)(&status);
    let (left, body) = if limits.leaves_open(status) {
        (Some(body), Box::new(Nothing) as Box<dyn IncomingBody>)
    } else {
        (None, body)
    };
    if let Some(slot) = &limits.slot {
        slot.put(Left { url: url.clone(), body: left });
    }
    let limit = if success { limits.bytes } else { limits.bytes.min(MAX_ERROR_BYTES) };
    let read = read(body, limit).await;
    let corrupt = matches!(&read, Err(error) if error.source.is::<CorruptBody>());
    let Read { bytes, cut } = match read {
        // The status of an error says more than its body.
        Err(_) if corrupt => Read { bytes: Bytes::new(), cut: true },
        read => read.map_err(|error| broken(facts, error, url, &blot))?,
    };
    let answer = Answer { body: bytes, cut, ..Answer::new(status, headers, facts, blot) };
    if corrupt && success {
        return Err(Failure::Decode(DecodeError::corrupt(&answer)));
    }
    if cut && success {
        return Err(Failure::TooLarge(TooLargeError::new(&answer, limit)));
    }
    Ok(answer)
}

/// What the caller's rules say of a failed attempt; the error keeps it, so that it says the same of a retry.
fn rule(call: &Call, finished: &mut Result<Answer, Failure>, outcome: Outcome, facts: Facts) -> Verdict {
    let (headers, error) = match &*finished {
        Ok(answer) => (Some(&answer.headers.0), None),
        Err(failure) => (None, Some(failure.as_error())),
    };
    let Facts { operation, attempts: attempt, replayable, .. } = facts;
    let rules = call.options.retry_rules.iter().chain(&call.core.settings().retry_rules);
    let verdict = ruled(rules, &FailedAttempt { operation, attempt, outcome, headers, error, replayable });
    match finished {
        Ok(answer) => answer.facts.ruled = verdict,
        Err(failure) => failure.rule(verdict),
    }
    verdict
}

/// What became of an attempt that failed, and what the server asks for; `None` when it did not, or none may follow.
fn failed(finished: &Result<Answer, Failure>, limits: &Limits) -> Option<(Outcome, Option<Duration>)> {
    match finished {
        Ok(answer) if (limits.accepts)(&answer.status) => None,
        Ok(answer) => Some((Outcome::Answered(answer.status), retry_after(&answer.headers.0, clock::now()))),
        Err(Failure::Auth(error)) => error.outcome().map(|outcome| (outcome, None)),
        Err(Failure::Transport(error)) => error.outcome().map(|outcome| (outcome, None)),
        Err(Failure::Timeout(error)) if error.limit() == TimeLimit::Attempt => Some((error.outcome(), None)),
        Err(_) => None,
    }
}

/// How long to wait before the next attempt; `None` when what there is, is the result.
fn again(
    outcome: Outcome,
    asked: Option<Duration>,
    limits: &Limits,
    policy: &RetryPolicy,
    facts: Facts,
) -> Option<Duration> {
    // A stream is gone, whether any of it arrived or not.
    if facts.read_once || facts.verdict(outcome) != Verdict::Retry {
        return None;
    }
    let wait = policy.wait(facts.attempts, limits.started.elapsed(), fastrand::f64(), asked)?;
    // A wait past the deadline would only trade a telling error for a timeout.
    let past = limits.deadline().is_some_and(|at| Instant::now().checked_add(wait).is_none_or(|next| next >= at));
    (!past).then_some(wait)
}

fn not_sent(facts: Facts, problem: RequestProblem) -> Failure {
    Failure::Request(RequestError::new(facts, problem))
}

pub(super) fn broken(facts: Facts, error: SendError, url: &Url, blot: &Blot) -> Failure {
    let SendError { sent, refused: impossible, source } = error;
    if impossible {
        not_sent(facts, refused(source))
    } else {
        Failure::Transport(TransportError::new(facts, sent, url.origin().ascii_serialization(), blot, source))
    }
}

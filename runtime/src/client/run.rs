//! The order of a call.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::body::{Read, read};
use super::call::Call;
use super::draft::{Draft, draft, refused};
use super::{Blot, Core, Settings, redirect};
use crate::answer::{Answer, Undocumented};
use crate::auth::{apply, choose, given_by_header};
use crate::config::MAX_ERROR_BYTES;
use crate::error::{
    ApiError, ConfigError, DecodeError, Error, Facts, Failure, RedirectError, RedirectProblem, RequestError,
    RequestProblem, Sent, TimeLimit, TimeoutError, TooLargeError, TransportError,
};
use crate::facts::Scheme;
use crate::response::Headers;
use crate::retry::{Budget, Outcome, RETRY, RETRY_AFTER_TIMEOUT, RetryPolicy, SUCCESS, Verdict, classify, retry_after};
use crate::secret::Secret;
use crate::transport::{CorruptBody, Incoming, Request, SendError};

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
/// 5. credentials, put in anew each time;
/// 6. transport, which follows redirects inside the origin only;
/// 7. the body, up to its limit: inside the attempt, so that an answer that breaks off is an attempt that failed;
/// 8. classify: done, again after a wait, or failed;
///
/// and after the last:
///
/// 9. decode, in [`Call::send`], which alone knows the types.
pub(super) async fn run(mut call: Call, accepts: fn(&StatusCode) -> bool) -> Result<Answer, Failure> {
    let operation = call.operation;
    let mut facts = Facts { operation: operation.id, attempts: 0, replayable: operation.idempotent };

    // 1., 2., 3.
    let draft = draft(&mut call).map_err(|problem| not_sent(facts, problem))?;
    let settings = call.core.settings();
    let policy = call.options.retry.as_ref().unwrap_or(&settings.retry);
    facts.replayable = operation.idempotent || draft.keyed || policy.replays_everything();

    // 4.
    let limits = Limits::new(&call, settings, accepts);
    let credentials = credentials(&call, settings, &draft).map_err(Failure::Config)?;

    let mut taken = 0;
    let mut before = None;
    loop {
        facts.attempts = facts.attempts.saturating_add(1);
        let finished = attempt(&call.core, &draft.request, &credentials, &limits, facts).await;
        // 8.
        let cost = if matches!(finished, Err(Failure::Timeout(_))) { RETRY_AFTER_TIMEOUT } else { RETRY };
        match again(&finished, &limits, policy, facts) {
            Some(wait) if settings.budget.take(cost) => {
                taken += cost;
                before = Some(kept(finished));
                sleep(wait).await;
            }
            _ => return finish(finished, &limits, &settings.budget, taken, before),
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

/// What bounds a call.
struct Limits {
    started: Instant,
    whole: Option<Duration>,
    attempt: Option<Duration>,
    bytes: u64,
    accepts: fn(&StatusCode) -> bool,
}

impl Limits {
    fn new(call: &Call, settings: &Settings, accepts: fn(&StatusCode) -> bool) -> Self {
        let options = &call.options;
        Self {
            started: Instant::now(),
            whole: options.timeout.or(settings.timeout),
            attempt: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
            bytes: options.max_response_bytes.unwrap_or(settings.max_response_bytes),
            accepts,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.whole.and_then(|limit| self.started.checked_add(limit))
    }

    /// When an attempt that begins now must end, and which limit says so.
    fn next(&self) -> Option<(Instant, TimeLimit, Duration)> {
        let whole = self.whole.zip(self.deadline()).map(|(limit, at)| (at, TimeLimit::Operation, limit));
        let attempt =
            self.attempt.and_then(|limit| Some((Instant::now().checked_add(limit)?, TimeLimit::Attempt, limit)));
        match (whole, attempt) {
            (Some(whole), Some(attempt)) => Some(if attempt.0 < whole.0 { attempt } else { whole }),
            (whole, attempt) => whole.or(attempt),
        }
    }
}

type Credentials<'a> = Vec<(&'static Scheme, &'a Secret)>;

/// The credentials of the first alternative that can be met; none for an origin that is not trusted with them.
fn credentials<'a>(call: &Call, settings: &'a Settings, draft: &Draft) -> Result<Credentials<'a>, ConfigError> {
    if !draft.trusted {
        return Ok(Vec::new());
    }
    let scheme = |index: usize| settings.provider.schemes.get(index);
    let secret = |index: usize| settings.secrets.get(index).and_then(Option::as_ref);
    let by_hand = |index: usize| scheme(index).is_some_and(|scheme| given_by_header(scheme, &draft.request.headers));
    let chosen = choose(settings.provider, call.operation, |index| secret(index).is_some() || by_hand(index))?;
    let used = chosen.iter().filter(|index| !by_hand(**index));
    Ok(used.filter_map(|index| Some((scheme(*index)?, secret(*index)?))).collect())
}

/// Steps 5 to 7, within the time that is left.
async fn attempt(
    core: &Core,
    request: &Request,
    credentials: &Credentials<'_>,
    limits: &Limits,
    facts: Facts,
) -> Result<Answer, Failure> {
    let exchange = exchange(core, request, credentials, limits, facts);
    match limits.next() {
        None => exchange.await,
        Some((at, limit, after)) => timeout_at(at, exchange)
            .await
            .unwrap_or_else(|_| Err(Failure::Timeout(TimeoutError::new(facts, limit, after)))),
    }
}

/// Sends once, follows redirects that stay inside, and reads the body.
async fn exchange(
    core: &Core,
    request: &Request,
    credentials: &Credentials<'_>,
    limits: &Limits,
    facts: Facts,
) -> Result<Answer, Failure> {
    let mut url = request.url.clone();
    let mut followed = 0;
    loop {
        // 5. Credentials.
        let mut outgoing = Request {
            operation: request.operation,
            method: request.method.clone(),
            url: url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone(),
        };
        for (scheme, secret) in credentials {
            apply(scheme, secret, &mut outgoing).map_err(|reason| {
                not_sent(facts, RequestProblem::InvalidHeader { name: scheme.id.to_owned(), reason })
            })?;
        }
        let blot = Blot::new(core, &outgoing);
        // 6. Transport.
        let incoming =
            core.settings().transport.send(outgoing).await.map_err(|error| broken(facts, error, &url, &blot))?;
        let status = incoming.status;
        if !redirect::is_redirect(status) || (limits.accepts)(&status) {
            return receive(incoming, limits, facts, &url, blot).await;
        }
        let no = |problem, target| Failure::Redirect(RedirectError::new(facts, status, problem, target));
        let target = redirect::target(&request.method, &url, &incoming.headers)
            .map_err(|refused| no(refused.problem, refused.target))?;
        if followed == redirect::LIMIT {
            return Err(no(RedirectProblem::TooMany, Some(target.origin().ascii_serialization())));
        }
        followed += 1;
        url = target;
    }
}

/// 7. The body: all of a success, the start of an error.
async fn receive(incoming: Incoming, limits: &Limits, facts: Facts, url: &Url, blot: Blot) -> Result<Answer, Failure> {
    let Incoming { status, headers, body } = incoming;
    let success = (limits.accepts)(&status);
    let limit = if success { limits.bytes } else { limits.bytes.min(MAX_ERROR_BYTES) };
    let read = read(body, limit).await;
    let corrupt = matches!(&read, Err(error) if error.source.is::<CorruptBody>());
    let Read { bytes, cut } = match read {
        // The status of an error says more than its body.
        Err(_) if corrupt => Read { bytes: Bytes::new(), cut: true },
        read => read.map_err(|error| broken(facts, error, url, &blot))?,
    };
    let answer = Answer { status, headers: Headers(headers), body: bytes, cut, facts, blot, lossy: OnceLock::new() };
    if corrupt && success {
        return Err(Failure::Decode(DecodeError::corrupt(&answer)));
    }
    if cut && success {
        return Err(Failure::TooLarge(TooLargeError::new(facts, status, limit)));
    }
    Ok(answer)
}

/// How long to wait before the next attempt; `None` when what there is, is the result.
fn again(finished: &Result<Answer, Failure>, limits: &Limits, policy: &RetryPolicy, facts: Facts) -> Option<Duration> {
    let (outcome, asked) = match finished {
        Ok(answer) if (limits.accepts)(&answer.status) => return None,
        Ok(answer) => (Outcome::Answered(answer.status), retry_after(&answer.headers.0, SystemTime::now())),
        Err(Failure::Transport(error)) => (Outcome::Broken(error.was_sent()), None),
        Err(Failure::Timeout(error)) if error.limit() == TimeLimit::Attempt => (Outcome::Broken(Sent::Maybe), None),
        Err(_) => return None,
    };
    if classify(outcome, facts.replayable) != Verdict::Retry {
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

fn broken(facts: Facts, error: SendError, url: &Url, blot: &Blot) -> Failure {
    let SendError { sent, refused: impossible, source } = error;
    if impossible {
        not_sent(facts, refused(source))
    } else {
        Failure::Transport(TransportError::new(facts, sent, url.origin().ascii_serialization(), blot, source))
    }
}

//! One attempt of a call: steps 5 to 8 of its order, which is written in [`run`](super::run).

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use url::Url;

use super::body::{Read, read, read_what_comes};
use super::credentials::Credentials;
use super::draft::refused;
use super::limits::{Left, Limits};
use super::redirect::{self, Refused};
use super::run::{Finished, not_sent};
use super::{Blot, Core, hooks};
use crate::answer::Answer;
use crate::auth::Asking;
use crate::clock::{Instant, timeout_at};
use crate::config::MAX_ERROR_BYTES;
use crate::error::{
    DecodeError, Facts, Failure, RedirectError, RedirectProblem, Sent, TimeoutError, TooLargeError, TransportError,
};
use crate::transport::{Arrived, ArrivingBody, CorruptBody, Request, SendError};

/// Steps 5 to 8, within the time that is left.
pub(super) async fn attempt(
    core: &Core,
    request: &Request,
    credentials: &mut Credentials<'_>,
    limits: &Limits,
    facts: &Facts,
) -> Finished {
    // What a timeout cannot tell by itself: whether the request was on its way.
    let handed_over = AtomicBool::new(false);
    let ran_out = AtomicBool::new(false);
    let whole = async {
        let settings = core.settings();
        let mut changed = None;
        // The futures of hooks and of a token's request are large, and most calls have none: so they have boxes of their own.
        if !settings.hooks.is_empty() {
            changed = Some(Box::pin(hooks::before(settings, request.clone(), false, *facts)).await?);
        }
        if credentials.are_fetched() {
            Box::pin(credentials.get(Asking { core, ran_out: &ran_out }, *facts)).await?;
        }
        let request = changed.as_deref().unwrap_or(request);
        exchange(core, request, credentials, limits, facts, Told { handed_over: &handed_over, ran_out: &ran_out }).await
    };
    let began = Instant::now();
    let mut whole = Box::pin(whole);
    loop {
        let Some((at, limit, after)) = limits.end(began) else { return whole.await };
        match timeout_at(at, &mut whole).await {
            Ok(finished) => return finished,
            // Meanwhile more of the body went up.
            Err(_) if limits.end(began).is_some_and(|(now_at, ..)| now_at > at) => {}
            Err(_) => {
                ran_out.store(true, Ordering::Relaxed);
                // An error whose body still comes tells its status.
                if let Poll::Ready(finished) = poll_fn(|context| Poll::Ready(whole.as_mut().poll(context))).await {
                    return finished;
                }
                let sent = if handed_over.load(Ordering::Relaxed) { Sent::Maybe } else { Sent::No };
                return Err(Failure::Timeout(TimeoutError::new(*facts, limit, after, sent)));
            }
        }
    }
}

/// What an attempt and its limits tell each other.
struct Told<'a> {
    handed_over: &'a AtomicBool,
    ran_out: &'a AtomicBool,
}

/// Sends once, follows redirects that stay inside, and reads the body.
async fn exchange(
    core: &Core,
    request: &Request,
    credentials: &Credentials<'_>,
    limits: &Limits,
    facts: &Facts,
    told: Told<'_>,
) -> Finished {
    let settings = core.settings();
    let mut redirected: Option<Box<Url>> = None;
    let mut followed = 0;
    loop {
        let url = redirected.as_deref().unwrap_or(&request.url);
        // 6. Credentials.
        let mut outgoing = outgoing(request, url, credentials, limits, *facts)?;
        if !settings.hooks.is_empty() {
            outgoing = *Box::pin(hooks::before(settings, outgoing, true, *facts)).await?;
        }
        // 7. Transport.
        told.handed_over.store(true, Ordering::Relaxed);
        let (sending, blot) = send(core, outgoing);
        let Arrived { status, headers, body } = sending.await.map_err(|error| broken(*facts, error, url, &blot))?;
        let mut answer = Box::new(Answer::new(status, headers, *facts, blot));
        let is_answer = (limits.accepts)(&status);
        if redirect::is_redirect(status) && (limits.follows || !is_answer) {
            match redirect::target(&request.method, url, answer.headers(), followed) {
                Ok(target) => {
                    redirected = Some(Box::new(target));
                    followed += 1;
                    continue;
                }
                Err(Refused { problem, .. }) if is_answer && problem != RedirectProblem::TooMany => {}
                Err(Refused { problem, target }) => {
                    return Err(Failure::Redirect(RedirectError::new(&answer, problem, target)));
                }
            }
        }
        // 8. The body: all of a success, of an error what comes of its start. Its status says more.
        let Some(mut body) = to_read(&answer, body, limits, url) else { return Ok(answer) };
        if is_answer {
            let read = read(&mut body, limits.bytes).await;
            return received(answer, read, limits.bytes, url);
        }
        let limit = limits.bytes.min(MAX_ERROR_BYTES);
        let read = Box::pin(read_what_comes(&mut body, limit, told.ran_out)).await;
        (answer.body, answer.cut) = (read.bytes, read.cut);
        return Ok(answer);
    }
}

/// The request to this URL, credentials included.
fn outgoing(
    request: &Request,
    url: &Url,
    credentials: &Credentials<'_>,
    limits: &Limits,
    facts: Facts,
) -> Result<Request, Failure> {
    let mut outgoing = Request {
        operation: request.operation,
        method: request.method.clone(),
        url: url.clone(),
        headers: request.headers.clone(),
        body: limits.watch(request.body.clone()),
    };
    credentials.apply(&mut outgoing, facts)?;
    Ok(outgoing)
}

/// Begins to send, and keeps what must not be shown.
fn send(core: &Core, outgoing: Request) -> (impl Future<Output = Result<Arrived, SendError>> + Send, Blot) {
    let blot = Blot::new(core, &outgoing);
    (core.settings().transport.send(outgoing), blot)
}

/// The body, unless it is left to a stream; and where the answer came from is told to whoever asks.
fn to_read(answer: &Answer, body: ArrivingBody, limits: &Limits, url: &Url) -> Option<ArrivingBody> {
    let Some(slot) = &limits.slot else { return Some(body) };
    let is_left = limits.leaves_open(answer.status);
    let (left, body) = if is_left { (Some(body.boxed()), None) } else { (None, Some(body)) };
    slot.put(Left { url: url.clone(), body: left });
    body
}

/// A success with its body.
fn received(mut answer: Box<Answer>, read: Result<Read, SendError>, limit: u64, url: &Url) -> Finished {
    match read {
        Err(error) => Err(broken_off(*answer, error, url)),
        Ok(Read { cut: true, .. }) => Err(Failure::TooLarge(TooLargeError::new(&answer, limit))),
        Ok(Read { bytes, .. }) => {
            answer.body = bytes;
            Ok(answer)
        }
    }
}

/// What comes of a success whose body does not come whole.
pub(super) fn broken_off(head: Answer, error: SendError, url: &Url) -> Failure {
    if error.source.is::<CorruptBody>() {
        return Failure::Decode(DecodeError::corrupt(&head));
    }
    match broken(head.facts, error, url, &head.blot) {
        Failure::Transport(error) => Failure::Transport(error.after_head(head)),
        failure => failure,
    }
}

fn broken(facts: Facts, error: SendError, url: &Url, blot: &Blot) -> Failure {
    let SendError { sent, refused: impossible, source } = error;
    if impossible {
        not_sent(facts, refused(source))
    } else {
        Failure::Transport(TransportError::new(facts, sent, url.origin().ascii_serialization(), blot, source))
    }
}

//! Rules of the caller's about what is sent again.

use std::sync::{Arc, Mutex};

use specsmith_runtime::retry::{FailedAttempt, Outcome, Verdict};
use specsmith_runtime::{Error, RetryPolicy, Sent, TimeoutError, TransportError};

use crate::acme::{Account, Acme};
use crate::scripted::{Scripted, Step};

fn acme(transport: &Scripted, rule: impl Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync + 'static) -> Acme {
    Acme::builder().token("t").instance("acme").transport(transport.clone()).retry_rule(rule).build().unwrap()
}

fn account() -> Account {
    Account { id: "a".into(), owners: None }
}

/// A rule about one status.
fn on(status: u16, verdict: Verdict) -> impl Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync + 'static {
    move |attempt| {
        let is_it = attempt.status().is_some_and(|found| found.as_u16() == status);
        if is_it { verdict } else { Verdict::Indifferent }
    }
}

#[tokio::test(start_paused = true)]
async fn a_rule_decides_before_what_is_built_in_and_an_indifferent_one_leaves_it_so() {
    for (step, verdict, hits) in [
        (Step::Status(409), Verdict::Retry, 4),
        (Step::Status(409), Verdict::Indifferent, 1),
        (Step::Status(409), Verdict::Stop, 1),
        (Step::Status(503), Verdict::Stop, 1),
        (Step::Status(503), Verdict::Indifferent, 4),
        (Step::Broken(Sent::No), Verdict::Stop, 1),
    ] {
        let transport = Scripted::new(&[step]);
        let error = acme(&transport, move |_| verdict).get("a").send().await.unwrap_err();
        assert_eq!(transport.hits(), hits, "{step:?} {verdict:?}");
        assert_eq!(error.is_retryable(), hits > 1, "the error says the same: {step:?} {verdict:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_calls_rules_are_asked_before_the_clients_and_the_first_verdict_counts() {
    for (own, hits) in [(Verdict::Retry, 4), (Verdict::Stop, 1), (Verdict::Indifferent, 1)] {
        let transport = Scripted::new(&[Step::Status(503)]);
        let call = acme(&transport, on(503, Verdict::Stop)).get("a").retry_rule(on(503, own));
        call.send().await.unwrap_err();
        assert_eq!(transport.hits(), hits, "{own:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_status_means_is_the_callers_to_say_and_what_a_broken_call_did_is_nobodys() {
    for (step, hits) in [
        (Step::Status(409), 4),
        (Step::Status(503), 4),
        (Step::Broken(Sent::No), 4),
        (Step::Broken(Sent::Maybe), 1),
        (Step::Broken(Sent::Yes), 1),
        (Step::Silence, 1),
    ] {
        let transport = Scripted::new(&[step]);
        acme(&transport, |_| Verdict::Retry).create(&account()).send().await.unwrap_err();
        assert_eq!(transport.hits(), hits, "{step:?}");
        let keyed = Scripted::new(&[step]);
        acme(&keyed, |_| Verdict::Retry).create(&account()).idempotency_key("k").send().await.unwrap_err();
        assert_eq!(keyed.hits(), 4, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_rule_cannot_exceed_the_policy() {
    let transport = Scripted::new(&[Step::Status(409)]);
    let call = acme(&transport, |_| Verdict::Retry).get("a");
    call.clone().retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!(transport.hits(), 1);
    call.retry(RetryPolicy::default().max_attempts(2)).send().await.unwrap_err();
    assert_eq!(transport.hits(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_rule_sees_status_headers_attempt_kind_of_error_and_whether_a_replay_does_harm() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = seen.clone();
    let steps = [Step::StatusWith(503, "x-why", "busy"), Step::Broken(Sent::No), Step::Silence, Step::Status(200)];
    let transport = Scripted::new(&steps);
    let acme = acme(&transport, move |attempt| {
        let why =
            attempt.headers.and_then(|headers| headers.get("x-why")).map(|value| value.to_str().unwrap().to_owned());
        let kind = attempt.error.map(|error| (error.is::<TransportError>(), error.is::<TimeoutError>()));
        kept.lock().unwrap().push((attempt.operation, attempt.attempt, attempt.outcome, why, kind, attempt.replayable));
        Verdict::Indifferent
    });
    acme.get("a").send().await.unwrap();
    let status = specsmith_runtime::http::StatusCode::SERVICE_UNAVAILABLE;
    assert_eq!(
        *seen.lock().unwrap(),
        [
            ("getAccount", 1, Outcome::Answered(status), Some("busy".to_owned()), None, true),
            ("getAccount", 2, Outcome::Broken(Sent::No), None, Some((true, false)), true),
            ("getAccount", 3, Outcome::Broken(Sent::Maybe), None, Some((false, true)), true),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_says_how_far_the_furthest_attempt_came_that_may_have_done_something() {
    for (steps, sent) in [
        ([Step::Broken(Sent::Maybe), Step::Broken(Sent::No)], Sent::Maybe),
        ([Step::Status(503), Step::Broken(Sent::No)], Sent::Yes),
        ([Step::Status(429), Step::Broken(Sent::No)], Sent::No),
        ([Step::Broken(Sent::No), Step::Broken(Sent::No)], Sent::No),
    ] {
        let transport = Scripted::new(&steps);
        let error = acme(&transport, |_| Verdict::Indifferent).get("a").send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)));
        assert_eq!(error.was_sent(), sent, "{steps:?}");
    }
}

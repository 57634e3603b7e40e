//! How long fetched tokens are used, and who fetches the next one; with the clock paused.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use specsmith_runtime::facts::{Method, Operation};
use specsmith_runtime::mock::{Captured, Mock, Reply, When};
use specsmith_runtime::serde_json::json;
use specsmith_runtime::{Body, BoxError, Call, ClientCredentials, Error, RetryPolicy, Sent, Token, Undocumented};
use tokio::time::advance;

use crate::acme::{Acme, plain};

static OAUTH: Operation = plain(&[&[5]]);
static BEARER: Operation = plain(&[&[0]]);
static UPLOAD: Operation = Operation { method: Method::Post, idempotent: false, ..plain(&[&[5]]) };

const SECOND: Duration = Duration::from_secs(1);

/// A token endpoint that numbers its tokens and takes a second, and an API that says yes to all but those that are `bad`.
fn acme(expires_in: impl Into<Option<u64>>, bad: &'static [&'static str]) -> (Mock, Acme) {
    let mock = Mock::new();
    let (made, expires_in) = (AtomicUsize::new(0), expires_in.into());
    mock.on("POST /oauth/token").reply_with(move |_| {
        let number = made.fetch_add(1, Ordering::SeqCst) + 1;
        Reply::json(200, json!({ "access_token": format!("token-{number}"), "expires_in": expires_in })).after(SECOND)
    });
    mock.on(When::any())
        .reply_with(move |request| Reply::empty(if bad.iter().any(|bad| carries(request, bad)) { 401 } else { 200 }));
    let client = ClientCredentials::new("owl", "s3cret");
    let acme = Acme::builder().mock(&mock).client_credentials(client).build().unwrap();
    (mock, acme)
}

fn carries(request: &Captured, token: &str) -> bool {
    request.header("authorization") == Some(&format!("Bearer {token}"))
}

/// How often a token was fetched, and the one that the last call carried.
fn seen(mock: &Mock) -> (usize, String) {
    let requests = mock.requests();
    let fetched = requests.iter().filter(|request| request.path() == "/oauth/token").count();
    let calls = requests.iter().filter(|request| request.path() != "/oauth/token");
    (fetched, calls.last().and_then(|call| call.header("authorization")).unwrap_or_default().replace("Bearer ", ""))
}

#[tokio::test(start_paused = true)]
async fn a_token_is_fetched_again_a_tenth_of_its_life_before_it_runs_out_and_at_most_a_minute() {
    for (life, used_for) in [(100, 90), (600, 540), (601, 541), (86_400, 86_340)] {
        let (mock, acme) = acme(life, &[]);
        // The second that fetching takes is part of the token's life.
        acme.plain(&OAUTH).send().await.unwrap();
        advance(SECOND * (used_for - 2)).await;
        acme.plain(&OAUTH).send().await.unwrap();
        assert_eq!(seen(&mock), (1, "token-1".to_owned()), "{life}: a second before");
        advance(SECOND).await;
        acme.plain(&OAUTH).send().await.unwrap();
        assert_eq!(seen(&mock), (2, "token-2".to_owned()), "{life}: then");
    }
}

#[tokio::test(start_paused = true)]
async fn while_no_other_token_comes_the_one_that_is_there_is_used_until_it_runs_out_or_is_refused() {
    let mock = Mock::new();
    let tokens = [Reply::json(200, json!({ "access_token": "token-1", "expires_in": 3600 })), Reply::empty(503)];
    let busy = Reply::empty(429).header("retry-after", "40");
    let empty = Reply::raw_json(200, r#"{"access_token": ""}"#);
    mock.on("POST /oauth/token").replies(tokens.into_iter().chain([busy, empty]));
    let refused = Arc::new(AtomicBool::new(false));
    let is_refused = refused.clone();
    mock.on(When::any()).reply_with(move |_| Reply::empty(if is_refused.load(Ordering::SeqCst) { 401 } else { 200 }));
    let client = ClientCredentials::new("owl", "s3cret");
    let builder = Acme::builder().mock(&mock).client_credentials(client).retry(RetryPolicy::none());
    let acme = builder.build().unwrap();
    // At 0, 3545, 3546, 3551, 3590 and 3599 seconds: asked again early, but not by every call.
    for (after, fetched) in [(0, 1), (3545, 2), (1, 2), (5, 3), (39, 3), (9, 4)] {
        advance(SECOND * after).await;
        acme.plain(&OAUTH).send().await.unwrap();
        assert_eq!(seen(&mock), (fetched, "token-1".to_owned()), "{after}");
    }
    refused.store(true, Ordering::SeqCst);
    let error = acme.plain(&OAUTH).send().await.unwrap_err();
    assert!(matches!(error, Error::Auth(_)), "{error:?}");
    refused.store(false, Ordering::SeqCst);
    assert!(matches!(acme.plain(&OAUTH).send().await.unwrap_err(), Error::Auth(_)), "it is gone");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_run_out_is_not_used_when_no_other_comes() {
    let mock = Mock::new();
    let token = Reply::json(200, json!({ "access_token": "token-1", "expires_in": 100 }));
    mock.on("POST /oauth/token").replies([token, Reply::empty(503)]);
    mock.on(When::any()).reply(Reply::empty(200));
    let client = ClientCredentials::new("owl", "s3cret");
    let builder = Acme::builder().mock(&mock).client_credentials(client).retry(RetryPolicy::none());
    let acme = builder.build().unwrap();
    for (after, is_sent) in [(0, true), (99, true), (1, false)] {
        advance(SECOND * after).await;
        assert_eq!(acme.plain(&OAUTH).send().await.is_ok(), is_sent, "{after}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_asks_to_wait_is_left_alone_so_long() {
    for (header, wait) in [(None, 0), (Some("5"), 5), (Some("60"), 60)] {
        for body in ["{}", r#"{"error":"temporarily_unavailable"}"#] {
            let mock = Mock::new();
            let busy = Reply::raw_json(429, body);
            let busy = header.map_or(busy.clone(), |seconds| busy.header("retry-after", seconds));
            mock.on("POST /oauth/token").replies([busy, Reply::raw_json(200, r#"{"access_token":"t"}"#)]);
            mock.on(When::any()).reply(Reply::empty(200));
            let client = ClientCredentials::new("owl", "s3cret");
            let acme = Acme::builder().mock(&mock).client_credentials(client).build().unwrap();
            let began = tokio::time::Instant::now();
            acme.plain(&OAUTH).attempt_timeout(None).send().await.unwrap();
            assert_eq!(began.elapsed().as_secs(), wait, "{header:?} {body}");
        }
    }
    let mock = Mock::new();
    mock.on(When::any()).reply(Reply::empty(503).header("retry-after", "3600"));
    let client = ClientCredentials::new("owl", "s3cret");
    let acme = Acme::builder().mock(&mock).client_credentials(client).build().unwrap();
    let error = acme.plain(&OAUTH).send().await.unwrap_err();
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(SECOND * 3600)), "too long: the caller is told");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_which_no_end_is_known_is_used_until_it_is_refused() {
    let (mock, acme) = acme(None, &[]);
    for _ in 0..3 {
        acme.plain(&OAUTH).send().await.unwrap();
        advance(SECOND * 86_400 * 365).await;
    }
    assert_eq!(seen(&mock), (1, "token-1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn what_a_callback_brings_is_asked_for_again_before_it_runs_out() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let mock = Mock::new();
    mock.on(When::any()).reply(Reply::empty(200));
    let acme = Acme::builder().mock(&mock).with(0, move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { Ok::<_, BoxError>(Token::from("t").valid_for(SECOND * 100)) }
    });
    let acme = acme.build().unwrap();
    for (after, asks) in [(0, 1), (89, 1), (2, 2)] {
        advance(SECOND * after).await;
        acme.plain(&BEARER).send().await.unwrap();
        assert_eq!(asked.load(Ordering::SeqCst), asks);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_that_find_a_token_run_out_fetch_one() {
    let (mock, acme) = acme(100, &[]);
    for (after, fetched) in [(0, 1), (95, 2)] {
        advance(SECOND * after).await;
        let calls = (0..100).map(|_| tokio::spawn(acme.plain(&OAUTH).send())).collect::<Vec<_>>();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!(seen(&mock), (fetched, format!("token-{fetched}")));
    }
}

#[tokio::test(start_paused = true)]
async fn when_the_call_that_began_a_fetch_is_given_up_those_that_wait_go_on_with_it() {
    for dropped in [false, true] {
        let (mock, acme) = acme(100, &[]);
        let half = SECOND / 2;
        let first = acme.plain(&OAUTH).timeout(if dropped { SECOND * 9 } else { half }).send();
        let first = tokio::spawn(first);
        tokio::task::yield_now().await;
        let others = (0..10).map(|_| tokio::spawn(acme.plain(&OAUTH).send())).collect::<Vec<_>>();
        tokio::time::sleep(half).await;
        if dropped {
            first.abort();
        } else {
            let error = first.await.unwrap().unwrap_err();
            assert!(matches!(error, Error::Timeout(_)) && error.was_sent() == Sent::No, "{error:?}");
        }
        for call in others {
            call.await.unwrap().unwrap();
        }
        assert_eq!(seen(&mock), (1, "token-1".to_owned()), "{dropped}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_takes_longer_than_any_of_the_calls_that_wait_for_it_comes_to_its_end() {
    let (mock, acme) = acme(100, &[]);
    let calls = (0..25).map(|number| {
        let call = acme.plain(&OAUTH).timeout(SECOND * 7 / 10).send();
        tokio::spawn(async move {
            tokio::time::sleep(SECOND / 5 * number).await;
            call.await.is_ok()
        })
    });
    let mut succeeded = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        succeeded.push(call.await.unwrap());
    }
    // The first two give up before the token comes.
    assert_eq!(succeeded, [&[false; 2][..], &[true; 23]].concat());
    assert_eq!(seen(&mock), (1, "token-1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_polled_keeps_no_other_from_its_token() {
    let (mock, acme) = acme(100, &[]);
    let mut first = Box::pin(acme.plain(&OAUTH).send());
    assert!(tokio::time::timeout(SECOND / 2, &mut first).await.is_err());
    acme.plain(&OAUTH).send().await.unwrap();
    first.await.unwrap();
    assert_eq!(seen(&mock), (1, "token-1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_never_ends_is_begun_anew_once_it_took_longer_than_an_attempt_may() {
    let mock = Mock::new();
    let token = Reply::raw_json(200, r#"{"access_token":"t"}"#);
    mock.on("POST /oauth/token").replies([Reply::never(), token]);
    mock.on(When::any()).reply(Reply::empty(200));
    let client = ClientCredentials::new("owl", "s3cret");
    let acme = Acme::builder().mock(&mock).client_credentials(client).attempt_timeout(SECOND * 10).build().unwrap();
    let calls = (0..12).map(|number| {
        let call = acme.plain(&OAUTH).timeout(SECOND * 2).send();
        tokio::spawn(async move {
            tokio::time::sleep(SECOND * number).await;
            call.await.is_ok()
        })
    });
    let mut succeeded = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        succeeded.push(call.await.unwrap());
    }
    assert_eq!(succeeded, [&[false; 10][..], &[true; 2]].concat());
}

/// What was read of the stream is gone, but the next call must not fail for the same reason.
#[tokio::test(start_paused = true)]
async fn a_refused_token_is_forgotten_also_where_the_call_itself_cannot_be_sent_again() {
    struct Once(Option<&'static [u8]>);
    impl futures_core::Stream for Once {
        type Item = Result<&'static [u8], std::io::Error>;
        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.take().map(Ok))
        }
    }
    let (mock, acme) = acme(3600, &["token-1"]);
    let upload = || {
        let mut call = Call::new(acme.core(), &UPLOAD);
        call.body(Body::stream(Once(Some(b"bytes"))));
        call.send_empty::<Undocumented>()
    };
    let error = upload().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 1));
    assert_eq!(seen(&mock), (1, "token-1".to_owned()));
    upload().await.unwrap();
    assert_eq!(seen(&mock), (2, "token-2".to_owned()));
}

//! When a call is sent again, and when it must not be.

use std::time::Duration;

use specsmith_runtime::error::TimeLimit;
use specsmith_runtime::facts::{Operation, Retry};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Error, RetryPolicy, Sent, TimeoutError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

use crate::acme::{Account, Acme, plain};
use crate::raw_server::{RawServer, Script, answer};
use crate::scripted::{Scripted, Step};

const LONG: Duration = Duration::from_secs(1_000_000);

fn acme(transport: &Scripted) -> Acme {
    Acme::builder().token("t").instance("acme").transport(transport.clone()).build().unwrap()
}

fn account() -> Account {
    Account { id: "a".into(), owners: None }
}

#[tokio::test(start_paused = true)]
async fn an_idempotent_call_is_repeated_after_what_passes_and_only_then() {
    for (step, hits) in [
        (Step::Status(429), 4),
        (Step::Status(500), 4),
        (Step::Status(502), 4),
        (Step::Status(503), 4),
        (Step::Status(504), 4),
        (Step::Status(501), 1),
        (Step::Status(400), 1),
        (Step::Status(404), 1),
        (Step::Status(408), 1),
        (Step::Status(409), 1),
        (Step::Broken(Sent::No), 4),
        (Step::Broken(Sent::Maybe), 4),
        (Step::Broken(Sent::Yes), 4),
        (Step::Silence, 4),
    ] {
        let transport = Scripted::new(&[step]);
        let error = acme(&transport).get("a").send().await.unwrap_err();
        assert_eq!(transport.hits(), hits, "{step:?}");
        assert_eq!(error.attempts() as usize, hits, "{step:?}");
        assert_eq!(error.is_retryable(), hits > 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_idempotent_is_repeated_only_when_it_was_not_processed() {
    for (step, hits) in [
        (Step::Status(429), 4),
        (Step::StatusWith(429, "retry-after", "1"), 4),
        (Step::Status(500), 1),
        (Step::Status(503), 1),
        (Step::StatusWith(503, "retry-after", "1"), 1),
        (Step::Broken(Sent::No), 4),
        (Step::Broken(Sent::Maybe), 1),
        (Step::Broken(Sent::Yes), 1),
        (Step::Silence, 1),
    ] {
        let transport = Scripted::new(&[step]);
        let error = acme(&transport).create(&account()).send().await.unwrap_err();
        assert_eq!(transport.hits(), hits, "{step:?}");
        assert_eq!(error.is_retryable(), hits > 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_or_the_caller_lets_a_call_be_repeated_with_one_key_for_all_attempts() {
    let transport = Scripted::new(&[Step::Status(503), Step::Broken(Sent::Maybe), Step::Status(200)]);
    acme(&transport).create(&account()).idempotency_key("k1").send().await.unwrap();
    let keys: Vec<_> = transport.seen.lock().unwrap().iter().map(|r| r.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["k1", "k1", "k1"]);

    let transport = Scripted::new(&[Step::Status(503), Step::Status(200)]);
    acme(&transport).create_once(&account()).send().await.unwrap();
    let keys: Vec<_> = transport.seen.lock().unwrap().iter().map(|r| r.headers["x-once"].clone()).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1], "a made key is one for all attempts");

    let transport = Scripted::new(&[Step::Status(503), Step::Status(200)]);
    let allowed = RetryPolicy::default().replay_non_idempotent(true);
    acme(&transport).create(&account()).retry(allowed).send().await.unwrap();
    assert_eq!(transport.hits(), 2);
}

/// By one that is empty, the server would know no call again, so that it lets no call be repeated.
#[tokio::test(start_paused = true)]
async fn a_key_that_is_empty_is_refused_however_it_is_set_and_nothing_is_sent() {
    for empty in ["", " ", "\t"] {
        let transport = Scripted::new(&[Step::Status(500)]);
        let acme = acme(&transport);
        let own = Acme::builder().token("t").instance("acme").transport(transport.clone());
        let own = own.header("idempotency-key", empty).build().unwrap();
        for (what, call) in [
            ("the option", acme.create(&account()).idempotency_key(empty)),
            ("a header of the call", acme.create(&account()).header("Idempotency-Key", empty)),
            ("a header of the client", own.create(&account())),
            ("the document's header", acme.create_once(&account()).header("x-once", empty)),
        ] {
            let error = call.send().await.unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{what} {empty:?}: {error:?}");
            assert!(error.to_string().ends_with("has an empty idempotency key"), "{error}");
        }
        assert_eq!(transport.hits(), 0, "{empty:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_policy_none_sends_once() {
    let transport = Scripted::new(&[Step::Status(503)]);
    acme(&transport).get("a").retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!(transport.hits(), 1);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for_up_to_the_limit() {
    let transport = Scripted::new(&[Step::StatusWith(429, "retry-after", "7"), Step::Status(200)]);
    let started = Instant::now();
    acme(&transport).get("a").send().await.unwrap();
    let waited = started.elapsed();
    assert!(waited >= Duration::from_secs(7) && waited < Duration::from_secs(8), "{waited:?}");

    for too_long in ["61", "99999999999999999999999", "Fri, 31 Dec 2100 23:59:59 GMT"] {
        let transport = Scripted::new(&[Step::StatusWith(429, "retry-after", too_long)]);
        let error = acme(&transport).get("a").send().await.unwrap_err();
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.attempts(), error.retry_after() > Some(Duration::from_secs(60))), (1, true), "{too_long}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_whole_calls_limit_ends_it_and_is_not_outwaited() {
    let transport = Scripted::new(&[Step::Silence]);
    let started = Instant::now();
    let limit = Duration::from_secs(5);
    let error = acme(&transport).get("a").timeout(limit).send().await.unwrap_err();
    assert_eq!((started.elapsed().as_secs(), transport.hits()), (5, 1));
    let Error::Timeout(error) = error else { panic!("{error}") };
    assert_eq!((error.after(), error.was_sent()), (limit, Sent::Maybe));

    // The telling error comes at once when the wait would pass the limit.
    let transport = Scripted::new(&[Step::StatusWith(429, "retry-after", "7")]);
    let started = Instant::now();
    let error = acme(&transport).get("a").timeout(limit).send().await.unwrap_err();
    assert_eq!((started.elapsed().as_secs(), error.status().unwrap().as_u16()), (0, 429));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_keeps_what_went_wrong_before_it() {
    for (first, said) in
        [(Step::Status(503), "503"), (Step::Broken(Sent::No), "no connection to https://acme.example.com")]
    {
        let transport = Scripted::new(&[first, Step::Silence]);
        let error = acme(&transport).get("a").timeout(Duration::from_secs(5)).send().await.unwrap_err();
        let Error::Timeout(timeout) = &error else { panic!("{error}") };
        let source = std::error::Error::source(timeout).unwrap().to_string();
        assert!(source.contains(said), "{source}");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), source);
    }
    let transport = Scripted::new(&[Step::Silence]);
    let error = acme(&transport).get("a").timeout(Duration::from_secs(5)).send().await.unwrap_err();
    assert!(std::error::Error::source(&error).is_none());
}

#[tokio::test(start_paused = true)]
async fn many_failures_of_one_client_use_up_its_retries_and_successes_give_them_back() {
    let mut steps = vec![Step::Status(503); 1000];
    steps.extend([Step::Status(200); 10]);
    steps.extend([Step::Status(503), Step::Status(200)]);
    let transport = Scripted::new(&steps);
    let acme = acme(&transport);
    let mut calls = 0;
    while transport.hits() < 1000 {
        acme.get("a").send().await.unwrap_err();
        calls += 1;
    }
    // 500 tokens at 5 a retry.
    assert_eq!(calls, 1000 - 100);
    for _ in 0..10 {
        acme.clone().get("a").send().await.unwrap();
    }
    assert_eq!(acme.get("a").send().await.unwrap().id, "a");
    assert_eq!(transport.hits(), 1012);
}

#[tokio::test(start_paused = true)]
async fn an_attempts_limit_is_sixty_seconds_unless_said_otherwise() {
    let after = |error: Error<_>| match error {
        Error::Timeout(error) => TimeoutError::after(&error),
        other => panic!("{other}"),
    };
    let transport = Scripted::new(&[Step::Silence]);
    let once = acme(&transport).get("a").retry(RetryPolicy::none());
    assert_eq!(after(once.clone().send().await.unwrap_err()), Duration::from_secs(60));
    let limited = once.clone().attempt_timeout(Duration::from_secs(3));
    assert_eq!(after(limited.send().await.unwrap_err()), Duration::from_secs(3));
    let unlimited = once.attempt_timeout(None).timeout(LONG);
    assert_eq!(after(unlimited.send().await.unwrap_err()), LONG);
}

#[tokio::test]
async fn resets_and_cut_answers_are_repeated_on_the_wire() {
    let cut = Script::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec());
    let server = RawServer::start(vec![Script::Reset, cut.clone(), answer("200 OK", r#"{"id":"a"}"#)]).await;
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let got = Acme::at(&server.url).get("a").retry(fast.clone()).send().await.unwrap();
    assert_eq!((got.id.as_str(), server.hits()), ("a", 3));

    for (script, sent) in [(Script::Reset, Sent::Maybe), (cut, Sent::Yes)] {
        let server = RawServer::start(vec![script]).await;
        let error = Acme::at(&server.url).create(&account()).retry(fast.clone()).send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        assert_eq!((error.was_sent(), error.is_retryable(), server.hits()), (sent, false, 1), "{error}");
    }
}

/// A connection that was kept may be gone: what was sent on it may have been done all the same.
#[tokio::test]
async fn a_call_on_a_kept_connection_that_breaks_is_not_sent_again_unless_it_may_be() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let acme = Acme::at(&format!("http://{}", listener.local_addr().unwrap()));
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let request = async |socket: &mut TcpStream| {
        let mut read = Vec::new();
        while !read.ends_with(br#"{"id":"a"}"#) {
            assert!(socket.read_buf(&mut read).await.unwrap() > 0);
        }
    };
    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"id\":\"a\"}";
    for keyed in [false, true] {
        let calls = async {
            acme.create(&account()).send().await.unwrap();
            let call = acme.create(&account()).retry(fast.clone());
            if keyed { call.idempotency_key("k").send().await } else { call.send().await }
        };
        let served = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            request(&mut socket).await;
            socket.write_all(answer).await.unwrap();
            request(&mut socket).await;
            drop(socket);
            let (mut socket, _) = listener.accept().await.unwrap();
            request(&mut socket).await;
            socket.write_all(answer).await.unwrap();
            std::future::pending::<()>().await;
        };
        let outcome = tokio::select! {
            outcome = calls => outcome,
            () = served => panic!("it serves for ever"),
        };
        match outcome {
            Ok(found) => assert!(keyed && found.id == "a"),
            Err(error) => assert_eq!((keyed, error.was_sent(), error.attempts()), (false, Sent::Maybe, 1), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_refused_connection_was_provably_not_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let error = Acme::at(&url).create(&account()).retry(fast).send().await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable(), error.attempts()), (Sent::No, true, 4), "{error}");
    let message = error.to_string();
    assert!(message.starts_with(&format!("createAccount: no connection to {url}: ")), "{message}");
    assert!(message.to_ascii_lowercase().contains("refused") && message.ends_with("(after 4 attempts)"), "{message}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_on() {
    let server = RawServer::start(vec![Script::Silence]).await;
    let call = Acme::at(&server.url).get("a").attempt_timeout(Duration::from_millis(50)).retry(RetryPolicy::none());
    let error = call.send().await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(timeout) if timeout.limit() == TimeLimit::Attempt), "{error}");
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Maybe, true));
}

static PATIENT: Operation = Operation {
    retry: Some(&Retry {
        max_attempts: Some(6),
        initial_backoff: Some(1_000),
        factor: Some(3.0),
        max_backoff: Some(2_000),
        statuses: &[(404, 404), (500, 599)],
        connection_errors: false,
        ..Retry::DEFAULT
    }),
    ..plain(&[])
};
static CAREFUL: Operation =
    Operation { retry: Some(&Retry { max_attempts: Some(2), ..Retry::DEFAULT }), idempotent: false, ..plain(&[]) };

#[tokio::test(start_paused = true)]
async fn a_call_is_sent_again_as_its_document_says_unless_the_caller_says_otherwise() {
    for (operation, step, own, hits) in [
        (&PATIENT, Step::Status(404), None, 6),
        (&PATIENT, Step::Status(599), None, 6),
        (&PATIENT, Step::Status(429), None, 1),
        (&PATIENT, Step::Broken(Sent::No), None, 1),
        (&PATIENT, Step::Status(404), Some(RetryPolicy::default()), 1),
        (&PATIENT, Step::Status(429), Some(RetryPolicy::default()), 4),
        (&PATIENT, Step::Status(500), Some(RetryPolicy::none()), 1),
        (&CAREFUL, Step::Status(503), None, 1),
        (&CAREFUL, Step::Status(429), None, 2),
        (&CAREFUL, Step::Broken(Sent::No), None, 2),
        (&CAREFUL, Step::Broken(Sent::Maybe), None, 1),
    ] {
        let transport = Scripted::new(&[step]);
        let mut builder = Acme::builder().instance("acme").transport(transport.clone());
        if let Some(own) = &own {
            builder = builder.retry(own.clone());
        }
        let started = tokio::time::Instant::now();
        let error = builder.build().unwrap().plain(operation).send().await.unwrap_err();
        assert_eq!((transport.hits(), error.attempts()), (hits, hits as u32), "{step:?} {own:?} {error}");
        // Waits are drawn between nothing and 1 s, 2 s, 2 s, 2 s, 2 s.
        assert!(started.elapsed() <= Duration::from_secs(9), "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn waits_are_drawn_anew_for_each_retry_up_to_a_bound_that_grows() {
    for (failures, bound) in [(1, 500), (2, 500 + 750), (3, 500 + 750 + 1125)] {
        let steps = [vec![Step::Status(503); failures], vec![Step::Status(200)]].concat().repeat(30);
        let transport = Scripted::new(&steps);
        let mut waits = std::collections::BTreeSet::new();
        for _ in 0..30 {
            let started = Instant::now();
            acme(&transport).get("a").send().await.unwrap();
            waits.insert(started.elapsed().as_millis());
        }
        // Timers of tokio are a millisecond late at most.
        let longest = *waits.last().unwrap();
        assert!(longest <= bound + failures as u128, "{failures}: {longest} ms");
        assert!(waits.len() > 10 && longest > bound / 3, "no two clients come back together: {waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_after_the_time_that_a_policy_gives_to_all_of_them() {
    let transport = Scripted::new(&[Step::Silence]);
    let policy = RetryPolicy::default().max_attempts(100).initial_backoff(Duration::ZERO);
    let policy = policy.max_elapsed(Some(Duration::from_secs(150)));
    let error = acme(&transport).get("a").retry(policy).send().await.unwrap_err();
    // Each takes its 60 s: the third begins after 120, and a fourth would after 180.
    assert_eq!((transport.hits(), error.attempts()), (3, 3));
    assert!(matches!(&error, Error::Timeout(error) if error.limit() == TimeLimit::Attempt), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_clients_policy_is_for_all_its_calls_and_a_calls_own_comes_before_it() {
    let twice = RetryPolicy::default().max_attempts(2);
    for (own, hits) in [(None, 2), (Some(RetryPolicy::none()), 1), (Some(RetryPolicy::default()), 4)] {
        let transport = Scripted::new(&[Step::Status(503)]);
        let builder = Acme::builder().token("t").instance("acme").transport(transport.clone());
        let call = builder.retry(twice.clone()).build().unwrap().get("a");
        let call = if let Some(own) = own { call.retry(own) } else { call };
        call.send().await.unwrap_err();
        assert_eq!(transport.hits(), hits);
    }
}

#[tokio::test(start_paused = true)]
async fn retries_of_one_client_do_not_use_up_those_of_another_and_a_timeout_costs_twice() {
    let transport = Scripted::new(&[Step::Silence]);
    let exhausted = acme(&transport);
    for _ in 0..40 {
        exhausted.clone().get("a").send().await.unwrap_err();
    }
    // 500 tokens at 10 a retry, shared by all clones.
    assert_eq!(transport.hits(), 40 + 50);
    exhausted.get("a").send().await.unwrap_err();
    assert_eq!(transport.hits(), 91);
    acme(&transport).get("a").send().await.unwrap_err();
    assert_eq!(transport.hits(), 95);
}

#[tokio::test(start_paused = true)]
async fn the_last_error_has_its_own_status_headers_and_body_and_says_how_many_attempts_were_made() {
    let mock = Mock::new();
    let replies = [(503, "first"), (502, "second"), (500, "third")];
    let replies = replies.map(|(status, text)| Reply::text(status, text).header("x-request-id", text));
    mock.on(When::any()).replies(replies);
    let thrice = RetryPolicy::default().max_attempts(3);
    let acme = Acme::builder().mock(&mock).build().unwrap();
    let error = acme.get("a").retry(thrice).send().await.unwrap_err();
    let found = (error.status().unwrap().as_u16(), error.text(), error.request_id(), error.attempts());
    assert_eq!(found, (500, Some("third"), Some("third"), 3));
    assert!(error.to_string().contains("after 3 attempts"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_date_in_retry_after_is_waited_for_by_the_servers_own_clock() {
    let mock = Mock::new();
    let busy = Reply::empty(503).header("date", "Tue, 15 Nov 1994 08:12:31 GMT");
    let busy = busy.header("retry-after", "Tue, 15 Nov 1994 08:12:38 GMT");
    mock.on(When::any()).replies([busy, Reply::json(200, account())]);
    let started = Instant::now();
    Acme::builder().mock(&mock).build().unwrap().get("a").send().await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 7);
}

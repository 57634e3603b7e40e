//! Code of the caller's around every attempt.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use specsmith_runtime::facts::Operation;
use specsmith_runtime::hooks::{AfterAnswer, BeforeAttempt, Hook, OnError};
use specsmith_runtime::transport::BoxFuture;
use specsmith_runtime::{BoxError, Error, RetryPolicy, Sent, TransportError};

use crate::acme::{Account, Acme, AcmeBuilder, plain};
use crate::scripted::{Scripted, Step};

static ALL: Operation = plain(&[&[0, 1, 2, 3]]);

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what it sees.
struct Writes {
    log: Log,
    name: &'static str,
    sees_credentials: bool,
    /// The attempt that it stops.
    stops: u32,
}

impl Writes {
    fn new(log: &Log, name: &'static str) -> Self {
        Self { log: log.clone(), name, sees_credentials: false, stops: 0 }
    }

    fn write(&self, text: String) {
        self.log.lock().unwrap().push(format!("{} {text}", self.name));
    }
}

impl Hook for Writes {
    fn sees_credentials(&self) -> bool {
        self.sees_credentials
    }

    fn before_attempt<'a>(&'a self, attempt: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let seen = ["authorization", "x-api-key", "cookie"].map(|name| attempt.headers().contains_key(name));
            let query = attempt.url().query().is_some();
            self.write(format!("before {} {} {seen:?} {query}", attempt.operation(), attempt.attempt()));
            if attempt.attempt() == self.stops {
                return Err("enough".into());
            }
            attempt.remove_header("x-removed");
            attempt.set_header("x-hook", &format!("{} {}", self.name, attempt.attempt()))
        })
    }

    fn after_answer<'a>(&'a self, answer: &'a AfterAnswer<'_>) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.write(format!("after {} {} again {}", answer.attempt, answer.status, answer.again_after.is_some()));
        })
    }

    fn on_error<'a>(&'a self, error: &'a OnError<'_>) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let broken = error.error.is::<TransportError>();
            let again = error.again_after.is_some();
            self.write(format!("error {} broken {broken} {:?} again {again}", error.attempt, error.was_sent));
        })
    }
}

fn builder(transport: &Scripted) -> AcmeBuilder {
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let builder = Acme::builder().instance("acme").transport(transport.clone()).retry(fast);
    builder.token("canary-t").api_key("canary-k").query_key("canary-q").session("canary-s")
}

#[tokio::test]
async fn hooks_run_in_their_order_before_each_attempt_after_each_answer_and_on_each_error() {
    let log = Log::default();
    let transport = Scripted::new(&[Step::Status(503), Step::Broken(Sent::No), Step::Status(200)]);
    let builder =
        builder(&transport).header("x-removed", "r").hook(Writes::new(&log, "a")).hook(Writes::new(&log, "b"));
    builder.build().unwrap().plain(&ALL).send().await.unwrap();
    let none = "[false, false, false] false";
    assert_eq!(
        *log.lock().unwrap(),
        [
            format!("a before plain 1 {none}"),
            format!("b before plain 1 {none}"),
            "a after 1 503 Service Unavailable again true".to_owned(),
            "b after 1 503 Service Unavailable again true".to_owned(),
            format!("a before plain 2 {none}"),
            format!("b before plain 2 {none}"),
            "a error 2 broken true Yes again true".to_owned(),
            "b error 2 broken true Yes again true".to_owned(),
            format!("a before plain 3 {none}"),
            format!("b before plain 3 {none}"),
            "a after 3 200 OK again false".to_owned(),
            "b after 3 200 OK again false".to_owned(),
        ]
    );
    let seen = transport.seen.lock().unwrap();
    assert_eq!(seen[2].headers["x-hook"], "b 3");
    assert!(!seen[0].headers.contains_key("x-removed") && seen[0].headers["authorization"] == "Bearer canary-t");
}

#[tokio::test]
async fn a_hook_sees_credentials_only_when_it_asks_for_them() {
    let log = Log::default();
    let transport = Scripted::new(&[Step::Status(200)]);
    let signs = Writes { sees_credentials: true, ..Writes::new(&log, "signs") };
    builder(&transport).hook(signs).hook(Writes::new(&log, "plain")).build().unwrap().plain(&ALL).send().await.unwrap();
    let log = log.lock().unwrap();
    assert_eq!(log[0], "plain before plain 1 [false, false, false] false");
    assert_eq!(log[1], "signs before plain 1 [true, true, true] true");
}

#[tokio::test]
async fn a_hook_that_fails_ends_the_call_and_nothing_is_sent() {
    let log = Log::default();
    let transport = Scripted::new(&[Step::Status(200)]);
    let stops = Writes { stops: 1, ..Writes::new(&log, "stops") };
    let error = builder(&transport).hook(stops).build().unwrap().plain(&ALL).send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert_eq!((error.was_sent(), error.is_retryable(), transport.hits()), (Sent::No, false, 0));
    assert_eq!(error.to_string(), "plain was not sent: a hook stopped it: enough");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "enough");
    assert_eq!(log.lock().unwrap()[1], "stops error 1 broken false No again false");

    let transport = Scripted::new(&[Step::Status(503)]);
    let stops = Writes { stops: 2, ..Writes::new(&log, "stops") };
    let error = builder(&transport).hook(stops).build().unwrap().plain(&ALL).send().await.unwrap_err();
    assert_eq!((error.was_sent(), transport.hits()), (Sent::Yes, 1), "the attempt before was sent");
}

#[tokio::test]
async fn a_header_of_a_hook_cannot_frame_the_message_replaces_no_credential_and_is_not_printed() {
    struct Sets(&'static str, &'static str);
    impl Hook for Sets {
        fn before_attempt<'a>(&'a self, attempt: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
            Box::pin(async move {
                attempt.set_header(self.0, self.1)?;
                assert!(!format!("{attempt:?}").contains("canary"), "{attempt:?}");
                Ok(())
            })
        }
    }
    for (name, value) in [("content-length", "canary"), ("a b", "canary"), ("x", "canary\r\n")] {
        let transport = Scripted::new(&[Step::Status(200)]);
        let error = builder(&transport).hook(Sets(name, value)).build().unwrap().plain(&ALL).send().await.unwrap_err();
        assert_eq!(transport.hits(), 0, "{name}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
    let transport = Scripted::new(&[Step::Status(200)]);
    let hooked = builder(&transport).hook(Sets("authorization", "canary-mine"));
    hooked.build().unwrap().plain(&ALL).send().await.unwrap();
    assert_eq!(transport.seen.lock().unwrap()[0].headers["authorization"], "Bearer canary-t");
}

/// Takes so many seconds after each attempt, and counts what it came to the end of.
struct Slow(u64, Arc<AtomicUsize>);

impl Slow {
    fn wait(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(self.0)).await;
            self.1.fetch_add(1, Ordering::SeqCst);
        })
    }
}

impl Hook for Slow {
    fn after_answer<'a>(&'a self, _: &'a AfterAnswer<'_>) -> BoxFuture<'a, ()> {
        self.wait()
    }

    fn on_error<'a>(&'a self, _: &'a OnError<'_>) -> BoxFuture<'a, ()> {
        self.wait()
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_takes_no_call_past_its_end_and_what_came_of_the_attempt_stands() {
    let (good, broken, busy) = (Step::Status(200), Step::Broken(Sent::No), Step::Status(503));
    let later = Step::StatusWith(503, "retry-after", "3");
    let seconds = Duration::from_secs;
    for (step, slow, whole, attempt, lasts, sent, ended) in [
        (good, 1, None, None, 1, 1, 1),
        (good, 3600, Some(2), None, 2, 1, 0),
        (good, 3600, None, Some(5), 5, 1, 0),
        (good, 3600, Some(5), Some(2), 2, 1, 0),
        (broken, 3600, Some(2), None, 2, 1, 0),
        (busy, 3600, Some(2), None, 2, 1, 0),
        (busy, 1, None, None, 4, 4, 4),
        // The wait goes on meanwhile: two of three seconds, three times, and two after the last.
        (later, 2, None, None, 11, 4, 4),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let transport = Scripted::new(&[step]);
        let acme = builder(&transport).hook(Slow(slow, count.clone())).build().unwrap();
        let mut call = acme.plain(&ALL).attempt_timeout(attempt.map(seconds));
        if let Some(whole) = whole {
            call = call.timeout(seconds(whole));
        }
        let began = tokio::time::Instant::now();
        let result = call.send().await;
        let what = format!("{step:?} {slow} {whole:?} {attempt:?}");
        assert_eq!(began.elapsed().as_secs(), lasts, "{what}");
        assert_eq!((transport.hits(), count.load(Ordering::SeqCst)), (sent, ended), "{what}");
        match step {
            Step::Status(200) => assert!(result.is_ok(), "{what}"),
            Step::Broken(_) => assert!(matches!(result, Err(Error::Transport(_))), "{what}"),
            _ => assert!(matches!(result, Err(Error::Api(_))), "{what}"),
        }
    }
}

/// Writes down bodies, if it is to see them.
struct Bodies(Log, bool);

impl Hook for Bodies {
    fn sees_bodies(&self) -> bool {
        self.1
    }

    fn before_attempt<'a>(&'a self, attempt: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
        let body = attempt.body().map(|body| String::from_utf8_lossy(body.as_bytes().unwrap()).into_owned());
        self.0.lock().unwrap().push(format!("sends {body:?}"));
        Box::pin(std::future::ready(Ok(())))
    }

    fn after_answer<'a>(&'a self, answer: &'a AfterAnswer<'_>) -> BoxFuture<'a, ()> {
        assert!(!format!("{answer:?}").contains("\"id\""), "{answer:?}");
        self.0.lock().unwrap().push(format!("gets {:?}", answer.body.map(|body| String::from_utf8_lossy(body))));
        Box::pin(std::future::ready(()))
    }
}

#[tokio::test]
async fn a_hook_sees_bodies_only_when_it_asks_for_them_and_never_that_of_a_stream() {
    for (asks, expected) in [
        (false, ["sends None", "gets None", "sends None", "gets None"]),
        (
            true,
            [r#"sends Some("{\"id\":\"b\"}")"#, r#"gets Some("{\"id\": \"a\"}")"#, r#"sends Some("")"#, "gets None"],
        ),
    ] {
        let log = Log::default();
        let acme = builder(&Scripted::new(&[Step::Status(200)])).hook(Bodies(log.clone(), asks)).build().unwrap();
        acme.create(&Account { id: "b".to_owned(), owners: None }).send().await.unwrap();
        acme.plain(&ALL).bytes().await.unwrap();
        assert_eq!(*log.lock().unwrap(), expected);
    }
}

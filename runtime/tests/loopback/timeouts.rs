//! Every limit of time: what it ends, and what it must not end.

use std::time::Duration;

use specsmith_runtime::error::TimeLimit;
use specsmith_runtime::facts::{Operation, Stream, StreamItem};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Error, RetryPolicy, Sent};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::acme::{Acme, AcmeBuilder, plain};
use crate::scripted::{Scripted, Step};

static OPEN: Operation = plain(&[]);
static EVENTS: Stream = Stream { accept: "text/event-stream", flag: None, sentinel: None, item: StreamItem::Text };
static LINES: Stream = Stream { accept: "application/x-ndjson", item: StreamItem::Json, ..EVENTS };

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// A connection is made when its TLS handshake is through: a server that accepts and says nothing makes none.
#[tokio::test]
async fn a_connection_that_is_not_made_in_time_is_given_up_and_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let builder = Acme::builder().base_url(url).connect_timeout(Duration::from_millis(30));
    let error = builder.retry(RetryPolicy::none()).build().unwrap().plain(&OPEN).send().await.unwrap_err();
    let Error::Transport(transport) = &error else { panic!("{error:?}") };
    assert!(transport.is_connect() && transport.is_timeout() && !transport.is_tls(), "{error:?}");
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, true));
}

fn silent() -> (Scripted, AcmeBuilder) {
    let transport = Scripted::new(&[Step::Silence]);
    let builder = Acme::builder().instance("acme").transport(transport.clone());
    (transport, builder.retry(RetryPolicy::default().initial_backoff(Duration::ZERO)))
}

#[tokio::test(start_paused = true)]
async fn a_clients_limit_of_a_whole_call_goes_over_all_its_attempts_and_a_calls_own_comes_before_it() {
    for (own, limit, hits) in [(None, 90, 2), (Some(30), 30, 1), (Some(150), 150, 3)] {
        let (transport, builder) = silent();
        let call = builder.timeout(90 * SECOND).attempt_timeout(60 * SECOND).build().unwrap().plain(&OPEN);
        let call = if let Some(own) = own { call.timeout(own * SECOND) } else { call };
        let started = Instant::now();
        let error = call.send().await.unwrap_err();
        let Error::Timeout(timeout) = &error else { panic!("{error:?}") };
        assert_eq!((timeout.limit(), timeout.after().as_secs()), (TimeLimit::Operation, limit));
        assert_eq!((started.elapsed().as_secs(), transport.hits()), (limit, hits));
    }
}

#[tokio::test(start_paused = true)]
async fn more_time_for_a_call_than_an_attempt_has_by_default_is_time_for_its_attempts() {
    for (client, own) in [(None, Some(600)), (Some(600), None), (Some(5), Some(600))] {
        let (transport, builder) = silent();
        let builder = if let Some(limit) = client { builder.timeout(limit * SECOND) } else { builder };
        let call = builder.build().unwrap().plain(&OPEN);
        let call = if let Some(limit) = own { call.timeout(limit * SECOND) } else { call };
        let started = Instant::now();
        let error = call.send().await.unwrap_err();
        assert!(matches!(&error, Error::Timeout(error) if error.limit() == TimeLimit::Operation), "{error:?}");
        assert_eq!((started.elapsed().as_secs(), transport.hits()), (600, 1));
    }
    // What was said of attempts stays.
    let (transport, builder) = silent();
    let call = builder.attempt_timeout(5 * SECOND).build().unwrap().plain(&OPEN).timeout(600 * SECOND);
    call.send().await.unwrap_err();
    assert_eq!(transport.hits(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_clients_limit_of_an_attempt_is_for_each_of_them() {
    let (transport, builder) = silent();
    let started = Instant::now();
    let error = builder.attempt_timeout(5 * SECOND).build().unwrap().plain(&OPEN).send().await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(error) if error.limit() == TimeLimit::Attempt), "{error:?}");
    assert_eq!((started.elapsed().as_secs(), transport.hits()), (20, 4));
}

/// An answer of as many pieces, with a pause before each but the first.
fn paced(media_type: &str, piece: &str, pieces: usize, pause: Duration) -> Mock {
    let first = Reply::chunks(200, [piece.to_owned()]).header("content-type", media_type);
    let reply = (1..pieces).fold(first, |reply, _| reply.pause(pause).chunk(piece.to_owned()));
    let mock = Mock::new();
    mock.on(When::any()).reply(reply);
    mock
}

/// How many items came, of events, lines and bytes; and how each ended.
async fn read(builder: impl Fn(&Mock) -> AcmeBuilder, pause: Duration) -> [(usize, Option<TimeLimit>); 3] {
    fn limit(error: Error) -> TimeLimit {
        let Error::Timeout(error) = error else { panic!("{error}") };
        error.limit()
    }
    let call = |mock: &Mock| builder(mock).build().unwrap().plain(&OPEN);
    let mut found = [(0, None); 3];
    let mut events =
        call(&paced("text/event-stream", "data: x\n\n", 100, pause)).events::<String>(&EVENTS).await.unwrap();
    while let Some(event) = events.next().await {
        match event {
            Ok(_) => found[0].0 += 1,
            Err(error) => found[0].1 = Some(limit(error)),
        }
    }
    let mut lines = call(&paced("application/x-ndjson", "1\n", 100, pause)).lines::<u8>(&LINES).await.unwrap();
    while let Some(line) = lines.next().await {
        match line {
            Ok(_) => found[1].0 += 1,
            Err(error) => found[1].1 = Some(limit(error)),
        }
    }
    let mut bytes = call(&paced("application/octet-stream", "x", 100, pause)).bytes().await.unwrap();
    while let Some(piece) = bytes.next().await {
        match piece {
            Ok(_) => found[2].0 += 1,
            Err(error) => found[2].1 = Some(limit(error)),
        }
    }
    found
}

#[tokio::test(start_paused = true)]
async fn a_stream_goes_on_for_hours_whatever_limits_attempts_and_calls_of_its_client_have() {
    let limited = |mock: &Mock| Acme::builder().mock(mock).timeout(5 * SECOND).attempt_timeout(5 * SECOND);
    assert_eq!(read(limited, 59 * SECOND).await, [(100, None); 3]);
    assert_eq!(read(|mock| limited(mock).idle_timeout(None), HOUR).await, [(100, None); 3]);
}

#[tokio::test(start_paused = true)]
async fn a_clients_limit_of_silence_ends_its_streams_and_is_sixty_seconds_unless_said_otherwise() {
    let idle = Some(TimeLimit::Idle);
    assert_eq!(read(|mock| Acme::builder().mock(mock), 61 * SECOND).await, [(1, idle); 3]);
    let patient = |mock: &Mock| Acme::builder().mock(mock).idle_timeout(62 * SECOND);
    assert_eq!(read(patient, 61 * SECOND).await, [(100, None); 3]);
    assert_eq!(read(patient, 63 * SECOND).await, [(1, idle); 3]);
}

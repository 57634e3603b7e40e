//! Limits of time on server-sent events, and what is opened again, with the clock paused.

use std::time::Duration;

use specsmith_runtime::error::TimeLimit;
use specsmith_runtime::facts::{Operation, Stream, StreamItem};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Error, Event};
use tokio::time::Instant;

use crate::acme::{Acme, Plain, plain};

static OPEN: Operation = plain(&[]);
static TEXT: Stream = Stream { accept: "text/event-stream", flag: None, sentinel: None, item: StreamItem::Text };

const SECOND: Duration = Duration::from_secs(1);

/// The answers, in order.
fn mock(replies: Vec<Reply>) -> (Mock, Plain) {
    let mock = Mock::new();
    mock.on(When::any()).replies(replies);
    let acme = Acme::builder().mock(&mock).build().unwrap();
    (mock, acme.plain(&OPEN))
}

fn event(id: u32) -> Reply {
    Reply::chunks(200, [format!("id: {id}\ndata: {id}\n\n")]).header("content-type", "text/event-stream")
}

async fn all(call: Plain) -> Vec<Result<Event<String>, Error>> {
    let mut stream = call.events::<String>(&TEXT).await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = stream.next().await {
        all.push(event);
    }
    all
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_falls_silent_is_opened_again_after_the_last_id() {
    let (mock, call) = mock(vec![event(1).then_silence(), event(2)]);
    let found = all(call).await;
    assert!(matches!(found.as_slice(), [Ok(_), Ok(second)] if second.data == "2"), "{found:?}");
    assert_eq!(mock.requests()[1].header("last-event-id"), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_a_call_ends_its_stream_and_is_not_begun_anew_when_it_is_opened_again() {
    let (mock, call) = mock((1..100).map(|id| event(id).pause(8 * SECOND).then_breaks_off()).collect());
    let started = Instant::now();
    let found = all(call.timeout(29 * SECOND)).await;
    // 8 s of each answer and 3 s before the next: the third one is cut off.
    assert_eq!((started.elapsed(), mock.requests().len()), (29 * SECOND, 3));
    match found.last() {
        Some(Err(Error::Timeout(error))) => {
            assert_eq!((error.limit(), error.after()), (TimeLimit::Operation, 29 * SECOND));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_opened_again_where_the_timeout_of_its_call_would_not_let_it() {
    let (mock, call) = mock(vec![event(1).pause(8 * SECOND).then_breaks_off(), event(2)]);
    let found = all(call.timeout(10 * SECOND)).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(Error::Transport(_))]), "{found:?}");
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_stream_ends_one_that_was_opened_again() {
    let page = Reply::chunks(200, ["<html>log in</html>"]).header("content-type", "text/html");
    let (_, call) = mock(vec![event(1).then_breaks_off(), page]);
    let found = all(call).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(Error::Decode(_))]), "{found:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_while_it_waits_is_not_opened_again() {
    let (mock, call) = mock(vec![event(1).then_breaks_off(), event(2)]);
    let mut stream = call.events::<String>(&TEXT).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data, "1");
    assert!(tokio::time::timeout(SECOND, stream.next()).await.is_err(), "three seconds are waited");
    drop(stream);
    tokio::time::sleep(60 * SECOND).await;
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_last_id_goes_along_as_it_came_and_one_that_no_header_can_hold_leads_nowhere() {
    let broken = |id: &str| {
        Reply::chunks(200, [format!("id: {id}\ndata: a\n\n")])
            .header("content-type", "text/event-stream")
            .then_breaks_off()
    };
    for id in ["1", "a b", "\u{e9}/漢", "\"x\"; y"] {
        let (mock, call) = mock(vec![broken(id), event(2)]);
        assert_eq!(all(call).await.len(), 2, "{id}");
        let headers = mock.requests()[1].headers().clone();
        assert_eq!(headers["last-event-id"].as_bytes(), id.as_bytes());
    }
    let (mock, call) = mock(vec![broken("a\u{1}b"), event(2)]);
    let found = all(call).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(Error::Transport(_))]), "{found:?}");
    assert_eq!(mock.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_no_stream_is_not_read_for_longer_than_an_attempt_may_take() {
    let drips = (0..100).fold(Reply::chunks(200, ["<"]), |reply, _| reply.pause(SECOND / 3).chunk("x"));
    for media_type in ["text/html", "application/json"] {
        for (attempt, whole, ends) in [(Some(2), None, 2), (None, Some(3), 3), (Some(4), Some(3), 3), (None, None, 33)]
        {
            let mock = Mock::new();
            mock.on(When::any()).reply(drips.clone().header("content-type", media_type));
            let mut builder = Acme::builder().mock(&mock).attempt_timeout(attempt.map(|limit| limit * SECOND));
            if let Some(limit) = whole {
                builder = builder.timeout(limit * SECOND);
            }
            let call = builder.build().unwrap().plain(&OPEN);
            let started = Instant::now();
            let error = if media_type == "text/html" {
                call.lines::<String>(&TEXT).await.map(drop).unwrap_err()
            } else {
                call.events::<String>(&TEXT).await.map(drop).unwrap_err()
            };
            assert_eq!(started.elapsed().as_secs(), ends, "{media_type}");
            let Error::Decode(error) = error else { panic!("{error}") };
            assert!(error.text().starts_with("<x") && error.to_string().contains(" stream"), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_sends_the_same_event_again_and_again_is_given_up_and_one_that_goes_on_is_not() {
    let at_once = |id: u32| {
        Reply::chunks(200, [format!("retry: 0\nid: {id}\ndata: {id}\n\n")]).header("content-type", "text/event-stream")
    };
    for ending in [Reply::then_breaks_off, std::convert::identity as fn(Reply) -> Reply] {
        let (mock, call) = mock(vec![ending(at_once(1))]);
        let started = Instant::now();
        let found = all(call).await;
        assert_eq!((found.iter().filter(|event| event.is_ok()).count(), mock.requests().len()), (6, 6));
        assert!(started.elapsed() >= 5 * SECOND / 10, "{:?}", started.elapsed());

        let (mock, call) = self::mock((1..50).map(|id| ending(at_once(id))).chain([Reply::empty(204)]).collect());
        assert!(all(call).await.iter().all(Result::is_ok));
        assert_eq!(mock.requests().len(), 50);
    }
}

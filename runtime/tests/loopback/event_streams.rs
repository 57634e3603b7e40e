//! Server-sent events over loopback: typed, cut everywhere, opened again.

use specsmith_runtime::facts::{Method, Operation, Stream, StreamItem};
use specsmith_runtime::serde_json::{Value, json};
use specsmith_runtime::{Error, Event};

use crate::acme::{Account, Acme, plain};
use crate::raw_server::{After, RawServer, Script, answer};

static OPEN: Operation = plain(&[]);
static POST: Operation = Operation { method: Method::Post, idempotent: false, ..plain(&[]) };

static JSON: Stream = stream(StreamItem::Json);
static TEXT: Stream = stream(StreamItem::Text);
static WHOLE: Stream = stream(StreamItem::Event);

const fn stream(item: StreamItem) -> Stream {
    Stream { accept: "text/event-stream", flag: None, sentinel: Some("[DONE]"), item }
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// A byte a chunk.
fn events(text: &str, after: After) -> Script {
    Script::Chunks(HEAD, text.bytes().map(|byte| vec![byte]).collect(), after)
}

async fn all<T: serde::de::DeserializeOwned>(
    server: &RawServer,
    operation: &'static Operation,
    stream: &'static Stream,
) -> Vec<Result<Event<T>, Error>> {
    let mut stream = Acme::at(&server.url).plain(operation).events(stream).await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = stream.next().await {
        all.push(event);
    }
    all
}

fn data<T>(events: Vec<Result<Event<T>, Error>>) -> Vec<T> {
    events.into_iter().map(|event| event.unwrap().data).collect()
}

#[tokio::test]
async fn events_come_typed_up_to_the_sentinel() {
    let text = "event: new\nid: 1\r\ndata: {\"id\":\rdata: \"é\"}\n\n: ping\n\ndata: {\"id\":\"b\"}\n\ndata: [DONE]\n\ndata: x\n\n";
    let server = RawServer::start(vec![events(text, After::Silence)]).await;
    let found: Vec<_> = all::<Account>(&server, &OPEN, &JSON).await.into_iter().map(Result::unwrap).collect();
    let shown: Vec<_> = found.iter().map(|e| (e.id.as_str(), e.event.as_str(), e.data.id.as_str())).collect();
    assert_eq!(shown, [("1", "new", "é"), ("1", "message", "b")]);
    assert!(server.head().contains("accept: text/event-stream"), "{}", server.head());
}

#[tokio::test]
async fn data_may_be_text_or_the_event_may_be_an_object_of_its_fields() {
    let text = "data: 1 2\n\nevent: e\nid: 7\nretry: 5\ndata: {\"a\":1}\n\n";
    let server = RawServer::start(vec![events(text, After::End)]).await;
    // The server has said `retry`, and gives ids: it is asked again, and ends it.
    let again = RawServer::start(vec![events(text, After::End), answer("204 No Content", "")]).await;
    let mut stream = Acme::at(&server.url).plain(&OPEN).events::<String>(&TEXT).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data, "1 2");
    assert_eq!(
        data(all::<Value>(&again, &OPEN, &WHOLE).await),
        [
            json!({ "event": "message", "data": "1 2" }),
            json!({ "id": "7", "event": "e", "data": { "a": 1 }, "retry": 5 }),
        ]
    );
    assert_eq!(again.hits(), 2);
}

#[tokio::test]
async fn an_event_of_another_shape_is_an_error_and_the_next_one_is_read() {
    let text = "data: {\"id\":5}\n\ndata: {\"id\":\"b\"}\n\n";
    let server = RawServer::start(vec![events(text, After::End)]).await;
    let mut found = all::<Account>(&server, &OPEN, &JSON).await;
    assert_eq!(found.pop().unwrap().unwrap().data.id, "b");
    match found.pop().unwrap().unwrap_err() {
        Error::Decode(error) => assert_eq!((error.path(), error.text()), (Some("id"), "{\"id\":5}")),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_stream_that_breaks_goes_on_after_the_last_id() {
    let first = "retry: 1\nid: 1\ndata: {\"id\":\"a\"}\n\nid: 2\ndata: {\"id\":\"b\"}\n\nid: 3\ndata: {\"id\":";
    let second = "id: 3\ndata: {\"id\":\"c\"}\n\ndata: [DONE]\n\n";
    let server =
        RawServer::start(vec![events(first, After::Reset), Script::Reset, events(second, After::Silence)]).await;
    let ids: Vec<String> = data(all::<Account>(&server, &OPEN, &JSON).await).into_iter().map(|a| a.id).collect();
    assert_eq!((ids.concat().as_str(), server.hits()), ("abc", 3));
    assert!(server.head().contains("last-event-id: 2"), "{}", server.head());
}

#[tokio::test]
async fn a_stream_is_not_opened_again_where_that_may_do_harm_or_was_not_wanted() {
    let with_id = "retry: 1\nid: 1\ndata: {\"id\":\"a\"}\n\n";
    let without_id = "retry: 1\ndata: {\"id\":\"a\"}\n\n";
    for (operation, text) in [(&POST, with_id), (&OPEN, without_id)] {
        let server = RawServer::start(vec![events(text, After::Reset)]).await;
        let found = all::<Account>(&server, operation, &JSON).await;
        assert_eq!((found.len(), server.hits()), (2, 1));
        assert!(matches!(found.last(), Some(Err(Error::Transport(_)))));
    }
    let server = RawServer::start(vec![events(with_id, After::Reset)]).await;
    let stream = Acme::at(&server.url).plain(&OPEN).events::<Account>(&JSON).await.unwrap();
    let mut stream = stream.into_inner().max_reconnects(0);
    assert!(stream.next().await.unwrap().is_ok() && stream.next().await.unwrap().is_err());
    assert!(stream.next().await.is_none());
    assert_eq!(server.hits(), 1);
    // Ended by the server, which did not ask to come back.
    let server = RawServer::start(vec![events("id: 1\ndata: {\"id\":\"a\"}\n\n", After::End)]).await;
    assert_eq!((all::<Account>(&server, &OPEN, &JSON).await.len(), server.hits()), (1, 1));
}

#[tokio::test]
async fn a_server_that_never_gets_further_is_given_up() {
    let text = "retry: 0\nid: 1\ndata: {\"id\":\"a\"}\n\n";
    let server = RawServer::start(vec![events(text, After::Reset), events("", After::Reset)]).await;
    let found = all::<Account>(&server, &OPEN, &JSON).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(Error::Transport(_))]), "{found:?}");
    assert_eq!(server.hits(), 6);
    let server = RawServer::start(vec![events(text, After::Reset), answer("403 Forbidden", "")]).await;
    let found = all::<Account>(&server, &OPEN, &JSON).await;
    assert!(matches!(found.as_slice(), [Ok(_), Err(Error::Api(_))]), "{found:?}");
}

#[tokio::test]
async fn an_event_without_end_is_an_error_and_memory_stays_bounded() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ";
    let server = RawServer::start(vec![Script::Flood(head)]).await;
    let call = Acme::at(&server.url).plain(&OPEN).max_response_bytes(100_000);
    let mut stream = call.events::<Account>(&JSON).await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::TooLarge(error) if error.limit() == 100_000), "{error}");
    assert!(stream.next().await.is_none());
    drop(stream);
    server.played().await;
}

#[tokio::test]
async fn an_answer_that_is_no_stream_of_events_is_an_error_with_its_text() {
    for content_type in ["application/json; charset=utf-8", "application/problem+json", "text/html"] {
        let body = "{\"error\": \"streams are off\"}";
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: 28\r\n\r\n{body}");
        let server = RawServer::start(vec![Script::Bytes(head.into_bytes())]).await;
        let error = Acme::at(&server.url).plain(&OPEN).events::<Account>(&JSON).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error}");
        assert_eq!(error.text(), Some(body));
    }
}

#[tokio::test]
async fn an_event_comes_while_the_answer_is_still_open_and_dropping_the_stream_ends_it() {
    let server = RawServer::start(vec![events("data: {\"id\":\"a\"}\n\ndata: {", After::Silence)]).await;
    let mut stream = Acme::at(&server.url).plain(&OPEN).events::<Account>(&JSON).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().data.id, "a");
    drop(stream);
    server.played().await;
}

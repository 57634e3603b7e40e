//! Lines of JSON over loopback.

use specsmith_runtime::Error;
use specsmith_runtime::facts::{Method, Operation, Stream, StreamItem};
use specsmith_runtime::serde_json::{Value, json};

use crate::acme::{Account, Acme, plain};
use crate::raw_server::{After, RawServer, Script, answer};

static OPEN: Operation = plain(&[]);
static LINES: Stream =
    Stream { accept: "application/x-ndjson", flag: None, sentinel: Some("[DONE]"), item: StreamItem::Json };
static FLAGGED: Stream =
    Stream { accept: "application/x-ndjson", flag: Some("/options/stream"), sentinel: None, item: StreamItem::Json };

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\n\r\n";

fn lines(text: &str, after: After) -> Script {
    Script::Chunks(HEAD, text.bytes().map(|byte| vec![byte]).collect(), after)
}

#[tokio::test]
async fn lines_come_typed_as_they_come_whatever_the_media_type() {
    let server =
        RawServer::start(vec![lines("{\"id\":\"é\"}\r\n\n{\"id\":5}\n{\"id\":\"b\"}\n", After::Silence)]).await;
    let mut stream = Acme::at(&server.url).plain(&OPEN).lines::<Account>(&LINES).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().id, "é");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.text(), Some("{\"id\":5}"), "one bad line is an error");
    assert_eq!(stream.next().await.unwrap().unwrap().id, "b", "and the next one is read");
    drop(stream);
    server.played().await;
}

#[tokio::test]
async fn a_last_line_without_an_end_is_one_and_a_sentinel_ends_the_stream() {
    for (text, after, expected) in [("1\n2", After::End, 2), ("1\n[DONE]\n2\n", After::Silence, 1), ("", After::End, 0)]
    {
        let server = RawServer::start(vec![lines(text, after)]).await;
        let mut stream = Acme::at(&server.url).plain(&OPEN).lines::<u8>(&LINES).await.unwrap();
        let mut count = 0;
        while let Some(line) = stream.next().await {
            line.unwrap();
            count += 1;
        }
        assert_eq!(count, expected, "{text}");
    }
}

#[tokio::test]
async fn what_breaks_off_is_an_error_after_the_lines_that_came() {
    let server = RawServer::start(vec![lines("1\n2\n3", After::Reset)]).await;
    let mut stream = Acme::at(&server.url).plain(&OPEN).lines::<u8>(&LINES).await.unwrap();
    assert_eq!((stream.next().await.unwrap().unwrap(), stream.next().await.unwrap().unwrap()), (1, 2));
    assert!(matches!(stream.next().await, Some(Err(Error::Transport(_)))));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_line_without_end_is_an_error_at_the_limit() {
    let server = RawServer::start(vec![Script::Flood("HTTP/1.1 200 OK\r\n\r\n")]).await;
    let call = Acme::at(&server.url).plain(&OPEN).max_response_bytes(100_000);
    let mut stream = call.lines::<Value>(&LINES).await.unwrap();
    assert!(matches!(stream.next().await, Some(Err(Error::TooLarge(_)))));
}

#[tokio::test]
async fn the_member_that_asks_for_the_stream_is_set_in_the_body() {
    static CHAT: Operation = Operation { method: Method::Post, idempotent: false, ..plain(&[]) };
    let server = RawServer::start(vec![answer("200 OK", "{\"n\":1}\n")]).await;
    let acme = Acme::at(&server.url);
    let mut call = specsmith_runtime::Call::new(acme.core(), &CHAT);
    call.json(&json!({ "prompt": "hi", "options": { "stream": false, "n": 2 } }));
    let mut stream = call.stream_lines::<Value, specsmith_runtime::Undocumented>(&FLAGGED).await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), json!({ "n": 1 }));
    let head = server.head();
    assert!(head.ends_with("{\"options\":{\"n\":2,\"stream\":true},\"prompt\":\"hi\"}"), "{head}");
    assert!(head.contains("accept: application/x-ndjson"), "{head}");
}

#[tokio::test]
async fn a_body_that_asks_for_a_stream_is_not_sent_where_a_whole_answer_is_to_be_read() {
    static CHAT: Operation =
        Operation { method: Method::Post, idempotent: false, streams: Some(&FLAGGED), ..plain(&[]) };
    let server = RawServer::start(vec![answer("200 OK", "{\"n\":1}\n")]).await;
    let acme = Acme::at(&server.url);
    let call = |streams: bool| {
        let mut call = specsmith_runtime::Call::new(acme.core(), &CHAT);
        call.json(&json!({ "options": { "stream": streams } }));
        call
    };
    let error = call(true).send_json::<Value, specsmith_runtime::Undocumented>().await.unwrap_err();
    let said = "plain was not sent: the body asks for a stream by `/options/stream`: call `stream` instead of `send`, or \
                leave it out";
    assert_eq!((error.to_string().as_str(), server.hits()), (said, 0));
    call(false).send_json::<Value, specsmith_runtime::Undocumented>().await.unwrap();
    let stream = call(true).stream_lines::<Value, specsmith_runtime::Undocumented>(&FLAGGED).await;
    assert!(stream.is_ok() && server.hits() == 2, "{stream:?}");
}

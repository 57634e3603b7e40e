//! What goes wrong after the head of an answer, on the span of its call.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use specsmith_runtime::facts::{Operation, Stream, StreamItem};
use specsmith_runtime::mock::{Mock, Reply, When};
use tokio::io::AsyncWrite;

use crate::acme::{Account, Acme, Plain, plain};
use crate::pages::ByUrl;
use crate::recorded::{Span, spans_of};

static OPEN: Operation = plain(&[]);
static EVENTS: Stream = Stream { accept: "text/event-stream", flag: None, sentinel: None, item: StreamItem::Json };
static LINES: Stream = Stream { accept: "application/x-ndjson", ..EVENTS };

/// How an answer is read; to its end, whatever comes.
#[derive(Debug, Clone, Copy)]
enum Read {
    Events,
    Lines,
    Bytes,
    Download,
}

impl Read {
    async fn all(self, call: Plain) {
        match self {
            Self::Events => {
                let Ok(mut events) = call.events::<Account>(&EVENTS).await else { return };
                while events.next().await.is_some() {}
            }
            Self::Lines => {
                let Ok(mut lines) = call.lines::<Account>(&LINES).await else { return };
                while lines.next().await.is_some() {}
            }
            Self::Bytes => {
                let mut bytes = call.bytes().await.unwrap();
                while bytes.next().await.is_some() {}
            }
            Self::Download => drop(call.download_to(Full).await.unwrap_err()),
        }
    }
}

/// Takes nothing.
struct Full;

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::ErrorKind::StorageFull.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn typed(media_type: &str, text: &str) -> Reply {
    Reply::chunks(200, [text.to_owned()]).header("content-type", media_type)
}

fn events(text: &str) -> Reply {
    typed("text/event-stream", text)
}

fn lines(text: &str) -> Reply {
    typed("application/x-ndjson", text)
}

/// The span of a call whose head was fine.
fn call(spans: &[Span]) -> &Span {
    let [call, (_, attempt)] = spans else { panic!("{spans:?}") };
    assert_eq!(attempt.get("error.type"), None, "the head was fine: {spans:?}");
    let field = |name: &str| call.1.get(name).map(String::as_str);
    assert_eq!((field("http.response.status_code"), field("attempts")), (Some("200"), Some("1")), "{spans:?}");
    assert!(!format!("{spans:?}").contains("canary"), "{spans:?}");
    call
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_while_a_stream_is_read_is_on_the_span_of_its_call_without_what_came() {
    const GOOD: &str = "data: {\"id\":\"canary\"}\n\n";
    const BAD: &str = "data: {\"id\":[\"canary\"]}\n\n";
    let long = format!("data: {}", "canary".repeat(100));
    for (reply, read, kind) in [
        (events(GOOD), Read::Events, None),
        (events(&[BAD, GOOD].concat()), Read::Events, Some("decode")),
        (events(GOOD).then_breaks_off(), Read::Events, Some("transport")),
        (events(GOOD).then_silence(), Read::Events, Some("timeout")),
        (events(&long), Read::Events, Some("too_large")),
        (typed("text/html", "<p>canary"), Read::Events, Some("decode")),
        (typed("application/json", "[\"canary\"]"), Read::Events, Some("decode")),
        (lines("{\"id\":\"canary\"}"), Read::Lines, None),
        (lines("{\"id\":1}\n{\"id\":\"canary\"}"), Read::Lines, Some("decode")),
        (lines("{\"id\":").then_breaks_off(), Read::Lines, Some("transport")),
        (lines(&long), Read::Lines, Some("too_large")),
        (typed("text/html", "<p>canary"), Read::Lines, Some("decode")),
        (Reply::bytes(200, "canary"), Read::Bytes, None),
        (Reply::bytes(200, "canary").then_breaks_off(), Read::Bytes, Some("transport")),
        (Reply::bytes(200, "canary").then_silence(), Read::Bytes, Some("timeout")),
        (Reply::bytes(200, long.clone()), Read::Bytes, Some("too_large")),
        (Reply::bytes(200, "canary"), Read::Download, Some("write")),
    ] {
        let shown = format!("{reply:?} {read:?}");
        let mock = Mock::new();
        mock.on(When::any()).reply(reply);
        let acme = Acme::builder().mock(&mock).build().unwrap();
        let spans = spans_of(read.all(acme.plain(&OPEN).max_response_bytes(300))).await;
        let (_, call) = call(&spans);
        assert_eq!(call.get("error.type").map(String::as_str), kind, "{shown}");
        assert_eq!(call.get("otel.status_code").map(String::as_str), kind.map(|_| "ERROR"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_opened_again_has_a_span_each_time() {
    let mock = Mock::new();
    let broken = events("id: 1\ndata: {\"id\":\"a\"}\n\n").then_breaks_off();
    mock.on(When::any()).replies([broken, events("data: {\"id\":\"b\"}\n\n")]);
    let acme = Acme::builder().mock(&mock).build().unwrap();
    let spans = spans_of(Read::Events.all(acme.plain(&OPEN))).await;
    assert_eq!(spans.len(), 4, "{spans:?}");
    assert_eq!(call(&spans[..2]).1["error.type"], "transport");
    assert_eq!(call(&spans[2..]).1.get("error.type"), None);
}

#[tokio::test]
async fn a_page_that_cannot_be_used_is_an_error_of_its_call() {
    for (second, kind) in [
        (r#"{"items":[2]}"#, None),
        (r#"{"items":["canary"#, Some("decode")),
        (r#"{"items":[2],"next":"/list?at=1&key=canary"}"#, Some("decode")),
        (r#"{"items":[2],"next":"https://canary.example.com/list"}"#, Some("redirect")),
        (r#"{"items":[2],"next":"https://[canary"}"#, Some("decode")),
    ] {
        let mock = Mock::new();
        let first = r#"{"items":[1],"next":"/list?at=1&key=canary"}"#;
        mock.on(When::any()).replies([Reply::raw_json(200, first), Reply::raw_json(200, second)]);
        let acme = Acme::builder().base_url("https://api.example.com").mock(&mock).build().unwrap();
        let mut pages = specsmith_runtime::Pages::new(ByUrl::of(&acme));
        let spans = spans_of(async { while pages.next().await.is_some() {} }).await;
        assert_eq!(call(&spans[..2]).1.get("error.type"), None, "{second}");
        assert_eq!(call(&spans[2..]).1.get("error.type").map(String::as_str), kind, "{second}");
    }
}

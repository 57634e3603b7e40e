//! Streams, lists, downloads and uploads from code that is not asynchronous.

use std::io::{self, Cursor, Read, Write};

use specsmith_runtime::blocking::{self, Blocking};
use specsmith_runtime::error::ConfigProblem;
use specsmith_runtime::facts::{
    Location, Method, Operation, PageTarget, Paging, Parameter, Step, Stream, StreamItem, Style,
};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::page::{Paged, next_value};
use specsmith_runtime::serde_json::{Value, json};
use specsmith_runtime::{
    Body, ByteStream, Call, Error, EventStream, Items, JsonLines, Pages, Response, RetryPolicy, Undocumented,
};
use tokio::runtime::Runtime;

use crate::acme::{Account, Acme, GetError, plain};
use crate::raw_server::{After, RawServer, Script, answer};

static FEED: Operation = plain(&[]);
static FILE: Operation = plain(&[]);
static UPLOAD: Operation = Operation { method: Method::Put, ..plain(&[]) };
static LIST: Operation = Operation {
    parameters: &[Parameter {
        name: "at",
        location: Location::Query,
        style: Style::Form,
        explode: true,
        allow_reserved: false,
    }],
    ..plain(&[])
};
static EVENTS: Stream =
    Stream { accept: "text/event-stream", flag: None, sentinel: Some("[DONE]"), item: StreamItem::Json };
static LINES: Stream = Stream { accept: "application/x-ndjson", flag: None, sentinel: None, item: StreamItem::Json };

/// Requests as the generator writes them.
macro_rules! requests {
    ($($name:ident of $operation:ident { $($methods:tt)* })*) => {
        $(
            #[derive(Debug, Clone)]
            struct $name {
                call: Call,
            }

            impl $name {
                fn of(acme: &Acme) -> Self {
                    Self { call: Call::new(acme.core(), &$operation) }
                }

                $($methods)*
            }

            specsmith_runtime::request_options!($name);
        )*
    };
}

requests! {
    Feed of FEED {
        async fn stream(self) -> Result<Response<EventStream<Account>>, Error<GetError>> {
            self.call.stream_events(&EVENTS).await
        }

        specsmith_runtime::stream_blocking!(EventStream<Account>, GetError);
    }
    Lines of FEED {
        async fn stream(self) -> Result<Response<JsonLines<u8>>, Error<GetError>> {
            self.call.stream_lines(&LINES).await
        }

        specsmith_runtime::stream_blocking!(JsonLines<u8>, GetError);
    }
    File of FILE {
        async fn stream(self) -> Result<Response<ByteStream>, Error<Undocumented>> {
            self.call.stream_bytes().await
        }

        async fn download_to(self, writer: impl tokio::io::AsyncWrite) -> Result<Response<u64>, Error<Undocumented>> {
            self.call.download_to(writer).await
        }

        async fn download_to_file(
            self,
            path: impl AsRef<std::path::Path>,
        ) -> Result<Response<u64>, Error<Undocumented>> {
            self.call.download_to_file(path).await
        }

        specsmith_runtime::stream_blocking!(ByteStream, Undocumented);
        specsmith_runtime::download_blocking!(Undocumented);
    }
    List of LIST {
        fn pages(self) -> Pages<Self> {
            Pages::new(self)
        }

        fn items(self) -> Items<Self> {
            Items::new(self)
        }

        specsmith_runtime::pages_blocking!();
    }
}

impl Paged for List {
    type Page = Value;
    type Item = Value;
    type Error = GetError;
    const PAGING: Paging = Paging { step: Step::Token, to: PageTarget::Parameter(0), header: None };

    fn into_call(self) -> Call {
        self.call
    }
    fn next(page: &Value) -> Option<Value> {
        next_value(page.get("next"))
    }
    fn count(page: &Value) -> usize {
        page["items"].as_array().map_or(0, Vec::len)
    }
    fn take(mut page: Value) -> Vec<Value> {
        specsmith_runtime::serde_json::from_value(page["items"].take()).unwrap_or_default()
    }
}

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

/// A server with a runtime of its own.
fn serve(scripts: Vec<Script>) -> (Runtime, RawServer) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(RawServer::start(scripts));
    (runtime, server)
}

fn chunks(text: &str, after: After) -> Script {
    Script::Chunks(HEAD, text.split_inclusive('\n').map(|piece| piece.as_bytes().to_vec()).collect(), after)
}

/// A mock that plays three pages.
fn three_pages() -> (Mock, Acme) {
    let mock = Mock::new();
    let pages = [json!({ "items": [1, 2], "next": "a" }), json!({ "items": [], "next": "b" }), json!({ "items": [3] })];
    mock.on(When::any()).replies(pages.into_iter().map(|page| Reply::json(200, page)));
    let acme = Acme::builder().mock(&mock).build().unwrap();
    (mock, acme)
}

#[test]
fn a_blocking_stream_of_events_is_an_iterator_up_to_the_sentinel_and_goes_on_after_a_break() {
    let first = "retry: 1\nid: 1\ndata: {\"id\":\"a\"}\n\nid: 2\ndata: {\"id\":\n";
    let second = "id: 2\ndata: {\"id\":\"b\"}\n\ndata: [DONE]\n\n";
    let (_runtime, server) = serve(vec![chunks(first, After::Reset), chunks(second, After::Silence)]);
    let mut ids = String::new();
    for event in Feed::of(&Acme::at(&server.url)).stream_blocking().unwrap() {
        ids.push_str(&event.unwrap().data.id);
    }
    assert_eq!((ids.as_str(), server.hits()), ("ab", 2));
    assert!(server.head().contains("last-event-id: 1"), "{}", server.head());
}

#[test]
fn a_blocking_stream_is_read_as_it_comes_and_dropping_it_ends_it() {
    let (runtime, server) = serve(vec![chunks("1\n2\n", After::Silence)]);
    let mut lines = Lines::of(&Acme::at(&server.url)).stream_blocking().unwrap();
    assert_eq!(lines.status(), 200);
    assert_eq!((lines.next().unwrap().unwrap(), lines.next().unwrap().unwrap()), (1, 2));
    drop(lines);
    runtime.block_on(server.played());
}

#[test]
fn the_errors_of_a_blocking_stream_are_those_of_the_other_one() {
    let (_runtime, server) = serve(vec![answer("403 Forbidden", ""), chunks("1\n2", After::Reset)]);
    let lines = || Lines::of(&Acme::at(&server.url)).retry(RetryPolicy::none()).stream_blocking();
    assert!(matches!(lines().unwrap_err(), Error::Api(error) if *error.body() == GetError::Forbidden));
    let found: Vec<_> = lines().unwrap().into_iter().collect();
    assert!(matches!(found.as_slice(), [Ok(1), Err(Error::Transport(_))]), "{found:?}");
}

#[test]
fn limits_of_time_hold_in_blocking_calls() {
    let (_runtime, server) = serve(vec![chunks("data: {\"id\":\"a\"}\n\n", After::Silence)]);
    let feed = Feed::of(&Acme::at(&server.url)).idle_timeout(std::time::Duration::from_millis(50));
    let mut events = feed.stream_blocking().unwrap();
    assert_eq!(events.next().unwrap().unwrap().data.id, "a");
    assert!(matches!(events.next(), Some(Err(Error::Timeout(_)))));
    assert!(events.next().is_none());
}

#[test]
fn blocking_lists_are_iterators_of_items_and_of_pages() {
    let (mock, acme) = three_pages();
    let items: Result<Vec<Value>, _> = List::of(&acme).items_blocking().collect();
    assert_eq!((items.unwrap(), mock.requests().len()), (vec![json!(1), json!(2), json!(3)], 3));
    let (_, acme) = three_pages();
    let pages: Vec<_> = List::of(&acme).pages_blocking().map(|page| List::count(&page.unwrap())).collect();
    assert_eq!(pages, [2, 0, 1]);
}

#[test]
fn a_blocking_list_asks_for_a_page_when_it_is_wanted_and_goes_on_later_from_a_token() {
    let (mock, acme) = three_pages();
    let mut items = List::of(&acme).items_blocking();
    assert_eq!(mock.requests().len(), 0);
    assert_eq!((items.next().unwrap().unwrap(), mock.requests().len()), (json!(1), 1));
    let token = items.next_token().unwrap().clone();
    let rest: Result<Vec<Value>, _> = List::of(&acme).items_blocking().resume(token.clone()).collect();
    assert_eq!(rest.unwrap(), [json!(3)]);
    assert_eq!(mock.requests()[1].url().query(), Some("at=a"));
    assert!(List::of(&acme).pages_blocking().resume(token).next().is_some());
}

/// Fails as soon as it is written to.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_blocking_download_goes_to_a_writer_to_a_file_or_is_read() {
    let (_runtime, server) = serve(vec![chunks("some\ntext", After::End)]);
    let file = || File::of(&Acme::at(&server.url));
    let mut written = Vec::new();
    assert_eq!(file().download_to_blocking(&mut written).unwrap().into_inner(), 9);
    assert_eq!(written, b"some\ntext");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text");
    file().download_to_file_blocking(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"some\ntext");

    let mut text = String::new();
    file().stream_blocking().unwrap().into_inner().read_to_string(&mut text).unwrap();
    assert_eq!(text, "some\ntext");
    let mut two = [0; 2];
    let mut stream = file().stream_blocking().unwrap().into_inner();
    stream.read_exact(&mut two).unwrap();
    let mut rest = Vec::new();
    assert_eq!((two, stream.write_to(&mut rest).unwrap()), (*b"so", 7));
    assert_eq!(rest, b"me\ntext", "what was not read comes first");

    let error = file().download_to_blocking(Broken).unwrap_err();
    assert!(matches!(&error, Error::Write(error) if error.io_error().kind() == io::ErrorKind::StorageFull), "{error}");
}

#[test]
fn a_blocking_upload_reads_a_file_or_any_reader_while_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text");
    std::fs::write(&path, "text").unwrap();
    let open = std::fs::File::open(&path).unwrap();
    for body in [Body::file(&path), open.into(), Body::reader(Cursor::new("text"))] {
        let mock = Mock::new();
        mock.on(When::any()).reply(Reply::empty(204));
        let acme = Acme::builder().mock(&mock).build().unwrap();
        let mut call = Call::new(acme.core(), &UPLOAD);
        call.body(body);
        blocking::call(call.send_empty::<Undocumented>()).unwrap();
        assert_eq!(mock.requests()[0].body(), "text");
    }
}

#[test]
fn in_asynchronous_code_streams_and_lists_are_an_error_and_nothing_is_sent() {
    let (mock, acme) = three_pages();
    let mut items = List::of(&acme).items_blocking();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (stream, download, first, second) = runtime.block_on(async {
        let stream = Lines::of(&acme).stream_blocking().map(|_| ());
        let download = File::of(&acme).download_to_blocking(Vec::new());
        (stream.unwrap_err(), download.unwrap_err(), items.next(), items.next())
    });
    let inside = |error: &dyn std::fmt::Display| error.to_string().contains("spawn_blocking");
    assert!(inside(&stream) && inside(&download), "{stream} {download}");
    assert!(
        matches!(first, Some(Err(Error::Config(error))) if matches!(error.problem(), ConfigProblem::BlockingInsideTask))
    );
    assert!(second.is_none(), "an error is the last item");
    assert_eq!(mock.requests().len(), 0);
}

#[test]
fn a_blocking_call_may_be_made_while_another_one_is_waited_for() {
    let (_, acme) = three_pages();
    let inner = acme.clone();
    let found = blocking::wait(async move { List::of(&inner).items_blocking().next().unwrap().unwrap() });
    assert_eq!(found.unwrap(), 1);
    let items = Blocking::new(List::of(&acme).items()).into_inner();
    assert!(items.next_token().is_none());
}

//! Bodies: streams, files, forms and parts, and which of them are sent twice.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use specsmith_runtime::body::next_piece;
use specsmith_runtime::bytes::Bytes;
use specsmith_runtime::error::RequestProblem;
use specsmith_runtime::facts::{Location, Method, Operation, Parameter, Style};
use specsmith_runtime::http::{HeaderMap, StatusCode};
use specsmith_runtime::serde_json::{Value, json};
use specsmith_runtime::transport::{self, BoxFuture, Incoming, IncomingBody, SendError, Transport};
use specsmith_runtime::{Body, Call, Error, Multipart, Part, Response, RetryPolicy, Sent, Undocumented};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Acme, plain};

static UPLOAD: Operation =
    Operation { method: Method::Put, content_type: Some("image/png"), parameters: &[], ..plain(&[]) };
pub static SUBMIT: Operation = Operation { method: Method::Post, ..plain(&[]) };

/// Pieces, one after another.
struct Pieces(Option<std::vec::IntoIter<Result<&'static [u8], std::io::Error>>>);

impl Pieces {
    fn of(pieces: &[&'static str]) -> Self {
        Self(Some(pieces.iter().map(|piece| Ok(piece.as_bytes())).collect::<Vec<_>>().into_iter()))
    }

    fn that_fail() -> Self {
        Self(Some(vec![Ok(b"a".as_slice()), Err(std::io::Error::other("the disk is gone"))].into_iter()))
    }
}

impl futures_core::Stream for Pieces {
    type Item = Result<&'static [u8], std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().expect("nobody asks a stream again that has ended").next();
        if next.is_none() {
            self.0 = None;
        }
        Poll::Ready(next)
    }
}

pub type Outcome = Result<Response<()>, Error<Undocumented>>;

/// A server that fails so many times, and then takes everything.
pub async fn server(failures: u64) -> MockServer {
    let server = MockServer::start().await;
    if failures > 0 {
        let fails = Mock::given(any()).respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"));
        fails.up_to_n_times(failures).mount(&server).await;
    }
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

pub async fn send(server: &MockServer, operation: &'static Operation, set: impl FnOnce(&mut Call)) -> Outcome {
    let mut call = Call::new(Acme::at(&server.uri()).core(), operation);
    set(&mut call);
    call.send_empty().await
}

/// What a server gets that fails once.
pub async fn seen(operation: &'static Operation, set: impl FnOnce(&mut Call)) -> (Outcome, Vec<Request>) {
    let server = server(1).await;
    let outcome = send(&server, operation, set).await;
    (outcome, server.received_requests().await.unwrap())
}

fn text(request: &Request) -> &str {
    std::str::from_utf8(&request.body).unwrap()
}

#[tokio::test]
async fn bytes_and_files_and_what_can_be_made_anew_are_sent_again_with_their_length() {
    let file = std::env::temp_dir().join(format!("specsmith-{}.txt", specsmith_runtime::uuid::Uuid::new_v4()));
    std::fs::write(&file, "some text").unwrap();
    for (body, length) in [
        (Body::from("some text"), Some("9")),
        (Body::from(b"some text".to_vec()), Some("9")),
        (Body::file(&file), Some("9")),
        (Body::replayable(|| Pieces::of(&["some ", "text"])), None),
        (Body::replayable(|| Pieces::of(&["some ", "text"])).with_length(9), Some("9")),
    ] {
        let (outcome, requests) = seen(&UPLOAD, |call| call.body(body)).await;
        outcome.unwrap();
        assert_eq!(requests.len(), 2);
        for request in &requests {
            assert_eq!(
                (text(request), request.headers["content-type"].as_bytes()),
                ("some text", b"image/png".as_slice())
            );
            assert_eq!(request.headers.get("content-length").map(|length| length.to_str().unwrap()), length);
        }
    }
    std::fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn a_stream_that_can_be_read_once_is_sent_once_and_the_error_says_so() {
    let body = Body::stream(Pieces::of(&["a", "b"]));
    let (outcome, requests) = seen(&UPLOAD, |call| call.body(body.clone())).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts(), requests.len()), (503, 1, 1));
    assert_eq!(text(&requests[0]), "ab");

    // The stream is gone: the same body in another call is an error before anything is sent.
    let server = server(0).await;
    let error = send(&server, &UPLOAD, |call| call.body(body)).await.unwrap_err();
    assert_eq!(error.was_sent(), Sent::No);
    assert!(error.to_string().contains("was read already"), "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());

    let call = |call: &mut Call| {
        call.body(Body::stream(Pieces::of(&["a"])));
        call.base_url("http://127.0.0.1:1");
    };
    let error = send(&server, &UPLOAD, call).await.unwrap_err();
    assert_eq!((error.was_sent(), error.attempts()), (Sent::No, 1));
    assert!(error.to_string().contains("not sent again: its body is a stream"), "{error}");
}

#[tokio::test]
async fn a_body_that_cannot_be_read_fails_the_call() {
    let server = server(0).await;
    let error = send(&server, &UPLOAD, |call| call.body(Body::file("no/such/file"))).await.unwrap_err();
    assert!(matches!(&error, Error::Request(e) if matches!(e.problem(), RequestProblem::Stream(_))), "{error:?}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("no/such/file"), "{source}");
    let folder = Body::file(std::env::temp_dir());
    let error = send(&server, &UPLOAD, |call| call.body(folder)).await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, false), "{error:?}");

    let error = send(&server, &UPLOAD, |call| call.body(Body::stream(Pieces::that_fail()))).await.unwrap_err();
    assert_eq!(error.was_sent(), Sent::Maybe);
    assert!(error.to_string().contains("the disk is gone"), "{error}");
}

#[tokio::test]
async fn a_file_that_grows_while_it_is_sent_is_sent_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    std::fs::write(&path, "old ").unwrap();
    let mut opened = Body::file(&path).open().await.unwrap();
    std::fs::write(&path, "old and new").unwrap();
    assert_eq!(opened.length, Some(4));
    assert_eq!(next_piece(&mut opened.stream).await.unwrap().unwrap(), "old ");
    assert!(next_piece(&mut opened.stream).await.is_none());
}

#[tokio::test]
async fn a_stream_of_another_length_than_was_said_of_it_fails_the_call() {
    let server = server(0).await;
    for (pieces, said, fits) in [
        (&["abc", "", "de"][..], 5, true),
        (&["abc", "de", ""], 5, true),
        (&[""], 0, true),
        (&[], 0, true),
        (&["abcdefg"], 5, false),
        (&["abcde", "fg"], 5, false),
        (&["abc", "defg"], 5, false),
        (&["a"], 0, false),
        (&["abc", "d"], 5, false),
        (&[], 1, false),
    ] {
        let body = || Body::stream(Pieces::of(pieces)).with_length(said);
        // Pieces of a reader are made by another thread: none is there at once.
        let read = Body::reader(std::io::Cursor::new(pieces.concat())).with_length(said);
        let parts = Multipart::new().part("a", body()).part("b", "b");
        let sets: [&dyn Fn(&mut Call); 3] =
            [&|call| call.body(body()), &|call| call.body(read.clone()), &|call| call.multipart(&parts)];
        for set in sets {
            let outcome = send(&server, &UPLOAD, |call| set(call)).await;
            assert_eq!(outcome.is_ok(), fits, "{pieces:?} {said}: {outcome:?}");
            assert!(fits || format!("{outcome:?}").contains(&format!("does not have the {said} bytes")), "{outcome:?}");
        }
    }
    let endless = || Part::new(Body::stream(Pieces::of(&["abc"])).with_length(u64::MAX));
    let parts = Multipart::new().part("a", endless()).part("b", endless());
    assert!(send(&server, &UPLOAD, |call| call.multipart(&parts)).await.is_err());
}

#[tokio::test]
async fn a_stream_is_not_read_ahead_of_the_connection() {
    struct Endless(Arc<AtomicUsize>);
    impl futures_core::Stream for Endless {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Poll::Ready(Some(Ok(Bytes::from_static(&[0; 65536]))))
        }
    }
    // Connects, and never reads.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let pieces = Arc::new(AtomicUsize::new(0));
    let mut call = Call::new(Acme::at(&url).core(), &UPLOAD);
    call.body(Body::stream(Endless(pieces.clone())));
    call.timeout(std::time::Duration::from_millis(300));
    assert!(call.send_empty::<Undocumented>().await.is_err());
    let taken = pieces.load(Ordering::SeqCst) * 65536;
    assert!(taken < 64 << 20, "{taken} bytes were taken of a stream that nobody reads");
}

#[tokio::test]
async fn form_fields_are_written_as_their_encoding_says() {
    const fn field(name: &'static str, style: Style, explode: bool) -> Parameter {
        Parameter { name, location: Location::Query, style, explode, allow_reserved: false }
    }
    let body = json!({
        "amount": 5, "card": {"number": "42", "owner": {"name": "Ada"}}, "expand": ["a", "b"],
        "items": [{"id": 1}], "meta": {"k": [1]}, "none": null, "tags": ["x y", "z&"],
    });
    let fields = [
        field("card", Style::DeepObject, true),
        field("expand", Style::Form, false),
        field("items", Style::DeepObject, true),
    ];
    let (outcome, requests) = seen(&UPLOAD, |call| {
        call.media_type("application/x-www-form-urlencoded");
        call.form(&body, &fields);
    })
    .await;
    outcome.unwrap();
    assert_eq!(
        text(&requests[1]),
        "amount=5&card%5Bnumber%5D=42&card%5Bowner%5D%5Bname%5D=Ada&expand=a,b&items%5B0%5D%5Bid%5D=1\
         &meta=%7B%22k%22%3A%5B1%5D%7D&tags=x%20y&tags=z%26"
    );
    assert_eq!(requests[1].headers["content-type"], "application/x-www-form-urlencoded");
}

/// The body with its boundary replaced by `B`, and line breaks that can be read.
pub fn parts(request: &Request) -> String {
    let content_type = request.headers["content-type"].to_str().unwrap();
    let (media_type, boundary) = content_type.split_once("; boundary=").unwrap();
    format!("{media_type}\n{}", text(request).replace(boundary, "B").replace("\r\n", "\n"))
}

#[tokio::test]
async fn parts_are_streamed_and_sent_again_if_all_can_be() {
    let body = Multipart::new().part("title", "Holidays").part(
        "file",
        Part::new(Body::replayable(|| Pieces::of(&["one ", "two"])).with_length(7)).content_type("text/x"),
    );
    let (outcome, requests) = seen(&SUBMIT, |call| {
        call.multipart(&body);
        call.idempotency_key("k");
    })
    .await;
    outcome.unwrap();
    let expected = "multipart/form-data\n--B\nContent-Disposition: form-data; name=\"title\"\n\nHolidays\n\
        --B\nContent-Disposition: form-data; name=\"file\"\nContent-Type: text/x\n\none two\n--B--\n";
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(parts(request), expected);
        assert_eq!(request.headers["content-length"].to_str().unwrap(), request.body.len().to_string());
    }

    let once = Multipart::new().part("a", "b").part("file", Body::stream(Pieces::of(&["x"])));
    let (outcome, requests) = seen(&UPLOAD, |call| call.multipart(&once)).await;
    assert_eq!((outcome.is_err(), requests.len()), (true, 1));
    assert!(!requests[0].headers.contains_key("content-length"), "of a stream nobody knows the length");
}

#[tokio::test]
async fn names_of_parts_and_files_stay_names() {
    let body = Multipart::new()
        .part("a\"; filename=\"x\r\nX: y", Part::new("1").file_name("über \"\r\n\r\n--B.txt").header("X-Note", "n"))
        .part("empty", "");
    let (outcome, requests) = seen(&SUBMIT, |call| {
        call.multipart(&body);
        call.idempotency_key("k");
    })
    .await;
    outcome.unwrap();
    assert_eq!(
        parts(&requests[1]),
        "multipart/form-data\n--B\nContent-Disposition: form-data; name=\"a%22; filename=%22x%0D%0AX: y\"; \
         filename=\"über %22%0D%0A%0D%0A--B.txt\"\nX-Note: n\n\n1\n--B\nContent-Disposition: form-data; name=\"empty\"\n\n\n--B--\n"
    );
    for (name, value) in [("X-Note", "a\r\nb"), ("X Note", "a"), ("Content-Length", "1")] {
        let server = server(0).await;
        let part = Multipart::new().part("a", Part::new("1").header(name, value));
        let error = send(&server, &SUBMIT, |call| call.multipart(&part)).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{name}: {error:?}");
    }
    let typed = Multipart::new().part("a", Part::new("1").content_type("a/b\r\nX: y"));
    let server = server(0).await;
    assert!(send(&server, &SUBMIT, |call| call.multipart(&typed)).await.is_err());
}

#[tokio::test]
async fn a_multipart_body_keeps_the_parameters_of_its_media_type_and_related_parts_say_what_their_root_is() {
    let json = Part::new("{}").content_type("Application/JSON; charset=utf-8");
    for (media_type, root, sent) in [
        ("multipart/related", json.clone(), "multipart/related; type=\"application/json\""),
        ("multipart/related", Part::new("a"), "multipart/related; type=\"text/plain\""),
        (
            "Multipart/Related; boundary=x; Type=\"a/b\"; start=c",
            json.clone(),
            "multipart/related; Type=\"a/b\"; start=c",
        ),
        ("multipart/form-data;boundary=x;", json, "multipart/form-data"),
    ] {
        let operation = Box::leak(Box::new(Operation { content_type: Some(media_type), ..UPLOAD }));
        let parts = Multipart::new().part("root", root).part("file", "x");
        let (_, requests) = seen(operation, |call| call.multipart(&parts)).await;
        let label = requests[0].headers["content-type"].to_str().unwrap();
        assert_eq!(label.split_once("; boundary=specsmith-").unwrap().0, sent);
    }
}

#[tokio::test]
async fn generated_parts_are_files_values_and_json() {
    struct Upload {
        files: Vec<Part>,
        cover: Option<Part>,
        tags: Option<Vec<String>>,
        size: f64,
        meta: specsmith_runtime::serde_json::Value,
        list: Vec<i64>,
    }
    specsmith_runtime::multipart! { Upload {
        files: file "files" "image/png" { "X-Kind" = "picture" },
        cover: file "cover" "",
        tags: value "tags" "",
        size: value "size" "text/x-number",
        meta: value "meta" "",
        list: json "list" "",
    } }
    let upload = Upload {
        files: vec![
            Part::from("1").file_name("a.png"),
            Part::from("2").content_type("image/gif").header("x-kind", "film"),
        ],
        cover: None,
        tags: Some(vec!["x".into(), "y".into()]),
        size: 2.0,
        meta: json!({"k": null}),
        list: vec![1, 2],
    };
    let mixed: &'static Operation = Box::leak(Box::new(Operation { content_type: Some("multipart/mixed"), ..UPLOAD }));
    let (outcome, requests) = seen(mixed, |call| call.multipart(&upload)).await;
    outcome.unwrap();
    assert_eq!(
        parts(&requests[0]),
        "multipart/mixed\n--B\nContent-Disposition: attachment; filename=\"a.png\"\nContent-Type: image/png\nX-Kind: picture\n\n1\n\
         --B\nContent-Disposition: attachment; filename=\"files\"\nContent-Type: image/gif\nx-kind: film\n\n2\n--B\n\nx\n--B\n\ny\n\
         --B\nContent-Type: text/x-number\n\n2\n--B\nContent-Type: application/json\n\n{\"k\":null}\n\
         --B\nContent-Type: application/json\n\n[1,2]\n--B--\n"
    );
}

#[tokio::test]
async fn a_list_is_one_part_where_its_row_says_what_stands_between_the_items() {
    struct Lists {
        ids: Vec<i64>,
        words: Option<Vec<String>>,
        codes: Vec<Option<i64>>,
        none: Vec<i64>,
        text: String,
    }
    specsmith_runtime::multipart! { Lists {
        ids: commas "ids" "",
        words: pipes "words" "text/x-words",
        codes: tabs "codes" "",
        none: spaces "none" "",
        text: spaces "text" "",
    } }
    let words = Some(vec!["a b".to_owned(), "c".to_owned()]);
    let lists =
        Lists { ids: vec![1, 2, 3], words, codes: vec![Some(4), None, Some(5)], none: vec![], text: "t".into() };
    let form: &'static Operation =
        Box::leak(Box::new(Operation { content_type: Some("multipart/form-data"), ..UPLOAD }));
    let (outcome, requests) = seen(form, |call| call.multipart(&lists)).await;
    outcome.unwrap();
    assert_eq!(
        parts(&requests[0]),
        "multipart/form-data\n--B\nContent-Disposition: form-data; name=\"ids\"\n\n1,2,3\n\
         --B\nContent-Disposition: form-data; name=\"words\"\nContent-Type: text/x-words\n\na b|c\n\
         --B\nContent-Disposition: form-data; name=\"codes\"\n\n4\t5\n\
         --B\nContent-Disposition: form-data; name=\"text\"\n\nt\n--B--\n"
    );
}

#[tokio::test]
async fn a_number_that_json_has_not_is_an_error_before_anything_is_sent() {
    let server = server(0).await;
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let nested = std::collections::BTreeMap::from([("list", vec![Some((1.0, number))])]);
        let sets: [&dyn Fn(&mut Call); 4] =
            [&|call| call.json(&nested), &|call| call.form(&nested, &[]), &|call| call.set(0, &number), &|call| {
                let mut parts = Multipart::new();
                parts.value("n", "", &number);
                call.multipart(&parts);
            }];
        for set in sets {
            let error = send(&server, &UPLOAD, |call| set(call)).await.unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{error:?}");
        }
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_single_precision_number_is_sent_with_the_digits_that_it_has() {
    const NUMBER: Parameter =
        Parameter { name: "x", location: Location::Query, style: Style::Form, explode: true, allow_reserved: false };
    static NUMBERS: Operation =
        Operation { method: Method::Put, parameters: &[NUMBER, Parameter { name: "y", ..NUMBER }], ..plain(&[]) };
    let (single, list) = (0.1_f32, [0.1_f32, 1.5, -3e-7]);
    let pair = std::collections::BTreeMap::from([("x", single)]);
    let mut parts = Multipart::new();
    parts.value("x", "", &single);
    parts.json("list", "", &list);
    let sets: [&dyn Fn(&mut Call); 3] =
        [&|call| call.json(&pair), &|call| call.form(&pair, &[]), &|call| call.multipart(&parts)];
    for (set, sent) in sets.into_iter().zip(["{\"x\":0.1}", "x=0.1", "\r\n\r\n[0.1,1.5,-3e-7]\r\n"]) {
        let (outcome, requests) = seen(&NUMBERS, |call| {
            call.set(0, &single);
            call.set(1, &(0.1_f64, Some(list)));
            set(call);
        })
        .await;
        outcome.unwrap();
        assert_eq!(requests[0].url.query(), Some("x=0.1&y=0.1&y=%5B0.1%2C1.5%2C-3e-7%5D"));
        assert!(text(&requests[0]).contains(sent), "{}", text(&requests[0]));
    }
}

/// Takes a piece of the body, waits, and so on.
#[derive(Debug)]
struct Slow(Duration);

impl Transport for Slow {
    fn send(&self, request: transport::Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        Box::pin(async move {
            let mut stream = request.body.open().await?.stream;
            while let Some(piece) = next_piece(&mut stream).await {
                assert!(piece?.len() <= 64 * 1024);
                tokio::time::sleep(self.0).await;
            }
            Ok(Incoming { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: Box::new(Nothing) })
        })
    }
}

struct Nothing;

impl IncomingBody for Nothing {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_goes_on_is_not_ended_by_the_limit_of_an_attempt_and_one_that_stands_still_is() {
    let five = ["a", "b", "c", "d", "e"];
    for (body, pieces) in [
        (Body::stream(Pieces::of(&five)), 5),
        (Body::replayable(move || Pieces::of(&five)), 5),
        (Body::from(vec![0; 5 * 64 * 1024]), 5),
        (Body::from("all of it is sent at once"), 1),
    ] {
        for (wait, limit, whole, ends) in [
            (59, Some(60), None, false),
            (61, Some(60), None, true),
            (61, None, None, false),
            (59, None, Some(100), pieces > 1),
        ] {
            let seconds = Duration::from_secs;
            let acme = Acme::builder().instance("acme").transport(Slow(seconds(wait))).retry(RetryPolicy::none());
            let mut call = Call::new(acme.attempt_timeout(limit.map(seconds)).build().unwrap().core(), &UPLOAD);
            if let Some(whole) = whole {
                call.timeout(seconds(whole));
            }
            let body = if body.is_replayable() { body.clone() } else { Body::stream(Pieces::of(&five)) };
            call.body(body);
            let sent = call.send_empty::<Undocumented>().await;
            assert_eq!(sent.is_err(), ends, "{wait} {limit:?} {whole:?} {pieces}: {sent:?}");
            assert!(!ends || matches!(sent, Err(Error::Timeout(_))), "{sent:?}");
        }
    }
}

#[tokio::test]
async fn long_bytes_arrive_whole_and_with_their_length() {
    let body: Vec<u8> = (0..1_000_003_u32).map(|index| (index % 251) as u8).collect();
    let (outcome, requests) = seen(&UPLOAD, |call| call.body(body.clone())).await;
    outcome.unwrap();
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert!(request.body == body && request.headers["content-length"] == "1000003");
    }
}

#[tokio::test]
async fn a_call_may_add_members_to_its_json_body_and_to_no_other() {
    static BARE: Operation = Operation { id: "bare", method: Method::Post, ..plain(&[]) };
    let added = |call: &mut Call| {
        call.body_member("new", json!({ "a": [1, null] }));
        call.body_member("id", 5);
        call.body_member("none", Value::Null);
    };
    let (outcome, seen) = seen(&BARE, |call| {
        added(call);
        call.json(&json!({ "id": "a", "exact": 0.10 }));
    })
    .await;
    outcome.unwrap();
    assert_eq!((seen.len(), text(&seen[1])), (2, text(&seen[0])), "sent again, it is the same");
    assert_eq!(text(&seen[0]), r#"{"exact":0.1,"id":5,"new":{"a":[1,null]},"none":null}"#);
    let (outcome, seen) = self::seen(&BARE, added).await;
    outcome.unwrap();
    assert_eq!(text(&seen[0]), r#"{"id":5,"new":{"a":[1,null]},"none":null}"#);
    assert_eq!(seen[0].headers["content-type"], "application/json");

    let others: [fn(&mut Call); 5] = [
        |call| call.json(&[1]),
        |call| call.text(r#"{"id":"canary"}"#),
        |call| call.form(&json!({ "id": "canary" }), &[]),
        |call| call.body(Body::stream(Pieces::of(&["{}"]))),
        |call| call.body("\u{fffe}canary"),
    ];
    for other in others {
        let (outcome, seen) = self::seen(&BARE, |call| {
            other(call);
            call.body_member("canary-name", "canary-value");
        })
        .await;
        let error = outcome.unwrap_err();
        assert_eq!((seen.len(), error.was_sent()), (0, Sent::No));
        let said = error.to_string();
        assert_eq!(
            said,
            "bare was not sent: the member `canary-name` cannot be added to a body that is no JSON object"
        );
        assert!(!format!("{error:?}").contains("canary-value"), "{error:?}");
    }
}

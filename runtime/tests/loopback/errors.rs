//! What errors tell: the way callers match on them, and answers that are not what the document says.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use specsmith_runtime::error::DecodeProblem;
use specsmith_runtime::mock::{Mock as Scripted, Reply, When};
use specsmith_runtime::{Error, ErrorBody, Response, RetryPolicy, Sent, serde_json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Account, Acme, GetError};
use crate::raw_server::{RawServer, Script};

async fn ask(answer: ResponseTemplate) -> Result<Response<Account>, Error<GetError>> {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    Acme::at(&server.uri()).get("a").retry(RetryPolicy::none()).send().await
}

fn json(status: u16, body: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(body, "application/json")
}

/// The match that every user writes; that it compiles is the promise.
async fn as_a_user_writes_it(answer: ResponseTemplate) -> Result<String, Error> {
    match ask(answer).await {
        Ok(account) => Ok(account.id.clone()),
        Err(Error::Api(e)) => match e.body() {
            GetError::NotFound(problem) => Ok(format!("not found: {}", problem.message)),
            _ => Ok(format!("{} {}", e.status(), e.text())),
        },
        Err(e) if e.is_retryable() => Ok("later".to_owned()),
        Err(e) => Err(e.into()),
    }
}

#[tokio::test]
async fn documented_errors_are_typed_and_others_keep_their_text() {
    for (answer, said) in [
        (json(200, r#"{"id":"x"}"#), "x"),
        (json(404, r#"{"message":"gone"}"#), "not found: gone"),
        (json(418, "tea"), "418 I'm a teapot tea"),
        (json(404, "<html>"), "404 Not Found <html>"),
    ] {
        assert_eq!(as_a_user_writes_it(answer).await.unwrap(), said);
    }
    assert!(matches!(as_a_user_writes_it(json(200, "[]")).await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn an_error_body_that_does_not_decode_keeps_the_reason() {
    let Err(Error::Api(error)) = ask(json(404, "<html>no</html>")).await else { panic!() };
    assert!(matches!(error.body(), GetError::Other));
    assert_eq!(error.decode_error().unwrap().problem(), &DecodeProblem::Html);
    assert!(error.source().is_some());
    let Err(Error::Api(error)) = ask(json(403, "")).await else { panic!() };
    assert!(matches!(error.body(), GetError::Forbidden) && error.decode_error().is_none());
}

#[tokio::test]
async fn an_api_error_tells_status_id_operation_and_attempts() {
    let answer = json(404, r#"{"message":"gone"}"#).insert_header("x-amzn-requestid", "r-1");
    let error = ask(answer).await.unwrap_err();
    let facts = (error.status().unwrap().as_u16(), error.request_id(), error.operation(), error.attempts());
    assert_eq!(facts, (404, Some("r-1"), Some("getAccount"), 1));
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Yes, false));
    assert_eq!(error.to_string(), r#"getAccount answered 404 Not Found (request r-1): {"message":"gone"}"#);
    let untyped: Error = error.into();
    assert_eq!((untyped.request_id(), untyped.text()), (Some("r-1"), Some(r#"{"message":"gone"}"#)));
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_told_with_its_place() {
    let shape = |path: &str| DecodeProblem::Shape { path: path.to_owned() };
    for (body, problem, message) in [
        (r#"{"id":"a","owners":[{"age":1},{"age":"x"}]}"#, shape("owners[1].age"), "does not fit at `owners[1].age`"),
        (r#"{"id":"a","owners":[{}]}"#, shape("owners[0]"), "missing field `age`"),
        (r#"{"id":null}"#, shape("id"), "invalid type: null, expected a string at line 1 column 10"),
        (r#"[1]"#, shape("."), "expected an object (Account)"),
        (
            r#"{"id":"a""#,
            DecodeProblem::Truncated,
            "ends too early, after 9 bytes: EOF while parsing an object at line 1 column 9",
        ),
        ("", DecodeProblem::Empty, "is empty where JSON was expected"),
        (
            "\n<!doctype html><p>log in",
            DecodeProblem::Html,
            "is HTML where JSON was expected: <!doctype html><p>log in",
        ),
        ("upstream down", DecodeProblem::NotJson, "is not JSON: expected value at line 1 column 1"),
        (
            r#"{"id":"a"} x"#,
            DecodeProblem::Unreadable,
            "could not be read as JSON: trailing characters at line 1 column 12",
        ),
        (r#"{"id":1e999}"#, DecodeProblem::Unreadable, "could not be read as JSON: number out of range at line 1"),
        (r#"{"id":"a",}"#, DecodeProblem::Unreadable, "could not be read as JSON: trailing comma at line 1 column 11"),
    ] {
        let Err(Error::Decode(error)) = ask(json(200, body)).await else { panic!("{body:.80}") };
        assert_eq!(error.problem(), &problem, "{body:.80}");
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!((error.status().as_u16(), error.to_string().lines().count()), (200, 1));
        assert!(error.source().is_none(), "serde's own message holds the value");
    }
}

#[tokio::test]
async fn text_that_is_not_json_is_shown_when_it_is_labelled_as_text() {
    let text = |body: &str| ResponseTemplate::new(200).set_body_raw(body, "text/plain; charset=utf-8");
    for (body, shown) in [("upstream down", "is not JSON: upstream down"), (r#"{"t":fresh-secret}"#, "at line 1")] {
        let error = ask(text(body)).await.unwrap_err();
        assert!(error.to_string().contains(shown) && !format!("{error} {error:?}").contains("fresh-secret"), "{error}");
    }
}

#[tokio::test]
async fn a_decode_error_never_prints_the_value_that_did_not_fit() {
    for (body, kind) in [
        (r#"{"id":"a","owners":"canary"}"#, "invalid type: string, expected a sequence"),
        (r#"{"id":"a","owners":"canary\", expected canary"}"#, "invalid type: string, expected a sequence"),
        (r#"{"id":"a","owners":[{"age":7701234567890123456789}]}"#, "expected i64"),
        (r#"{"id":7701234567890123456}"#, "invalid type: integer, expected a string"),
        (r#"{"id":"canary"#, "EOF while parsing a string"),
        ("canary", "is not JSON: expected value"),
        (r#""canary""#, "invalid type: string, expected an object (Account)"),
    ] {
        for status in [200, 404] {
            let error = ask(json(status, body)).await.unwrap_err();
            let printed = match &error {
                Error::Api(api) => format!("{:?} {}", api.decode_error(), api.decode_error().unwrap()),
                error => format!("{error} {error:?} {error:#?}"),
            };
            assert!(!printed.contains("canary") && !printed.contains("77012"), "{printed}");
            assert!(status == 404 || printed.contains(kind), "{printed}");
        }
    }
}

#[tokio::test]
async fn a_page_that_repeats_a_credential_is_shown_without_it() {
    let error = ask(json(200, "<p>no such token: t0ken-canary")).await.unwrap_err();
    assert!(error.to_string().ends_with("<p>no such token: ***"), "{error}");
    let error = ask(json(404, r#"{"message":"no such token: t0ken-canary"}"#)).await.unwrap_err();
    let printed = format!("{error:?} {error:#?} {error}");
    assert!(!printed.contains("canary") && printed.contains("no such token: ***"), "{printed}");
    assert!(error.text().unwrap().contains("t0ken-canary"), "the text itself is the server's");
}

#[tokio::test]
async fn deep_nesting_costs_no_stack() {
    let deep = |end: &str| format!(r#"{{"id":"a","new":{}1{end}}}"#, "[".repeat(100_000));
    assert_eq!(ask(json(200, &deep(&"]".repeat(100_000)))).await.unwrap().id, "a");
    assert!(matches!(ask(json(200, &deep(""))).await, Err(Error::Decode(_))));
    let error = ask(json(500, &deep(""))).await.unwrap_err();
    let Error::Api(error) = error else { panic!() };
    assert!(error.json::<serde_json::Value>().is_err());
}

#[tokio::test]
async fn a_decode_errors_message_does_not_show_a_json_body_and_its_snippet_does() {
    let Err(Error::Decode(error)) = ask(json(200, r#"{"token":"fresh-secret","id":5}"#)).await else { panic!() };
    assert!(!format!("{error} {error:?}").contains("fresh-secret"));
    assert!(error.snippet().contains("fresh-secret"));
}

#[tokio::test]
async fn a_byte_order_mark_and_invalid_utf_8_do_no_harm() {
    assert_eq!(ask(json(200, "\u{feff}{\"id\":\"a\"}")).await.unwrap().id, "a");
    let bad = ResponseTemplate::new(200).set_body_bytes(b"{\"id\":\"\xff\"}".as_slice());
    let Err(Error::Decode(error)) = ask(bad).await else { panic!() };
    assert_eq!(error.problem(), &DecodeProblem::NotUtf8);
    assert!(error.to_string().ends_with("is not UTF-8 after 7 bytes"), "{error}");
}

#[test]
fn errors_are_small_and_cross_threads() {
    fn good<E: ErrorBody>() {
        fn check<T: std::error::Error + Send + Sync + 'static>() {}
        check::<Error<E>>();
        check::<Error>();
        assert!(size_of::<Error<E>>() <= 24);
    }
    good::<GetError>();
}

#[tokio::test]
async fn every_error_after_an_answer_keeps_its_headers_and_the_id_of_the_request() {
    for (status, kind) in [(200, "too large"), (200, "decode"), (302, "redirect"), (404, "api")] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).insert_header("x-request-id", "r-7").set_body_string("[1, 2]");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let call = Acme::at(&server.uri()).get("a");
        let call = if kind == "too large" { call.max_response_bytes(2) } else { call };
        let error = call.send().await.unwrap_err();
        let found = match &error {
            Error::TooLarge(_) => "too large",
            Error::Decode(_) => "decode",
            Error::Redirect(_) => "redirect",
            Error::Api(_) => "api",
            other => panic!("{other:?}"),
        };
        assert_eq!((found, error.request_id(), error.status().unwrap().as_u16()), (kind, Some("r-7"), status));
        let crate_wide: Error = error.into();
        assert_eq!((crate_wide.request_id(), crate_wide.operation()), (Some("r-7"), Some("getAccount")));
    }
}

/// A success, an error, or what an error leaves of it: attempts that were made, status, text, and whether it is retryable.
type Told = (u32, Option<u16>, Option<String>, bool);

fn told(outcome: Result<Response<Account>, Error>) -> Told {
    match outcome {
        Ok(account) => (0, Some(account.status().as_u16()), None, false),
        Err(e) => (e.attempts(), e.status().map(|s| s.as_u16()), e.text().map(str::to_owned), e.is_retryable()),
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_whose_body_does_not_come_whole_is_that_error_with_what_came() {
    let (second, gone) = (Duration::from_secs(1), r#"{"message":"#);
    let dripping = |status| (0..1000).fold(Reply::text(status, gone), |reply, _| reply.pause(second).chunk(" "));
    let found = |status, retryable, attempts| (attempts, Some(status), Some(gone.to_owned()), retryable);
    for (reply, of_get, of_post) in [
        (Reply::text(404, gone).then_breaks_off(), found(404, false, 1), found(404, false, 1)),
        (Reply::text(400, gone).then_breaks_off(), found(400, false, 1), found(400, false, 1)),
        (Reply::text(429, gone).then_breaks_off(), found(429, true, 4), found(429, true, 4)),
        (Reply::text(503, gone).then_breaks_off(), found(503, true, 4), found(503, false, 1)),
        (Reply::text(404, gone).then_silence(), found(404, false, 1), found(404, false, 1)),
        (Reply::text(503, gone).then_silence(), found(503, true, 4), found(503, false, 1)),
    ] {
        let mock = Scripted::new();
        mock.on(When::any()).reply(reply.clone());
        let acme = Acme::builder().mock(&mock).build().unwrap();
        assert_eq!(told(acme.get("a").send().await.map_err(Error::from)), of_get, "{reply:?}");
        assert_eq!(told(acme.create(&Account::default()).send().await.map_err(Error::from)), of_post, "{reply:?}");
    }
    let mock = Scripted::new();
    mock.on(When::any()).reply(dripping(404));
    let acme = Acme::builder().mock(&mock).build().unwrap();
    for call in [acme.get("a").attempt_timeout(5 * second), acme.get("a").attempt_timeout(None).timeout(5 * second)] {
        let begun = tokio::time::Instant::now();
        let error = call.send().await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts(), error.text().unwrap().trim()), (404, 1, gone));
        assert_eq!(begun.elapsed().as_secs(), 5);
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_error_asks_for_is_done_though_its_body_breaks_off() {
    let account = Reply::json(200, Account::default());
    let mock = Scripted::new();
    mock.on(When::any()).replies([Reply::text(503, "{").header("retry-after", "7").then_breaks_off(), account.clone()]);
    let begun = tokio::time::Instant::now();
    Acme::builder().mock(&mock).build().unwrap().get("a").send().await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 7);

    let mock = Scripted::new();
    mock.on(When::any()).replies([Reply::text(401, "{").then_breaks_off(), account]);
    let tokens = Arc::new(AtomicUsize::new(0));
    let given = tokens.clone();
    let builder = Acme::builder().with(0, move || {
        let token = format!("t{}", given.fetch_add(1, Ordering::SeqCst));
        async move { Ok(token) }
    });
    builder.mock(&mock).build().unwrap().get("a").send().await.unwrap();
    assert_eq!(mock.last_request().unwrap().header("authorization"), Some("Bearer t1"));
}

#[tokio::test]
async fn on_the_wire_too_an_error_that_breaks_off_keeps_its_status_and_a_success_tells_what_its_head_said() {
    for (status, kept) in [("404 Not Found", Some("{")), ("200 OK", None)] {
        for framing in ["content-length: 100\r\n\r\n{", "transfer-encoding: chunked\r\n\r\n1\r\n{\r\n"] {
            let bytes = format!("HTTP/1.1 {status}\r\nx-request-id: r-1\r\n{framing}").into_bytes();
            let server = RawServer::start(vec![Script::Bytes(bytes)]).await;
            let error = Acme::at(&server.url).get("a").retry(RetryPolicy::none()).send().await.unwrap_err();
            assert_eq!((error.text(), error.request_id()), (kept, Some("r-1")), "{error:?}");
            assert!(status.starts_with(error.status().unwrap().as_str()), "{error:?}");
            assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Yes, kept.is_none()));
        }
    }
}

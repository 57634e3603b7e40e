//! Every kind of credential and every option with something in it that nobody may see, formatted everywhere.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use specsmith_runtime::facts::{Operation, Secrets, Stream, StreamItem};
use specsmith_runtime::retry::Verdict;
use specsmith_runtime::{BoxError, ClientCredentials, Environment, Error, RetryPolicy, Secret, Token};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Acme, AcmeBuilder, plain};

/// All schemes together.
static ALL: Operation = plain(&[&[0, 1, 2, 3, 5]]);
static BASIC: Operation = plain(&[&[4]]);

const CANARIES: [&str; 13] = [
    "canary-bearer",
    "canary-key",
    "canary-query",
    "canary-cookie",
    "canary-user",
    "canary-password",
    "canary-client",
    "canary-parameter",
    "canary-callback",
    "canary-header",
    "canary-call",
    "canary-idempotency",
    "canary-token",
];

fn assert_hidden(what: &str, printed: &[String]) {
    for text in printed {
        let seen: Vec<&str> = CANARIES.into_iter().filter(|canary| text.contains(canary)).collect();
        assert!(seen.is_empty(), "{what} shows {seen:?}: {text}");
    }
}

fn all(value: &(impl std::fmt::Debug + ?Sized)) -> Vec<String> {
    vec![format!("{value:?}"), format!("{value:#?}")]
}

/// Display and Debug of an error and of everything that it comes from.
fn chain(error: &(dyn std::error::Error + 'static)) -> Vec<String> {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.flat_map(|cause| [vec![cause.to_string()], all(cause)].concat()).collect()
}

/// Everything that a client can be told.
fn builder(url: &str) -> AcmeBuilder {
    Acme::builder()
        .base_url(url)
        .token("canary-bearer")
        .api_key("canary-key")
        .query_key("canary-query")
        .session("canary-cookie")
        .basic_auth("canary-user", "canary-password")
        .client_credentials(ClientCredentials::new("owl", "canary-client").parameter("p", "canary-parameter"))
        .header("x-own", "canary-header")
        .environment(Environment::from([("ACME_TOKEN", "canary-bearer")]))
        .timeout(Duration::from_secs(5))
        .attempt_timeout(Duration::from_secs(5))
        .connect_timeout(Duration::from_secs(5))
        .retry(RetryPolicy::default().initial_backoff(Duration::ZERO).max_attempts(2))
        .retry_rule(|_| Verdict::Indifferent)
        .user_agent_suffix("my-program/1")
        .max_response_bytes(1000)
        .configure_http(|http| http)
}

#[test]
fn what_a_client_is_made_of_prints_without_credentials() {
    let client = ClientCredentials::new("owl", "canary-client").parameter("p", "canary-parameter");
    let with_callback = builder("https://api.example.com").with(0, async || Ok(Token::from("canary-callback")));
    for (what, printed) in [
        ("secret", all(&Secret::from("canary-bearer"))),
        ("token", all(&Token::from("canary-token").valid_for(Duration::from_secs(1)))),
        ("client credentials", all(&client)),
        ("environment", all(&Environment::from([("ACME_TOKEN", "canary-bearer")]))),
        ("builder", all(&builder("https://api.example.com"))),
        ("builder with a callback", all(&with_callback)),
        ("client", all(&with_callback.build().unwrap())),
        ("core", all(builder("https://api.example.com").build().unwrap().core())),
    ] {
        assert_hidden(what, &printed);
    }
}

#[tokio::test]
async fn a_server_that_repeats_every_credential_is_quoted_without_them() {
    let echo = CANARIES.join(" ");
    for (status, type_) in [(200, "text/html"), (401, "text/plain"), (500, "application/json"), (302, "text/plain")] {
        let server = MockServer::start().await;
        Mock::given(wiremock::matchers::path("/oauth/token"))
            .respond_with(
                ResponseTemplate::new(200).set_body_raw(r#"{"access_token":"canary-token"}"#, "application/json"),
            )
            .mount(&server)
            .await;
        let answer = ResponseTemplate::new(status).insert_header("x-request-id", "canary-bearer");
        let answer = answer.insert_header("location", "https://other.example.com/?k=canary-query");
        Mock::given(any()).respond_with(answer.set_body_raw(format!("<p>{echo}"), type_)).mount(&server).await;
        let acme = builder(&server.uri()).build().unwrap();
        for operation in [&ALL, &BASIC] {
            let call = acme.plain(operation).header("x-mine", "canary-call").idempotency_key("canary-idempotency");
            assert_hidden("call", &all(&call));
            let error: Error = call.json().await.unwrap_err().into();
            // A callback was not asked, and its word is only the server's.
            let printed: Vec<String> = chain(&error).iter().map(|text| text.replace("canary-callback", "")).collect();
            let printed: Vec<String> = match operation.security {
                [[4]] => printed.iter().map(|text| text.replace("canary-token", "")).collect(),
                _ => printed,
            };
            assert_hidden("error", &printed);
        }
    }
}

#[tokio::test]
async fn a_token_endpoint_that_repeats_what_it_got_is_quoted_without_it() {
    for in_body in [false, true] {
        let server = MockServer::start().await;
        let said = r#"{"error":"no canary-client","error_description":"not canary-parameter of canary-client"}"#;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(400).set_body_raw(said, "application/json"))
            .mount(&server)
            .await;
        let client = ClientCredentials::new("owl", "canary-client").parameter("p", "canary-parameter");
        let client = if in_body { client.in_body() } else { client };
        let acme = builder(&server.uri()).client_credentials(client).build().unwrap();
        let error = acme.plain(&ALL).send().await.unwrap_err();
        assert_hidden("token endpoint", &chain(&error));
        assert!(error.to_string().contains("no *** (not *** of ***)"), "{error}");
    }
}

#[tokio::test]
async fn errors_before_and_without_an_answer_print_without_credentials() {
    let down = builder("http://127.0.0.1:1").retry(RetryPolicy::none());
    let error = down.clone().build().unwrap().plain(&BASIC).send().await.unwrap_err();
    assert_hidden("no connection", &chain(&error));
    let error = down.clone().build().unwrap().plain(&ALL).send().await.unwrap_err();
    assert!(matches!(error, Error::Auth(_)));
    assert_hidden("no token endpoint", &chain(&error));
    let sealed = down.with(5, async || Err::<Token, BoxError>("the vault is sealed".into()));
    let error = sealed.build().unwrap().plain(&ALL).send().await.unwrap_err();
    assert_hidden("no callback", &chain(&error));
    for builder in [
        builder("https://canary-user:canary-password@example.com"),
        builder("https://api.example.com").token("canary-bearer\n"),
        builder("https://api.example.com").header("x-own", "canary-header\r\n"),
        builder("https://api.example.com").client_credentials(
            ClientCredentials::new("owl", "canary-client").token_url("https://canary-user:canary-password@example.com"),
        ),
    ] {
        assert_hidden("configuration", &chain(&builder.build().unwrap_err()));
    }
}

/// What a program says that stops there.
fn last_words<T>(stops: impl FnOnce() -> T) -> String {
    let panic = catch_unwind(AssertUnwindSafe(stops)).err().expect("it stops");
    panic.downcast_ref::<String>().expect("it says something").clone()
}

#[tokio::test]
async fn a_program_that_panics_over_anything_of_a_call_says_no_credential() {
    let server = MockServer::start().await;
    let echo = ResponseTemplate::new(401).insert_header("x-request-id", "canary-bearer");
    Mock::given(any()).respond_with(echo.set_body_string(CANARIES.join(" "))).mount(&server).await;
    static KEYS: Operation = plain(&[&[0, 1, 2, 3]]);
    let acme = builder(&server.uri()).build().unwrap();
    let call = || acme.plain(&KEYS).header("x-mine", "canary-call").idempotency_key("canary-idempotency");
    let refused = async || call().json().await;
    let unreachable = builder("http://127.0.0.1:1").retry(RetryPolicy::none()).build().unwrap();
    let broken = unreachable.plain(&KEYS).send().await;
    let unsigned = unreachable.plain(&ALL).send().await;
    let unfit = builder("https://api.example.com").token("canary-bearer\n").build();
    let (first, second, error) = (refused().await, refused().await, refused().await.unwrap_err());
    for (what, said) in [
        ("an answer", last_words(|| first.unwrap())),
        ("an answer that was expected", last_words(|| second.expect("an account"))),
        ("an error in another's words", last_words(|| panic!("{error} {error:?} {error:#?}"))),
        ("no connection", last_words(|| broken.unwrap())),
        ("no token", last_words(|| unsigned.unwrap())),
        ("a configuration", last_words(|| unfit.unwrap())),
        ("a client", last_words(|| builder("https://api.example.com").build().unwrap_err())),
        ("a client in words", last_words(|| panic!("{acme:?} {acme:#?}"))),
        ("a builder", last_words(|| panic!("{:?}", builder("https://api.example.com")))),
        ("a request", last_words(|| panic!("{:?} {:#?}", call(), call()))),
    ] {
        // A callback was not asked, and of what no call carried the server's word is its own.
        let said = said.replace("canary-callback", "").replace("canary-token", "");
        assert!(said.len() > 20, "{what}: {said}");
        assert_hidden(what, &[said]);
    }
}

#[test]
fn errors_go_where_applications_keep_theirs() {
    fn application(error: Error) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        Err(error)?
    }
    let config = Acme::builder().build().unwrap_err();
    let kept = application(config.into()).unwrap_err();
    assert!(kept.downcast_ref::<Error>().is_some() && kept.to_string().lines().count() == 1);
}

#[tokio::test]
async fn an_answer_that_is_a_secret_as_a_whole_is_printed_by_no_response_and_read_like_any_other() {
    static SECRET: Operation = Operation { secrets: Secrets { answer: true, errors: &[] }, ..plain(&[]) };
    static OTHER: Operation = plain(&[]);
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(r#"{"id":"canary-password"}"#, "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let acme = Acme::builder().base_url(server.uri()).build().unwrap();
    let text = acme.plain(&SECRET).text().await.unwrap();
    let json = acme.plain(&SECRET).json().await.unwrap();
    assert_hidden("text", &all(&text));
    assert_hidden("json", &all(&json));
    assert_hidden("what is made of it", &all(&text.clone().map(|text| text.to_uppercase().to_lowercase())));
    assert!(format!("{text:?}").starts_with("Response { value: ***, status: 200, "), "{text:?}");
    assert_eq!((json.id.as_str(), text.into_inner().len()), ("canary-password", 24));
    let shown = acme.plain(&OTHER).json().await.unwrap();
    assert!(format!("{shown:?}").contains("canary-password"));
}

#[tokio::test]
async fn an_error_that_holds_a_secret_is_printed_without_its_body_and_read_like_any_other() {
    static SECRET: Operation = Operation { secrets: Secrets { answer: false, errors: &[(404, 404)] }, ..plain(&[]) };
    static OTHER: Operation = Operation { secrets: Secrets { answer: false, errors: &[(500, 599)] }, ..plain(&[]) };
    for (body, type_) in [
        (r#"{"message":"canary-password"}"#, "application/json"),
        (r#""canary-password""#, "application/json"),
        ("canary-password", "text/plain"),
        ("<p>canary-password", "text/html"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(404).insert_header("x-request-id", "r-7").set_body_raw(body, type_);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let acme = Acme::builder().base_url(server.uri()).retry(RetryPolicy::none()).build().unwrap();
        let error = acme.plain(&SECRET).json().await.unwrap_err();
        assert_hidden(body, &chain(&error));
        assert_eq!(error.to_string(), "plain answered 404 Not Found (request r-7): ***");
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(api.text(), body);
        let untyped: Error = error.into();
        assert_hidden(body, &chain(&untyped));
        let shown = acme.plain(&OTHER).json().await.unwrap_err();
        assert!(shown.to_string().contains("canary-password"), "{shown}");
    }
}

#[tokio::test]
async fn what_came_in_place_of_a_secret_is_quoted_by_no_error() {
    static SECRET: Operation = Operation { secrets: Secrets { answer: true, errors: &[] }, ..plain(&[]) };
    static OTHER: Operation = plain(&[]);
    for type_ in ["text/plain", "text/html"] {
        let body = if type_ == "text/html" { "<p>canary-password" } else { "canary-password" };
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_raw(body, type_)).mount(&server).await;
        let acme = Acme::builder().base_url(server.uri()).build().unwrap();
        assert_hidden(type_, &chain(&acme.plain(&SECRET).json().await.unwrap_err()));
        let shown = acme.plain(&OTHER).json().await.unwrap_err();
        assert!(shown.to_string().contains("canary-password"), "{shown}");
    }
}

#[tokio::test]
async fn an_item_of_a_stream_that_is_a_secret_as_a_whole_is_printed_by_no_event_and_no_error() {
    static SECRET: Operation = Operation { secrets: Secrets { answer: true, errors: &[] }, ..plain(&[]) };
    static OTHER: Operation = plain(&[]);
    static EVENTS: Stream = Stream { accept: "text/event-stream", flag: None, sentinel: None, item: StreamItem::Json };
    let server = MockServer::start().await;
    let body = "id: 7\ndata: \"canary-password\"\n\ndata: canary-password\n\n";
    let answer = ResponseTemplate::new(200).set_body_raw(body, "text/event-stream");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let acme = Acme::builder().base_url(server.uri()).build().unwrap();
    let mut events = acme.plain(&SECRET).events::<String>(&EVENTS).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_hidden("event", &all(&event));
    assert_eq!(format!("{event:?}"), r#"Event { id: "7", event: "message", data: *** }"#);
    assert_eq!(event.data, "canary-password");
    let error = events.next().await.unwrap().unwrap_err();
    assert_hidden("error of an event", &chain(&error));
    assert_hidden("stream", &all(&events));
    let mut events = acme.plain(&OTHER).events::<String>(&EVENTS).await.unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert_eq!(format!("{event:?}"), r#"Event { id: "7", event: "message", data: "canary-password" }"#);
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("canary-password"), "{error}");
}

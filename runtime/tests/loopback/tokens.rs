//! Credentials that are fetched: OAuth2 client credentials and callbacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use specsmith_runtime::error::{AuthProblem, TokenErrorCode};
use specsmith_runtime::facts::{Operation, Scopes};
use specsmith_runtime::{BoxError, ClientCredentials, Environment, Error, RetryPolicy, Sent, Token};
use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Acme, AcmeBuilder, plain};
use crate::raw_server::{RawServer, Script};

static OAUTH: Operation = plain(&[&[5]]);
static READ: Operation =
    Operation { scopes: &[Scopes { alternative: 0, scheme: 5, scopes: &["read", "write:all"] }], ..plain(&[&[5]]) };
static KEY: Operation = plain(&[&[1]]);
static BEARER: Operation = plain(&[&[0]]);
static BASIC: Operation = plain(&[&[4]]);

const CLIENT: (&str, &str) = ("an id:1", "canary s3cret&");

fn client() -> ClientCredentials {
    ClientCredentials::new(CLIENT.0, CLIENT.1)
}

/// A server that numbers its tokens, and lets in who has one of the `good`.
async fn server(expires_in: i64, good: &'static [&'static str]) -> MockServer {
    let server = MockServer::start().await;
    let made = AtomicUsize::new(0);
    let token = move |_: &Request| {
        let number = made.fetch_add(1, Ordering::SeqCst) + 1;
        let body =
            format!(r#"{{"access_token":"canary-token-{number}","token_type":"bearer","expires_in":{expires_in}}}"#);
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    };
    Mock::given(method("POST")).and(path("/oauth/token")).respond_with(token).mount(&server).await;
    for token in good {
        let bearer = format!("Bearer canary-token-{token}");
        let let_in = Mock::given(path("/plain")).and(header("authorization", bearer.as_str()));
        let_in.respond_with(ResponseTemplate::new(200)).mount(&server).await;
    }
    Mock::given(path("/plain")).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    server
}

fn acme(server: &MockServer, client: ClientCredentials) -> Acme {
    Acme::builder().base_url(server.uri()).client_credentials(client).build().unwrap()
}

/// What the token endpoint and the API were asked.
async fn seen(server: &MockServer) -> (Vec<Request>, Vec<Request>) {
    server.received_requests().await.unwrap().into_iter().partition(|request| request.url.path() == "/oauth/token")
}

fn body(request: &Request) -> String {
    String::from_utf8(request.body.clone()).unwrap()
}

#[tokio::test]
async fn id_and_secret_are_traded_for_a_token_that_all_calls_share() {
    let server = server(3600, &["1"]).await;
    let acme = acme(&server, client());
    for _ in 0..3 {
        acme.clone().plain(&OAUTH).send().await.unwrap();
    }
    let (tokens, calls) = seen(&server).await;
    assert_eq!((tokens.len(), calls.len()), (1, 3));
    assert_eq!(body(&tokens[0]), "grant_type=client_credentials");
    // RFC 6749 §2.3.1: each half as in a form, then RFC 7617.
    assert_eq!(tokens[0].headers["authorization"], "Basic YW4lMjBpZCUzQTE6Y2FuYXJ5JTIwczNjcmV0JTI2");
    assert_eq!(tokens[0].headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(tokens[0].headers["accept"], "application/json");
    assert!(tokens[0].headers["user-agent"].to_str().unwrap().starts_with("acme-client/1.0"));
    assert_eq!(calls[2].headers["authorization"], "Bearer canary-token-1");
}

#[tokio::test]
async fn a_hundred_calls_at_once_fetch_one_token() {
    let server = server(3600, &["1"]).await;
    let acme = acme(&server, client());
    let calls = (0..100).map(|_| tokio::spawn(acme.plain(&OAUTH).send())).collect::<Vec<_>>();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let (tokens, calls) = seen(&server).await;
    assert_eq!((tokens.len(), calls.len()), (1, 100));
}

#[tokio::test]
async fn a_hundred_calls_that_wait_for_a_token_endpoint_that_is_down_ask_it_once() {
    let server = MockServer::start().await;
    let down = ResponseTemplate::new(400).set_body_json(serde_json(r#"{"error":"invalid_scope"}"#));
    let down = down.set_delay(Duration::from_millis(100));
    Mock::given(path("/oauth/token")).respond_with(down).mount(&server).await;
    let acme = acme(&server, client());
    let calls = (0..100).map(|_| tokio::spawn(acme.plain(&OAUTH).send())).collect::<Vec<_>>();
    for call in calls {
        assert!(matches!(call.await.unwrap(), Err(Error::Auth(_))));
    }
    assert_eq!(seen(&server).await.0.len(), 1);
}

fn serde_json(text: &str) -> specsmith_runtime::serde_json::Value {
    specsmith_runtime::serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_token_that_has_run_out_before_it_came_is_used_once() {
    for expires_in in [0, -1] {
        let server = server(expires_in, &["1", "2"]).await;
        let acme = acme(&server, client());
        acme.plain(&OAUTH).send().await.unwrap();
        acme.plain(&OAUTH).send().await.unwrap();
        assert_eq!(seen(&server).await.0.len(), 2, "{expires_in}");
    }
}

#[tokio::test]
async fn a_call_that_is_refused_is_repeated_once_with_a_fresh_token_whatever_its_method_and_policy() {
    let server = server(3600, &["2"]).await;
    let acme = acme(&server, client());
    static POST: Operation =
        Operation { method: specsmith_runtime::facts::Method::Post, idempotent: false, ..plain(&[&[5]]) };
    acme.plain(&POST).retry(RetryPolicy::none()).send().await.unwrap();
    let (tokens, calls) = seen(&server).await;
    assert_eq!((tokens.len(), calls.len()), (2, 2));
    assert_eq!(calls[1].headers["authorization"], "Bearer canary-token-2");

    let stubborn = self::server(3600, &[]).await;
    let error = self::acme(&stubborn, client()).plain(&OAUTH).send().await.unwrap_err();
    let (tokens, calls) = seen(&stubborn).await;
    assert_eq!((tokens.len(), calls.len(), error.attempts()), (2, 2, 2));
    assert_eq!(error.status().unwrap().as_u16(), 401);
}

#[tokio::test]
async fn a_refusal_that_many_calls_get_at_once_fetches_one_fresh_token() {
    let server = server(3600, &["2"]).await;
    let acme = acme(&server, client());
    let calls = (0..50).map(|_| tokio::spawn(acme.plain(&OAUTH).send())).collect::<Vec<_>>();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(seen(&server).await.0.len(), 2);
}

#[tokio::test]
async fn a_fixed_credential_that_is_refused_is_not_sent_twice() {
    let server = server(3600, &[]).await;
    let acme = Acme::builder().base_url(server.uri()).oauth("fixed").build().unwrap();
    acme.plain(&OAUTH).send().await.unwrap_err();
    let (tokens, calls) = seen(&server).await;
    assert_eq!((tokens.len(), calls.len()), (0, 1));
    assert_eq!(calls[0].headers["authorization"], "Bearer fixed");
}

#[tokio::test]
async fn an_operations_scopes_are_asked_for_unless_the_caller_has_scopes_of_its_own() {
    let server = server(3600, &["1", "2"]).await;
    let acme = acme(&server, client());
    for operation in [&READ, &OAUTH, &READ] {
        acme.plain(operation).send().await.unwrap();
    }
    let bodies: Vec<String> = seen(&server).await.0.iter().map(body).collect();
    assert_eq!(bodies, ["grant_type=client_credentials&scope=read%20write%3Aall", "grant_type=client_credentials"]);

    let server = self::server(3600, &["1"]).await;
    let acme = self::acme(&server, client().scopes(["admin"]).parameter("audience", "a b").in_body());
    for operation in [&READ, &OAUTH] {
        acme.plain(operation).send().await.unwrap();
    }
    let (tokens, _) = seen(&server).await;
    let form = "grant_type=client_credentials&scope=admin&audience=a%20b&client_id=an%20id%3A1&client_secret=canary%20s3cret%26";
    assert_eq!((tokens.len(), body(&tokens[0]).as_str()), (1, form));
    assert!(!tokens[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn id_and_secret_come_from_the_environment_when_nothing_was_given() {
    let pair = [("ACME_CLIENT_ID", "from-env"), ("ACME_CLIENT_SECRET", "canary-env")];
    let server = server(3600, &["1"]).await;
    let builder = || Acme::builder().base_url(server.uri()).environment(Environment::from(pair));
    builder().build().unwrap().plain(&OAUTH).send().await.unwrap();
    builder().client_credentials(client()).build().unwrap().plain(&OAUTH).send().await.unwrap_err();
    let sent: Vec<_> = seen(&server).await.0.iter().map(|r| r.headers["authorization"].clone()).collect();
    assert_eq!(sent[0], "Basic ZnJvbS1lbnY6Y2FuYXJ5LWVudg==", "the environment");
    assert_ne!(sent[1], sent[0], "explicit comes first");

    let half = Environment::from([("ACME_CLIENT_ID", "from-env")]);
    let acme = Acme::builder().base_url(server.uri()).environment(half).build().unwrap();
    assert_eq!(
        acme.plain(&OAUTH).send().await.unwrap_err().to_string(),
        "plain needs a credential: call `.client_credentials(…)` on the builder or set ACME_CLIENT_ID and \
         ACME_CLIENT_SECRET, or call `.oauth(…)` on the builder"
    );
}

#[test]
fn a_token_url_is_safe_and_known_when_the_client_is_made() {
    let built = |url: &str| {
        Acme::builder()
            .instance("a")
            .client_credentials(client().token_url(url))
            .build()
            .map(|_| ())
            .map_err(|e| e.to_string())
    };
    for url in ["https://auth.example.com/token?api-version=1", "http://localhost:1/t", "/token", "token"] {
        assert_eq!(built(url), Ok(()), "{url}");
    }
    for (url, said) in [
        ("http://auth.example.com/token", "is plain HTTP"),
        ("https://canary:pw@auth.example.com/token", "holds credentials"),
        ("//evil.example.com\\@a", "backslash"),
    ] {
        let message = built(url).unwrap_err();
        assert!(message.starts_with("the token URL given by `.token_url(…)`"), "{message}");
        assert!(message.contains(said) && !message.contains("canary"), "{message}");
    }
    for (id, secret) in [("", "s"), ("i", ""), ("i", " ")] {
        let error = Acme::builder().instance("a").client_credentials(ClientCredentials::new(id, secret)).build();
        assert_eq!(
            error.unwrap_err().to_string(),
            "the credential given by `.client_credentials(…)` has an empty id or secret"
        );
    }
}

#[tokio::test]
async fn what_a_token_endpoint_refuses_is_typed_and_nothing_is_sent() {
    let refused = |code: &str| format!(r#"{{"error":"{code}","error_description":"bad secret canary s3cret&"}}"#);
    for (status, body, code) in [
        (401, refused("invalid_client"), Some(TokenErrorCode::InvalidClient)),
        (400, refused("invalid_scope"), Some(TokenErrorCode::InvalidScope)),
        (400, refused("unauthorized_client"), Some(TokenErrorCode::UnauthorizedClient)),
        (400, refused("canary s3cret&"), Some(TokenErrorCode::Other("***".to_owned()))),
        (400, "<html>canary".to_owned(), None),
        (200, "{}".to_owned(), None),
        (200, "not json canary".to_owned(), None),
        (200, format!(r#"{{"access_token":"canary","filler":"{}"}}"#, "x".repeat(70_000)), None),
        (302, String::new(), None),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
        Mock::given(path("/oauth/token"))
            .respond_with(answer.insert_header("location", "/elsewhere"))
            .mount(&server)
            .await;
        let error = acme(&server, client()).plain(&OAUTH).send().await.unwrap_err();
        assert_eq!((error.was_sent(), error.is_retryable(), error.operation()), (Sent::No, false, Some("plain")));
        let Error::Auth(auth) = &error else { panic!("{error:?}") };
        match (auth.problem(), &code) {
            (AuthProblem::Refused { code, .. }, Some(expected)) => assert_eq!(code, expected),
            (AuthProblem::BadAnswer { status: told, .. }, None) => assert_eq!(told.as_u16(), status),
            (other, _) => panic!("{other:?}"),
        }
        assert_eq!(auth.scheme(), "oauth");
        let printed = format!("{error} {error:?} {error:#?} {:?}", std::error::Error::source(&error));
        assert!(!printed.contains("canary") && error.to_string().lines().count() == 1, "{printed}");
        assert_eq!(seen(&server).await.1.len(), 0, "the call itself is not sent");
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_down_is_tried_again_as_the_calls_policy_says() {
    let server = MockServer::start().await;
    Mock::given(path("/oauth/token")).respond_with(ResponseTemplate::new(503)).up_to_n_times(2).mount(&server).await;
    let good = ResponseTemplate::new(200).set_body_json(serde_json(r#"{"access_token":"t"}"#));
    Mock::given(path("/oauth/token")).respond_with(good).mount(&server).await;
    Mock::given(path("/plain")).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let call = acme(&server, client()).plain(&OAUTH);
    let error = call.clone().retry(RetryPolicy::none()).send().await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, true));
    call.retry(fast).send().await.unwrap();
    let (tokens, calls) = seen(&server).await;
    assert_eq!((tokens.len(), calls.len()), (3, 1));
}

#[tokio::test]
async fn time_that_runs_out_while_a_token_is_fetched_says_that_nothing_was_sent() {
    let silent = RawServer::start(vec![Script::Silence]).await;
    let acme = Acme::builder()
        .base_url("https://api.example.com")
        .client_credentials(client().token_url(format!("{}/token", silent.url)))
        .build()
        .unwrap();
    let error = acme.plain(&OAUTH).timeout(Duration::from_millis(50)).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.was_sent(), Sent::No);
}

/// A builder with a callback for a scheme that counts how often it is asked.
fn asked(scheme: usize, server: &MockServer, valid_for: Option<Duration>) -> (AcmeBuilder, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let builder = Acme::builder().base_url(server.uri()).with(scheme, move || {
        let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            let token = Token::from(format!("canary-token-{number}"));
            Ok::<_, BoxError>(valid_for.map_or(token.clone(), |time| token.valid_for(time)))
        }
    });
    (builder, count)
}

#[tokio::test]
async fn a_callback_is_asked_for_each_call_or_once_for_as_long_as_its_token_is_valid() {
    for (valid_for, asks) in [(None, 3), (Some(Duration::from_secs(60)), 1), (Some(Duration::ZERO), 3)] {
        let server = server(0, &["1", "2", "3"]).await;
        let (builder, count) = asked(0, &server, valid_for);
        let acme = builder.build().unwrap();
        for _ in 0..3 {
            acme.plain(&BEARER).send().await.unwrap();
        }
        assert_eq!(count.load(Ordering::SeqCst), asks, "{valid_for:?}");
    }
}

#[tokio::test]
async fn a_callback_is_asked_once_more_after_a_401_and_serves_keys_and_basic_too() {
    let server = server(0, &["2"]).await;
    let (builder, count) = asked(0, &server, Some(Duration::from_secs(60)));
    builder.build().unwrap().plain(&BEARER).send().await.unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 2);

    let (builder, _) = asked(1, &server, None);
    builder.build().unwrap().plain(&KEY).send().await.unwrap_err();
    assert_eq!(seen(&server).await.1.last().unwrap().headers["x-api-key"], "canary-token-2");

    let basic = Acme::builder().base_url(server.uri()).with(4, async || Ok("Aladdin:open sesame"));
    basic.build().unwrap().plain(&BASIC).send().await.unwrap_err();
    let sent = seen(&server).await.1.last().unwrap().headers["authorization"].clone();
    assert_eq!(sent, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

#[tokio::test]
async fn a_callback_that_fails_or_gives_what_cannot_be_sent_ends_the_call_before_sending() {
    let server = server(0, &[]).await;
    let failing = Acme::builder()
        .base_url(server.uri())
        .with(0, async || Err::<Token, BoxError>(std::io::Error::other("the vault is sealed").into()));
    let error = failing.build().unwrap().plain(&BEARER).send().await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, false));
    assert_eq!(
        error.to_string(),
        "plain was not sent: no credential for `bearerAuth`: the callback failed: the vault is sealed"
    );
    assert!(std::error::Error::source(&error).unwrap().downcast_ref::<std::io::Error>().is_some());

    for (token, said) in [("", "is empty"), (" ", "is empty"), ("canary\r\nx: y", "has a value with a line break")] {
        let odd = Acme::builder().base_url(server.uri()).with(0, move || async move { Ok(token) });
        let error = odd.build().unwrap().plain(&BEARER).send().await.unwrap_err();
        assert!(matches!(error, Error::Auth(_)) && error.was_sent() == Sent::No, "{error:?}");
        assert!(error.to_string().contains(said) && !error.to_string().contains("canary"), "{error}");
    }
    assert_eq!(seen(&server).await.1.len(), 0);
}

#[tokio::test]
async fn nobody_else_gets_a_fetched_token() {
    let (home, other) = (server(3600, &["1"]).await, server(3600, &[]).await);
    let acme = acme(&home, client());
    acme.plain(&OAUTH).base_url(other.uri()).send().await.unwrap_err();
    let (tokens, calls) = seen(&other).await;
    assert_eq!((tokens.len(), calls.len()), (0, 1));
    assert!(!calls[0].headers.contains_key("authorization"));
    assert_eq!(seen(&home).await.0.len(), 0, "none is fetched for a server that may not have it");
}

#[tokio::test]
async fn what_is_fetched_and_what_it_is_fetched_with_are_printed_nowhere() {
    let server = MockServer::start().await;
    let token = serde_json(r#"{"access_token":"canary-token","expires_in":60}"#);
    Mock::given(path("/oauth/token"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(&server)
        .await;
    let echo = ResponseTemplate::new(403).set_body_string("not for canary-token of canary s3cret&");
    Mock::given(path("/plain")).respond_with(echo).mount(&server).await;
    let builder = Acme::builder().base_url(server.uri()).client_credentials(client().parameter("p", "canary-p"));
    let mut printed = format!("{builder:?} {:?}", client().parameter("p", "canary-p"));
    let acme = builder.build().unwrap();
    let error = acme.plain(&OAUTH).send().await.unwrap_err();
    printed += &format!("{acme:?} {error} {error:?} {error:#?}");
    assert!(!printed.contains("canary") && printed.contains("not for *** of ***"), "{printed}");
}

//! Which credentials go where, and that they are seen nowhere else.

use specsmith_runtime::facts::Operation;
use specsmith_runtime::{ConfigError, Environment, Error, Sent};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Acme, AcmeBuilder, plain};

async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&server).await;
    server
}

/// What one call of the operation sent.
async fn sent(configure: impl FnOnce(AcmeBuilder) -> AcmeBuilder, operation: &'static Operation) -> Request {
    let server = server().await;
    let acme = configure(Acme::builder().base_url(server.uri())).build().unwrap();
    acme.plain(operation).send().await.unwrap();
    server.received_requests().await.unwrap().pop().unwrap()
}

static ALL: Operation = plain(&[&[0, 1, 2, 3]]);
static EITHER: Operation = plain(&[&[0], &[1, 3], &[2]]);
static OPTIONAL: Operation = plain(&[&[], &[0]]);
static NONE: Operation = plain(&[]);
static BASIC: Operation = plain(&[&[4]]);
static BEARER: Operation = plain(&[&[0]]);

#[tokio::test]
async fn every_scheme_goes_to_its_place() {
    let request = sent(|b| b.token("tok").api_key("key+/=").query_key("q &1").session("abc=="), &ALL).await;
    assert_eq!(request.headers["authorization"], "Bearer tok");
    assert_eq!(request.headers["x-api-key"], "key+/=");
    assert_eq!(request.headers["cookie"], "session=abc==");
    assert_eq!(request.url.query(), Some("api_key=q%20%261"));
}

#[tokio::test]
async fn a_token_that_says_bearer_already_goes_out_as_it_is_wherever_it_comes_from() {
    static OAUTH: Operation = plain(&[&[5]]);
    for token in ["Bearer tok", " Bearer tok\n"] {
        let env = Environment::from([("ACME_TOKEN", token)]);
        for (request, from) in [
            (sent(|b| b.token(token.trim()), &BEARER).await, "code"),
            (sent(|b| b.environment(env), &BEARER).await, "the environment"),
            (sent(|b| b.with(0, move || async move { Ok(token) }), &BEARER).await, "a callback"),
            (sent(|b| b.oauth(token.trim()), &OAUTH).await, "OAuth2"),
        ] {
            assert_eq!(request.headers["authorization"], "Bearer tok", "{from}");
        }
    }
}

#[tokio::test]
async fn a_user_and_a_password_make_a_basic_credential_also_from_the_environment() {
    // RFC 7617 §2.
    let request = sent(|b| b.basic_auth("Aladdin", "open sesame"), &BASIC).await;
    assert_eq!(request.headers["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    let environment = Environment::from([("ACME_LOGIN", "Aladdin:open sesame")]);
    let request = sent(|b| b.environment(environment), &BASIC).await;
    assert_eq!(request.headers["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

#[tokio::test]
async fn the_first_alternative_that_is_complete_is_used() {
    let request = sent(|b| b.api_key("k").session("s").query_key("q"), &EITHER).await;
    assert_eq!(request.headers["x-api-key"], "k");
    assert_eq!(request.headers["cookie"], "session=s");
    assert_eq!((request.url.query(), request.headers.get("authorization")), (None, None));

    let request = sent(|b| b.api_key("k").query_key("q"), &EITHER).await;
    assert_eq!((request.url.query(), request.headers.get("x-api-key")), (Some("api_key=q"), None));
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_is_asked_for() {
    assert!(sent(|b| b.token("t"), &NONE).await.headers.get("authorization").is_none());
    assert!(sent(|b| b, &OPTIONAL).await.headers.get("authorization").is_none());
    assert_eq!(sent(|b| b.token("t"), &OPTIONAL).await.headers["authorization"], "Bearer t");
}

#[tokio::test]
async fn a_header_set_by_hand_stands_for_the_credential() {
    let request = sent(|b| b.header("Authorization", "Basic x"), &BEARER).await;
    assert_eq!(request.headers["authorization"], "Basic x");
    let server = server().await;
    let acme = Acme::at(&server.uri());
    acme.plain(&BEARER).header("authorization", "Other y").send().await.unwrap();
    assert_eq!(server.received_requests().await.unwrap()[0].headers["authorization"], "Other y");
}

#[tokio::test]
async fn a_missing_credential_is_said_before_sending_with_its_setter_and_variable() {
    let server = server().await;
    let acme = Acme::builder().base_url(server.uri()).build().unwrap();
    let error = acme.plain(&EITHER).send().await.unwrap_err();
    assert_eq!(error.was_sent(), Sent::No);
    assert_eq!(
        error.to_string(),
        "plain needs a credential: call `.token(…)` on the builder or set ACME_TOKEN; or call `.api_key(…)` on the builder \
         and call `.session(…)` on the builder; or call `.query_key(…)` on the builder"
    );
    assert!(matches!(error, Error::Config(_)));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn explicit_comes_before_environment_and_empty_is_absent() {
    let env = |token| move |b: AcmeBuilder| b.environment(Environment::from([("ACME_TOKEN", token)]));
    assert_eq!(sent(env("e"), &BEARER).await.headers["authorization"], "Bearer e");
    assert_eq!(sent(env(" e\n"), &BEARER).await.headers["authorization"], "Bearer e");
    assert_eq!(sent(|b| env("e")(b).token("x"), &BEARER).await.headers["authorization"], "Bearer x");
    for empty in ["", " "] {
        assert!(sent(env(empty), &OPTIONAL).await.headers.get("authorization").is_none());
    }
}

#[tokio::test]
async fn explicit_comes_before_environment_across_alternatives_too() {
    static TWO: Operation = plain(&[&[0], &[1]]);
    static BOTH: Operation = plain(&[&[0, 1], &[1]]);
    static PAIRS: Operation = plain(&[&[0, 1], &[1, 3]]);
    let environment = |b: AcmeBuilder| b.environment(Environment::from([("ACME_TOKEN", "env")]));
    type Case = (&'static Operation, fn(AcmeBuilder) -> AcmeBuilder, (bool, bool));
    let cases: [Case; 6] = [
        (&TWO, |b| b, (true, false)),
        (&TWO, |b| b.api_key("k"), (false, true)),
        (&TWO, |b| b.header("X-API-Key", "k"), (false, true)),
        (&TWO, |b| b.api_key("k").token("t"), (true, false)),
        (&BOTH, |b| b.api_key("k"), (false, true)),
        // Nothing is met by what is explicit alone.
        (&PAIRS, |b| b.api_key("k"), (true, true)),
    ];
    for (number, (operation, explicit, (bearer, key))) in cases.into_iter().enumerate() {
        let request = sent(|b| explicit(environment(b)), operation).await;
        assert_eq!(request.headers.contains_key("authorization"), bearer, "{number}");
        assert_eq!(request.headers.contains_key("x-api-key"), key, "{number}");
    }
}

#[tokio::test]
async fn a_cookie_goes_as_it_was_given_where_a_cookie_can_hold_it() {
    static COOKIE: Operation = plain(&[&[3]]);
    for (given, goes) in [
        ("s%3Aabc.def%2B", "s%3Aabc.def%2B"),
        ("abc==", "abc=="),
        ("!#$%&'()*+-./:<=>?@[]^_`{|}~", "!#$%&'()*+-./:<=>?@[]^_`{|}~"),
        ("a b", "a%20b"),
        ("a;b%", "a%3Bb%25"),
        ("a\"b", "a%22b"),
        ("a,b\\c", "a%2Cb%5Cc"),
        ("ключ", "%D0%BA%D0%BB%D1%8E%D1%87"),
    ] {
        let request = sent(|b| b.session(given), &COOKIE).await;
        assert_eq!(request.headers["cookie"].to_str().unwrap(), format!("session={goes}"));
    }
}

/// Also where the client has another one, and where it has none at all.
#[tokio::test]
async fn a_key_set_by_hand_as_a_cookie_or_in_the_query_stands_for_the_credential() {
    static COOKIE: Operation = plain(&[&[3]]);
    static QUERY: Operation = plain(&[&[2]]);
    let server = server().await;
    for configured in [false, true] {
        let mut builder = Acme::builder().base_url(server.uri());
        if configured {
            builder = builder.session("configured").query_key("configured");
        }
        let acme = builder.build().unwrap();
        for cookies in ["session=mine", "a=b; session=mine", "a=b;session=mine;c=d"] {
            acme.plain(&COOKIE).header("cookie", cookies).send().await.unwrap();
            let last = server.received_requests().await.unwrap().pop().unwrap();
            assert_eq!(last.headers["cookie"], cookies);
        }
        acme.plain(&QUERY).query("api_key", "mine").send().await.unwrap();
        assert_eq!(server.received_requests().await.unwrap().pop().unwrap().url.query(), Some("api_key=mine"));
    }
    let acme = Acme::builder().base_url(server.uri()).session("configured").build().unwrap();
    acme.plain(&COOKIE).header("cookie", "mysession=x").send().await.unwrap();
    let last = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(last.headers["cookie"], "mysession=x; session=configured", "other cookies stand beside it");
}

#[test]
fn a_credential_that_cannot_be_sent_is_refused_when_the_client_is_made() {
    for token in ["", "  ", "a\nb", "a\r\nX-Evil: 1", "a\0b"] {
        let error: ConfigError = Acme::builder().instance("a").token(token).build().unwrap_err();
        assert!(error.to_string().starts_with("the credential given by `.token(…)`"), "{error}");
    }
}

#[tokio::test]
async fn another_base_url_gets_no_credential_unless_the_caller_says_so() {
    let (home, other) = (server().await, server().await);
    let acme = Acme::builder().base_url(home.uri()).token("t").header("x-tenant", "canary").build().unwrap();
    acme.plain(&BEARER).base_url(other.uri()).send().await.unwrap();
    acme.plain(&BEARER).base_url(other.uri()).send_credentials_to_base_url().send().await.unwrap();
    acme.plain(&BEARER).base_url(format!("{}/v2", home.uri())).send().await.unwrap();
    let seen = other.received_requests().await.unwrap();
    assert_eq!((seen[0].headers.get("authorization"), seen[0].headers.get("x-tenant")), (None, None));
    assert_eq!((&seen[1].headers["authorization"], &seen[1].headers["x-tenant"]).0, "Bearer t");
    let same = &home.received_requests().await.unwrap()[0];
    assert_eq!((same.headers["authorization"].to_str().unwrap(), same.url.path()), ("Bearer t", "/v2/plain"));
}

/// A server may repeat a credential in any form in which it saw it.
#[tokio::test]
async fn whatever_was_sent_as_a_credential_is_blotted_in_every_form() {
    let forms = "QWxhZGRpbjpvcGVuIHNlc2FtZTpjYW5hcnk= / open sesame:canary / k%20canary%26 / k canary& / k+canary%26 / \
                 canary-call / canary-idem / canary \\\"q / c%20canary / c canary / dXNlcjpjYW5hcnktcHc= / canary-pw";
    static SCHEMES: Operation = plain(&[&[4, 2, 3]]);
    let server = MockServer::start().await;
    for status in [401, 200] {
        server.reset().await;
        let body = format!("<p>{forms}");
        Mock::given(any()).respond_with(ResponseTemplate::new(status).set_body_string(body)).mount(&server).await;
        let acme = Acme::builder()
            .base_url(server.uri())
            .basic_auth("Aladdin", "open sesame:canary")
            .query_key("k canary&")
            .session("c canary")
            .header("x-quoted", "canary \"q")
            .header("proxy-authorization", "Basic dXNlcjpjYW5hcnktcHc=")
            .build()
            .unwrap();
        let call = acme.plain(&SCHEMES).header("x-mine", "Token canary-call").idempotency_key("canary-idem");
        let error = call.json().await.unwrap_err();
        let printed = format!("{error} {error:?} {error:#?}");
        assert!(!printed.contains("canary") && !printed.contains("QWxh") && !printed.contains("dXNl"), "{printed}");
        assert!(printed.contains("<p>*** / *** / "), "{printed}");
    }
}

#[tokio::test]
async fn a_credential_that_comes_back_escaped_is_blotted_too() {
    const TOKEN: &str = "sk/live+4f9a/Zm9v==";
    for (echo, type_) in [
        (r#"{"message":"no sk\/live+4f9a\/Zm9v=="}"#, "application/json"),
        (r#"{"message":"no sk/live\u002b4f9a/Zm9v\u003d\u003D"}"#, "application/json"),
        (r#"{"message":"{\"was\":\"sk\\\/live\\u002b4f9a\\\/Zm9v==\"}"}"#, "application/json"),
        ("<p>no sk&#x2F;live&#43;4f9a&#47;Zm9v&#61;&#x3d;</p>", "text/html"),
        ("no sk%2flive%2b4f9a%2fZm9v%3d%3d", "text/plain"),
    ] {
        let server = MockServer::start().await;
        for status in [401, 200] {
            server.reset().await;
            let answer = ResponseTemplate::new(status).set_body_raw(echo, type_);
            Mock::given(any()).respond_with(answer.insert_header("x-request-id", echo)).mount(&server).await;
            let acme = Acme::builder().base_url(server.uri()).token(TOKEN).build().unwrap();
            let error = acme.plain(&BEARER).json().await.unwrap_err();
            let printed = format!("{error} {error:?} {error:#?}");
            assert!(!printed.contains("4f9a") && (status == 200 || printed.contains("***")), "{printed}");
        }
    }
}

#[test]
fn a_basic_credential_has_a_user_without_a_colon_and_is_not_empty() {
    for (user, password, fits) in
        [("a:b", "c", false), ("", "", false), ("", "c", true), ("a", "", true), ("a", "b:c", true)]
    {
        let built = Acme::builder().instance("a").basic_auth(user, password).build();
        assert_eq!(built.is_ok(), fits, "{user} {password}");
        if let Err(error) = built {
            assert!(error.to_string().starts_with("the credential given by `.basic_auth(…)`"), "{error}");
        }
    }
    let from_environment = Environment::from([("ACME_BASIC", "no-colon")]);
    let error = Acme::builder().instance("a").environment(from_environment).build().unwrap_err();
    assert_eq!(error.to_string(), "the credential given by `ACME_BASIC` is not of the form user:password");
}

#[tokio::test]
async fn no_credential_is_printed_by_anything() {
    let server = MockServer::start().await;
    // A server that repeats what it was told.
    let echo = ResponseTemplate::new(401).set_body_string("bad token canary-bearer and canary-query and canary-own");
    Mock::given(any()).respond_with(echo).mount(&server).await;
    let builder = Acme::builder()
        .base_url(server.uri())
        .token("canary-bearer")
        .api_key("canary-header")
        .query_key("canary-query")
        .session("canary-cookie")
        .header("x-own", "canary-own");
    let mut printed = format!("{builder:?}");
    let acme = builder.build().unwrap();
    let call = acme.plain(&ALL).header("x-mine", "canary-mine");
    printed += &format!("{acme:?} {call:?} {:?}", acme.core());
    let error = call.send().await.unwrap_err();
    printed += &format!("{error:?} {error} {error:#?}");
    let down = Acme::builder().base_url("http://127.0.0.1:1").token("canary-bearer").query_key("canary-query");
    let down = down.api_key("canary-header").session("canary-cookie").retry(specsmith_runtime::RetryPolicy::none());
    let error = down.build().unwrap().plain(&ALL).send().await.unwrap_err();
    printed += &format!("{error:?} {error} {:?}", std::error::Error::source(&error));
    assert!(!printed.contains("canary"), "{printed}");
    assert!(printed.contains("bad token ***"), "{printed}");
}

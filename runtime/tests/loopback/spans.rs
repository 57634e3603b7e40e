//! Spans, for who collects them.

use std::collections::BTreeMap;
use std::time::Duration;

use specsmith_runtime::facts::{Location, Method, Operation, Parameter, Style};
use specsmith_runtime::transport::HttpClient;
use specsmith_runtime::{Call, ClientCredentials, Error, Response, RetryPolicy, Sent, Undocumented, reqwest};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Acme, AcmeBuilder, plain};
use crate::recorded::{Span, everything_of, nested_spans_of, spans_of};
use crate::scripted::{Scripted, Step};

static SECRETS: Operation = Operation {
    id: "findThings",
    method: Method::Get,
    path: "/things/{id}",
    parameters: &[Parameter {
        name: "id",
        location: Location::Path,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
    }],
    ..plain(&[&[0, 1, 2, 3]])
};

fn builder(steps: &[Step]) -> AcmeBuilder {
    let fast = RetryPolicy::default().initial_backoff(Duration::ZERO).max_attempts(3);
    let builder = Acme::builder().instance("acme").transport(Scripted::new(steps)).retry(fast);
    let builder = builder.token("canary-t").api_key("canary-k").query_key("canary-q").session("canary-s");
    builder.header("x-own", "canary-own")
}

/// The spans of one call.
async fn spans(steps: &[Step]) -> Vec<Span> {
    let acme = builder(steps).build().unwrap();
    let spans = spans_of(async {
        let call = acme.things("t 1").query("token", "canary-query").header("x-mine", "canary-mine");
        let _ = call.idempotency_key("canary-key").send().await;
    })
    .await;
    assert!(!format!("{spans:?}").contains("canary"), "{spans:#?}");
    spans
}

impl Acme {
    fn things(&self, id: &str) -> crate::acme::Plain {
        self.plain_with(&SECRETS, id)
    }

    async fn list_of_texts(&self) -> Result<Response<Vec<String>>, Error<Undocumented>> {
        static TEXTS: Operation = plain(&[&[0]]);
        Call::new(self.core(), &TEXTS).send_json().await
    }
}

fn fields<const N: usize>(fields: [(&str, &str); N]) -> BTreeMap<String, String> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[tokio::test]
async fn a_call_and_each_attempt_have_a_span_by_opentelemetrys_names_without_any_secret() {
    let found = spans(&[Step::Status(503), Step::Broken(Sent::No), Step::Status(200)]).await;
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["call", "attempt", "attempt", "attempt"]);
    let [(_, call), (_, first), (_, second), (_, third)] = &found[..] else { panic!("{found:?}") };
    let common = fields([
        ("otel.kind", "client"),
        ("otel.name", "GET /things/{id}"),
        ("http.request.method", "GET"),
        ("url.full", "https://acme.example.com/things/t%201?token=REDACTED"),
        ("url.template", "/things/{id}"),
        ("server.address", "acme.example.com"),
        ("server.port", "443"),
    ]);
    let with = |more: BTreeMap<String, String>| common.clone().into_iter().chain(more).collect::<BTreeMap<_, _>>();
    assert_eq!(
        first,
        &with(fields([("http.response.status_code", "503"), ("error.type", "503"), ("otel.status_code", "ERROR")]))
    );
    assert_eq!(
        second,
        &with(fields([("http.request.resend_count", "1"), ("error.type", "connect"), ("otel.status_code", "ERROR")]))
    );
    assert_eq!(third, &with(fields([("http.request.resend_count", "2"), ("http.response.status_code", "200")])));
    assert_eq!(
        call,
        &fields([
            ("otel.kind", "internal"),
            ("otel.name", "findThings"),
            ("attempts", "3"),
            ("http.response.status_code", "200")
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn every_redirect_that_is_followed_has_a_span_of_its_own_in_that_of_its_attempt() {
    let to_here = Step::StatusWith(302, "location", "/here?token=canary-t");
    let to_there = Step::StatusWith(307, "location", "/there");
    let away = Step::StatusWith(302, "location", "https://canary.example.com/");
    let here = "https://acme.example.com/here?token=REDACTED";
    let there = "https://acme.example.com/there";
    for (steps, last, error) in [
        (vec![Step::Status(200)], Some("200"), None),
        (vec![Step::Status(404)], Some("404"), Some("404")),
        (vec![away], Some("302"), Some("redirect")),
        (vec![Step::Broken(Sent::Maybe), Step::Status(404)], None, Some("transport")),
        (vec![Step::Silence], None, Some("timeout")),
    ] {
        let steps = [vec![Step::Status(503), to_here, to_there], steps].concat();
        let acme = builder(&steps).build().unwrap();
        let found = nested_spans_of(async {
            let call = acme.things("t 1").timeout(Duration::from_secs(9)).attempt_timeout(None);
            let _ = call.send().await;
        })
        .await;
        assert!(!format!("{found:?}").contains("canary"), "{found:#?}");
        let said = found.iter().take(5).map(|(parent, (name, said))| {
            let said = |field: &str| said.get(field).map(String::as_str);
            let url = said("url.full").filter(|_| name == "redirect");
            let count = said("http.request.resend_count");
            (*parent, name.as_str(), url, count, said("http.response.status_code"), said("error.type"))
        });
        let said = said.skip(1).collect::<Vec<_>>();
        let expected = [
            (Some(0), "attempt", None, None, Some("503"), Some("503")),
            (Some(0), "attempt", None, Some("1"), Some("302"), None),
            (Some(2), "redirect", Some(here), Some("2"), Some("307"), None),
            (Some(2), "redirect", Some(there), Some("3"), last, error),
        ];
        assert_eq!(said, expected, "{steps:?}");
        let (_, (_, redirect)) = &found[4];
        assert_eq!((redirect["otel.kind"].as_str(), redirect["otel.name"].as_str()), ("client", "GET"));
        if let Some((parent, (name, said))) = found.get(5) {
            let count = said["http.request.resend_count"].as_str();
            assert_eq!((*parent, name.as_str(), count), (Some(0), "attempt", "4"), "{steps:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_does_not_decode_is_an_error_of_the_call_and_not_of_its_attempt() {
    let acme =
        Acme::builder().instance("acme").token("t").transport(Scripted::new(&[Step::Status(200)])).build().unwrap();
    let spans = spans_of(async {
        let error = acme.list_of_texts().await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error}");
    })
    .await;
    let [(_, call), (_, attempt)] = &spans[..] else { panic!("{spans:?}") };
    assert_eq!((call["error.type"].as_str(), call["http.response.status_code"].as_str()), ("decode", "200"));
    assert_eq!(attempt.get("error.type"), None);
}

#[tokio::test(start_paused = true)]
async fn a_failure_has_a_kind() {
    for (step, kind) in [
        (Step::Status(404), "404"),
        (Step::Broken(Sent::Maybe), "transport"),
        (Step::Silence, "timeout"),
        (Step::Status(302), "redirect"),
    ] {
        let found = spans(&[step]).await;
        for (_, fields) in &found {
            assert_eq!(fields["error.type"], kind, "{step:?}");
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_an_error_of_the_call_also_below_400() {
    let found = spans(&[Step::Status(304)]).await;
    let [(_, call), (_, attempt)] = &found[..] else { panic!("{found:?}") };
    assert_eq!((call["error.type"].as_str(), call["otel.status_code"].as_str()), ("304", "ERROR"));
    assert_eq!(attempt.get("error.type"), None, "the exchange itself went well");
}

#[tokio::test]
async fn a_method_that_the_conventions_do_not_know_is_other() {
    static QUERY: Operation = Operation { method: Method::Custom("QUERY"), ..plain(&[]) };
    static PURGE: Operation = Operation { method: Method::Custom("PURGE"), ..plain(&[]) };
    for (operation, method, original, name) in
        [(&QUERY, "QUERY", None, "QUERY /plain"), (&PURGE, "_OTHER", Some("PURGE"), "HTTP /plain")]
    {
        let acme = builder(&[Step::Status(200)]).build().unwrap();
        let found = spans_of(async { drop(acme.plain(operation).send().await.unwrap()) }).await;
        let attempt = &found[1].1;
        assert_eq!((attempt["http.request.method"].as_str(), attempt["otel.name"].as_str()), (method, name));
        assert_eq!(attempt.get("http.request.method_original").map(String::as_str), original);
    }
}

/// Every scheme, by real connections, and a server that repeats what it gets.
#[tokio::test]
async fn no_credential_is_in_any_span_or_event_of_the_runtime_or_of_what_it_stands_on() {
    static ALL: Operation = plain(&[&[0, 1, 2, 3, 5]]);
    static BASIC: Operation = plain(&[&[4]]);
    let server = MockServer::start().await;
    let token = ResponseTemplate::new(200).set_body_raw(r#"{"access_token":"canary-fetched"}"#, "application/json");
    Mock::given(path("/oauth/token")).respond_with(token).mount(&server).await;
    let echo = ResponseTemplate::new(404).set_body_string("canary-t canary-k canary-q canary-s canary-fetched");
    let echo = echo.insert_header("x-request-id", "canary-t").insert_header("set-cookie", "canary-set");
    Mock::given(any()).respond_with(echo).mount(&server).await;
    let client = ClientCredentials::new("owl", "canary-secret");
    let acme = builder(&[]).base_url(server.uri()).transport(HttpClient::new(reqwest::Client::builder()).unwrap());
    let acme = acme.client_credentials(client).basic_auth("canary-user", "canary-password").build().unwrap();
    let said = everything_of(async {
        for operation in [&ALL, &BASIC] {
            let call = acme.plain(operation).query("token", "canary-query").header("x-mine", "canary-mine");
            assert_eq!(call.send().await.unwrap_err().status().unwrap().as_u16(), 404);
        }
    })
    .await;
    let sent = server.received_requests().await.unwrap();
    assert_eq!(sent.len(), 3);
    for (request, credentials) in [(&sent[1], "canary-q"), (&sent[1], "canary-s"), (&sent[2], "Basic ")] {
        assert!(format!("{request:?}").contains(credentials), "they were sent: {request:?}");
    }
    assert!(said.iter().filter(|(name, _)| name == "attempt").count() == 2, "{said:#?}");
    // The second is the beginning of `canary-user:canary-password` in base64.
    for hidden in ["canary", "Y2FuYXJ5LXVz"] {
        assert!(!format!("{said:?}").contains(hidden), "{said:#?}");
    }
}

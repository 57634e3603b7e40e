//! Spans, for who collects them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use specsmith_runtime::facts::{Location, Method, Operation, Parameter, Style};
use specsmith_runtime::{Call, Error, Response, RetryPolicy, Sent, Undocumented};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::acme::{Acme, AcmeBuilder, plain};
use crate::scripted::{Scripted, Step};

/// Keeps the spans of the runtime, with all that is recorded on them.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

/// A name and what was recorded under it.
type Span = (String, BTreeMap<String, String>);

struct Fields<'a>(&'a mut BTreeMap<String, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("specsmith_runtime")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut spans = self.0.lock().unwrap();
        let mut fields = BTreeMap::new();
        span.record(&mut Fields(&mut fields));
        spans.push((span.metadata().name().to_owned(), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = span.into_u64() as usize - 1;
        values.record(&mut Fields(&mut self.0.lock().unwrap()[index].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

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
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let call =
        builder(steps).build().unwrap().things("t 1").query("token", "canary-query").header("x-mine", "canary-mine");
    let _ = call.idempotency_key("canary-key").send().await;
    drop(guard);
    let spans = spans.0.lock().unwrap().clone();
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

#[tokio::test]
async fn an_answer_that_does_not_decode_is_an_error_of_the_call_and_not_of_its_attempt() {
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let acme =
        Acme::builder().instance("acme").token("t").transport(Scripted::new(&[Step::Status(200)])).build().unwrap();
    let error = acme.list_of_texts().await.unwrap_err();
    drop(guard);
    assert!(matches!(error, Error::Decode(_)), "{error}");
    let spans = spans.0.lock().unwrap().clone();
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

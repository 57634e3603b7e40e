//! A message is one line, whatever it quotes.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use specsmith_runtime::facts::Operation;
use specsmith_runtime::hooks::{BeforeAttempt, Hook};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::transport::{BoxFuture, Incoming, Request, SendError, Transport};
use specsmith_runtime::{BoxError, Call, ClientCredentials, Error, RetryPolicy, Sent, Token, Undocumented};
use tokio::io::AsyncWrite;

use crate::acme::{Acme, AcmeBuilder, plain};

static OPEN: Operation = plain(&[]);
static BEARER: Operation = plain(&[&[0]]);
static OAUTH: Operation = plain(&[&[5]]);

/// Every character that ends a line somewhere, one that colours a terminal's, and those that turn a line round.
const LINES: &str = "one\ntwo\r\nthree\rfour\u{85}five\u{2028}six\u{2029}seven\u{b}eight\u{c}nine\u{1b}[31m\
                     \u{202e}\u{202d}\u{202b}\u{202a}\u{202c}\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}ten";

fn said() -> BoxError {
    LINES.into()
}

/// Fails with the text wherever it is asked.
#[derive(Debug)]
struct Says;

impl Hook for Says {
    fn before_attempt<'a>(&'a self, _: &'a mut BeforeAttempt<'_>) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(std::future::ready(Err(said())))
    }
}

impl Transport for Says {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        Box::pin(std::future::ready(Err(SendError { sent: Sent::Maybe, refused: false, source: said() })))
    }
}

impl AsyncWrite for Says {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Err(io::Error::other(said())))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn answering(reply: Reply) -> AcmeBuilder {
    let mock = Mock::new();
    mock.on(When::any()).reply(reply);
    Acme::builder().mock(&mock)
}

/// An error of every kind that quotes anything.
async fn errors() -> Vec<(&'static str, Error)> {
    let client = |builder: AcmeBuilder| builder.retry(RetryPolicy::none()).build().unwrap();
    let send = async |builder: AcmeBuilder, operation| -> Error {
        client(builder).plain(operation).json().await.unwrap_err().into()
    };
    let refusal = specsmith_runtime::serde_json::json!({ "error": LINES, "error_description": LINES });
    let keyed = specsmith_runtime::serde_json::json!({ LINES: "text" });
    let keyed = Call::new(client(answering(Reply::json(200, keyed))).core(), &OPEN);
    let keyed = keyed.send_json::<BTreeMap<String, i64>, Undocumented>().await.unwrap_err();
    let written = client(answering(Reply::text(200, "a"))).plain(&OPEN).download_to(Says).await.unwrap_err();
    let ok = || answering(Reply::empty(200));
    let credentials = ClientCredentials::new("owl", "s3cret");
    vec![
        ("an error's body", send(answering(Reply::text(400, LINES)), &OPEN).await),
        ("a page", send(answering(Reply::html(200, format!("<p>{LINES}"))), &OPEN).await),
        ("a text that is no JSON", send(answering(Reply::text(200, LINES)), &OPEN).await),
        ("a key", keyed.into()),
        ("a callback", send(ok().with(0, async || Err::<Token, _>(said())), &BEARER).await),
        ("a token endpoint", send(answering(Reply::json(400, refusal)).client_credentials(credentials), &OAUTH).await),
        ("a hook", send(ok().hook(Says), &OPEN).await),
        ("a transport", send(Acme::builder().instance("a").transport(Says), &OPEN).await),
        ("a writer", written.into()),
    ]
}

#[tokio::test]
async fn every_message_is_one_line_whatever_it_quotes_and_leads_to_what_it_quotes() {
    for (what, error) in errors().await {
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(text.contains("one") && text.contains("ten"), "{what}: {text}");
            let breaks = |c: char| c.is_control() || !c.is_ascii() && LINES.contains(c);
            assert!(!text.contains(breaks), "{what}: {text:?}");
        }
        let sources: Vec<String> = sources(&error).iter().map(ToString::to_string).collect();
        let has_source = ["a callback", "a hook", "a transport", "a writer"].contains(&what);
        // The text itself is there as it came.
        assert_eq!(sources.last().map(String::as_str), has_source.then_some(LINES), "{what}: {error:?}");
    }
}

fn sources(error: &Error) -> Vec<&(dyn std::error::Error + 'static)> {
    let mut found = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        found.push(source);
        next = source.source();
    }
    found
}

#[tokio::test]
async fn a_refused_credential_is_named_by_what_gave_it() {
    static EITHER: Operation = plain(&[&[0, 1], &[5]]);
    let refused = || answering(Reply::empty(401));
    let with_token = || refused().token("canary");
    for (builder, operation, status, advice) in [
        (with_token(), &BEARER, 401, "; check what `.token(…)` or ACME_TOKEN gives"),
        (
            with_token().api_key("canary"),
            &EITHER,
            401,
            "; check what `.token(…)` or ACME_TOKEN and `.api_key(…)` gives",
        ),
        (refused().header("authorization", "canary"), &BEARER, 401, ""),
        (with_token(), &OPEN, 401, ""),
        (answering(Reply::empty(403)).token("canary"), &BEARER, 403, ""),
    ] {
        let error = builder.build().unwrap().plain(operation).send().await.unwrap_err();
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(error.to_string(), format!("plain answered {}{advice}", api.status()));
        assert_eq!(api.status(), status);
    }
}

#[tokio::test]
async fn what_stands_behind_a_request_that_was_not_sent_is_in_its_message() {
    let call = |builder: AcmeBuilder| Call::new(builder.build().unwrap().core(), &OPEN);
    let mut file = call(answering(Reply::empty(200)));
    file.body(specsmith_runtime::Body::file("no/such/file"));
    let file = file.send_empty::<Undocumented>().await.unwrap_err().to_string();
    assert!(
        file.starts_with("plain was not sent: the body cannot be read: ") && file.contains("no/such/file"),
        "{file}"
    );
    let unexpected =
        call(Acme::builder().mock(&Mock::new())).send_empty::<Undocumented>().await.unwrap_err().to_string();
    assert!(
        unexpected.contains("the transport refused the request: ") && unexpected.contains("/plain"),
        "{unexpected}"
    );
}

//! The span of a request for an OAuth2 token: a child of the attempt that needs it, and without any secret.

use std::time::Duration;

use specsmith_runtime::facts::Operation;
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{ClientCredentials, RetryPolicy};

use crate::acme::{Acme, plain};
use crate::recorded::{Span, nested_spans_of};

static OAUTH: Operation = plain(&[&[5]]);

/// The spans of two calls of one client: names with the names of what they stand in, and what they say.
async fn spans(replies: Vec<Reply>) -> Vec<(String, Span)> {
    let mock = Mock::new();
    mock.on("POST /token").replies(replies);
    mock.on(When::any()).reply(Reply::empty(204));
    let client = ClientCredentials::new("canary-id", "canary-secret").parameter("p", "canary-parameter");
    let client = client.scopes(["canary-scope"]).token_url("https://auth.example.com:8443/token?tenant=canary-tenant");
    let retry = RetryPolicy::default().max_attempts(2).initial_backoff(Duration::ZERO);
    let acme = Acme::builder().mock(&mock).client_credentials(client).retry(retry).build().unwrap();
    let found = nested_spans_of(async {
        for _ in 0..2 {
            let _ = acme.plain(&OAUTH).send().await;
        }
    })
    .await;
    assert!(!format!("{found:?}").contains("canary"), "{found:#?}");
    let path = |mut at: usize| {
        let mut path = found[at].1.0.clone();
        while let Some(parent) = found[at].0 {
            path = format!("{}/{path}", found[parent].1.0);
            at = parent;
        }
        path
    };
    (0..found.len()).map(|at| (path(at), found[at].1.clone())).collect()
}

fn token() -> Reply {
    Reply::raw_json(200, r#"{"access_token":"canary-token","expires_in":3600}"#)
}

fn paths(spans: &[(String, Span)]) -> Vec<&str> {
    spans.iter().map(|(path, _)| path.as_str()).collect()
}

#[tokio::test]
async fn a_request_for_a_token_has_a_span_inside_the_attempt_that_needs_it_and_none_where_the_token_is_there() {
    let found = spans(vec![token()]).await;
    assert_eq!(paths(&found), ["call", "call/attempt", "call/attempt/token", "call", "call/attempt"]);
    let said: Vec<(&str, &str)> = found[2].1.1.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        said,
        [
            ("http.request.method", "POST"),
            ("http.response.status_code", "200"),
            ("otel.kind", "client"),
            ("otel.name", "POST"),
            ("server.address", "auth.example.com"),
            ("server.port", "8443"),
            ("url.full", "https://auth.example.com:8443/token?tenant=REDACTED"),
        ]
    );
}

#[tokio::test]
async fn what_a_token_endpoint_says_no_to_is_on_its_span_and_its_attempt_failed_for_want_of_a_credential() {
    let refused = || Reply::raw_json(401, r#"{"error":"invalid_client","error_description":"canary-secret"}"#);
    for (first, error, retried) in [
        (refused(), Some("401"), false),
        (Reply::empty(503), Some("503"), true),
        (Reply::refused(), Some("connect"), true),
        (Reply::reset(), Some("transport"), true),
        (Reply::bytes(200, "{").then_breaks_off(), Some("transport"), true),
        // The request itself went well.
        (Reply::raw_json(200, r#"{"canary":"canary"}"#), None, false),
        (Reply::empty(302).header("location", "https://canary.example.com"), None, false),
    ] {
        let shown = format!("{first:?}");
        let found = spans(vec![first, token()]).await;
        assert_eq!(paths(&found)[..3], ["call", "call/attempt", "call/attempt/token"], "{shown}");
        let said = &found[2].1.1;
        assert_eq!(said.get("error.type").map(String::as_str), error, "{shown}");
        assert_eq!(said.get("otel.status_code").map(String::as_str), error.map(|_| "ERROR"), "{shown}");
        assert_eq!(found[1].1.1["error.type"], "auth", "{shown}");
        let second = if retried { "call/attempt" } else { "call" };
        assert_eq!(found[3].0, second, "{shown}");
        assert_eq!(found[0].1.1.get("error.type").map(String::as_str), (!retried).then_some("auth"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_cut_off_says_on_its_span_whether_its_time_was_over_or_its_caller_gave_up() {
    let seconds = Duration::from_secs;
    for (own, attempt, patience, error) in [
        (Some(1), None, None, "timeout"),
        (None, Some(1), None, "timeout"),
        (None, None, Some(1), "cancelled"),
        (Some(5), Some(5), Some(1), "cancelled"),
    ] {
        for token_is_there in [false, true] {
            let mock = Mock::new();
            mock.on("POST /oauth/token").reply(if token_is_there { token() } else { Reply::never() });
            mock.on(When::any()).reply(Reply::never());
            let client = ClientCredentials::new("canary-id", "canary-secret");
            let builder = Acme::builder().mock(&mock).client_credentials(client).retry(RetryPolicy::none());
            let acme = builder.attempt_timeout(attempt.map(seconds)).build().unwrap();
            let found = nested_spans_of(async {
                let mut call = acme.plain(&OAUTH);
                if let Some(limit) = own {
                    call = call.timeout(seconds(limit));
                }
                let waited = tokio::time::timeout(seconds(patience.unwrap_or(60)), call.send()).await;
                assert_eq!(waited.is_err(), patience.is_some());
            })
            .await;
            let said: Vec<_> = found.iter().map(|(_, (name, said))| (name.as_str(), said.get("error.type"))).collect();
            let error = error.to_owned();
            let token = (!token_is_there).then_some(&error);
            assert_eq!(said, [("call", Some(&error)), ("attempt", Some(&error)), ("token", token)]);
            assert_eq!(found[0].1.1["otel.status_code"], "ERROR");
        }
    }
}

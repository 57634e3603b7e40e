//! When a call is sent again: never one that may have been done, unless it may be done twice.

use std::time::Duration;

use glean_api_client::client::models::{ChatRequest, GetDocumentsRequest, SearchRequest};
use serde_json::json;
use specsmith_runtime::RetryPolicy;
use tests::seed::{Options, Seed, glean, rxinfer, togai};
use tests::server::{answering_in_turn, answering_with, seen};
use togai_client::models::{IngestBatchEventRequest, ValidateEntitlementValueRequest};
use wiremock::{MockServer, ResponseTemplate};

/// Fails once with this, and then succeeds.
async fn failing_once(seed: Seed, failure: ResponseTemplate) -> MockServer {
    answering_in_turn([failure, ResponseTemplate::new(200).set_body_json(seed.success())]).await
}

#[tokio::test]
async fn an_answer_of_429_with_retry_after_is_followed_by_the_call_that_succeeds() {
    // 429 says that the request was refused before it was worked on (RFC 6585 §4), so this holds for POST too.
    for seed in Seed::ALL {
        let refusal = ResponseTemplate::new(429).insert_header("retry-after", "0");
        let server = failing_once(seed, refusal).await;
        seed.send(&server.uri(), Options::at_once()).await.unwrap();
        let seen = seen(&server).await;
        assert_eq!(seen.len(), 2, "{seed:?}");
        assert_eq!(seen[0].headers, seen[1].headers, "the second request is the first again, credentials included");
    }
}

#[tokio::test]
async fn a_retry_after_that_is_too_far_away_ends_the_call_with_its_error_at_once() {
    for seed in Seed::ALL {
        let server = failing_once(seed, ResponseTemplate::new(429).insert_header("retry-after", "3600")).await;
        let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
        assert_eq!((error.status().unwrap().as_u16(), error.attempts(), error.is_retryable()), (429, 1, true));
    }
}

#[tokio::test]
async fn an_answer_of_503_is_repeated_for_a_call_that_only_reads_and_for_no_other() {
    for seed in Seed::ALL {
        for status in [500, 502, 503, 504] {
            let server = failing_once(seed, ResponseTemplate::new(status).insert_header("retry-after", "0")).await;
            let result = seed.send(&server.uri(), Options::at_once()).await;
            let requests = seen(&server).await.len();
            assert_eq!(
                (result.is_ok(), requests),
                if seed.is_idempotent() { (true, 2) } else { (false, 1) },
                "{seed:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_post_that_only_reads_is_repeated_and_one_that_makes_sends_or_runs_something_is_not() {
    let server = answering_with(ResponseTemplate::new(503)).await;
    let (glean, togai) = (glean(&server.uri()), togai(&server.uri()));
    let (client, indexing) = (glean.client(), glean.indexing());
    let twice = RetryPolicy::default().initial_backoff(Duration::ZERO).max_attempts(2);
    macro_rules! attempts {
        ($call:expr) => {
            $call.retry(twice.clone()).send().await.unwrap_err().attempts()
        };
    }
    let reads = [
        ("search", attempts!(client.search().query(SearchRequest::new("travel")))),
        ("saved chats", attempts!(client.chat().list())),
        ("documents", attempts!(client.documents().retrieve(GetDocumentsRequest::new(Vec::new())))),
        ("status of a data source", attempts!(indexing.datasource().status("handbook"))),
        (
            "check of an entitlement",
            attempts!(togai.entitlements().validate_value(
                "acme-main",
                "sms",
                ValidateEntitlementValueRequest::new("25")
            )),
        ),
    ];
    let others = [
        ("chat", attempts!(client.chat().create(ChatRequest::new(Vec::new())))),
        ("token", attempts!(client.authentication().create_token())),
        ("new secret", attempts!(indexing.authentication().rotate_token())),
        ("event", attempts!(togai.event_ingestion().ingest_batch(IngestBatchEventRequest::new(Vec::new())))),
    ];
    for (what, attempts) in reads {
        assert_eq!(attempts, 2, "{what}");
    }
    for (what, attempts) in others {
        assert_eq!(attempts, 1, "{what}");
    }
}

#[tokio::test]
async fn a_post_is_repeated_when_it_has_a_key_or_its_caller_says_that_it_may() {
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO);
    let togai_call = |server: &MockServer| togai(&server.uri()).authentication().authenticate().retry(policy.clone());

    let server = failing_once(Seed::Authenticate, ResponseTemplate::new(503)).await;
    togai_call(&server).idempotency_key("once-1").send().await.unwrap();
    let keys: Vec<_> = seen(&server).await.iter().map(|request| request.headers["idempotency-key"].clone()).collect();
    assert_eq!(keys, ["once-1", "once-1"]);

    let server = failing_once(Seed::Authenticate, ResponseTemplate::new(503)).await;
    togai_call(&server).retry(policy.clone().replay_non_idempotent(true)).send().await.unwrap();
    assert_eq!(seen(&server).await.len(), 2);
}

#[tokio::test]
async fn a_call_that_asks_for_no_retry_is_sent_once() {
    let server = answering_with(ResponseTemplate::new(503)).await;
    let call = rxinfer(&server.uri()).authentication().token_roles().retry(RetryPolicy::none());
    assert_eq!(call.send().await.unwrap_err().attempts(), 1);
    assert_eq!(seen(&server).await.len(), 1);
}

#[tokio::test]
async fn a_call_gives_up_after_the_attempts_that_its_policy_allows() {
    let server = answering_with(ResponseTemplate::new(503).set_body_json(json!({}))).await;
    let policy = RetryPolicy::default().initial_backoff(Duration::ZERO).max_attempts(3);
    let error = rxinfer(&server.uri()).authentication().token_roles().retry(policy).send().await.unwrap_err();
    assert_eq!((error.attempts(), seen(&server).await.len()), (3, 3));
}

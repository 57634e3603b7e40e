//! What is no answer of the API at all: other formats, broken bodies, no connection, no time.

use std::time::Duration;

use specsmith_runtime::{Error, Sent};
use tests::raw_server::{RawServer, Script, refused};
use tests::seed::{Options, Seed};
use tests::server::{answering_with, seen};
use wiremock::ResponseTemplate;

#[tokio::test]
async fn html_with_a_success_status_is_a_decode_error_that_shows_what_came() {
    for seed in Seed::ALL {
        let page = "<!doctype html><title>Sign in</title>";
        let server = answering_with(ResponseTemplate::new(200).set_body_raw(page, "text/html")).await;
        let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
        let Error::Decode(decode) = &error else { panic!("{seed:?}: {error:?}") };
        assert_eq!((decode.status().as_u16(), decode.text()), (200, page));
        assert_eq!((error.was_sent(), error.is_retryable(), error.operation()), (Sent::Yes, false, Some(seed.id())));
        assert_eq!(seen(&server).await.len(), 1, "what came once will come again: it is not sent again");
    }
}

#[tokio::test]
async fn json_that_ends_too_early_is_a_decode_error_when_the_framing_is_right() {
    for seed in Seed::ALL {
        let whole = seed.success().to_string();
        let half = &whole[..whole.len() - 2];
        let server = answering_with(ResponseTemplate::new(200).set_body_raw(half, "application/json")).await;
        let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{seed:?}: {error:?}");
        assert_eq!(error.text(), Some(half));
    }
}

#[tokio::test]
async fn json_that_is_cut_off_by_the_connection_is_a_transport_error_after_the_request_was_sent() {
    for seed in Seed::ALL {
        let whole = seed.success().to_string();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", whole.len());
        let server = RawServer::start(Script::Bytes(head + &whole[..5])).await;
        let error = seed.send(&server.url, Options::once()).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{seed:?}: {error:?}");
        assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Yes, seed.is_idempotent()), "{error:?}");
    }
}

#[tokio::test]
async fn a_required_member_that_is_missing_is_named_with_its_path() {
    let table = [
        (Seed::CreateToken, r#"{"token":"t"}"#, "expirationTime"),
        (Seed::CheckDatasourceAuth, r#"{}"#, "unauthorizedDatasourceInstances"),
        (Seed::CheckDatasourceAuth, r#"{"unauthorizedDatasourceInstances":[{"displayName":7}]}"#, "displayName"),
        (Seed::Authenticate, r#"{"jwt":"t"}"#, "token"),
        (Seed::TokenGenerate, r#"{}"#, "token"),
        (Seed::TokenRoles, r#"{"roles":["a",{}]}"#, "roles[1]"),
    ];
    for (seed, body, named) in table {
        let server = answering_with(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{seed:?}: {error:?}");
        assert!(error.to_string().contains(named), "{named} in: {error}");
    }
}

#[tokio::test]
async fn a_refused_connection_says_that_nothing_was_sent_and_that_a_retry_is_safe() {
    for seed in Seed::ALL {
        let error = seed.send(&refused().await, Options::once()).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{seed:?}: {error:?}");
        assert_eq!((error.was_sent(), error.is_retryable()), (Sent::No, true), "{error}");
        assert!(error.to_string().contains(seed.id()), "{error}");
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_without_an_answer_may_have_been_a_call() {
    for seed in Seed::ALL {
        let server = RawServer::start(Script::Reset).await;
        let error = seed.send(&server.url, Options::once()).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{seed:?}: {error:?}");
        assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Maybe, seed.is_idempotent()), "{error}");
    }
}

#[tokio::test]
async fn a_call_that_gets_no_answer_in_time_says_which_limit_ran_out() {
    for seed in Seed::ALL {
        let server = RawServer::start(Script::Silence).await;
        let options = Options { timeout: Some(Duration::from_millis(40)), ..Options::default() };
        let error = seed.send(&server.url, options).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{seed:?}: {error:?}");
        assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Maybe, seed.is_idempotent()), "{error}");
        assert!(error.to_string().contains("40ms"), "{error}");
        assert!(server.connections() <= 1, "it is not sent again");
    }
}

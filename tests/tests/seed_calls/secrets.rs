//! What prints never shows a token: neither the one sent nor the one received.

use std::fmt::Debug;

use glean_api_client::client::chat::RetrieveError;
use glean_api_client::client::models::GetChatRequest;
use serde_json::json;
use specsmith_runtime::{Environment, Error, Secret};
use tests::raw_server::{RawServer, Script, refused};
use tests::seed::{CANARY, Options, Seed, glean, rxinfer, togai};
use tests::server::{answering, answering_with};
use wiremock::ResponseTemplate;

fn assert_hidden(what: &str, value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!text.contains(CANARY), "{what}: {text}");
    }
}

#[test]
fn clients_builders_handles_and_requests_print_without_the_token() {
    let url = "https://api.example.com";
    let (glean, togai, rxinfer) = (glean(url), togai(url), rxinfer(url));
    let environment = Environment::from([("GLEAN_API_TOKEN", CANARY)]);
    let secret = Secret::from(CANARY);
    let values: [(&str, &dyn Debug); 12] = [
        ("secret", &secret),
        ("environment", &environment),
        ("glean", &glean),
        ("glean's core", glean.core()),
        ("togai", &togai),
        ("rxinfer", &rxinfer),
        ("builder", &togai_client::Togai::builder().token(CANARY).api_key(CANARY).header("X-API-Key", CANARY)),
        ("handle of an api", &glean.client()),
        ("handle of a resource", &glean.indexing().authentication()),
        ("request", &glean.client().authentication().create_token().act_as(CANARY)),
        (
            "request with options",
            &togai.authentication().authenticate().header("X-API-Key", CANARY).query("key", CANARY),
        ),
        ("handle", &rxinfer.authentication()),
    ];
    for (what, value) in values {
        assert_hidden(what, value);
    }
}

#[tokio::test]
async fn responses_print_without_the_token_that_they_hold() {
    let token = json!({ "token": CANARY, "expirationTime": 1, "rawSecret": CANARY });
    for seed in [Seed::CreateToken, Seed::RotateToken, Seed::Authenticate, Seed::TokenGenerate] {
        let server =
            answering_with(ResponseTemplate::new(200).insert_header("set-cookie", CANARY).set_body_json(&token)).await;
        let printed = seed.send(&server.uri(), Options::once()).await.unwrap();
        assert!(printed.contains("***") && !printed.contains(CANARY), "{seed:?}: {printed}");
    }
    let link = json!({ "unauthorizedDatasourceInstances": [{ "displayName": "Jira", "authUrlRelativePath": CANARY }] });
    let server = answering(200, &link).await;
    let printed = Seed::CheckDatasourceAuth.send(&server.uri(), Options::once()).await.unwrap();
    assert!(printed.contains("Jira") && !printed.contains(CANARY), "{printed}");
}

#[tokio::test]
async fn errors_print_without_the_token() {
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 99\r\nset-cookie: {CANARY}\r\n\r\n{{");
    for seed in Seed::ALL {
        let cut = RawServer::start(Script::Bytes(cut.clone())).await;
        let rejecting = answering_with(ResponseTemplate::new(401).insert_header("x-echo", CANARY)).await;
        let moved = answering_with(
            ResponseTemplate::new(302).insert_header("location", format!("https://x.example/?t={CANARY}")),
        )
        .await;
        let page =
            answering_with(ResponseTemplate::new(200).insert_header("x-echo", CANARY).set_body_string("<html>")).await;
        for url in [refused().await, cut.url.clone(), rejecting.uri(), moved.uri(), page.uri()] {
            let error = seed.send(&url, Options::once()).await.unwrap_err();
            assert_hidden("error", &error);
            let mut cause: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = cause {
                assert!(!error.to_string().contains(CANARY), "{seed:?}: {error}");
                assert_hidden("cause", &error);
                cause = error.source();
            }
        }
    }
}

#[tokio::test]
async fn errors_print_without_the_token_even_when_the_server_repeats_it() {
    for seed in Seed::ALL.into_iter().filter(|seed| seed.is_secured()) {
        for (status, body) in [(400, format!("bad token {CANARY}")), (200, format!("<html>Bearer {CANARY}</html>"))] {
            let server = answering_with(ResponseTemplate::new(status).set_body_string(body)).await;
            let error = seed.send(&server.uri(), Options::once()).await.unwrap_err();
            assert_hidden("error", &error);
            assert!(!error.to_string().contains(CANARY), "{seed:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_success_that_does_not_decode_prints_without_the_token_that_it_holds() {
    // The answer of a call that makes tokens, of another shape than documented: it still holds a token.
    let server = answering(200, &json!({ "token": CANARY, "expirationTime": "soon" })).await;
    let error = Seed::CreateToken.send(&server.uri(), Options::once()).await.unwrap_err();
    assert_hidden("error", &error);
    assert!(!error.to_string().contains(CANARY), "{error}");
}

#[tokio::test]
async fn an_error_that_holds_a_token_somewhere_prints_without_it_and_is_read_like_any_other() {
    let options = json!({ "facetBucketSize": 1, "authTokens": [{ "accessToken": CANARY, "datasource": "jira" }] });
    let suggestion = json!({ "query": "q", "requestOptions": options });
    let owner = json!({ "name": "Ada", "obfuscatedId": "1", "relatedDocuments": [{ "querySuggestion": suggestion }] });
    let denied = json!({ "errorType": "NONE", "createdBy": owner, "requestableRoles": [], "hasPendingRequest": false });
    let server = answering(403, &denied).await;
    let asked = glean(&server.uri()).client().chat().retrieve(GetChatRequest::new("c-1"));
    let error = asked.send().await.unwrap_err();
    assert_hidden("error", &error);
    assert_eq!(error.to_string(), "getchat answered 403 Forbidden: ***");
    let Error::Api(api) = error else { panic!("{error:?}") };
    let RetrieveError::Forbidden(body) = api.body() else { panic!("{api:?}") };
    assert_hidden("body", body);
    assert_eq!(body.created_by.name, "Ada");
    assert!(api.text().contains(CANARY));
}

//! Each status that a document lists is a variant, with its body; everything else is said as it came.

use glean_api_client::client::authentication::{CheckDatasourceAuthError, CreateTokenError};
use glean_api_client::indexing::authentication::RotateTokenError;
use rxinfer_client::authentication::{TokenGenerateError, TokenRolesError};
use rxinfer_client::models::UnauthorizedResponseError;
use serde_json::{Value, json};
use specsmith_runtime::{ApiError, Error, RetryPolicy};
use tests::seed::{Options, Seed, glean, rxinfer, togai};
use tests::server::{answering, answering_with};
use togai_client::authentication::AuthenticateError;
use wiremock::ResponseTemplate;

fn api<T: std::fmt::Debug, E: std::fmt::Debug>(result: Result<T, Error<E>>) -> ApiError<E> {
    match result {
        Err(Error::Api(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn togai_authenticate_has_a_variant_with_the_message_for_each_documented_status() {
    let statuses = [(401, "Unauthorized"), (403, "Forbidden"), (404, "NotFound"), (429, "TooManyRequests")];
    for (status, variant) in statuses.into_iter().chain([(400, "Default"), (418, "Default"), (500, "Default")]) {
        let server = answering(status, &json!({ "message": "because", "added later": 1 })).await;
        let call = togai(&server.uri()).authentication().authenticate().retry(RetryPolicy::none());
        let error = api(call.send().await);
        let (found, body) = match error.body() {
            AuthenticateError::Unauthorized(body) => ("Unauthorized", body),
            AuthenticateError::Forbidden(body) => ("Forbidden", body),
            AuthenticateError::NotFound(body) => ("NotFound", body),
            AuthenticateError::TooManyRequests(body) => ("TooManyRequests", body),
            AuthenticateError::Default(body) => ("Default", body),
            other => panic!("{other:?}"),
        };
        assert_eq!((found, body.message.as_str(), error.status().as_u16()), (variant, "because", status));
    }
}

#[tokio::test]
async fn rxinfer_errors_have_their_own_bodies() {
    let server = answering(400, &json!({ "error": "Bad Request", "message": null })).await;
    let error = api(rxinfer(&server.uri()).authentication().token_generate().send().await);
    match error.body() {
        TokenGenerateError::BadRequest(body) => {
            assert_eq!((body.error.as_str(), &body.message), ("Bad Request", &None))
        }
        other => panic!("{other:?}"),
    }
    let kinds = [
        ("Unauthorized", UnauthorizedResponseError::Unauthorized),
        ("New", UnauthorizedResponseError::Other("New".to_owned())),
    ];
    for (wire, kind) in kinds {
        let server = answering(401, &json!({ "error": wire, "message": "unknown token" })).await;
        let error = api(rxinfer(&server.uri()).authentication().token_roles().send().await);
        match error.body() {
            TokenRolesError::Unauthorized(body) => {
                assert_eq!((&body.error, body.message.as_str()), (&kind, "unknown token"))
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn glean_errors_are_known_by_their_status_whatever_their_body() {
    for (status, body) in [(400, ""), (400, "words"), (401, ""), (401, "words"), (429, ""), (429, "{}")] {
        let server = answering_with(ResponseTemplate::new(status).set_body_string(body)).await;
        let glean = glean(&server.uri());
        let error = api(glean.client().authentication().create_token().retry(RetryPolicy::none()).send().await);
        let right = match status {
            400 => matches!(error.body(), CreateTokenError::BadRequest),
            401 => matches!(error.body(), CreateTokenError::Unauthorized),
            _ => matches!(error.body(), CreateTokenError::TooManyRequests),
        };
        assert!(right, "{status}: {error:?}");
        let error =
            api(glean.client().authentication().check_datasource_auth().retry(RetryPolicy::none()).send().await);
        let right = match status {
            401 => matches!(error.body(), CheckDatasourceAuthError::Unauthorized),
            429 => matches!(error.body(), CheckDatasourceAuthError::TooManyRequests),
            _ => matches!(error.body(), CheckDatasourceAuthError::Undocumented),
        };
        assert!(right, "{status}: {error:?}");
        let error = api(glean.indexing().authentication().rotate_token().retry(RetryPolicy::none()).send().await);
        let right = match status {
            400 => matches!(error.body(), RotateTokenError::BadRequest),
            401 => matches!(error.body(), RotateTokenError::Unauthorized),
            _ => matches!(error.body(), RotateTokenError::Undocumented),
        };
        assert!(right, "{status}: {error:?}");
    }
}

#[tokio::test]
async fn an_undocumented_status_keeps_status_text_headers_and_request_id() {
    for seed in Seed::ALL {
        let template = ResponseTemplate::new(418).insert_header("x-request-id", "r-7").set_body_string("I'm a teapot");
        let server = answering_with(template).await;
        let error = seed.send(&server.uri(), Options::once()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 418, "{seed:?}");
        assert_eq!((error.text(), error.request_id()), (Some("I'm a teapot"), Some("r-7")));
        assert_eq!((error.operation(), error.attempts(), error.is_retryable()), (Some(seed.id()), 1, false));
        let said = error.to_string();
        assert!(said.contains(seed.id()) && said.contains("418"), "{said}");
    }
}

#[tokio::test]
async fn an_error_that_is_not_json_where_json_is_documented_keeps_its_text() {
    let page = "<html><body>502 Bad Gateway</body></html>";
    for status in [401, 502] {
        let server = answering_with(ResponseTemplate::new(status).set_body_raw(page, "text/html")).await;
        let error = api(togai(&server.uri()).authentication().authenticate().send().await);
        assert!(matches!(error.body(), AuthenticateError::Undocumented), "{error:?}");
        assert_eq!((error.status().as_u16(), error.text()), (status, page));
    }
}

#[tokio::test]
async fn every_operations_error_becomes_the_crates_one_error_and_keeps_what_it_knew() {
    async fn two_crates(url: &str) -> Result<Value, Error> {
        let token = rxinfer(url).authentication().token_generate().send().await?.into_inner().token;
        let roles = rxinfer(url).authentication().token_roles().send().await?;
        let other = togai(url).authentication().authenticate().send().await?;
        Ok(json!([token, roles.roles, other.token]))
    }
    let server = answering(400, &json!({ "error": "Bad Request", "message": "no" })).await;
    let error = two_crates(&server.uri()).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.operation()), (400, Some("tokenGenerate")));
    let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
    assert!(boxed.to_string().contains("400"), "{boxed}");
}

//! The code that a user writes, as design §5 has it.

use std::time::Duration;

use glean_api_client::client::models::AuthStatus;
use glean_api_client::{Error, Glean, RetryPolicy};
use serde_json::json;
use specsmith_runtime::Environment;
use tests::seed::{Seed, glean, rxinfer, togai};
use tests::server::{answering, answering_with};
use togai_client::authentication::AuthenticateError;
use wiremock::ResponseTemplate;

#[tokio::test]
async fn a_response_derefs_to_its_model() -> Result<(), Error> {
    let server = answering(200, &Seed::CreateToken.success()).await;
    let environment = Environment::from([("GLEAN_API_TOKEN", "t"), ("GLEAN_BASE_URL", &server.uri())]);
    let glean = Glean::builder().environment(environment).build()?;
    let token = glean.client().authentication().create_token().send().await?;
    assert_eq!(format!("{} until {}", token.token, token.expiration_time), "fresh until 1767225600");
    assert_eq!(token.status(), 200);
    assert_eq!(token.into_inner().token, "fresh");
    Ok(())
}

#[tokio::test]
async fn options_are_given_call_by_call() -> Result<(), Error> {
    let server = answering(200, &Seed::TokenRoles.success()).await;
    let rxinfer = rxinfer(&server.uri());
    let roles = rxinfer
        .authentication()
        .token_roles()
        .retry(RetryPolicy::none())
        .timeout(Duration::from_secs(5))
        .send()
        .await?;
    assert_eq!(roles.roles, ["user"]);
    Ok(())
}

/// What design §5 writes for an operation with documented errors.
async fn advice(url: &str) -> Result<String, Box<dyn std::error::Error>> {
    let togai = togai(url);
    let call = togai.authentication().authenticate().retry(RetryPolicy::none());
    match call.send().await {
        Ok(token) => Ok(format!("{} characters", token.token.len())),
        Err(Error::Api(e)) => match e.body() {
            AuthenticateError::NotFound(b) => Ok(format!("not found: {}", b.message)),
            _ => Ok(format!("{} {}", e.status(), e.text())),
        },
        Err(e) if e.is_retryable() => Ok("later".to_owned()),
        Err(e) => Err(e.into()),
    }
}

#[tokio::test]
async fn a_match_on_an_error_reads_as_the_design_has_it() {
    let body = |status: u16| ResponseTemplate::new(status).set_body_json(json!({ "message": "gone" }));
    let table = [
        (ResponseTemplate::new(200).set_body_json(json!({ "token": "abc" })), "3 characters"),
        (body(404), "not found: gone"),
        (body(403), r#"403 Forbidden {"message":"gone"}"#),
        (body(500), r#"500 Internal Server Error {"message":"gone"}"#),
    ];
    for (answer, expected) in table {
        let server = answering_with(answer).await;
        assert_eq!(advice(&server.uri()).await.unwrap(), expected);
    }
    assert_eq!(advice(&tests::raw_server::refused().await).await.unwrap(), "later");
    let page = answering_with(ResponseTemplate::new(200).set_body_string("<html>")).await;
    assert!(advice(&page.uri()).await.is_err());
}

#[tokio::test]
async fn new_values_and_new_members_of_an_answer_are_kept_or_ignored_and_never_an_error() {
    let body = json!({
        "unauthorizedDatasourceInstances": [
            { "datasourceInstance": "jira_1", "authStatus": "AWAITING_AUTH", "authUrlRelativePath": "/consent/1" },
            { "displayName": null, "authStatus": "INVENTED_TOMORROW", "more": { "deep": [1] } },
            {},
        ],
        "more": true,
    });
    let server = answering(200, &body).await;
    let answer = glean(&server.uri()).client().authentication().check_datasource_auth().send().await.unwrap();
    let [first, second, third] = answer.unauthorized_datasource_instances.as_slice() else { panic!("{answer:?}") };
    assert_eq!(first.datasource_instance.as_deref(), Some("jira_1"));
    assert_eq!(first.auth_status, Some(AuthStatus::AwaitingAuth));
    assert_eq!(first.auth_url_relative_path.as_deref(), Some("/consent/1"));
    assert_eq!(second.auth_status, Some(AuthStatus::Other("INVENTED_TOMORROW".to_owned())));
    assert_eq!((&second.display_name, &third.auth_status), (&None, &None));
}

#[tokio::test]
async fn optional_members_of_an_answer_may_all_be_absent() {
    let server = answering(200, &json!({})).await;
    let token = glean(&server.uri()).indexing().authentication().rotate_token().send().await.unwrap();
    assert_eq!((&token.raw_secret, token.created_at, token.rotation_period_minutes), (&None, None, None));
    let server = answering(200, &Seed::RotateToken.success()).await;
    let token = glean(&server.uri()).indexing().authentication().rotate_token().send().await.unwrap();
    assert_eq!(
        (token.raw_secret.as_deref(), token.created_at, token.rotation_period_minutes),
        (Some("fresh"), Some(1), Some(2))
    );
}

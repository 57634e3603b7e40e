//! Where token, instance and base URL come from, and what is said when they are missing.

use glean_api_client::Glean;
use rxinfer_client::RxInfer;
use specsmith_runtime::{ConfigError, Environment, Error, Sent};
use tests::seed::{CANARY, Seed, glean, rxinfer, togai};
use tests::server::{answering, only_request};
use togai_client::Togai;

fn empty() -> Environment {
    Environment::empty()
}

#[test]
fn a_missing_instance_names_the_setter_and_the_environment_variable() {
    let error = Glean::builder().environment(empty()).token("t").build().unwrap_err();
    let said = error.to_string();
    for part in [".instance(", "GLEAN_INSTANCE", ".base_url(", "GLEAN_BASE_URL"] {
        assert!(said.contains(part), "{part} in: {said}");
    }
}

#[tokio::test]
async fn a_main_that_fails_prints_what_to_do_and_not_how_the_error_is_made() {
    let main = || -> Result<(), Box<dyn std::error::Error>> {
        let _ = Glean::builder().environment(empty()).token("t").build()?;
        Ok(())
    };
    let said = format!("{:?}", main().unwrap_err());
    assert!(said.starts_with("the server of Glean needs `instance`: call `.instance(…)` on the builder"), "{said}");
    let server = answering(401, &serde_json::json!({ "detail": "who are you" })).await;
    let error = glean(&server.uri()).client().authentication().create_token().send().await.unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    let said = "createauthtoken answered 401 Unauthorized: {\"detail\":\"who are you\"}; check what `.token(…)` or \
                GLEAN_API_TOKEN gives";
    assert_eq!(error.to_string(), said);
    let parts = format!("{error:#?}");
    assert!(parts.starts_with("Api(") && parts.contains("Unauthorized") && !parts.contains(CANARY), "{parts}");
}

#[tokio::test]
async fn a_missing_token_names_the_setter_and_the_environment_variable_and_sends_nothing() {
    let nowhere = "https://api.example.com";
    let glean = Glean::builder().environment(empty()).base_url(nowhere).build().unwrap();
    let togai = Togai::builder().environment(empty()).base_url(nowhere).build().unwrap();
    let rxinfer = RxInfer::builder().environment(empty()).base_url(nowhere).build().unwrap();
    let table: [(Error, &str, &str); 5] = [
        (glean.client().authentication().create_token().send().await.unwrap_err().into(), ".token(", "GLEAN_API_TOKEN"),
        (
            glean.client().authentication().check_datasource_auth().send().await.unwrap_err().into(),
            ".token(",
            "GLEAN_API_TOKEN",
        ),
        (
            glean.indexing().authentication().rotate_token().send().await.unwrap_err().into(),
            ".token(",
            "GLEAN_API_TOKEN",
        ),
        (togai.authentication().authenticate().send().await.unwrap_err().into(), ".token(", "TOGAI_API_TOKEN"),
        (rxinfer.authentication().token_roles().send().await.unwrap_err().into(), ".token(", "RXINFER_API_TOKEN"),
    ];
    for (error, setter, variable) in table {
        let said = error.to_string();
        assert!(matches!(error, Error::Config(_)) && error.was_sent() == Sent::No, "{error:?}");
        assert!(said.contains(setter) && said.contains(variable), "{said}");
    }
}

#[tokio::test]
async fn the_environment_gives_token_and_base_url_and_the_builder_counts_before_it() {
    let server = answering(200, &Seed::TokenRoles.success()).await;
    let url = server.uri();
    let environment = |token| Environment::from([("RXINFER_API_TOKEN", token), ("RXINFER_BASE_URL", url.as_str())]);
    let from_environment = RxInfer::builder().environment(environment("from-environment")).build().unwrap();
    from_environment.authentication().token_roles().send().await.unwrap();
    assert_eq!(only_request(&server).await.headers["authorization"], "Bearer from-environment");

    let other = answering(200, &Seed::TokenRoles.success()).await;
    let builder = RxInfer::builder().environment(environment("from-environment")).base_url(other.uri());
    builder.token("from-builder").build().unwrap().authentication().token_roles().send().await.unwrap();
    assert_eq!(only_request(&other).await.headers["authorization"], "Bearer from-builder");
}

#[test]
fn an_instance_or_a_default_makes_the_base_url_of_the_document() {
    let with_instance = Environment::from([("GLEAN_INSTANCE", "acme")]);
    let table: [(&str, Result<String, ConfigError>); 4] = [
        ("https://acme-be.glean.com", Glean::builder().environment(with_instance).build().map(|c| format!("{c:?}"))),
        (
            "https://acme-be.glean.com",
            Glean::builder().environment(empty()).instance("acme").build().map(|c| format!("{c:?}")),
        ),
        ("https://api.togai.com", Togai::builder().environment(empty()).build().map(|c| format!("{c:?}"))),
        ("http://localhost:8000/v1", RxInfer::builder().environment(empty()).build().map(|c| format!("{c:?}"))),
    ];
    for (url, client) in table {
        let client = client.unwrap();
        assert!(client.contains(url), "{url} in {client}");
    }
}

#[test]
fn an_instance_cannot_lead_to_another_host() {
    for instance in ["evil.example/", "evil.example#", "a@evil", "a:b", "", "acme.evil.example?x="] {
        let result = Glean::builder().environment(empty()).instance(instance).build();
        let error = result.err().unwrap_or_else(|| panic!("{instance:?} was accepted"));
        assert!(error.to_string().contains("instance"), "{error}");
    }
}

#[test]
fn a_base_path_cannot_climb_out_of_its_place() {
    for path in ["..", ".", "v1/../..", "%2e%2e", "v1?x=", "v1#"] {
        let result = RxInfer::builder().environment(empty()).base_path(path).build();
        let error = result.err().unwrap_or_else(|| panic!("{path:?} was accepted"));
        assert!(error.to_string().contains("base_path"), "{error}");
    }
}

#[test]
fn plain_http_is_refused_except_to_this_machine() {
    let build = |url: &str| Togai::builder().environment(empty()).base_url(url).build();
    let error = build("http://api.togai.com").unwrap_err();
    assert!(error.to_string().contains("allow_http"), "{error}");
    for url in ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://api.togai.com"] {
        build(url).unwrap();
    }
    let opted_in = Togai::builder().environment(empty()).base_url("http://api.togai.com").allow_http(true).build();
    opted_in.unwrap();
}

#[test]
fn a_token_that_cannot_be_a_header_is_refused_without_being_repeated() {
    for token in [format!("{CANARY}\r\nx: y"), format!("{CANARY}\n"), "  ".to_owned()] {
        let error = Togai::builder().environment(empty()).token(token).build().unwrap_err();
        assert!(error.to_string().contains("token"), "{error}");
        assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
    }
}

#[test]
fn clients_handles_and_requests_are_send_sync_and_clone() {
    fn check<T: Send + Sync + Clone + 'static>(value: &T) {
        let _ = value.clone();
    }
    fn sendable<T: Send>(_: T) {}
    let url = "https://api.example.com";
    check(&glean(url));
    check(&Glean::builder());
    check(&glean(url).client());
    check(&glean(url).client().authentication());
    check(&glean(url).client().authentication().create_token());
    check(&togai(url));
    check(&togai(url).authentication());
    check(&togai(url).authentication().authenticate());
    check(&rxinfer(url));
    check(&rxinfer(url).authentication());
    check(&rxinfer(url).authentication().token_roles());
    sendable(rxinfer(url).authentication().token_roles().send());
    sendable::<Error>(Error::from(Glean::builder().environment(empty()).build().unwrap_err()));
}

#[tokio::test]
async fn one_client_serves_many_tasks_at_once() {
    let server = answering(200, &Seed::TokenRoles.success()).await;
    let rxinfer = rxinfer(&server.uri());
    let calls = (0..8).map(|_| tokio::spawn(rxinfer.clone().authentication().token_roles().send()));
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().roles, ["user"]);
    }
}

//! What the server sees: method, path, every header, and no body.

use glean_api_client::client::authentication as client;
use glean_api_client::indexing::authentication as indexing;
use rxinfer_client::RxInfer;
use serde_json::json;
use specsmith_runtime::Environment;
use tests::seed::{CANARY, Options, Seed, glean, rxinfer, togai};
use tests::server::{answering, header_lines, only_request, seen, whole};

/// The request lines and headers of everything the server saw, as one text a request.
async fn lines(server: &wiremock::MockServer) -> Vec<String> {
    let of = |request: &wiremock::Request| {
        assert_eq!(request.body, b"", "no body");
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut headers = header_lines(request);
        headers.retain(|line| line != "content-length: 0");
        let headers = headers.join("\n");
        format!("{} {}{query}\n{headers}", request.method, request.url.path())
    };
    seen(server).await.iter().map(of).collect()
}

/// A request of these crates as it must be: no header that is not listed here, but for the length of nothing.
fn exactly(line: &str, crate_name: &str, more: &[&str]) -> String {
    let agent = format!("user-agent: {crate_name}/0.1.0");
    let mut headers = vec!["accept: application/json", "accept-encoding: gzip", &agent];
    headers.extend(more);
    headers.sort_unstable();
    format!("{line}\n{}", headers.join("\n"))
}

#[tokio::test]
async fn every_seed_call_sends_its_documented_method_and_path_and_nothing_that_is_not_documented() {
    for seed in Seed::ALL {
        let server = answering(200, &seed.success()).await;
        seed.send(&server.uri(), Options::once()).await.unwrap();
        let name = match seed {
            Seed::CreateToken | Seed::CheckDatasourceAuth | Seed::RotateToken => "glean-api-client",
            Seed::Authenticate => "togai-client",
            Seed::TokenGenerate | Seed::TokenRoles => "rxinfer-client",
        };
        let bearer = format!("authorization: Bearer {CANARY}");
        let more: &[&str] = if seed.is_secured() { &[&bearer] } else { &[] };
        assert_eq!(lines(&server).await, [exactly(seed.line(), name, more)], "{seed:?}");
    }
}

#[tokio::test]
async fn a_post_without_a_body_says_so_since_some_servers_answer_411_otherwise() {
    // RFC 9110 §8.6; Google's front ends, which Glean stands behind, insist.
    for seed in Seed::ALL.into_iter().filter(|seed| seed.line().starts_with("POST")) {
        let server = answering(200, &seed.success()).await;
        seed.send(&server.uri(), Options::once()).await.unwrap();
        let length = only_request(&server).await.headers.get("content-length").cloned();
        assert_eq!(length.as_ref().map(|length| length.as_bytes()), Some(b"0".as_slice()), "{seed:?}");
    }
}

#[tokio::test]
async fn optional_headers_of_glean_are_sent_when_set_and_only_then() {
    let bearer = format!("authorization: Bearer {CANARY}");
    let (act, kind) = ("x-glean-actas: ada@example.com", "x-glean-auth-type: OAUTH");
    let table: [(Option<&str>, Option<&str>, &[&str]); 4] = [
        (None, None, &[&bearer]),
        (Some("ada@example.com"), None, &[&bearer, act]),
        (None, Some("OAUTH"), &[&bearer, kind]),
        (Some("ada@example.com"), Some("OAUTH"), &[&bearer, act, kind]),
    ];
    for (act_as, auth_type, headers) in table {
        let server = answering(200, &Seed::CreateToken.success()).await;
        let mut request = glean(&server.uri()).client().authentication().create_token();
        if let Some(act_as) = act_as {
            request = request.act_as(act_as);
        }
        if let Some(auth_type) = auth_type {
            request = request.auth_type(auth_type);
        }
        request.send().await.unwrap();
        let server_two = answering(200, &Seed::CheckDatasourceAuth.success()).await;
        let mut request = glean(&server_two.uri()).client().authentication().check_datasource_auth();
        if let Some(act_as) = act_as {
            request = request.act_as(act_as);
        }
        if let Some(auth_type) = auth_type {
            request = request.auth_type(auth_type);
        }
        request.send().await.unwrap();
        assert_eq!(lines(&server).await, [exactly(Seed::CreateToken.line(), "glean-api-client", headers)]);
        assert_eq!(lines(&server_two).await, [exactly(Seed::CheckDatasourceAuth.line(), "glean-api-client", headers)]);
    }
}

#[tokio::test]
async fn token_generation_of_rxinfer_carries_no_credential_even_when_one_is_configured() {
    let environment = || Environment::from([("RXINFER_API_TOKEN", CANARY)]);
    let clients: [fn(&str, Environment) -> RxInfer; 3] = [
        |url, _| RxInfer::builder().environment(Environment::empty()).base_url(url).token(CANARY).build().unwrap(),
        |url, environment| RxInfer::builder().environment(environment).base_url(url).build().unwrap(),
        |url, environment| RxInfer::builder().environment(environment).base_url(url).token(CANARY).build().unwrap(),
    ];
    for client in clients {
        let server = answering(200, &Seed::TokenGenerate.success()).await;
        client(&server.uri(), environment()).authentication().token_generate().send().await.unwrap();
        let request = only_request(&server).await;
        assert!(!whole(&request).contains(CANARY), "{}", whole(&request));
        for carrier in ["authorization", "proxy-authorization", "cookie", "x-api-key"] {
            assert!(!request.headers.contains_key(carrier), "{carrier}");
        }
    }
}

#[tokio::test]
async fn token_generation_of_rxinfer_works_without_any_credential() {
    let server = answering(200, &json!({ "token": "new" })).await;
    let rxinfer = RxInfer::builder().environment(Environment::empty()).base_url(server.uri()).build().unwrap();
    assert_eq!(rxinfer.authentication().token_generate().send().await.unwrap().token, "new");
}

#[tokio::test]
async fn a_credential_that_no_operation_asks_for_is_never_sent() {
    let server = answering(200, &Seed::Authenticate.success()).await;
    let togai = togai_client::Togai::builder().environment(Environment::empty()).base_url(server.uri());
    let togai = togai.token("the-bearer").api_key(CANARY).build().unwrap();
    togai.authentication().authenticate().send().await.unwrap();
    let request = only_request(&server).await;
    assert!(!whole(&request).contains(CANARY), "{}", whole(&request));
    assert_eq!(request.headers["authorization"], "Bearer the-bearer");
}

#[tokio::test]
async fn a_free_function_sends_what_its_method_sends() {
    let with_methods = answering(200, &Seed::CreateToken.success()).await;
    glean(&with_methods.uri()).client().authentication().create_token().act_as("a@b.c").send().await.unwrap();
    let with_functions = answering(200, &Seed::CreateToken.success()).await;
    client::create_token(&glean(&with_functions.uri())).act_as("a@b.c").send().await.unwrap();
    assert_eq!(lines(&with_methods).await, lines(&with_functions).await);

    let table =
        [Seed::CheckDatasourceAuth, Seed::RotateToken, Seed::Authenticate, Seed::TokenGenerate, Seed::TokenRoles];
    for seed in table {
        let server = answering(200, &seed.success()).await;
        let url = server.uri();
        match seed {
            Seed::CreateToken => {}
            Seed::CheckDatasourceAuth => drop(client::check_datasource_auth(&glean(&url)).send().await.unwrap()),
            Seed::RotateToken => drop(indexing::rotate_token(&glean(&url)).send().await.unwrap()),
            Seed::Authenticate => drop(togai_client::authentication::authenticate(&togai(&url)).send().await.unwrap()),
            Seed::TokenGenerate => {
                drop(rxinfer_client::authentication::token_generate(&rxinfer(&url)).send().await.unwrap());
            }
            Seed::TokenRoles => drop(rxinfer_client::authentication::token_roles(&rxinfer(&url)).send().await.unwrap()),
        }
        let request = only_request(&server).await;
        assert_eq!(format!("{} {}", request.method, request.url.path()), seed.line());
    }
}

#[tokio::test]
async fn options_of_one_call_reach_the_server_and_leave_the_client_as_it_was() {
    let server = answering(200, &Seed::TokenRoles.success()).await;
    let rxinfer = rxinfer(&server.uri());
    rxinfer.authentication().token_roles().header("x-trace", "t1").query("page", "a b").send().await.unwrap();
    rxinfer.authentication().token_roles().send().await.unwrap();
    let bearer = format!("authorization: Bearer {CANARY}");
    let first = exactly("GET /token/roles?page=a%20b", "rxinfer-client", &[&bearer, "x-trace: t1"]);
    let second = exactly("GET /token/roles", "rxinfer-client", &[&bearer]);
    assert_eq!(lines(&server).await, [first, second]);
}

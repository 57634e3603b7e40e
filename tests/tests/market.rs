//! A crate made from a document of lists, streams, alternatives and answers in several forms does over the wire what its
//! types promise, asynchronous and blocking.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use serde_json::{Value, json};
use tests::command::generate;
use tests::folder;
use tests::nested::{Nested, must};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const DOCUMENT: &str = include_str!("documents/market.yaml");
const PROGRAM: &str = include_str!("documents/market.rs");

/// What the program must have sent: method, path and query.
const REQUESTS: &str = "
GET /offers
GET /offers?pageToken=b
GET /offers?pageToken=c
GET /sellers?limit=2
GET /sellers?offset=2&limit=2
GET /sellers?offset=3&limit=2
GET /links
GET /links?page=2
GET /prices
GET /log
PUT /things
PUT /things
PATCH /profile
PATCH /profile
PATCH /profile
PATCH /profile
GET /report
GET /report
GET /report
GET /report?fail=json
GET /report?fail=problem
GET /file
GET /file?inside=yes
GET /there
GET /offers
GET /offers?pageToken=b
GET /offers?pageToken=c
GET /log
GET /report
";

/// The bodies of `PATCH /profile`, to the byte: what must be there may be null; what may be null is left out, null, empty or a
/// value; and so is what stands inside.
const PROFILES: [&str; 4] = [
    r#"{"owner":null}"#,
    r#"{"owner":"Ada","motto":null,"level":null,"home":null,"tags":null,"limits":null,"since":null}"#,
    r#"{"owner":"Ada","motto":"","level":"high","home":{},"tags":[],"limits":{},"since":"2024-02-29"}"#,
    r#"{"owner":"Ada","home":{"street":null},"tags":[null,"a"],"limits":{"day":null,"week":1}}"#,
];

fn respond(request: &Request) -> ResponseTemplate {
    let query = request.url.query().unwrap_or_default();
    let offers = |ids: &[&str]| -> Value { ids.iter().map(|id| json!({ "id": id })).collect() };
    let json = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let raw =
        |status: u16, body: &[u8], content_type: &str| ResponseTemplate::new(status).set_body_raw(body, content_type);
    let asked = request.headers.get("accept").and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    match (request.url.path(), query) {
        ("/offers", "") => json(json!({ "offers": offers(&["1"]), "nextPageToken": "b" })),
        ("/offers", "pageToken=b") => json(json!({ "offers": offers(&["2"]), "nextPageToken": "c" })),
        ("/offers", _) => json(json!({ "offers": offers(&["3"]) })),
        ("/sellers", "limit=2") => json(offers(&["1", "2"])),
        ("/sellers", "offset=2&limit=2") => json(offers(&["3"])),
        ("/sellers", _) => json(offers(&[])),
        ("/links", "") => json(offers(&["1"])).insert_header("link", "</links?page=2>; rel=\"next\""),
        ("/links", _) => json(offers(&["2"])),
        ("/prices", _) => {
            raw(200, b"event: up\ndata: {\"id\":\ndata: \"1\"}\n\ndata: {\"id\":\"2\"}\n\n", "text/event-stream")
        }
        ("/log", _) => raw(200, b"{\"id\":\"1\"}\n{\"id\":\"2\"}\n", "application/jsonl"),
        ("/things", _) => {
            let sent: Value = serde_json::from_slice(&request.body).unwrap();
            if sent == json!({ "things": [] }) {
                return json(json!({ "things": [], "mixed": true }));
            }
            let fruit = json!({ "kind": "fruit", "weight": 3 });
            let things = json!([fruit, { "kind": "tool", "sharp": null }, { "kind": "toy", "fun": true }]);
            assert_eq!(sent, json!({ "things": things, "best": fruit, "mixed": ["a"] }));
            json(json!({ "things": [things[2], things[0], things[1]], "best": null, "mixed": 7 }))
        }
        ("/profile", _) => raw(200, &request.body, "application/json"),
        ("/report", "fail=json") => raw(404, br#"{"reason":"gone"}"#, "application/json"),
        ("/report", _) if !query.is_empty() => {
            raw(404, br#"{"title":"Gone"}"#, "application/problem+json; charset=utf-8")
        }
        ("/report", _) => match asked {
            "text/csv" => raw(200, b"id\n1\n", "text/csv; header=present"),
            "application/pdf" => raw(200, &[0xFF, 1], "application/pdf"),
            _ => {
                assert_eq!(asked, "application/json, text/csv;q=0.9, application/pdf;q=0.9");
                json(json!({ "id": "1" }))
            }
        },
        ("/file", "") => ResponseTemplate::new(302).insert_header("location", "https://files.example.com/1"),
        ("/file", _) => ResponseTemplate::new(302).insert_header("location", "/there"),
        ("/there", _) => raw(200, b"file", "application/pdf"),
        _ => ResponseTemplate::new(204),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_streams_alternatives_and_forms_of_a_new_document_work_over_the_wire() {
    let nested = Nested::workspace();
    folder::write(&nested.folder().join("specs/market.yaml"), DOCUMENT);
    generate(nested.folder(), &["--only", "market"]).ok();
    folder::write(&nested.folder().join("sdks/market/examples/calls.rs"), PROGRAM);
    let (home, depot) = (MockServer::start().await, MockServer::start().await);
    for server in [&home, &depot] {
        Mock::given(any()).respond_with(respond).mount(server).await;
    }
    let mut calls = nested.cargo("run");
    calls.args(["-p", "market", "--features", "blocking", "--example", "calls"]);
    calls.env("MARKET_HOME", home.address().to_string()).env("MARKET_DEPOT", depot.address().to_string());
    must(calls.env("MARKET_API_KEY", "canary"));

    let seen = home.received_requests().await.unwrap();
    let lines: Vec<String> = seen
        .iter()
        .map(|request| {
            assert_eq!(request.headers["x-key"], "canary");
            let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{} {}{query}", request.method, request.url.path())
        })
        .collect();
    assert_eq!(lines, REQUESTS.trim().lines().collect::<Vec<_>>());
    let profiles = seen.iter().filter(|request| request.url.path() == "/profile");
    let profiles: Vec<_> = profiles.map(|request| String::from_utf8_lossy(&request.body)).collect();
    assert_eq!(profiles, PROFILES);
    let uploads = depot.received_requests().await.unwrap();
    let carried: Vec<(&str, bool)> =
        uploads.iter().map(|request| (request.url.path(), request.headers.contains_key("x-key"))).collect();
    assert_eq!(carried, [("/v2/uploads", false), ("/v2/uploads", true)]);
}

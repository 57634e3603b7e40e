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

/// What the program must have sent: method, path and query, and of a POST the body.
const REQUESTS: &str = r#"
GET /offers
GET /offers?pageToken=b
GET /offers?pageToken=c
GET /sellers?limit=2
GET /sellers?offset=2&limit=2
GET /sellers?offset=3&limit=2
GET /links
GET /links?page=2
GET /numbers
GET /numbers?page=2
GET /urls
GET /urls?page=2
POST /cursors {"words":"w"}
POST /cursors {"cursor":"1","words":"w"}
POST /cursors {"cursor":"2","words":"w"}
GET /tokens
GET /tokens?page_token=b
GET /headers
GET /headers?after=b
GET /tokens
GET /tokens?page_token=b
GET /tokens?circle=yes
GET /tokens?page_token=c&circle=yes
GET /prices
GET /log
PUT /things
PUT /things
PATCH /profile
PATCH /profile
PATCH /profile
PATCH /profile
POST /notes
POST /cards
POST /notes
POST /cards
POST /notes
POST /cards
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
GET /tokens
GET /tokens?page_token=b
GET /report
"#;

/// The bodies of `PATCH /profile`, to the byte: what must be there may be null; what may be null is left out, null, empty or a
/// value; and so is what stands inside.
const PROFILES: [&str; 4] = [
    r#"{"owner":null}"#,
    r#"{"owner":"Ada","motto":null,"level":null,"home":null,"tags":null,"limits":null,"since":null}"#,
    r#"{"owner":"Ada","motto":"","level":"high","home":{},"tags":[],"limits":{},"since":"2024-02-29"}"#,
    r#"{"owner":"Ada","home":{"street":null},"tags":[null,"a"],"limits":{"day":null,"week":1}}"#,
];

/// The bodies of `POST /notes`, to the byte: nothing is left of what is null, and null stays where a field is JSON.
const NOTES: [&str; 3] = ["", "home=%7B%7D&motto=", "home=%7B%22street%22%3Anull%7D&level=low&owner=Ada&tags=a"];

/// Those of `POST /cards`, as names and values of their parts.
const CARDS: [&[(&str, &str)]; 3] = [
    &[("owner", "")],
    &[("owner", ""), ("motto", ""), ("home", "{}")],
    &[("owner", "Ada"), ("level", "low"), ("home", r#"{"street":null}"#), ("tags", "a")],
];

/// Names and values of the parts of a body.
fn parts(body: &str) -> Vec<(&str, &str)> {
    let parts = body.split("form-data; name=\"").skip(1);
    let parts = parts.filter_map(|part| Some((part.split_once('"')?.0, part.split_once("\r\n\r\n")?.1)));
    parts.filter_map(|(name, rest)| Some((name, rest.split_once("\r\n--")?.0))).collect()
}

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
        ("/numbers", "") => json(json!({ "data": { "found": offers(&["1"]), "has_more": true } })),
        ("/numbers", _) => json(json!({ "data": { "found": offers(&["2"]), "has_more": false } })),
        ("/urls", "") => json(json!({ "value": offers(&["1"]), "@next": "/urls?page=2" })),
        ("/urls", _) => json(json!({ "value": offers(&["2"]) })),
        ("/cursors", _) => json(match &*String::from_utf8_lossy(&request.body) {
            r#"{"words":"w"}"# => json!({ "found": offers(&["1"]) }),
            body if body.contains(r#""cursor":"1""#) => json!({ "found": offers(&["2"]) }),
            _ => json!({ "found": [] }),
        }),
        ("/tokens", query) if query.contains("circle") => json(json!({ "items": offers(&["0"]), "next_page": "c" })),
        ("/tokens", "") => json(json!({ "items": offers(&["1"]), "next_page": "b" })),
        ("/tokens", _) => json(json!({ "items": offers(&["2"]), "next_page": null })),
        ("/headers", "") => json(offers(&["1"])).insert_header("x-next", "b"),
        ("/headers", _) => json(offers(&["2"])),
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

/// Where the report says that a list was recognised: in the operations of which no extension says it.
fn recognised(folder: &std::path::Path) -> Vec<String> {
    let place = folder.join("target-report.json");
    let report = std::fs::read_to_string(&place).unwrap();
    std::fs::remove_file(place).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    let said = report[0]["diagnostics"].as_array().unwrap().iter();
    let said = said.filter(|one| one["code"] == "recognised-paging" && one["severity"] == "note");
    let mut places: Vec<String> = said.map(|one| one["at"]["pointer"].as_str().unwrap().to_owned()).collect();
    places.sort();
    places
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_streams_alternatives_and_forms_of_a_new_document_work_over_the_wire() {
    let nested = Nested::workspace();
    folder::write(&nested.folder().join("specs/market.yaml"), DOCUMENT);
    generate(nested.folder(), &["--only", "market", "--report", "target-report.json"]).ok();
    assert_eq!(recognised(nested.folder()), ["/paths/~1links/get", "/paths/~1offers/get", "/paths/~1sellers/get"]);
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
            let is_json = request.headers.get("content-type").is_some_and(|kind| kind == "application/json");
            let shown = if request.method == "POST" && is_json { request.body.as_slice() } else { b"" };
            let body = String::from_utf8_lossy(shown);
            format!("{} {}{query} {body}", request.method, request.url.path()).trim_end().to_owned()
        })
        .collect();
    assert_eq!(lines, REQUESTS.trim().lines().collect::<Vec<_>>());
    let bodies = |path: &str| -> Vec<String> {
        let sent = seen.iter().filter(|request| request.url.path() == path);
        sent.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect()
    };
    assert_eq!(bodies("/profile"), PROFILES);
    assert_eq!(bodies("/notes"), NOTES);
    assert_eq!(bodies("/cards").iter().map(|body| parts(body)).collect::<Vec<_>>(), CARDS);
    let uploads = depot.received_requests().await.unwrap();
    let carried: Vec<(&str, bool)> =
        uploads.iter().map(|request| (request.url.path(), request.headers.contains_key("x-key"))).collect();
    assert_eq!(carried, [("/v2/uploads", false), ("/v2/uploads", true)]);
}

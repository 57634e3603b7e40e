//! A new document is enough: one file copied to `specs/` of a copy of this workspace gives a crate that compiles, is
//! documented and works, and no other file is touched.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use generator::discover;
use serde_json::{Value, json};
use tests::command::{generate, run};
use tests::nested::{Nested, must};
use tests::programs::failures;
use tests::{folder, server};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const DOCUMENT: &str = include_str!("documents/zoo.yaml");
const PROGRAM: &str = include_str!("documents/zoo.rs");

/// What the program of `documents/zoo.rs` must have sent: method, path and query; the headers that say something; the body.
const REQUESTS: &str = r#"
GET /animals
GET /animals?kinds=cold%20blooded&kinds=new%20%26%20shiny&tags=a%2Cb,c%20d&ids=1%7C9007199254740993&order=-name&bornAfter=2020-01-31T12%3A30%3A00%2B02%3A00&timeout=5&query=50%25%20off%3F&self=true&type=x%2Fy [cookie: session=s%201] [x-request-source: a test]
POST /animals [content-type: application/json] {"name":"Ada","kind":"bird"}
POST /animals [content-type: application/json] {"name":"Ada","kind":"plant","bornAt":"2020-01-31T12:30:00Z","nicknames":[],"home":{"house":"north","cage":{"heated":false}},"offspring":[{"name":"Bea","kind":"self"}],"measures":{"beak":0.5,"wing":2.0}}
PATCH /animals/67e55044-10b1-426f-9247-bb680e5fe0c8 [content-type: application/json] [if-match: "v1"] {}
PATCH /animals/67e55044-10b1-426f-9247-bb680e5fe0c8 [content-type: application/json] [if-match: "v1"] {"died":null}
PATCH /animals/67e55044-10b1-426f-9247-bb680e5fe0c8 [content-type: application/json] [if-match: "v1"] {"died":"2024-02-29","nicknames":[]}
PATCH /animals/67e55044-10b1-426f-9247-bb680e5fe0c8 [content-type: application/json] [if-match: "v1"] {"nicknames":["A"]}
DELETE /animals/67e55044-10b1-426f-9247-bb680e5fe0c8
PUT /keepers/Zo%C3%AB%20%2F%201/shifts/2024-02-29 [content-type: application/json] {"night":8}
GET /status
GET /types/a%25b
POST /types/t?body=query [content-type: application/json] {"async":"now"}
POST /oauth/token [authorization: Basic b3dsOmNhbmFyeS1zZWNyZXQ=] [content-type: application/x-www-form-urlencoded] grant_type=client_credentials&scope=feed
GET /night [authorization: Bearer night-token]
GET /night [authorization: Bearer night-token]
GET /night
PUT /animals/67e55044-10b1-426f-9247-bb680e5fe0c8/picture [content-type: image/png] not really a png
PUT /animals/67e55044-10b1-426f-9247-bb680e5fe0c8/picture [content-type: image/gif] aaa
POST /animals/67e55044-10b1-426f-9247-bb680e5fe0c8/picture [content-type: multipart/form-data; boundary=B] --B|Content-Disposition: form-data; name="files"; filename="a.png"|Content-Type: image/png||one|--B|Content-Disposition: form-data; name="files"; filename="files"|Content-Type: application/octet-stream||two|--B|Content-Disposition: form-data; name="thumbnail"; filename="thumbnail"|Content-Type: image/webp|X-Size: small||small|--B|Content-Disposition: form-data; name="title"||Ada|--B|Content-Disposition: form-data; name="places"||north|--B|Content-Disposition: form-data; name="places"||south|--B|Content-Disposition: form-data; name="info"|Content-Type: application/json||{"year":2026}|--B--
GET /animals/67e55044-10b1-426f-9247-bb680e5fe0c8/picture
POST /pictures [content-type: multipart/mixed; boundary=B] [x-once: K] --B||thing|--B--
POST /notes [content-type: application/json] {"text":"é & more","tags":["a","b"]}
POST /notes [content-type: application/x-www-form-urlencoded] tags=a&tags=b&text=%C3%A9%20%26%20more
POST /notes [content-type: text/plain] <note/>
POST /notes [content-type: application/octet-stream] x
POST /notes [content-type: application/merge-patch+json] {"text":null}
POST /notes [content-type: application/xml] plain
PUT /notes [content-type: application/x-www-form-urlencoded] kinds=bird,self&near%5Bcages%5D%5B0%5D=1&near%5Bcages%5D%5B1%5D=2&near%5Bhouse%5D=n%2F1&words=a%20b&words=c
PUT /notes [content-type: text/plain; charset=utf-8] a b
PUT /notes
DELETE /notes [content-type: application/json] [1,2]
PUT /vault [content-type: application/json] {"shown":"outside","password":"canary","named":"canary","composed":"canary","locks":["canary"],"byDoor":{"door":"canary"},"either":"canary","sent":"canary","pin":770077,"words":["canary"],"marked":"canary","inner":{"code":"canary","shown":"inside"},"door":"canary"}
GET /vault
POST /animals [content-type: application/json] {"name":"bad","kind":"bird"}
POST /animals [content-type: application/json] {"name":"twice","kind":"bird"}
GET /animals?type=teapot
GET /animals/00000000-0000-0000-0000-000000000000
"#;

/// A request as a line of [`REQUESTS`]; the credential is checked here, since nearly all carry the same.
fn line(request: &Request) -> String {
    let path = request.url.path();
    let key = request.headers.get("x-api-key").map(|key| key.to_str().unwrap());
    let open = matches!(path, "/status" | "/oauth/token") || request.headers.contains_key("authorization");
    assert_eq!(key, if open { None } else { Some("canary-key") }, "{path}");
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let usual = ["accept", "accept-encoding", "content-length", "user-agent", "x-api-key"];
    let mut lines = server::header_lines(request);
    lines.retain(|line| !usual.contains(&line.split(':').next().unwrap()));
    let headers: String = lines.iter().map(|line| format!(" [{line}]")).collect();
    let body = String::from_utf8_lossy(&request.body);
    let line = format!("{} {path}{query}{headers} {body}", request.method).trim_end().to_owned();
    // A boundary is made at random, and so is a key.
    let key = request.headers.get("x-once").map(|key| key.to_str().unwrap());
    let line = line.replace(key.unwrap_or("\0"), "K");
    let boundary =
        line.split_once("boundary=").and_then(|(_, rest)| rest.split_once(']')).map(|(boundary, _)| boundary);
    line.replace(boundary.unwrap_or("\0"), "B").replace("\r\n", "|")
}

fn respond(request: &Request) -> ResponseTemplate {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let plain = json!({ "id": id, "name": "Third", "kind": "Mammal", "weightGrams": 1 });
    let answer = |status: u16, body: &Value| ResponseTemplate::new(status).set_body_json(body);
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match (request.method.as_str(), request.url.path(), body["name"].as_str()) {
        ("GET", "/animals", _) if request.url.query() == Some("type=teapot") => {
            answer(418, &json!({ "message": "teapot" }))
        }
        ("GET", "/animals", _) => answer(
            200,
            &json!([{
                "id": id, "name": "Ada", "kind": "plant", "weightGrams": 9_007_199_254_740_993_i64,
                "bornAt": "2020-01-31T12:30:00.25+02:00", "died": null, "nicknames": [],
                "home": { "house": "north", "cage": { "number": 7 } }, "mother": plain,
                "offspring": [{ "id": id, "name": "Second", "kind": "self", "weightGrams": 1, "offspring": [plain] }],
                "measures": { "tail": 1.5 }, "added later": {},
            }]),
        ),
        ("POST", "/animals", Some("bad")) => answer(400, &json!({ "fields": [{ "name": "name", "reason": "no" }] })),
        ("POST", "/animals", Some("twice")) => answer(409, &json!({ "message": "again", "code": 7 })),
        ("POST", "/animals", _) => answer(201, &plain),
        ("POST", path, _) if path.ends_with("/picture") || ["/pictures", "/notes"].contains(&path) => {
            ResponseTemplate::new(204)
        }
        ("PATCH", _, _) => answer(200, &plain),
        ("POST", "/oauth/token", _) => answer(200, &json!({ "access_token": "night-token", "token_type": "bearer" })),
        ("GET", "/vault", _) => answer(200, &json!("canary")),
        ("GET", "/night", _) => ResponseTemplate::new(204),
        ("GET", "/status", _) => ResponseTemplate::new(200).set_body_string("all well"),
        ("GET", "/types/a%25b", _) => answer(
            200,
            &json!({ "type": "t", "self": "s", "Self": "S", "fn": true, "match-all": true, "match_all": false, "1st": 1 }),
        ),
        ("POST", "/types/t", _) => answer(200, &body),
        ("GET", path, _) if path.ends_with("/picture") => {
            ResponseTemplate::new(302).insert_header("location", "/elsewhere")
        }
        ("GET", path, _) if path.starts_with("/animals/") => answer(404, &json!({ "message": "none" })),
        ("DELETE" | "PUT", _, _) => ResponseTemplate::new(204),
        _ => ResponseTemplate::new(501),
    }
}

/// Generates the crate, and asserts that nothing but the document and the crate is new.
fn generated(nested: &Nested, document: &str) {
    // Whether the crates of the workspace are up to date is another test's question.
    generate(nested.folder(), &[]).ok();
    let before = folder::files(nested.folder());
    folder::write(&nested.folder().join("specs/zoo.yaml"), document);
    let ran = generate(nested.folder(), &["--report", "target-report.json"]).ok();
    assert!(ran.out.contains("zoo"), "{}", ran.out);
    std::fs::remove_file(nested.folder().join("target-report.json")).unwrap();
    let mut after = folder::files(nested.folder());
    for page in
        ["Cargo.toml", "README.md", "docs/animals.md", "docs/keepers_staff.md", "docs/models/animal.md", "src/lib.rs"]
    {
        assert!(after.contains_key(&format!("sdks/zoo/{page}")), "{page}");
    }
    after.retain(|path, _| !path.starts_with("sdks/zoo/") && path != "specs/zoo.yaml");
    let touched: Vec<&String> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(touched.is_empty(), "no other file is touched: {touched:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_file_in_specs_gives_a_crate_that_is_clean_documented_and_works() {
    let nested = Nested::workspace();
    generated(&nested, DOCUMENT);
    // Clippy shows the compiler's warnings too.
    must(nested.cargo("clippy").args(["-p", "zoo", "--all-targets", "--", "-D", "warnings"]));
    must(nested.cargo("doc").args(["-p", "zoo", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"));
    let doctests = must(nested.cargo("test").args(["-p", "zoo", "--doc"])).out;
    assert!(doctests.contains("test result: ok. ") && !doctests.contains("ok. 0 passed"), "{doctests}");

    folder::write(&nested.folder().join("sdks/zoo/examples/calls.rs"), PROGRAM);
    let zoo = MockServer::start().await;
    Mock::given(any()).respond_with(respond).mount(&zoo).await;
    let mut calls = nested.cargo("run");
    calls.args(["-p", "zoo", "--example", "calls"]);
    must(calls.env("ZOO_BASE_URL", zoo.uri()).env("ZOO_KEEPER_KEY", "canary-key"));
    let lines: Vec<String> = server::seen(&zoo).await.iter().map(line).collect();
    for (seen, expected) in lines.iter().zip(REQUESTS.trim().lines()) {
        assert_eq!(seen, expected);
    }
    assert_eq!(lines.len(), REQUESTS.trim().lines().count(), "{lines:#?}");

    // The program above is foreign to the crate, which stays as its document says.
    generate(nested.folder(), &["--check"]).ok();
    std::fs::remove_file(nested.folder().join("sdks/zoo/examples/calls.rs")).unwrap();

    let (jobs, _) = discover::discover(&nested.folder().join("specs"), &["zoo".to_owned()]);
    let failed = failures(&nested, &jobs);
    assert!(failed.is_empty(), "{failed}");
    std::fs::remove_dir_all(nested.folder().join("sdks/snippets")).unwrap();
}

/// Checks the crate with these features alone; an empty one is none.
fn check_alone(features: &[&str]) {
    let nested = Nested::workspace();
    generated(&nested, DOCUMENT);
    for feature in features {
        must(nested.cargo("check").args(["-p", "zoo", "--lib", "--no-default-features", "--features", feature]));
    }
}

#[test]
fn each_resource_of_a_new_document_compiles_alone_without_a_warning() {
    check_alone(&["animals", "type"]);
}

#[test]
fn a_resource_without_models_compiles_alone_without_a_warning() {
    check_alone(&["keepers-staff", "status", ""]);
}

/// Hundreds of types, each of which holds two of the others.
fn deep() -> Value {
    const TYPES: usize = 300;
    let schemas: Value = (0..TYPES)
        .map(|index| {
            let other = |index: usize| json!({ "$ref": format!("#/components/schemas/S{}", index % TYPES) });
            let properties = json!({
                "name": { "type": "string" },
                "next": other(index * 7 + 3),
                "items": { "type": "array", "items": other(index + 1) },
            });
            (format!("S{index}"), json!({ "type": "object", "properties": properties }))
        })
        .collect();
    let answer = json!({ "description": "It.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/S0" } } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Deep", "version": "1" },
        "servers": [{ "url": "https://deep.example.com" }],
        "paths": { "/one": { "get": { "operationId": "getOne", "tags": ["one"], "responses": { "200": answer } } } },
        "components": { "schemas": schemas },
    })
}

#[test]
fn types_that_stand_hundreds_deep_in_one_another_compile_and_go_to_other_threads_with_the_limit_of_the_readme() {
    let nested = Nested::workspace();
    folder::write(&nested.folder().join("specs/deep.json"), deep().to_string());
    generate(nested.folder(), &["--only", "deep"]).ok();
    let readme = std::fs::read_to_string(nested.folder().join("sdks/deep/README.md")).unwrap();
    let limit = readme.split('`').find(|code| code.starts_with("#![recursion_limit")).unwrap();
    let program = "fn main() { let deep = deep::Deep::builder().build().unwrap(); \
                   drop(async move { tokio::spawn(async move { deep.one().get().send().await }).await }); }";
    let write = |limit: &str| {
        let text = format!("//! Spawns.\n{limit}\n{program}\n");
        folder::write(&nested.folder().join("sdks/deep/examples/spawns.rs"), text);
    };
    write(limit);
    must(nested.cargo("check").args(["-p", "deep", "--lib", "--example", "spawns"]));
    write("");
    let ran = run(nested.cargo("check").args(["-p", "deep", "--example", "spawns"]));
    assert!(ran.err.contains("recursion limit"), "the README asks for nothing that is not needed: {}", ran.err);
}

#[test]
fn a_member_of_an_enum_may_be_the_empty_string() {
    let nested = Nested::workspace();
    generated(&nested, &DOCUMENT.replace("enum: [mammal, bird,", "enum: [mammal, \"\", bird,"));
    must(nested.cargo("check").args(["-p", "zoo"]));
}

//! Descriptions are read by people and by rustdoc, and run by nobody: `cargo test --doc` of a crate whose document is full of
//! programs runs none of them.
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

/// A document with this text wherever rustdoc may come to read it.
fn document(text: &str) -> Value {
    let string = || json!({"type": "string", "description": text, "title": text, "example": text, "default": text});
    let answer = json!({"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1", "summary": text, "description": text},
        "servers": [{"url": "https://{host}.example.com", "description": text, "variables": {"host": {"default": "a", "description": text}}}],
        "tags": [{"name": "things", "description": text}],
        "paths": {"/things/{id}": {"summary": text, "description": text, "put": {
            "operationId": "putThing", "tags": ["things"], "summary": text, "description": text,
            "parameters": [
                {"name": "id", "in": "path", "required": true, "description": text, "schema": string()},
                {"name": "q", "in": "query", "description": text, "schema": string()},
            ],
            "requestBody": {"description": text, "required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
            "responses": {"200": answer, "404": answer, "default": {"description": text}},
            "security": [{"key": []}],
        }}},
        "components": {
            "schemas": {"Thing": {"type": "object", "title": text, "description": text, "properties": {
                "name": string(),
                "kind": {"type": "string", "description": text, "enum": ["a", "b"], "x-enum-descriptions": [text, text]},
            }}},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key", "description": text}},
        },
    })
}

/// How many doctests passed.
fn doctests(nested: &Nested, text: &str) -> String {
    folder::write(&nested.folder().join("specs/hostile.json"), document(text).to_string());
    generate(nested.folder(), &["--only", "hostile"]).ok();
    let ran = must(nested.cargo("test").args(["-p", "hostile", "--doc"]));
    must(nested.cargo("doc").args(["-p", "hostile", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"));
    ran.out.lines().find(|line| line.starts_with("test result")).unwrap().split(';').next().unwrap().to_owned()
}

#[test]
fn no_program_in_a_description_is_ever_run() {
    let nested = Nested::workspace();
    let canary = nested.folder().join("canary");
    let program = format!("std::fs::write({canary:?}, \"\").unwrap(); panic!();");
    let benign = doctests(&nested, "Plain words.");
    let hostile = format!(
        "First.\n\n```\n{program}\n```\n\n    {program}\n\n~~~rust\n{program}\n~~~\n\n> ```should_panic\n> {program}\n> ```\n\n\
         1. ````no_check\n   {program}\n   ````\n\n<pre><code>{program}</code></pre>\n*/ #![doc = \"```\\n{program}\\n```\"] /*\n\
         [`Option`] [x]: std::fs::write \u{202E}\u{2066}\u{200B} ``` unclosed\n```\n{program}"
    );
    assert_eq!(doctests(&nested, &hostile), benign);
    assert!(!canary.exists(), "a program of the document was run");
    std::fs::remove_dir_all(nested.folder().join("sdks/hostile")).unwrap();
}

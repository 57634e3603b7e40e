//! Documents that grow when they are read: each is a clear error or a crate, within limits that the system enforces on the
//! generator's process.

use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::process::Command;

/// Seconds of processor time. A debug build takes several times as long as what is delivered.
const SECONDS: u32 = if cfg!(debug_assertions) { 10 } else { 2 };
/// Kilobytes of address space.
const MEMORY: u32 = 500_000;

fn check(name: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let limited = format!("ulimit -t {SECONDS}; ulimit -v {MEMORY}; exec \"$0\" build {name} --out crate");
    let mut generator = Command::new("sh");
    generator.args(["-c", &limited, env!("CARGO_BIN_EXE_generator")]).current_dir(folder.path());
    let output = generator.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(matches!(code, Some(0 | 1)), "{name}: {:?}\n{}", output.status, said.lines().take(20).collect::<String>());
    assert!(code == Some(0) || said.contains("error["), "{name}: {said}");
    assert!(!said.contains("panicked"), "{name}: {said}");
    assert_eq!(code == Some(0), folder.path().join("crate").exists(), "{name}: a crate or nothing");
}

fn document(schemas: Value) -> Value {
    let first = schemas.as_object().and_then(|schemas| schemas.keys().next()).cloned().unwrap_or_default();
    let schema = json!({"$ref": format!("#/components/schemas/{first}")});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let answers = json!({"200": {"description": "d", "content": {"application/json": {"schema": schema}}}});
    json!({
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"post": {"operationId": "a", "requestBody": body, "responses": answers}}},
        "components": {"schemas": schemas},
    })
}

fn named(count: usize, schema: impl Fn(usize) -> Value) -> Value {
    document(Value::Object((0..count).map(|index| (format!("S{index}"), schema(index))).collect::<Map<_, _>>()))
}

fn to(index: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/S{index}")})
}

#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut text =
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\nx-0: &a0 [l, l, l, l, l, l, l, l, l]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "x-{level}: &a{level} [{aliases}]").unwrap();
    }
    check("aliases.yaml", &text);
}

#[test]
fn what_is_nested_ten_thousand_deep_is_refused() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    check("lists.json", &deep("[", "]"));
    check("objects.json", &deep("{\"a\":", "}"));
    check("flow.yaml", &deep("[", "]"));
    check("block.yaml", &"- ".repeat(10_000));
    let mut schema = json!({"type": "string"});
    for _ in 0..90 {
        schema = json!({"type": "array", "items": schema});
    }
    check(
        "arrays.json",
        &named(60, |index| {
            if index < 59 {
                let mut s = json!({"type": "array", "items": to(index + 1)});
                for _ in 0..80 {
                    s = json!({"type": "array", "items": s});
                }
                s
            } else {
                schema.clone()
            }
        })
        .to_string(),
    );
}

#[test]
fn chains_of_ten_thousand_schemas_end() {
    let link = |index: usize| if index < 9_999 { Some(to(index + 1)) } else { None };
    let property = |index: usize| json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}});
    check(
        "all_of.json",
        &named(10_000, |index| json!({"allOf": link(index).into_iter().chain([property(index)]).collect::<Vec<_>>()}))
            .to_string(),
    );
    check("references.json", &named(10_000, |index| link(index).unwrap_or(json!({"type": "string"}))).to_string());
    check(
        "properties.json",
        &named(3_000, |index| json!({"type": "object", "properties": {"next": to((index + 1) % 3_000)}})).to_string(),
    );
    check(
        "one_of.json",
        &named(5_000, |index| json!({"oneOf": [to((index + 1) % 5_000), property(index)]})).to_string(),
    );
}

#[test]
fn circles_of_references_end() {
    for (name, circle) in [
        ("self.json", json!({"S0": to(0)})),
        ("two.json", json!({"S0": to(1), "S1": to(0)})),
        ("all_of.json", json!({"S0": {"allOf": [to(1)]}, "S1": {"allOf": [to(0)]}})),
        ("one_of.json", json!({"S0": {"oneOf": [to(0), to(1)]}, "S1": {"anyOf": [to(0)]}})),
        ("items.json", json!({"S0": {"type": "array", "items": to(0)}})),
        ("map.json", json!({"S0": {"type": "object", "additionalProperties": to(0)}})),
        ("not.json", json!({"S0": {"not": to(0)}})),
        ("inner.json", json!({"S0": {"properties": {"a": {"$ref": "#/components/schemas/S0/properties/a"}}}})),
        (
            "everything.json",
            json!({"S0": {"allOf": [to(0)], "oneOf": [to(0)], "anyOf": [to(0)], "items": to(0), "properties": {"a": to(0)}, "additionalProperties": to(0)}}),
        ),
    ] {
        check(name, &document(circle).to_string());
    }
    let shared = json!({"$ref": "#/components/parameters/A"});
    let components = json!({"parameters": {"A": {"$ref": "#/components/parameters/B"}, "B": shared}, "responses": {"A": {"$ref": "#/components/responses/A"}}});
    let get = json!({"parameters": [shared], "responses": {"200": {"$ref": "#/components/responses/A"}}});
    check(
        "shared.json",
        &json!({
            "openapi": "3.0.0", "info": {"title": "T", "version": "1"}, "components": components,
            "paths": {"/a": {"get": get}, "/b": {"$ref": "#/paths/~1b"}},
        })
        .to_string(),
    );
}

#[test]
fn doubling_schemas_are_not_written_out() {
    // Written out, the last of these would have 2^60 properties.
    check(
        "doubling.json",
        &named(60, |index| match index {
            59 => json!({"type": "object", "properties": {"end": {"type": "string"}}}),
            _ => json!({"type": "object", "properties": {"a": to(index + 1), "b": to(index + 1)}}),
        })
        .to_string(),
    );
    check(
        "combining.json",
        &named(60, |index| match index {
            59 => json!({"type": "object", "properties": {"end": {"type": "string"}}}),
            _ => json!({"allOf": [to(index + 1), to(index + 1)]}),
        })
        .to_string(),
    );
    check(
        "lists.json",
        &named(60, |index| match index {
            59 => json!({"type": "string"}),
            _ => {
                json!({"type": "array", "items": {"oneOf": [to(index + 1), {"type": "array", "items": to(index + 1)}]}})
            }
        })
        .to_string(),
    );
    check(
        "nulls.json",
        &named(60, |index| match index {
            59 => json!({"type": "string"}),
            _ => json!({"anyOf": [to(index + 1), to(index + 1), {"type": "null"}]}),
        })
        .to_string(),
    );
}

#[test]
fn shared_answers_of_an_old_document_are_not_written_out_without_end() {
    let wide: Map<String, Value> = (0..5_000).map(|index| (format!("p{index}"), json!({"type": "string"}))).collect();
    let paths: Map<String, Value> = (0..5_000)
        .map(|index| (format!("/p{index}"), json!({"get": {"responses": {"200": {"$ref": "#/responses/Wide"}}}})))
        .collect();
    check(
        "shared.json",
        &json!({
            "swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": paths,
            "responses": {"Wide": {"description": "d", "schema": {"type": "object", "properties": wide}}},
        })
        .to_string(),
    );
}

#[test]
fn numbers_beyond_all_types_end_nothing() {
    for number in ["1e400", "-1e400", "18446744073709551616", "-9223372036854775809", "0.1e-999", &"9".repeat(5_000)] {
        let schema = format!(
            r#"{{"type": "integer", "format": "int32", "maximum": {number}, "minimum": {number}, "default": {number}, "example": {number}, "enum": [{number}, 1], "maxLength": {number}, "multipleOf": {number}}}"#
        );
        let text =
            document(json!({"S": {"type": "object", "properties": {"n": "@", "m": {"const": "@"}}}})).to_string();
        check("number.json", &text.replacen("\"@\"", &schema, 1).replacen("\"@\"", number, 1));
    }
}

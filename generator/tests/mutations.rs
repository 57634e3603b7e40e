//! Whatever a document says at any place, the front end answers with diagnostics: every node of a document that uses
//! everything is replaced by every wrong value in turn.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use generator::diagnostic::locate::locate;
use generator::load::Sources;
use generator::{lint, model, upgrade};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1", "description": "d"},
        "tags": [{"name": "t"}],
        "servers": [{"url": "https://{h}", "variables": {"h": {"default": "x", "enum": ["x"]}}}],
        "security": [{"k": ["s"]}],
        "paths": {"/a/{id}": {
            "parameters": [{"$ref": "#/components/parameters/P"}],
            "post": {
                "operationId": "o", "tags": ["t"], "deprecated": true, "security": [],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}, "examples": {"e": {"value": 1}}}}},
                "responses": {"200": {"$ref": "#/components/responses/R"}, "4XX": {"description": "d", "headers": {"h": {"schema": {"type": "string"}}}}},
            },
        }},
        "components": {
            "parameters": {"P": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "nullable": true}}},
            "responses": {"R": {"description": "d", "content": {"a/b": {"schema": {"$ref": "#/components/schemas/S/properties/p"}}}}},
            "schemas": {"S": {
                "type": "object", "required": ["p"], "additionalProperties": {"type": "integer", "minimum": 1, "exclusiveMinimum": true},
                "properties": {"p": {"type": "array", "items": {"enum": [1]}}, "q": {"allOf": [{"$ref": "#/components/schemas/S"}]}},
                "discriminator": {"propertyName": "p", "mapping": {"a": "#/components/schemas/S"}},
            }},
            "securitySchemes": {"k": {"type": "apiKey", "name": "n", "in": "header"}},
        },
    })
}

/// The same of Swagger 2.0.
fn old_document() -> Value {
    json!({
        "swagger": "2.0",
        "info": {"title": "T", "version": "1"},
        "host": "h", "basePath": "/b", "schemes": ["https"], "consumes": ["application/json"], "produces": ["text/plain"],
        "paths": {"/a/{id}": {
            "parameters": [{"$ref": "#/parameters/P"}],
            "post": {
                "operationId": "o", "consumes": ["a/b"], "produces": ["c/d"],
                "parameters": [{"name": "b", "in": "body", "required": true, "schema": {"$ref": "#/definitions/S"}}, {"name": "q", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "ssv"}],
                "responses": {"200": {"$ref": "#/responses/R"}, "404": {"description": "d", "schema": {"type": "file"}, "headers": {"h": {"type": "string"}}, "examples": {"c/d": 1}}},
            },
            "put": {"parameters": [{"name": "f", "in": "formData", "type": "file"}], "responses": {"204": {"description": "d"}}},
        }},
        "parameters": {"P": {"name": "id", "in": "path", "required": true, "type": "string"}},
        "responses": {"R": {"description": "d", "schema": {"$ref": "#/definitions/S/properties/p"}}},
        "definitions": {"S": {"type": "object", "discriminator": "p", "properties": {"p": {"type": "string", "x-nullable": true}}}},
        "securityDefinitions": {"k": {"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a", "scopes": {}}},
    })
}

/// The pointer of every node.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                places_below(value, at, &key.replace('~', "~0").replace('/', "~1"), places);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                places_below(value, at, &index.to_string(), places);
            }
        }
        _ => {}
    }
}

fn places_below(value: &Value, at: &str, token: &str, found: &mut Vec<String>) {
    places(value, &format!("{at}/{token}"), found);
}

#[test]
fn no_wrong_value_anywhere_ends_the_run() {
    replaced_everywhere(&document());
    replaced_everywhere(&old_document());
}

fn replaced_everywhere(whole: &Value) {
    let mut everywhere = Vec::new();
    places(whole, "", &mut everywhere);
    assert!(everywhere.len() > 70);
    let wrong = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("\u{202E}#/%ff/~"),
        json!([]),
        json!([null, {}]),
        json!({}),
        json!({"": {"": null}}),
        json!({"$ref": "#/nowhere"}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/paths"}),
        json!({"$ref": 1}),
    ];
    for place in &everywhere {
        for value in &wrong {
            let mut broken = whole.clone();
            *broken.pointer_mut(place).expect("the place is there") = value.clone();
            if let Ok(upgraded) = upgrade::upgrade(broken) {
                let (api, mut report) = model::build_moved(&upgraded.root, &upgraded.moves);
                report.extend(lint::lint(api).1);
                let mut sources = Sources::new("nowhere.yaml");
                sources.set_moves(upgraded.moves);
                locate(&report, Some(&sources));
            }
        }
    }
}

#[test]
fn the_document_itself_is_right() {
    let (api, report) = model::build(&upgrade::upgrade(document()).expect("a known version").root);
    assert_eq!(report, []);
    let (valid, report) = lint::lint(api);
    assert_eq!(report, []);
    assert!(valid.is_some());
}

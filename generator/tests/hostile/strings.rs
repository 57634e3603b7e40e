//! Whatever stands in a string of a document, the crate has the same tokens, but for what its names and literals say.

use crate::built::built;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::str::FromStr;

/// What text does that becomes code, ends a literal or a comment, or looks like something else.
const HOSTILE: &[&str] = &[
    "\"; std::process::abort(); \"",
    "*/ } pub fn evil() { std::process::abort() } /*",
    "\n}\npub fn evil() {}\n//",
    "\"#; compile_error!(\"evil\"); r#\"",
    "\\\"; evil!(); \\",
    "#![allow(evil)] #[path = \"/etc/passwd\"] mod evil;",
    "$crate::evil!(); ${x} {0} {evil:?}",
    "\u{202E}evil\u{2066}\u{200B}\u{0}\u{7}\u{1b}[31m",
    "```\nstd::process::abort();\n```\n    abort();",
    "'a'; b'\\x00'; // \u{2028} evil",
];

/// A document in which every string that may be anything is `@`.
fn document() -> Value {
    let schema = |kind: &str| {
        json!({
            "type": kind, "title": "@", "description": "@", "example": "@", "default": "@", "pattern": "@", "format": "@",
            "x-anything": {"@": "@"}, "externalDocs": {"url": "@", "description": "@"}, "contentEncoding": "@",
        })
    };
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "@", "version": "@", "summary": "@", "description": "@", "termsOfService": "@",
            "contact": {"name": "@", "url": "@", "email": "@"}, "license": {"name": "@", "url": "@"}, "x-info": "@",
        },
        "externalDocs": {"url": "@", "description": "@"},
        "servers": [{"url": "https://api.example.com/@", "description": "@"}, {"url": "https://{host}/x", "description": "@", "variables": {
            "host": {"default": "@", "enum": ["@", "b.example.com"], "description": "@"},
        }}],
        "tags": [{"name": "things", "description": "@", "x-tag": "@"}],
        "paths": {"/things/{id}/@": {
            "summary": "@", "description": "@",
            "post": {
                "operationId": "make @", "tags": ["things"], "summary": "@", "description": "@", "x-operation": "@",
                "parameters": [
                    {"name": "id", "in": "path", "required": true, "description": "@", "schema": schema("string"), "example": "@"},
                    {"name": "query @", "in": "query", "description": "@", "schema": schema("string"), "examples": {"@": {"summary": "@", "value": "@"}}},
                ],
                "requestBody": {"required": true, "description": "@", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Thing"}, "example": {"name @": "@"},
                }}},
                "responses": {
                    "200": {"description": "@", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}, "headers": {
                        "X-Rate": {"description": "@", "schema": schema("integer")},
                    }},
                    "404": {"description": "@", "content": {"text/plain": {"schema": schema("string")}}},
                    "default": {"description": "@"},
                },
                "security": [{"key": []}],
            },
        }},
        "components": {
            "schemas": {"Thing": {
                "type": "object", "title": "@", "description": "@", "required": ["name @"],
                "properties": {
                    "name @": schema("string"),
                    "kind": {"type": "string", "description": "@", "enum": ["one @", "two @"], "default": "one @", "x-enum-descriptions": ["@", "@"]},
                    "inner": {"type": "object", "description": "@", "properties": {"a @": schema("integer")}},
                    "map": {"type": "object", "additionalProperties": schema("boolean")},
                },
            }},
            "securitySchemes": {"key": {"type": "apiKey", "name": "X-Key", "in": "header", "description": "@"}},
        },
    })
}

/// The document with a text in place of each `@`.
fn with(value: &Value, text: &str, path: &str) -> Value {
    let text_of = |place: &str| place.replace('@', if place.contains('/') { path } else { text });
    match value {
        Value::String(place) => Value::String(text_of(place)),
        Value::Array(items) => items.iter().map(|item| with(item, text, path)).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (text_of(key), with(value, text, path))).collect())
        }
        other => other.clone(),
    }
}

/// How often each kind of token stands in a file, documentation apart.
fn count(tokens: TokenStream, counts: &mut BTreeMap<String, usize>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let kind = match token {
            TokenTree::Group(group) => {
                count(group.stream(), counts);
                format!("{:?}", group.delimiter())
            }
            TokenTree::Ident(_) => "identifier".to_owned(),
            TokenTree::Literal(_) => "literal".to_owned(),
            // How a list is laid out depends on its length.
            TokenTree::Punct(punct) if punct.as_char() == ',' => continue,
            TokenTree::Punct(punct) => {
                let is_documentation = |next: &mut TokenTree| matches!(next, TokenTree::Group(group) if group.stream().to_string().starts_with("doc ="));
                let mut ahead = tokens.clone();
                let next = ahead.next().map(|next| match (punct.as_char(), &next) {
                    ('#', TokenTree::Punct(bang)) if bang.as_char() == '!' => (2, ahead.next().unwrap_or(next)),
                    _ => (1, next),
                });
                if let ('#', Some((skipped, mut group))) = (punct.as_char(), next)
                    && is_documentation(&mut group)
                {
                    tokens.nth(skipped - 1);
                    continue;
                }
                punct.as_char().to_string()
            }
        };
        *counts.entry(kind).or_default() += 1;
    }
}

fn tokens(document: &Value) -> BTreeMap<String, usize> {
    let built = built(document, &[]);
    assert_eq!(built.outcome.report.operations_generated, 1, "{:#?}", built.outcome.report.diagnostics);
    let mut counts = BTreeMap::new();
    let mut shown = Vec::new();
    for (path, text) in &built.files {
        let is_hidden = |c: char| generator::diagnostic::render::is_hostile(c);
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(is_hidden));
        shown.extend(lines.map(|(index, line)| format!("{path}:{}: {}", index + 1, line.escape_debug())));
        if path.ends_with(".rs") && path.starts_with("src/") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            count(TokenStream::from_str(text).unwrap(), &mut counts);
        } else if path.ends_with(".toml") {
            let manifest: toml::Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            counts.insert("sections of the manifest".to_owned(), manifest.len());
        }
    }
    assert!(shown.is_empty(), "characters that nobody sees:\n{}", shown.join("\n"));
    counts
}

#[test]
fn no_text_of_a_document_becomes_code_whatever_it_says() {
    let benign = tokens(&with(&document(), "plain words", "plain-words"));
    assert!(benign["identifier"] > 100);
    for text in HOSTILE {
        // A brace or a question mark of a path is syntax of the path.
        let path: String = text.chars().filter(|c| !matches!(c, '{' | '}' | '?' | '#' | '/')).collect();
        let found = tokens(&with(&document(), text, &path));
        assert_eq!(found, benign, "{text:?}");
    }
}

#[test]
fn a_pattern_made_for_backtracking_is_only_documented() {
    let mut document = with(&document(), "plain words", "plain-words");
    document["components"]["schemas"]["Thing"]["properties"]["kind"] = json!({"type": "string", "pattern": "^(a+)+$"});
    let built = built(&document, &[]);
    for (path, text) in &built.files {
        assert!(!text.contains("regress") && !text.contains("regex"), "{path} runs patterns");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(!path.ends_with(".rs") || code.clone().all(|line| !line.contains("(a+)+")), "{path}");
    }
}

//! What OpenAPI calls a schema → JSON Schema 2020-12, in place: every pointer still names the same node.
//!
//! Swagger 2.0 and OpenAPI 3.0 have a dialect of their own (OpenAPI 3.0 §4.7.24); OpenAPI 3.1 is JSON Schema already.

use crate::load::walk::NAMED;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// What a fragment may not hold as it is, and some that it may.
const FRAGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'~').remove(b'-').remove(b'_').remove(b'.');

/// A JSON Pointer as the fragment of a reference.
pub(super) fn fragment(pointer: &str) -> String {
    format!("#{}", utf8_percent_encode(pointer, FRAGMENT))
}

/// Rewrites all schemas of a document. A member is known by its name and its value's type, wherever it stands: a property
/// called `nullable` holds a schema and no boolean, so it stays as it is, and one called `default` is a schema and no default.
pub(super) fn to_json_schema(root: &mut Value) {
    let version = root.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let is_old = !version.starts_with("3.1") && !version.starts_with("3.2");
    let mut pending = vec![(root, false)];
    while let Some((node, is_named)) = pending.pop() {
        match node {
            Value::Array(items) => pending.extend(items.iter_mut().map(|item| (item, false))),
            Value::Object(members) => {
                if !is_named {
                    rewrite(members, is_old);
                }
                // Values are not schemas, whatever they look like.
                let nested = members.iter_mut().filter(|(name, _)| {
                    is_named || !matches!(name.as_str(), "enum" | "const" | "default" | "example" | "examples")
                });
                pending.extend(nested.map(|(name, member)| (member, !is_named && NAMED.contains(&name.as_str()))));
            }
            _ => {}
        }
    }
}

/// Removes what says of parameters and bodies that they must be there: to JSON Schema, a flag there is an error.
pub(super) fn without_flags(root: &mut Value) {
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        match node {
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => {
                if members.get("required").is_some_and(Value::is_boolean) {
                    members.remove("required");
                }
                pending.extend(members.values_mut());
            }
            _ => {}
        }
    }
}

fn rewrite(members: &mut Map<String, Value>, is_old: bool) {
    if let Some(Value::String(reference)) = members.get("$ref") {
        let encoded =
            reference.strip_prefix('#').map(|pointer| fragment(&percent_decode_str(pointer).decode_utf8_lossy()));
        let encoded = encoded.unwrap_or_else(|| reference.clone());
        if is_old {
            // What stands beside a `$ref` does not count there.
            members.clear();
        }
        members.insert("$ref".to_owned(), Value::String(encoded));
    }
    // These would make the document several; it is one.
    for name in ["$id", "$schema", "$anchor", "$dynamicAnchor"] {
        if members.get(name).is_some_and(Value::is_string) {
            members.remove(name);
        }
    }
    listed_texts(members);
    if members.get("format").is_some_and(|format| format == "int-or-string") {
        match members.get_mut("type") {
            Some(Value::Array(types)) => types.push(json!("integer")),
            Some(one) => *one = json!([one.take(), "integer"]),
            None => {}
        }
    }
    if !is_old {
        return;
    }
    if members.get("type") == Some(&json!("file")) {
        members.insert("type".to_owned(), json!("string"));
    }
    let nullable = ["nullable", "x-nullable"].iter().any(|name| members.get(*name) == Some(&json!(true)));
    if nullable {
        allow_null(members);
    }
    for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match members.get(exclusive).and_then(Value::as_bool) {
            Some(true) => {
                let limit = members.remove(limit);
                members.remove(exclusive);
                members.extend(limit.map(|limit| (exclusive.to_owned(), limit)));
            }
            Some(false) => {
                members.remove(exclusive);
            }
            None => {}
        }
    }
}

/// Where `type` and what is listed contradict each other, a value is what its author means: under `type: string` the number 1 is
/// the text `1`, and a list of texts is no list of objects.
fn listed_texts(members: &mut Map<String, Value>) {
    let Some(kind) = members.get("type") else { return };
    if is_only(kind, "string") {
        let lists = members.iter_mut().filter(|(name, _)| matches!(name.as_str(), "enum" | "const"));
        for (_, listed) in lists {
            let values = match listed {
                Value::Array(values) => values.as_mut_slice(),
                one => std::slice::from_mut(one),
            };
            for value in values.iter_mut().filter(|value| value.is_number() || value.is_boolean()) {
                *value = Value::String(value.to_string());
            }
        }
    } else if is_only(kind, "object")
        && let Some(Value::Array(listed)) = members.get("enum")
        && listed.iter().any(Value::is_string)
        && listed.iter().all(|value| value.is_string() || value.is_null())
    {
        let nullable = kind.is_array();
        members.insert("type".to_owned(), if nullable { json!(["string", "null"]) } else { json!("string") });
    }
}

/// Whether `type` is one word, `null` aside.
fn is_only(kind: &Value, name: &str) -> bool {
    match kind {
        Value::String(one) => one == name,
        Value::Array(several) => {
            several.iter().any(|one| one == name) && several.iter().all(|one| one == name || one == "null")
        }
        _ => false,
    }
}

fn allow_null(members: &mut Map<String, Value>) {
    if let Some(Value::String(one)) = members.get("type") {
        let both = json!([one, "null"]);
        members.insert("type".to_owned(), both);
    }
    if let Some(Value::Array(values)) = members.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    // `nullable` beside a union or `allOf` means what its author meant, whatever the letter says.
    for name in ["oneOf", "anyOf"] {
        if let Some(Value::Array(alternatives)) = members.get_mut(name) {
            alternatives.push(json!({ "type": "null" }));
        }
    }
    if let Some(Value::Array(parts)) = members.get_mut("allOf") {
        for part in parts {
            let nullable = json!({ "anyOf": [part.take(), { "type": "null" }] });
            *part = nullable;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_author_names_is_a_schema_whatever_its_name() {
        let (old, new) =
            (json!({ "type": "string", "nullable": true }), json!({ "type": ["string", "null"], "nullable": true }));
        for name in ["default", "example", "examples", "enum", "const", "properties", "nullable", "$ref", "x"] {
            let mut document = json!({
                "openapi": "3.0.3",
                "paths": { "/a": { "get": { "responses": { name: { "content": { name: { "schema": old } } } } } } },
                "components": { "schemas": { name: { "properties": { name: old }, "default": { "properties": old } } } },
            });
            to_json_schema(&mut document);
            let answer = &document["paths"]["/a"]["get"]["responses"][name]["content"][name]["schema"];
            let schema = &document["components"]["schemas"][name];
            assert_eq!((answer, &schema["properties"][name]), (&new, &new), "{name}");
            assert_eq!(schema["default"]["properties"], old, "{name}");
        }
    }
}

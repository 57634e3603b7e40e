//! A JSON value for a schema: the document's example, or one made from what the schema says, optional members included.

use generator::model::{AdditionalProperties, Api, Schema, SchemaType};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Optional members deeper than this are left out.
const DEEPEST: usize = 4;

/// A value that the schema allows.
pub fn sample(schema: &Schema, api: &Api) -> Value {
    at(schema, api, 0)
}

fn at(schema: &Schema, api: &Api, depth: usize) -> Value {
    part(schema, api, depth, &BTreeSet::new())
}

/// A value of a schema that may be a part of an `allOf`, of which the other parts require `also`.
fn part(schema: &Schema, api: &Api, depth: usize, also: &BTreeSet<String>) -> Value {
    if let Some(known) = schema.example.as_ref().or(schema.default.as_ref()) {
        return known.clone();
    }
    if let Some(first) = schema.allowed.as_ref().and_then(|allowed| allowed.first()) {
        return first.clone();
    }
    if let Some(target) = schema.target() {
        return part(&api.schemas[&target], api, depth + 1, also);
    }
    if let Some(first) = schema.one_of.first().or(schema.any_of.first()) {
        return at(first, api, depth + 1);
    }
    if !schema.all_of.is_empty() {
        let mut all = also.clone();
        all.extend(schema.all_of.iter().chain([schema]).flat_map(|part| part.required.iter().cloned()));
        let mut merged = object(schema, api, depth, &all);
        for each in &schema.all_of {
            match part(each, api, depth + 1, &all) {
                Value::Object(members) => merged.extend(members),
                other => return other,
            }
        }
        return Value::Object(merged);
    }
    let kind = schema.types_besides_null().next();
    match kind {
        Some(SchemaType::Boolean) => json!(true),
        Some(SchemaType::Integer) => json!(1),
        Some(SchemaType::Number) => json!(1.5),
        Some(SchemaType::String) => json!(text(schema.format.as_deref())),
        Some(SchemaType::Array) => match &schema.items {
            Some(items) if depth < DEEPEST => json!([at(items, api, depth + 1)]),
            _ => json!([]),
        },
        Some(SchemaType::Object) => Value::Object(object(schema, api, depth, also)),
        Some(SchemaType::Null) | None if !schema.properties.is_empty() => {
            Value::Object(object(schema, api, depth, also))
        }
        Some(SchemaType::Null) | None => json!({}),
    }
}

fn object(schema: &Schema, api: &Api, depth: usize, also: &BTreeSet<String>) -> Map<String, Value> {
    let wanted = |name: &String| depth < DEEPEST || also.contains(name) || schema.required.contains(name);
    let properties = schema.properties.iter().filter(|(name, _)| wanted(name));
    let mut members: Map<String, Value> =
        properties.map(|(name, property)| (name.clone(), at(property, api, depth + 1))).collect();
    if let Some(AdditionalProperties::Schema(value)) = &schema.additional
        && depth < DEEPEST
    {
        members.insert("further".to_owned(), at(value, api, depth + 1));
    }
    members
}

fn text(format: Option<&str>) -> &'static str {
    match format {
        Some("date-time") => "2026-01-31T12:30:00Z",
        Some("date") => "2026-01-31",
        Some("uuid") => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        Some("byte") => "aGVsbG8=",
        Some("uri") => "https://example.com",
        Some("email") => "ada@example.com",
        _ => "text",
    }
}

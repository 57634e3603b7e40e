//! `enum` and `const`: what the members are, and what they are called.

use super::alternatives::Alternative;
use super::class::followed;
use super::facts::{Holds, MemberFacts};
use crate::model::{Api, Schema, SchemaType};
use indexmap::IndexMap;
use serde_json::Value;
use std::borrow::Cow;

/// The extensions that name the members of an enum.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames", "x-enum-names"];
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// What the members of a schema's `enum` are; `None` where it makes no type: there is none, its members are lists, objects
/// or booleans, or only `null`.
///
/// Where `type` and members differ, the document was mostly written by hand, and `type` is what the wire has: `1` under
/// `type: string` is the text `1`, and `"1"` under `type: integer` is the number.
pub fn holds(schema: &Schema) -> Option<Holds> {
    let values: Vec<&Value> = schema.allowed.iter().flatten().filter(|value| !value.is_null()).collect();
    if values.is_empty() || values.iter().any(|value| value.is_array() || value.is_object()) {
        return None;
    }
    let all = |is: fn(&Value) -> bool| values.iter().all(|value| is(value));
    let mut types = schema.types_besides_null();
    match (types.next(), types.next()) {
        (Some(SchemaType::Array | SchemaType::Object | SchemaType::Boolean), None) => None,
        (Some(SchemaType::String), None) => Some(Holds::Text),
        (Some(SchemaType::Integer), None) if all(|value| integer(value).is_some()) => Some(Holds::Integer),
        (None, _) | (_, Some(_)) if all(Value::is_string) => Some(Holds::Text),
        (None, _) if all(Value::is_i64) => Some(Holds::Integer),
        (None, _) if all(Value::is_boolean) => None,
        _ => Some(Holds::Any),
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        // A whole number with a fraction of zero.
        number => number.as_i64().or_else(|| {
            number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 1e15).map(|value| value as i64)
        }),
    }
}

/// The type of a schema that names none, by its members.
pub fn only_type(schema: &Schema) -> Option<SchemaType> {
    let values = schema.allowed.as_ref()?;
    let mut values = values.iter().filter(|value| !value.is_null()).peekable();
    (values.peek().is_some() && values.all(Value::is_boolean)).then_some(SchemaType::Boolean)
}

/// The members of an enum, each once, with the names and descriptions that extensions give them.
pub fn members(schema: &Schema, holds: Holds) -> Vec<MemberFacts> {
    let names = extension(schema, NAMES);
    let descriptions = extension(schema, DESCRIPTIONS);
    let mut members: Vec<MemberFacts> = Vec::new();
    for (index, value) in schema.allowed.iter().flatten().enumerate() {
        let Some(wire) = wire(value, schema, holds) else { continue };
        if members.iter().any(|member| member.wire == wire) {
            continue;
        }
        let plain = value.as_str().unwrap_or(&wire);
        let (name, description) = ms_enum(schema, value);
        members.push(MemberFacts {
            proposed: names.and_then(|names| text(names, plain, index)).or(name),
            description: descriptions.and_then(|descriptions| text(descriptions, plain, index)).or(description),
            wire,
        });
    }
    members
}

/// A member as [`MemberFacts::wire`] has it.
fn wire(value: &Value, schema: &Schema, holds: Holds) -> Option<String> {
    match (holds, value) {
        (_, Value::Null) => None,
        (Holds::Text, Value::String(text)) => Some(text.clone()),
        (Holds::Integer, value) => integer(value).map(|value| value.to_string()),
        (Holds::Any, Value::String(text)) if schema.types == [SchemaType::Number] => {
            Some(text.trim().parse::<f64>().map_or_else(|_| value.to_string(), |number| number.to_string()))
        }
        (Holds::Text | Holds::Any, value) => Some(value.to_string()),
    }
}

/// Name and description in `x-ms-enum`.
fn ms_enum(schema: &Schema, value: &Value) -> (Option<String>, Option<String>) {
    let values = schema.extensions.get("x-ms-enum").and_then(|one| one.get("values")).and_then(Value::as_array);
    let found = values.into_iter().flatten().find(|one| one.get("value") == Some(value));
    let word = |name: &str| found?.get(name)?.as_str().map(str::to_owned);
    (word("name"), word("description"))
}

/// What an enum wants to be called, wherever it stands (`x-ms-enum`).
pub fn type_name(schema: &Schema) -> Option<&str> {
    schema.extensions.get("x-ms-enum")?.get("name")?.as_str().filter(|name| !name.trim().is_empty())
}

/// What names the members, as part of what an enum looks like.
pub fn names(schema: &Schema) -> Option<&Value> {
    extension(schema, NAMES).or_else(|| schema.extensions.get("x-ms-enum"))
}

fn extension<'schema>(schema: &'schema Schema, names: &[&str]) -> Option<&'schema Value> {
    names.iter().find_map(|name| schema.extensions.get(*name))
}

/// The text for a member in a list that runs beside the members, or in a map from them.
fn text(list: &Value, wire: &str, index: usize) -> Option<String> {
    list.get(index).or_else(|| list.get(wire)).and_then(Value::as_str).map(str::to_owned)
}

/// The one enum that alternatives are: all list values, or all are text and some list it. An enum takes any text, so plain
/// text beside it adds nothing.
pub fn merged<'schema>(
    api: &'schema Api,
    schema: &Schema,
    found: &[Alternative<'schema>],
    is_open: bool,
) -> Option<Cow<'schema, Schema>> {
    if is_open || found.len() < 2 {
        return None;
    }
    // A reference stays a reference where it is the only one that lists values.
    let mut listed = Vec::new();
    let mut all_listed = true;
    let mut all_text = true;
    for alternative in found {
        let target = followed(api, &alternative.schema)?;
        if !target.properties.is_empty()
            || !target.all_of.is_empty()
            || !target.one_of.is_empty()
            || !target.any_of.is_empty()
        {
            return None;
        }
        match holds(target) {
            Some(held) => {
                all_text &= held == Holds::Text;
                listed.push((alternative, target, held));
            }
            None => {
                all_listed = false;
                all_text &= is_plain_text(target);
            }
        }
    }
    match listed.as_slice() {
        // One value beside any text is no choice, and must not be taken for the only value.
        [(_, target, held)] if all_text && members(target, *held).len() == 1 => Some(Cow::Owned(any_text(schema))),
        [(only, ..)] if all_text => Some(only.schema.clone()),
        [_, _, ..] if all_text || all_listed => Some(Cow::Owned(one_enum(schema, &listed))),
        _ => None,
    }
}

fn is_plain_text(schema: &Schema) -> bool {
    schema.types_besides_null().eq([SchemaType::String])
        && !matches!(schema.format.as_deref(), Some("date-time" | "date" | "uuid"))
}

fn any_text(schema: &Schema) -> Schema {
    Schema {
        at: schema.at.clone(),
        types: vec![SchemaType::String],
        nullable: schema.is_nullable(),
        title: schema.title.clone(),
        description: schema.description.clone(),
        deprecated: schema.deprecated,
        default: schema.default.clone(),
        example: schema.example.clone(),
        extensions: schema.extensions.clone(),
        ..Schema::default()
    }
}

fn one_enum(schema: &Schema, listed: &[(&Alternative<'_>, &Schema, Holds)]) -> Schema {
    let mut values: IndexMap<String, (Value, Value, Value)> = IndexMap::new();
    let mut types = Vec::new();
    for (_, target, held) in listed {
        types.extend(target.types_besides_null().filter(|kind| !types.contains(kind)).collect::<Vec<_>>());
        let members = members(target, *held);
        let lone = members.len() == 1;
        for member in members {
            let value = match held {
                Holds::Text => Value::String(member.wire.clone()),
                Holds::Integer | Holds::Any => serde_json::from_str(&member.wire).unwrap_or_default(),
            };
            let name = member.proposed.or_else(|| target.title.clone().filter(|_| lone));
            let description = member.description.or_else(|| target.description.clone().filter(|_| lone));
            values.entry(value.to_string()).or_insert((value, name.into(), description.into()));
        }
    }
    let names: Vec<Value> = values.values().map(|(_, name, _)| name.clone()).collect();
    let descriptions: Vec<Value> = values.values().map(|(_, _, description)| description.clone()).collect();
    let mut extensions = schema.extensions.clone();
    extensions.insert("x-enum-varnames".to_owned(), names.into());
    extensions.insert("x-enum-descriptions".to_owned(), descriptions.into());
    Schema {
        types: if types.len() == 1 { types } else { Vec::new() },
        allowed: Some(values.into_values().map(|(value, ..)| value).collect()),
        extensions,
        ..any_text(schema)
    }
}

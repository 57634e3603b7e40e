//! `allOf` of objects → one object with the properties of all.
//!
//! `allOf: [{$ref: Base}, {properties: {b: …}}]` asks progenitor for a merge that can fail in many ways; written out as one
//! object with the properties of `Base` and `b`, it is plain.

use super::schema::target;
use crate::model::{Api, Schema, SchemaType};

/// How many schemas one `allOf` may reach; more is a document that was made to hurt.
const MAX_PARTS: usize = 200;

/// What an `allOf` comes to.
pub enum Merged<'schema> {
    /// It adds nothing to one of its parts.
    Same(&'schema Schema),
    /// An object with all properties.
    Object(Box<Schema>),
    /// An object of which nothing is known.
    AnyObject,
    /// It cannot be one object.
    Impossible(&'static str),
}

/// Merges the parts of a schema's `allOf` and what stands beside it.
pub fn merge<'schema>(api: &'schema Api, schema: &'schema Schema) -> Merged<'schema> {
    if let Some(only) = only_part(schema) {
        return Merged::Same(only);
    }
    let mut merged = Schema {
        at: schema.at.clone(),
        types: vec![SchemaType::Object],
        description: schema.description.clone(),
        deprecated: schema.deprecated,
        example: schema.example.clone(),
        ..Schema::default()
    };
    match visit(api, schema, |part| take(&mut merged, part)) {
        Some(reason) => Merged::Impossible(reason),
        None if merged.properties.is_empty() => Merged::AnyObject,
        None => Merged::Object(Box::new(merged)),
    }
}

/// Whether [`merge`] gives an object, at less cost.
pub fn is_object(api: &Api, schema: &Schema) -> bool {
    let mut has_properties = false;
    let fails = visit(api, schema, |part| has_properties |= !part.properties.is_empty()).is_some();
    only_part(schema).is_none() && has_properties && !fails
}

/// The one part that says what a value is, where the other parts and the schema itself only say words about it.
fn only_part(schema: &Schema) -> Option<&Schema> {
    let says_something = |part: &&Schema| !adds_nothing(part) || !part.types.is_empty() || !part.all_of.is_empty();
    let mut parts = schema.all_of.iter().filter(says_something);
    match (parts.next(), parts.next()) {
        (Some(only), None) if adds_nothing(schema) => Some(only),
        _ => None,
    }
}

/// Visits a schema and all that its `allOf` reaches, or says why they cannot be one object.
fn visit<'schema>(
    api: &'schema Api,
    schema: &'schema Schema,
    mut take: impl FnMut(&'schema Schema),
) -> Option<&'static str> {
    // A stack instead of recursion: a chain of `allOf` can be as long as a document.
    let mut parts = vec![schema];
    let mut seen = 0;
    while let Some(part) = parts.pop() {
        seen += 1;
        if seen > MAX_PARTS {
            return Some("its `allOf` reaches itself, or too many schemas");
        }
        if part.types_besides_null().any(|kind| kind != SchemaType::Object) || part.allowed.is_some() {
            return Some("a part of its `allOf` is not an object");
        }
        if !part.one_of.is_empty() || !part.any_of.is_empty() {
            return Some("a part of its `allOf` is one of several schemas");
        }
        take(part);
        parts.extend(part.all_of.iter().rev());
        if part.reference.is_some() {
            match target(api, part) {
                Some((_, target)) => parts.push(target),
                None => return Some("a part of its `allOf` is missing"),
            }
        }
    }
    None
}

fn adds_nothing(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.properties.is_empty()
        && schema.additional.is_none()
        && schema.items.is_none()
        && schema.allowed.is_none()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.required.is_empty()
}

/// Adds a part's own members. What was there first stays: a schema's own word stands before that of its parts.
fn take(merged: &mut Schema, part: &Schema) {
    for (name, property) in &part.properties {
        if !merged.properties.contains_key(name) {
            merged.properties.insert(name.clone(), property.clone());
        }
    }
    for name in &part.required {
        if !merged.required.contains(name) {
            merged.required.push(name.clone());
        }
    }
    if merged.additional.is_none() {
        merged.additional.clone_from(&part.additional);
    }
    if merged.description.is_none() && part.reference.is_none() {
        merged.description.clone_from(&part.description);
    }
}

//! `allOf` → one schema that says what all its parts say.
//!
//! `allOf: [{$ref: Base}, {properties: {b: …}}]` asks progenitor for a merge that can fail in many ways; written out as one
//! object with the properties of `Base` and `b`, it is plain. Where parts contradict each other, what comes first counts, and
//! a schema's own word comes before that of its parts.

use super::class::{followed, target};
use super::named::shape;
use crate::model::{AdditionalProperties, Api, Schema, SchemaType};
use crate::pointer::Pointer;

/// How many schemas one `allOf` may reach; more is a document that was made to hurt.
const MAX_PARTS: usize = 200;

/// What an `allOf` comes to.
pub enum Merged<'schema> {
    /// It adds nothing to one of its parts.
    Same(&'schema Schema),
    /// One schema, without `allOf` and `$ref`; perhaps with alternatives.
    Made(Box<Schema>),
}

/// Merges the parts of a schema's `allOf`, what it refers to, and what stands beside both.
pub fn merge<'schema>(
    api: &'schema Api,
    schema: &'schema Schema,
    conflicts: &mut Vec<(Pointer, String)>,
) -> Result<Merged<'schema>, &'static str> {
    if let Some(only) = only_part(schema) {
        return Ok(Merged::Same(only));
    }
    let mut merged = Schema {
        at: schema.at.clone(),
        description: schema.description.clone(),
        title: schema.title.clone(),
        deprecated: schema.deprecated,
        read_only: schema.read_only,
        write_only: schema.write_only,
        example: schema.example.clone(),
        default: schema.default.clone(),
        ..Schema::default()
    };
    let mut choices: Vec<&Schema> = Vec::new();
    for part in parts(api, schema)? {
        match take(&mut merged, part) {
            Ok(()) => {}
            Err(what) => conflicts.push((part.at.clone(), what)),
        }
        if has_choices(api, schema, part) {
            choices.push(part);
        }
    }
    // One choice is the merged schema's own; of several, each alternative of the first has the others as parts.
    if let Some((first, others)) = choices.split_first() {
        let with_others = |alternative: &Schema| match others {
            [] => alternative.clone(),
            others => Schema {
                at: alternative.at.clone(),
                all_of: std::iter::once(alternative.clone()).chain(others.iter().map(|one| choice(one))).collect(),
                ..Schema::default()
            },
        };
        merged.one_of = first.one_of.iter().map(with_others).collect();
        merged.any_of = first.any_of.iter().map(with_others).collect();
        merged.discriminator.clone_from(&first.discriminator);
    }
    if merged.types.is_empty() && !merged.properties.is_empty() {
        merged.types.push(SchemaType::Object);
    }
    Ok(Merged::Made(Box::new(merged)))
}

/// The alternatives of a schema and nothing else of it.
fn choice(schema: &Schema) -> Schema {
    Schema {
        at: schema.at.clone(),
        one_of: schema.one_of.clone(),
        any_of: schema.any_of.clone(),
        discriminator: schema.discriminator.clone(),
        ..Schema::default()
    }
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

fn adds_nothing(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.properties.is_empty()
        && schema.additional.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.allowed.is_none()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.required.is_empty()
}

/// A schema and all that its `allOf` and `$ref` reach, itself first, each once.
fn parts<'schema>(api: &'schema Api, schema: &'schema Schema) -> Result<Vec<&'schema Schema>, &'static str> {
    // A stack instead of recursion: a chain of `allOf` can be as long as a document.
    let mut pending = vec![schema];
    let mut found: Vec<&Schema> = Vec::new();
    while let Some(part) = pending.pop() {
        if found.iter().any(|known| std::ptr::eq(*known, part)) {
            continue;
        }
        if found.len() >= MAX_PARTS {
            return Err("its `allOf` reaches too many schemas");
        }
        found.push(part);
        pending.extend(part.all_of.iter().rev());
        if part.reference.is_some() {
            match target(api, part) {
                Some((_, target)) => pending.push(target),
                None => return Err("a part of its `allOf` is missing"),
            }
        }
    }
    Ok(found)
}

/// Whether a part's alternatives say something of the whole: not where they only list required members, and not where they
/// list the schemas that are made of the part by `allOf` (a base type that names its kinds: this is one of them).
fn has_choices(api: &Api, whole: &Schema, part: &Schema) -> bool {
    let mut alternatives = part.one_of.iter().chain(&part.any_of).peekable();
    alternatives.peek().is_some()
        && (whole.at == part.at
            || !alternatives.clone().any(|alternative| {
                followed(api, alternative).is_some_and(|one| one.at == whole.at || is_made_of(api, one, part))
            }))
        && !alternatives.all(says_nothing)
}

/// Whether a schema's `allOf` reaches another.
pub fn is_made_of(api: &Api, schema: &Schema, base: &Schema) -> bool {
    !schema.all_of.is_empty()
        && parts(api, schema).is_ok_and(|parts| parts.iter().skip(1).any(|part| part.at == base.at))
}

/// Whether a schema only says which members must be there, or nothing at all.
pub fn says_nothing(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.types_besides_null().all(|kind| kind == SchemaType::Object)
        && !schema.is_nullable()
        && schema.properties.values().all(|property| says_nothing(property) && property.types.is_empty())
        && schema.additional.is_none()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && schema.allowed.is_none()
        && schema.all_of.iter().all(says_nothing)
        && schema.one_of.iter().all(says_nothing)
        && schema.any_of.iter().all(says_nothing)
}

/// Adds what a part itself says, or tells what of it is not followed.
fn take(merged: &mut Schema, part: &Schema) -> Result<(), String> {
    let types: Vec<SchemaType> = part.types_besides_null().collect();
    let is_object = !part.properties.is_empty();
    let common = common_types(&merged.types, &types);
    if common.is_empty() && !(merged.types.is_empty() && types.is_empty())
        || is_object && !merged.types.is_empty() && !merged.types.contains(&SchemaType::Object)
    {
        return Err(format!("this says {types:?} where another part says {:?}", merged.types));
    }
    merged.types = common;
    take_properties(merged, part);
    for name in &part.required {
        if !merged.required.contains(name) {
            merged.required.push(name.clone());
        }
    }
    match (&merged.additional, &part.additional) {
        (None | Some(AdditionalProperties::Allowed(_)), Some(AdditionalProperties::Schema(_))) | (None, Some(_)) => {
            merged.additional.clone_from(&part.additional);
        }
        _ => {}
    }
    merged.items = match (merged.items.take(), &part.items) {
        (Some(one), Some(other)) => Some(Box::new(both(*one, other))),
        (one, other) => one.or_else(|| other.clone()),
    };
    if merged.prefix_items.is_empty() {
        merged.prefix_items.clone_from(&part.prefix_items);
    }
    take_words(merged, part);
    take_members(merged, part)
}

fn common_types(merged: &[SchemaType], part: &[SchemaType]) -> Vec<SchemaType> {
    match (merged, part) {
        (only, []) | ([], only) => only.to_vec(),
        (one, other) => {
            let (integer, number) = (SchemaType::Integer, SchemaType::Number);
            let mut common: Vec<_> = one.iter().copied().filter(|kind| other.contains(kind)).collect();
            let narrowed = |one: &[SchemaType], other: &[SchemaType]| one.contains(&integer) && other.contains(&number);
            if !common.contains(&integer) && (narrowed(one, other) || narrowed(other, one)) {
                common.push(integer);
            }
            common
        }
    }
}

fn take_properties(merged: &mut Schema, part: &Schema) {
    for (name, property) in &part.properties {
        match merged.properties.get_mut(name) {
            Some(known) => *known = both(std::mem::take(known), property),
            None => {
                merged.properties.insert(name.clone(), property.clone());
            }
        }
    }
}

/// What two schemas say of the same value: one of them, where they say the same or one says nothing; else both.
fn both(first: Schema, second: &Schema) -> Schema {
    let is_open = |schema: &Schema| schema.types.is_empty() && says_nothing(schema);
    if is_open(second) || shape(&first) == shape(second) {
        return first;
    }
    if is_open(&first) {
        return Schema { description: first.description.or_else(|| second.description.clone()), ..second.clone() };
    }
    Schema {
        at: first.at.clone(),
        description: first.description.clone().or_else(|| second.description.clone()),
        deprecated: first.deprecated || second.deprecated,
        read_only: first.read_only || second.read_only,
        write_only: first.write_only || second.write_only,
        default: first.default.clone().or_else(|| second.default.clone()),
        example: first.example.clone().or_else(|| second.example.clone()),
        all_of: vec![first, second.clone()],
        ..Schema::default()
    }
}

/// What says something about a value without making it another.
fn take_words(merged: &mut Schema, part: &Schema) {
    if merged.format.is_none() {
        merged.format.clone_from(&part.format);
    }
    if merged.description.is_none() && part.reference.is_none() {
        merged.description.clone_from(&part.description);
    }
    for (name, value) in &part.constraints {
        merged.constraints.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in &part.extensions {
        merged.extensions.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

/// The members that both lists have, if they have any.
fn take_members(merged: &mut Schema, part: &Schema) -> Result<(), String> {
    match (&mut merged.allowed, &part.allowed) {
        (None, Some(values)) => merged.allowed = Some(values.clone()),
        (Some(known), Some(values)) => {
            let common: Vec<_> = known.iter().filter(|value| values.contains(value)).cloned().collect();
            if common.is_empty() {
                return Err("none of its members is a member of the other parts".to_owned());
            }
            *known = common;
        }
        (_, None) => {}
    }
    Ok(())
}

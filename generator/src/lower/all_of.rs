//! `allOf` → one schema that says what all its parts say.
//!
//! `allOf: [{$ref: Base}, {properties: {b: …}}]` asks progenitor for a merge that can fail in many ways; written out as one
//! object with the properties of `Base` and `b`, it is plain. Where parts contradict each other, what comes first counts, and
//! a schema's own word comes before that of its parts.

mod take;

use super::class::{followed, target};
use crate::model::{Api, Schema, SchemaType};
use crate::pointer::Pointer;
use std::collections::HashSet;
use take::take;

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
pub fn parts<'schema>(api: &'schema Api, schema: &'schema Schema) -> Result<Vec<&'schema Schema>, &'static str> {
    // A stack instead of recursion: a chain of `allOf` can be as long as a document.
    let mut pending = vec![schema];
    let mut found: Vec<&Schema> = Vec::new();
    let mut known: HashSet<*const Schema> = HashSet::new();
    while let Some(part) = pending.pop() {
        if !known.insert(std::ptr::from_ref(part)) {
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

//! What a schema is, by the keywords it uses.

use super::all_of::{self, Merged};
use super::alternatives::{self, Alternatives};
use super::enumeration;
use crate::model::{Api, Schema, SchemaType};
use crate::pointer::Pointer;
use std::borrow::Cow;

/// How many aliases, `allOf`s and lone alternatives may stand inside one another; more is a document that was made to hurt.
pub const MAX_ALIASES: usize = 64;

/// What a settled schema is.
pub enum Class {
    Reference,
    /// One of several schemas.
    Union,
    /// An object with properties.
    Struct,
    /// An object without.
    Map,
    /// One of a list of values.
    Enum,
    /// A list of a fixed length.
    Tuple,
    Plain(SchemaType),
    /// No type is named, and nothing tells.
    Any,
}

/// A schema without combinations that come to one schema: `allOf` merged, a lone alternative in the place of its list. What
/// is left of `oneOf` and `anyOf` is a union.
pub struct Settled<'schema> {
    pub schema: Cow<'schema, Schema>,
    pub class: Class,
    /// Where parts of an `allOf` contradict each other: where, and which word was not followed.
    pub conflicts: Vec<(Pointer, String)>,
}

/// Settles a schema, or says why it has no one meaning.
pub fn settle<'schema>(api: &'schema Api, schema: &'schema Schema) -> Result<Settled<'schema>, &'static str> {
    let mut conflicts = Vec::new();
    let mut schema = Cow::Borrowed(schema);
    for _ in 0..MAX_ALIASES {
        let found = match &schema {
            Cow::Borrowed(schema) => look(api, schema, &mut conflicts)?,
            Cow::Owned(schema) => look(api, schema, &mut conflicts)?.owned(),
        };
        match found {
            Look::Is(class) => return Ok(Settled { schema, class, conflicts }),
            Look::Becomes(next) => schema = *next,
        }
    }
    Err("its parts lead back to itself")
}

/// What one look at a schema finds.
enum Look<'schema> {
    /// It needs no settling.
    Is(Class),
    /// It comes to another, which is to be looked at in its place.
    Becomes(Box<Cow<'schema, Schema>>),
}

impl Look<'_> {
    fn owned<'other>(self) -> Look<'other> {
        match self {
            Self::Is(class) => Look::Is(class),
            Self::Becomes(next) => Look::Becomes(Box::new(Cow::Owned(next.into_owned()))),
        }
    }
}

fn look<'schema>(
    api: &'schema Api,
    schema: &'schema Schema,
    conflicts: &mut Vec<(Pointer, String)>,
) -> Result<Look<'schema>, &'static str> {
    // What stands beside a `$ref` counts since 3.1, where it says more than a word for people.
    let has_parts = !schema.all_of.is_empty();
    let has_choices = !schema.one_of.is_empty() || !schema.any_of.is_empty();
    if schema.reference.is_some() && schema.properties.is_empty() && !has_parts && !has_choices {
        return Ok(Look::Is(Class::Reference));
    }
    if has_parts || schema.reference.is_some() {
        return Ok(Look::Becomes(Box::new(match all_of::merge(api, schema, conflicts)? {
            Merged::Same(part) => Cow::Borrowed(part),
            Merged::Made(merged) => Cow::Owned(*merged),
        })));
    }
    if schema.properties.is_empty() && enumeration::holds(schema).is_some() {
        return Ok(Look::Is(Class::Enum));
    }
    if has_choices || schema.types_besides_null().nth(1).is_some() {
        return Ok(match alternatives::alternatives(api, schema)? {
            Alternatives::Several { .. } => Look::Is(Class::Union),
            Alternatives::One(only) => Look::Becomes(only),
        });
    }
    if schema.properties.is_empty()
        && schema.additional.is_none()
        && let Some(either) = alternatives::item_or_list(schema)
    {
        return Ok(Look::Becomes(Box::new(Cow::Owned(either))));
    }
    Ok(Look::Is(by_type(schema)))
}

/// The class of a schema without combinations.
fn by_type(schema: &Schema) -> Class {
    match schema.types_besides_null().next() {
        Some(SchemaType::Object) => object(schema),
        None if !schema.properties.is_empty() || schema.additional.is_some() => object(schema),
        Some(SchemaType::Array) => list(schema),
        None if schema.items.is_some() || !schema.prefix_items.is_empty() => list(schema),
        Some(kind) => Class::Plain(kind),
        None => enumeration::only_type(schema).map_or(Class::Any, Class::Plain),
    }
}

fn object(schema: &Schema) -> Class {
    if schema.properties.is_empty() { Class::Map } else { Class::Struct }
}

/// A list has a fixed length where the document says so; else its items only start with those.
fn list(schema: &Schema) -> Class {
    let length = u64::try_from(schema.prefix_items.len()).unwrap_or(u64::MAX);
    let limit = |name: &str| schema.constraints.get(name).and_then(serde_json::Value::as_u64);
    let ends = items_end(schema) || limit("maxItems") == Some(length);
    let is_fixed = ends && limit("minItems") == Some(length) && (2..=12).contains(&length);
    if is_fixed { Class::Tuple } else { Class::Plain(SchemaType::Array) }
}

/// Whether no item may follow those that `prefixItems` lists.
fn items_end(schema: &Schema) -> bool {
    let is_false = |one: &Schema| one.constraints.get("not") == Some(&serde_json::Value::Bool(true));
    schema.items.as_deref().is_some_and(is_false)
        || schema.constraints.get("unevaluatedItems") == Some(&serde_json::Value::Bool(false))
}

/// Whether `null` is a value of a schema: by its type, its members, its alternatives, all its parts, or what it refers to.
pub fn is_nullable(api: &Api, schema: &Schema) -> bool {
    /// `left` counts the schemas that may still be looked at.
    fn within(api: &Api, schema: &Schema, left: &mut usize) -> bool {
        *left = left.saturating_sub(1);
        schema.is_nullable()
            || schema.allowed.as_ref().is_some_and(|values| values.contains(&serde_json::Value::Null))
            || *left > 0
                && (schema.one_of.iter().chain(&schema.any_of).any(|one| within(api, one, left))
                    || target(api, schema).is_some_and(|(_, target)| within(api, target, left))
                    || !schema.all_of.is_empty() && schema.all_of.iter().all(|part| within(api, part, left)))
    }
    within(api, schema, &mut MAX_ALIASES.clone())
}

/// The schema that a schema's `$ref` names, with its key in the document.
pub fn target<'api>(api: &'api Api, schema: &Schema) -> Option<(&'api str, &'api Schema)> {
    let (key, target) = api.schemas.get_key_value(&schema.target()?)?;
    Some((key, target))
}

/// What a chain of bare references ends at; the schema itself if it is none. `None` where something is missing.
pub fn followed<'schema>(api: &'schema Api, schema: &'schema Schema) -> Option<&'schema Schema> {
    let mut schema = schema;
    for _ in 0..MAX_ALIASES {
        if !schema.is_only_reference() {
            return Some(schema);
        }
        schema = target(api, schema)?.1;
    }
    None
}

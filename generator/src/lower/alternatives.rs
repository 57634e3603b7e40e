//! `oneOf`, `anyOf` and several `type`s → the schemas that a value may be, each once.
//!
//! | in the document | comes to |
//! |---|---|
//! | `oneOf: [A, {type: null}]` | `A`, nullable |
//! | `anyOf: [A, {type: object, nullable: true}]`, `A` an object | `A`, nullable |
//! | `oneOf: [A, B, $ref to nothing]` | `A`, `B`, and whatever else comes |
//! | `oneOf: [{const: a}, {const: b}]`, `anyOf: [{enum: […]}, {type: string}]` | one open enum |
//! | `oneOf: [{oneOf: [A, B]}, C]` | `A`, `B`, `C` |
//! | `{properties: P, oneOf: [A, B]}` | `allOf: [P, A]`, `allOf: [P, B]` |
//! | `{properties: P, anyOf: [{required: […]}, …]}` | `P` |
//! | `anyOf: [{properties: P}, {properties: Q}]` | `{properties: P and Q}`, see `any_of.rs` |
//! | `items: {anyOf: [A, B]}` without `type` | `A`, `B`, a list of them |
//! | `type: [string, integer]` | `{type: string}`, `{type: integer}` |

use super::all_of::{is_made_of, says_nothing};
use super::any_of::united;
use super::class::followed;
use super::enumeration;
use super::named::shape;
use crate::model::{Api, Schema, SchemaType};
use crate::pointer::Pointer;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashSet;

/// How many schemas a value may be; more is a product of alternatives.
const MOST: usize = 300;

/// What alternatives come to.
pub enum Alternatives<'schema> {
    /// They are one schema.
    One(Box<Cow<'schema, Schema>>),
    /// A value is one of several schemas.
    Several {
        found: Vec<Alternative<'schema>>,
        /// References to more that lead nowhere.
        missing: Vec<&'schema Schema>,
    },
}

/// One of several schemas.
pub struct Alternative<'schema> {
    pub schema: Cow<'schema, Schema>,
    /// The values of the discriminator that lead to it, by the document.
    pub tags: Vec<String>,
    /// The one of them that is sent, unless the document leaves that open.
    pub sent: Option<String>,
    /// What it is called by itself: its component's name or its title.
    pub name: Option<String>,
    /// What it looks like: equal ones are one.
    looks: String,
}

/// The alternatives of a schema without `allOf` and `$ref`.
pub fn alternatives<'schema>(
    api: &'schema Api,
    schema: &'schema Schema,
) -> Result<Alternatives<'schema>, &'static str> {
    if let Some(united) = united(schema) {
        return Ok(Alternatives::One(Box::new(Cow::Owned(united))));
    }
    let mut collected =
        Collected { api, found: Vec::new(), missing: Vec::new(), written_out: HashSet::new(), is_open: false };
    collected.add_all(schema, property_name(schema))?;
    let Collected { mut found, missing, is_open, .. } = collected;
    if found.is_empty() && !missing.is_empty() {
        return Err("all of its alternatives are missing");
    }
    if let Some(merged) = enumeration::merged(api, schema, &found, is_open) {
        return Ok(Alternatives::One(Box::new(merged)));
    }
    Ok(match (found.len(), is_open) {
        (0, _) => Alternatives::One(Box::new(Cow::Owned(without_choice(schema)))),
        // What may also be anything else is not that one alone.
        (1, false) => match found.pop() {
            Some(only) => Alternatives::One(Box::new(only.schema)),
            None => Alternatives::One(Box::new(Cow::Owned(without_choice(schema)))),
        },
        _ => Alternatives::Several { found, missing },
    })
}

/// Items that are one of several, of a value that is not said to be a list: the value is one of them, or a list of them. By the
/// letter it may be anything (JSON Schema 2020-12 §10.3.1.2), and what comes is what the items say.
pub fn item_or_list(schema: &Schema) -> Option<Schema> {
    let items = schema.items.as_deref()?;
    let says_one_of_several =
        items.types.is_empty() && items.reference.is_none() && (!items.one_of.is_empty() || !items.any_of.is_empty());
    if !schema.types.is_empty() || !schema.prefix_items.is_empty() || !says_one_of_several {
        return None;
    }
    let list = Schema { at: schema.at.clone(), items: schema.items.clone(), ..Schema::default() };
    let list = Schema { types: vec![SchemaType::Array], ..list };
    let any_of = items.one_of.iter().chain(&items.any_of).cloned().chain([list]).collect();
    Some(Schema { items: None, any_of, discriminator: items.discriminator.clone(), ..schema.clone() })
}

/// What a union looks like: one with the same alternatives is the same type, however the document says it.
pub fn union_shape(api: &Api, schema: &Schema) -> String {
    let mut looks = match alternatives(api, schema) {
        Ok(Alternatives::Several { found, .. }) => {
            found.into_iter().map(|one| format!("{}{:?}{:?}", one.looks, one.name, one.tags)).collect()
        }
        Ok(Alternatives::One(_)) | Err(_) => vec![shape(schema)],
    };
    looks.sort();
    format!("one of {looks:?} by {:?}", property_name(schema))
}

/// The discriminator's property.
pub fn property_name(schema: &Schema) -> Option<&str> {
    schema.discriminator.as_ref()?.get("propertyName")?.as_str()
}

/// What a schema says besides its alternatives.
fn without_choice(schema: &Schema) -> Schema {
    Schema { one_of: Vec::new(), any_of: Vec::new(), discriminator: None, ..schema.clone() }
}

struct Collected<'schema> {
    api: &'schema Api,
    found: Vec<Alternative<'schema>>,
    missing: Vec<&'schema Schema>,
    /// The unions that were written out: once is enough, and ends what leads back to itself or doubles.
    written_out: HashSet<&'schema Pointer>,
    /// Whether any value will do.
    is_open: bool,
}

impl<'schema> Collected<'schema> {
    fn add_all(&mut self, schema: &'schema Schema, tag: Option<&str>) -> Result<(), &'static str> {
        if self.written_out.len() >= MOST {
            return Err("it has too many alternatives");
        }
        self.written_out.insert(&schema.at);
        let base = (!schema.properties.is_empty()).then(|| without_choice(schema));
        let mut choices = schema.one_of.iter().chain(&schema.any_of).peekable();
        if choices.peek().is_none() {
            self.add_types(schema);
        } else if base.is_some() && choices.clone().all(says_nothing) {
            // They say which properties go together, not what the value is.
            return Ok(());
        } else {
            let are_objects = || {
                let objects = choices.clone().filter(|choice| !is_null(choice) && !is_null_object(choice));
                objects.clone().next().is_some() && objects.into_iter().all(|choice| self.is_object(choice))
            };
            let means_null = choices.clone().any(is_null_object) && are_objects();
            for choice in choices.filter(|choice| !(is_null(choice) || means_null && is_null_object(choice))) {
                self.add(schema, base.as_ref(), choice, tag)?;
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        whole: &'schema Schema,
        base: Option<&Schema>,
        choice: &'schema Schema,
        tag: Option<&str>,
    ) -> Result<(), &'static str> {
        let Some(target) = followed(self.api, choice) else {
            // What is of that kind is kept as it comes, as all that is not known is.
            self.missing.push(choice);
            self.is_open = true;
            return Ok(());
        };
        if let Some(base) = base {
            let schema = match is_made_of(self.api, target, whole) {
                true => Cow::Borrowed(choice),
                false => Cow::Owned(with_base(base, choice)),
            };
            return self.push(whole, choice, target, schema);
        }
        let is_choice = target.all_of.is_empty() && target.reference.is_none() && target.properties.is_empty();
        let has_choices = !target.one_of.is_empty() || !target.any_of.is_empty();
        let same_tag = property_name(target).is_none_or(|inner| Some(inner) == tag);
        let has_types = target.types_besides_null().nth(1).is_some();
        if (has_choices || has_types) && self.written_out.contains(&target.at) {
            // One of itself, or of what is there already: that adds nothing.
            return Ok(());
        }
        if is_choice && has_choices && same_tag {
            return self.add_all(target, tag);
        }
        if has_types && is_choice && !has_choices {
            self.add_types(target);
            return Ok(());
        }
        let says_type = !target.types.is_empty() || target.allowed.is_some() || !target.all_of.is_empty();
        if !says_type && says_nothing(target) {
            // It only limits what stands beside the list, or nothing.
            match whole.types_besides_null().next() {
                Some(_) => return self.push(whole, choice, target, Cow::Owned(without_choice(whole))),
                None => self.is_open = true,
            }
            return Ok(());
        }
        let says_kind =
            choice.reference.is_some() || says_type || target.items.is_some() || !target.properties.is_empty();
        match whole.types_besides_null().next() {
            Some(_) if !says_kind => {
                let typed = Schema { types: whole.types.clone(), items: whole.items.clone(), ..choice.clone() };
                self.push(whole, choice, target, Cow::Owned(typed))
            }
            _ => self.push(whole, choice, target, Cow::Borrowed(choice)),
        }
    }

    /// Whether an alternative is an object.
    fn is_object(&self, choice: &Schema) -> bool {
        self.is_object_within(choice, 3)
    }

    /// Looked for among the first parts of parts: an object is mostly said to be one early.
    fn is_object_within(&self, choice: &Schema, depth: usize) -> bool {
        followed(self.api, choice).is_some_and(|found| {
            let says_object = !found.types.is_empty() || !found.properties.is_empty();
            let is_made_of_one =
                || found.all_of.iter().take(8).any(|part| depth > 0 && self.is_object_within(part, depth - 1));
            found.types_besides_null().all(|kind| kind == SchemaType::Object) && (says_object || is_made_of_one())
        })
    }

    /// One schema for each of several types, with the keywords that are for it.
    fn add_types(&mut self, schema: &'schema Schema) {
        for kind in schema.types_besides_null() {
            let mut one = Schema { types: vec![kind], one_of: Vec::new(), any_of: Vec::new(), ..schema.clone() };
            if kind != SchemaType::Object {
                one.properties.clear();
                one.required.clear();
                one.additional = None;
            }
            if kind != SchemaType::Array {
                one.items = None;
                one.prefix_items.clear();
            }
            if !matches!(kind, SchemaType::String | SchemaType::Integer | SchemaType::Number) {
                one.format = None;
            }
            one.title = None;
            let _ = self.push(schema, schema, schema, Cow::Owned(one));
        }
    }

    /// Adds one, unless it is there already: then what leads to it leads there. `target` is what `choice` is or refers to.
    fn push(
        &mut self,
        whole: &Schema,
        choice: &'schema Schema,
        target: &Schema,
        schema: Cow<'schema, Schema>,
    ) -> Result<(), &'static str> {
        if self.found.len() >= MOST {
            return Err("it has too many alternatives");
        }
        let (tags, sent) = tags(whole, choice);
        let looks = match &schema {
            Cow::Borrowed(_) if !std::ptr::eq(target, choice) => format!("at {}", target.at),
            _ => super::schema::plain_shape(&schema).unwrap_or_else(|| shape(&schema)),
        };
        if let Some(same) = self.found.iter_mut().find(|known| known.looks == looks) {
            same.tags.extend(tags);
            same.sent = same.sent.take().filter(|_| sent.is_none());
            return Ok(());
        }
        let title = if std::ptr::eq(whole, choice) { None } else { choice.title.clone() };
        let name = choice.target().map(|key| super::last_token(&key).to_owned()).or(title);
        self.found.push(Alternative { schema, tags, sent, name, looks });
        Ok(())
    }
}

fn with_base(base: &Schema, choice: &Schema) -> Schema {
    Schema {
        at: choice.at.clone(),
        title: choice.title.clone(),
        description: choice.description.clone(),
        all_of: vec![base.clone(), choice.clone()],
        ..Schema::default()
    }
}

fn is_null(schema: &Schema) -> bool {
    schema.types.as_slice() == [SchemaType::Null] || schema.allowed.as_deref() == Some(&[Value::Null])
}

/// An object or null, of which nothing else is said: beside a list of objects, that is how some generators of documents write null.
fn is_null_object(schema: &Schema) -> bool {
    let types = schema.types_besides_null().collect();
    schema.is_nullable() && says_nothing(&Schema { nullable: false, types, ..schema.clone() })
}

/// The values of the discriminator that lead to an alternative: those that `mapping` names, and its component's name
/// (OpenAPI 3.1 §4.8.25), unless `mapping` gives that to another. With them the one that is sent: the only one of `mapping`, or the
/// name where that has none.
fn tags(whole: &Schema, choice: &Schema) -> (Vec<String>, Option<String>) {
    let (Some(_), Some(reference)) = (property_name(whole), choice.reference.as_deref()) else {
        return (Vec::new(), None);
    };
    let name = choice.target().map(|key| super::last_token(&key).to_owned()).unwrap_or_default();
    let mapping = whole.discriminator.as_ref().and_then(|one| one.get("mapping")).and_then(Value::as_object);
    let mapping: Vec<(&String, &str)> =
        mapping.into_iter().flatten().filter_map(|(tag, to)| Some((tag, to.as_str()?))).collect();
    let leads_here = |to: &str| to == reference || to == name || to.rsplit('/').next() == Some(&*name);
    let mut tags: Vec<String> =
        mapping.iter().filter(|(_, to)| leads_here(to)).map(|(tag, _)| (*tag).clone()).collect();
    let is_one = tags.len() <= 1;
    if !mapping.iter().any(|(tag, _)| **tag == name) {
        tags.push(name);
    }
    let sent = tags.first().filter(|_| is_one).cloned();
    (tags, sent)
}

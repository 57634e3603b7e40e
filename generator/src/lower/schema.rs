//! One schema → one lowered schema.

use super::form::{self, Form};
use super::{Lowering, all_of, last_token, name};
use crate::model::{AdditionalProperties, Api, Schema, SchemaType};
use openapiv3::{NumberFormat, StringFormat, VariantOrUnknownOrEmpty};
use serde_json::Value;
use std::borrow::Cow;

/// How many aliases may stand inside one another; more is a document that was made to hurt.
const MAX_ALIASES: usize = 64;

/// How deep lists and maps may stand in one another, aliases written out: each is a call on the stack here, and a step
/// towards the recursion limit of whoever compiles the crate.
const MAX_DEPTH: usize = 40;

/// What a schema is, by the keywords it uses.
enum Class {
    Reference,
    AllOf,
    Union,
    /// An object with properties.
    Struct,
    /// An object without.
    Map,
    /// A string that is one of a list.
    Enum,
    Plain(SchemaType),
    /// No type is named, and nothing tells.
    Any,
    /// Several types are named.
    Several,
}

fn classify(schema: &Schema) -> Class {
    if schema.reference.is_some() {
        // What stands beside a `$ref` counts since 3.1, where it says more than a word for people.
        return if schema.properties.is_empty() && schema.all_of.is_empty() { Class::Reference } else { Class::AllOf };
    }
    if !schema.all_of.is_empty() {
        return Class::AllOf;
    }
    if !schema.one_of.is_empty() || !schema.any_of.is_empty() {
        // `anyOf` of bare `required` lists says which properties go together, not what the value is.
        let alternatives = schema.one_of.iter().chain(&schema.any_of);
        if schema.properties.is_empty() || !alternatives.clone().all(says_only_required) {
            return Class::Union;
        }
    }
    let mut types = schema.types_besides_null();
    match (types.next(), types.next()) {
        (Some(_), Some(_)) => Class::Several,
        (Some(SchemaType::Object), None) => object_class(schema),
        (Some(SchemaType::String), None) if is_string_enum(schema) => Class::Enum,
        (Some(kind), None) => Class::Plain(kind),
        (None, _) if !schema.properties.is_empty() || schema.additional.is_some() => object_class(schema),
        (None, _) if schema.items.is_some() || !schema.prefix_items.is_empty() => Class::Plain(SchemaType::Array),
        (None, _) if is_string_enum(schema) => Class::Enum,
        (None, _) => Class::Any,
    }
}

fn object_class(schema: &Schema) -> Class {
    if schema.properties.is_empty() { Class::Map } else { Class::Struct }
}

fn says_only_required(schema: &Schema) -> bool {
    !schema.required.is_empty()
        && schema.reference.is_none()
        && schema.properties.is_empty()
        && schema.items.is_none()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
}

/// Whether all members (besides null) are strings, and there is one.
fn is_string_enum(schema: &Schema) -> bool {
    schema.allowed.as_ref().is_some_and(|values| {
        values.iter().all(|value| value.is_string() || value.is_null()) && values.iter().any(Value::is_string)
    })
}

/// Whether `null` is a value of a schema: by its type, its members, its alternatives, all its parts, or what it refers to.
pub fn is_nullable(api: &Api, schema: &Schema) -> bool {
    fn within(api: &Api, schema: &Schema, depth: usize) -> bool {
        schema.is_nullable()
            || schema.allowed.as_ref().is_some_and(|values| values.contains(&Value::Null))
            || schema.one_of.iter().chain(&schema.any_of).any(is_null)
            || depth < MAX_ALIASES
                && (target(api, schema).is_some_and(|(_, target)| within(api, target, depth + 1))
                    || !schema.all_of.is_empty() && schema.all_of.iter().all(|part| within(api, part, depth + 1)))
    }
    within(api, schema, 0)
}

fn is_null(schema: &Schema) -> bool {
    schema.types.as_slice() == [SchemaType::Null]
}

/// The schema that a schema's `$ref` names, with its key in the document.
pub fn target<'api>(api: &'api Api, schema: &Schema) -> Option<(&'api str, &'api Schema)> {
    let (key, target) = api.schemas.get_key_value(&schema.target()?)?;
    Some((key, target))
}

impl<'api> Lowering<'api> {
    /// Whether a component becomes a type of its own; all others are written out where they are used.
    pub(super) fn has_own_type(&self, schema: &Schema) -> bool {
        match classify(schema) {
            Class::Struct | Class::Enum => true,
            Class::AllOf => all_of::is_object(self.api, schema),
            _ => false,
        }
    }

    /// Lowers a schema that may be null: the Rust type is then an `Option`.
    pub(super) fn nullable_schema(&mut self, schema: &Schema, hint: &str) -> Form {
        let form = self.schema(schema, hint);
        if is_nullable(self.api, schema) { form::nullable(form) } else { form }
    }

    /// Lowers a schema, null aside. `hint` names the type if it needs one.
    pub(super) fn schema(&mut self, schema: &Schema, hint: &str) -> Form {
        if self.depth >= MAX_DEPTH {
            return self.degrade(hint, &schema.at, "it is nested too deeply");
        }
        self.depth += 1;
        let form = self.classified(schema, hint);
        self.depth -= 1;
        form
    }

    fn classified(&mut self, schema: &Schema, hint: &str) -> Form {
        match classify(schema) {
            Class::Reference => self.reference(schema),
            Class::AllOf => self.all_of(schema, hint),
            Class::Union => self.union(schema, hint),
            Class::Struct | Class::Enum => self.inline(schema, hint),
            Class::Map => self.map(schema, hint),
            Class::Plain(kind) => self.plain(kind, schema, hint),
            Class::Any => form::any(),
            Class::Several => self.degrade(hint, &schema.at, "it has several types"),
        }
    }

    fn reference(&mut self, schema: &Schema) -> Form {
        let Some((key, target)) = target(self.api, schema) else {
            let reference = schema.reference.as_deref().unwrap_or_default();
            return self.degrade(last_token(reference), &schema.at, "what it refers to is missing");
        };
        if let Some(name) = self.components.get(key).cloned() {
            if self.reached.insert(key) {
                self.pending.push_back((name.clone(), Cow::Borrowed(target)));
            }
            return form::reference(&name);
        }
        if self.expanding.contains(&key) || self.expanding.len() >= MAX_ALIASES {
            return self.degrade(last_token(key), &target.at, "it contains itself with no object in between");
        }
        self.expanding.push(key);
        let form = self.schema(target, &name::type_name(last_token(key)));
        self.expanding.pop();
        form
    }

    fn all_of(&mut self, schema: &Schema, hint: &str) -> Form {
        match all_of::merge(self.api, schema) {
            all_of::Merged::Same(part) => self.schema(part, hint),
            all_of::Merged::Object(merged) => self.inline(&merged, hint),
            all_of::Merged::AnyObject => form::any_object(),
            all_of::Merged::Impossible(reason) => self.degrade(hint, &schema.at, reason),
        }
    }

    fn union(&mut self, schema: &Schema, hint: &str) -> Form {
        let mut alternatives = schema.one_of.iter().chain(&schema.any_of).filter(|schema| !is_null(schema));
        match (alternatives.next(), alternatives.next()) {
            (Some(only), None) if schema.properties.is_empty() => self.schema(only, hint),
            _ => self.degrade(hint, &schema.at, "it is one of several schemas"),
        }
    }

    /// An object or enum that stands where it is used: one type for each shape.
    fn inline(&mut self, schema: &Schema, hint: &str) -> Form {
        let shape = super::named::shape(schema);
        if let Some(name) = self.shapes.get(&shape) {
            return form::reference(name);
        }
        // Names put together from parts are brought into the form that progenitor leaves alone.
        let name = self.names.take_type(&name::type_name(hint));
        self.shapes.insert(shape, name.clone());
        self.pending.push_back((name.clone(), Cow::Owned(schema.clone())));
        form::reference(&name)
    }

    fn map(&mut self, schema: &Schema, hint: &str) -> Form {
        match &schema.additional {
            Some(AdditionalProperties::Schema(values)) => {
                let values = self.nullable_schema(values, &format!("{hint}Value"));
                form::map(Some(values))
            }
            Some(AdditionalProperties::Allowed(_)) | None => form::any_object(),
        }
    }

    fn plain(&mut self, kind: SchemaType, schema: &Schema, hint: &str) -> Form {
        let format = schema.format.as_deref().unwrap_or_default();
        match kind {
            SchemaType::Null => form::any(),
            SchemaType::Boolean => form::boolean(),
            SchemaType::Integer => form::integer(match format {
                "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "uint64" => format,
                _ => "int64",
            }),
            SchemaType::Number => form::number((format == "float").then_some(NumberFormat::Float)),
            SchemaType::String => form::string(match format {
                "date-time" => VariantOrUnknownOrEmpty::Item(StringFormat::DateTime),
                "date" => VariantOrUnknownOrEmpty::Item(StringFormat::Date),
                "uuid" => VariantOrUnknownOrEmpty::Unknown("uuid".to_owned()),
                _ => VariantOrUnknownOrEmpty::Empty,
            }),
            SchemaType::Array => match &schema.items {
                Some(items) => {
                    let items = self.nullable_schema(items, &format!("{hint}Item"));
                    form::array(items)
                }
                None if !schema.prefix_items.is_empty() => {
                    form::array(self.degrade(hint, &schema.at, "its items differ by position"))
                }
                None => form::array(form::any()),
            },
            SchemaType::Object => self.map(schema, hint),
        }
    }
}

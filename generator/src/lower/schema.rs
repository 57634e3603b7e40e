//! One schema → one lowered schema.

use super::alternatives::union_shape;
use super::class::{Class, MAX_ALIASES, Settled, is_nullable, settle, target};
use super::form::{self, Form};
use super::{Lowering, component_name, enumeration, last_token, name};
use crate::diagnostic::Code;
use crate::model::{AdditionalProperties, Schema, SchemaType};
use crate::pointer::Pointer;
use openapiv3::{NumberFormat, StringFormat, VariantOrUnknownOrEmpty};
use std::borrow::Cow;

/// How deep lists and maps may stand in one another, aliases written out: each is a call on the stack here, and a step
/// towards the recursion limit of whoever compiles the crate.
const MAX_DEPTH: usize = 40;

impl<'api> Lowering<'api> {
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
        let form = self.settled(schema, hint);
        self.depth -= 1;
        form
    }

    fn settled(&mut self, schema: &Schema, hint: &str) -> Form {
        let Settled { schema, class, conflicts } = match settle(self.api, schema) {
            Ok(settled) => settled,
            Err(reason) => return self.degrade(hint, &schema.at, reason),
        };
        self.remark_on_conflicts(conflicts);
        match class {
            Class::Reference => self.reference(&schema),
            Class::Enum => {
                let hint = enumeration::type_name(&schema).map(name::type_name).unwrap_or_else(|| hint.to_owned());
                self.inline(&schema, super::named::shape(&schema), &hint)
            }
            Class::Struct | Class::Tuple => self.inline(&schema, super::named::shape(&schema), hint),
            Class::Union => self.inline(&schema, union_shape(self.api, &schema), hint),
            Class::Map => self.map(&schema, hint),
            Class::Plain(SchemaType::Array) => self.list(&schema, hint),
            Class::Plain(SchemaType::Object) => self.map(&schema, hint),
            Class::Plain(kind) => match scalar(kind, &schema) {
                form if kind == SchemaType::Integer && form == form::any() => {
                    self.degrade(hint, &schema.at, "its numbers may be larger than 64 bits hold")
                }
                form => form,
            },
            Class::Any => form::any(),
        }
    }

    /// Says once where the parts of an `allOf` contradict each other.
    pub(super) fn remark_on_conflicts(&mut self, conflicts: Vec<(Pointer, String)>) {
        for (at, what) in conflicts {
            if self.conflicts.insert(at.clone()) {
                let message = format!("parts of an `allOf` contradict each other: {what}; this one is not followed");
                let advice = "let the parts agree, or leave out one of them";
                self.remark(Code::ConflictingParts, &at, message, advice);
            }
        }
    }

    fn reference(&mut self, schema: &Schema) -> Form {
        let Some((key, target)) = target(self.api, schema) else {
            let reference = schema.reference.as_deref().unwrap_or_default();
            return self.degrade(last_token(reference), &schema.at, "what it refers to is missing");
        };
        if let Some(name) = self.components.get(key).cloned() {
            return self.component(key, target, &name);
        }
        if self.expanding.contains(&key) || self.expanding.len() >= MAX_ALIASES {
            return self.degrade(last_token(key), &target.at, "it contains itself with no object in between");
        }
        self.expanding.push(key);
        let form = self.schema(target, &component_name(&self.referring, key, target));
        self.expanding.pop();
        form
    }

    /// A component that has a type of its own.
    fn component(&mut self, key: &'api str, target: &'api Schema, name: &str) -> Form {
        if self.reached.insert(key) {
            let kinds = self.kinds.of(self.api, key, target);
            self.pending.push_back((name.to_owned(), kinds.map_or(Cow::Borrowed(target), Cow::Owned)));
        }
        form::reference(name)
    }

    /// An object, enum or union that stands where it is used: one type for each shape, which is that of the component that
    /// looks so.
    fn inline(&mut self, schema: &Schema, shape: String, hint: &str) -> Form {
        if let Some(name) = self.shapes.get(&shape) {
            return form::reference(name);
        }
        if let Some((key, target)) = self.alike.get(&shape).and_then(|key| self.api.schemas.get_key_value(*key))
            && let Some(name) = self.components.get(key.as_str()).cloned()
        {
            return self.component(key, target, &name);
        }
        // Names put together from parts are brought into the form that progenitor leaves alone.
        let name = self.names.take_type(&name::type_name(hint));
        self.shapes.insert(shape, name.clone());
        self.pending.push_back((name.clone(), Cow::Owned(schema.clone())));
        form::reference(&name)
    }

    pub(super) fn map(&mut self, schema: &Schema, hint: &str) -> Form {
        match &schema.additional {
            Some(AdditionalProperties::Schema(values)) => {
                let values = self.nullable_schema(values, &format!("{hint}Value"));
                form::map(Some(values))
            }
            Some(AdditionalProperties::Allowed(_)) | None => form::any_object(),
        }
    }

    /// A list. Where items differ by position and their number is not fixed, each may be any of them.
    pub(super) fn list(&mut self, schema: &Schema, hint: &str) -> Form {
        let hint = format!("{hint}Item");
        let further = schema.items.as_deref().filter(|items| items.constraints.get("not") != Some(&true.into()));
        if schema.prefix_items.is_empty() {
            return form::array(further.map_or_else(form::any, |items| self.nullable_schema(items, &hint)));
        }
        let limit = u64::try_from(schema.prefix_items.len()).unwrap_or(u64::MAX);
        let ends =
            schema.constraints.get("maxItems").and_then(serde_json::Value::as_u64).is_some_and(|most| most <= limit);
        let rest = match further {
            Some(items) => Some(items.clone()),
            None if ends || schema.items.is_some() => None,
            // Nothing is said of further items: they may be anything.
            None => Some(Schema { at: schema.at.clone(), ..Schema::default() }),
        };
        let any_of = schema.prefix_items.iter().cloned().chain(rest).collect();
        let items = Schema { at: schema.at.key("prefixItems"), any_of, ..Schema::default() };
        form::array(self.nullable_schema(&items, &hint))
    }
}

/// Whether schemas of a class have a type of their own; all others are written out where they are used.
pub fn is_named(class: &Class) -> bool {
    matches!(class, Class::Struct | Class::Enum | Class::Union | Class::Tuple)
}

/// A value that is neither list nor object.
fn scalar(kind: SchemaType, schema: &Schema) -> Form {
    let format = schema.format.as_deref().unwrap_or_default();
    match kind {
        SchemaType::Boolean => form::boolean(),
        SchemaType::Integer => match format {
            "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "uint64" => form::integer(format),
            _ => large_integer(schema),
        },
        SchemaType::Number => form::number((format == "float").then_some(NumberFormat::Float)),
        SchemaType::String => form::string(match format {
            "date-time" => VariantOrUnknownOrEmpty::Item(StringFormat::DateTime),
            "date" => VariantOrUnknownOrEmpty::Item(StringFormat::Date),
            "uuid" => VariantOrUnknownOrEmpty::Unknown("uuid".to_owned()),
            _ => VariantOrUnknownOrEmpty::Empty,
        }),
        SchemaType::Null | SchemaType::Array | SchemaType::Object => form::any(),
    }
}

/// 64 bits, with the sign or without it, by the limits; where those allow more, any JSON value, so that nothing is lost.
fn large_integer(schema: &Schema) -> Form {
    let limit = |name: &str| schema.constraints.get(name).and_then(serde_json::Value::as_f64);
    let most = limit("maximum").or(limit("exclusiveMaximum")).unwrap_or(0.0);
    let least = limit("minimum").or(limit("exclusiveMinimum")).unwrap_or(0.0);
    // The limits are floating point here; 2^63 and 2^64 are exact in it.
    let (signed, unsigned) = (9_223_372_036_854_775_808.0, 18_446_744_073_709_551_616.0);
    match (least, most) {
        (least, most) if least >= -signed && most <= signed => form::integer("int64"),
        (least, most) if least >= 0.0 && most <= unsigned => form::integer("uint64"),
        _ => form::any(),
    }
}

/// What a scalar's type comes to, where its schema says nothing else: two schemas with the same are one alternative.
pub fn plain_shape(schema: &Schema) -> Option<String> {
    let mut types = schema.types_besides_null();
    match (types.next(), types.next()) {
        (Some(SchemaType::Array | SchemaType::Object) | None, _) | (_, Some(_)) => None,
        (Some(_), None) if enumeration::holds(schema).is_some() || !schema.all_of.is_empty() => None,
        (Some(kind), None) => Some(format!("{:?}", scalar(kind, schema))),
    }
}

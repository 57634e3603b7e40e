//! Schemas that get a type of their own: objects with properties, enums, unions, tuples.

use super::class::{Class, Settled, is_nullable, settle, target};
use super::facts::{Documentation, FieldFacts, Holds, Presence, TypeFacts, TypeKind};
use super::form::{self, Form};
use super::name::{Names, snake_name, type_name};
use super::secret::{is_marked, is_secret};
use super::{Lowering, enumeration};
use crate::model::{AdditionalProperties, Api, Schema, SchemaType};
use indexmap::{IndexMap, IndexSet};
use serde_json::Value;
use std::fmt::Write;

impl Lowering<'_> {
    /// Lowers the definition of a named type.
    pub(super) fn define(&mut self, name: &str, schema: &Schema) {
        let Ok(Settled { schema, class, conflicts }) = settle(self.api, schema) else {
            return;
        };
        self.remark_on_conflicts(conflicts);
        let kind = match class {
            Class::Union => self.union(name, &schema),
            Class::Tuple => self.tuple(name, &schema),
            Class::Map | Class::Plain(_) => self.wrapper(name, &schema, &class),
            Class::Struct => {
                let (form, fields) = self.object(name, &schema);
                self.forms.insert(name.to_owned(), form);
                TypeKind::Struct(fields)
            }
            _ => {
                let holds = enumeration::holds(&schema).unwrap_or(Holds::Text);
                TypeKind::Enum { holds, members: enumeration::members(&schema, holds) }
            }
        };
        if !matches!(kind, TypeKind::Struct(_)) {
            self.replaced.push(name.to_owned());
            self.forms.insert(name.to_owned(), form::any_object());
        }
        let facts = TypeFacts {
            at: schema.at.clone(),
            description: schema.description.clone().or_else(|| schema.title.clone()),
            deprecated: schema.deprecated,
            example: schema.example.clone(),
            kind,
        };
        self.types.insert(name.to_owned(), facts);
    }

    fn object(&mut self, name: &str, schema: &Schema) -> (Form, Vec<FieldFacts>) {
        let mut names = Names::default();
        let mut properties = IndexMap::new();
        let mut fields = Vec::new();
        let bare: Vec<(&String, Schema)> = undescribed(schema).map(|wire| (wire, any_property(schema, wire))).collect();
        let bare = bare.iter().map(|(wire, property)| (*wire, property));
        for (wire, property) in schema.properties.iter().chain(bare) {
            let wanted = snake_name(wire);
            let lowered = names.take(&wanted);
            self.remark_if_renamed(&wanted, &lowered, &property.at);
            properties.insert(lowered.clone(), self.schema(property, &format!("{name}{}", type_name(wire))));
            // Whether the server sends what the document does not describe, nobody knows.
            let required = schema.required.contains(wire) && schema.properties.contains_key(wire);
            let nullable = is_nullable(self.api, property);
            fields.push(FieldFacts {
                lowered,
                at: property.at.clone(),
                presence: presence(required, nullable),
                wire: wire.clone(),
                documentation: self.documentation(property),
                read_only: property.read_only,
                write_only: property.write_only,
                secret: is_secret(self.api, property),
            });
        }
        if let Some(values) = self.additional(name, schema) {
            let wanted = "additional_properties";
            let lowered = names.take(wanted);
            self.remark_if_renamed(wanted, &lowered, &schema.at);
            properties.insert(lowered.clone(), values);
            fields.push(additional_field(self.api, lowered, schema));
        }
        (form::object(properties), fields)
    }

    /// The map of the members that no property takes, where the document says that they carry data.
    fn additional(&mut self, name: &str, schema: &Schema) -> Option<Form> {
        match schema.additional.as_ref()? {
            AdditionalProperties::Allowed(false) => None,
            AdditionalProperties::Allowed(true) => Some(form::any_object()),
            AdditionalProperties::Schema(values) => {
                let values = self.nullable_schema(values, &format!("{name}AdditionalProperty"));
                Some(form::map(Some(values)))
            }
        }
    }

    /// What a schema says of its value, or else what the schema it refers to says.
    pub(super) fn documentation(&self, schema: &Schema) -> Documentation {
        let target = target(self.api, schema).map(|(_, target)| target);
        let Schema { description, deprecated, constraints, default, example, format, allowed, .. } = schema;
        let mut constraints = constraints.clone();
        // What is said of items says nothing of a value that has none (JSON Schema 2020-12 Validation §6.4).
        if !schema.types.is_empty() && !schema.types.contains(&SchemaType::Array) {
            constraints.retain(|keyword, _| !matches!(keyword.as_str(), "minItems" | "maxItems" | "uniqueItems"));
        }
        // A set of values is a type; of lists, objects and booleans it is only told.
        if let Some(allowed) = allowed.as_ref().filter(|_| enumeration::holds(schema).is_none()) {
            constraints.insert("enum".to_owned(), Value::Array(allowed.clone()));
        }
        if let Some(format) = format.as_deref().filter(|format| !has_own_rust_type(format)) {
            constraints.insert("format".to_owned(), Value::from(format));
        }
        Documentation {
            description: description.clone().or_else(|| target.and_then(|target| target.description.clone())),
            deprecated: *deprecated,
            constraints,
            default: default.clone().or_else(|| target.and_then(|target| target.default.clone())),
            example: example.clone().or_else(|| target.and_then(|target| target.example.clone())),
        }
    }
}

fn has_own_rust_type(format: &str) -> bool {
    matches!(format, "int32" | "int64" | "float" | "double" | "date-time" | "date" | "uuid" | "password")
}

fn presence(required: bool, nullable: bool) -> Presence {
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::Nullable,
    }
}

/// The members that must be there and that an object neither describes nor keeps among others.
fn undescribed(schema: &Schema) -> impl Iterator<Item = &String> {
    let keeps_others = schema.additional.is_some() || schema.constraints.contains_key("patternProperties");
    let names: IndexSet<&String> = schema.required.iter().collect();
    names.into_iter().filter(move |name| !keeps_others && !schema.properties.contains_key(*name))
}

/// A property of which only the name is known.
fn any_property(schema: &Schema, wire: &str) -> Schema {
    Schema {
        at: schema.at.key("properties").key(wire),
        description: Some("Any value: the document requires this member and does not describe it.".to_owned()),
        ..Schema::default()
    }
}

fn additional_field(api: &Api, lowered: String, schema: &Schema) -> FieldFacts {
    let values = match &schema.additional {
        Some(AdditionalProperties::Schema(values)) => Some(values),
        Some(AdditionalProperties::Allowed(_)) | None => None,
    };
    FieldFacts {
        lowered,
        at: schema.at.key("additionalProperties"),
        presence: Presence::Additional,
        wire: String::new(),
        documentation: Documentation {
            description: Some("All members that no other field takes.".to_owned()),
            ..Documentation::default()
        },
        read_only: false,
        write_only: false,
        secret: values.is_some_and(|values| is_secret(api, values)),
    }
}

/// What a schema looks like, documentation aside: two inline schemas that look the same are one type.
pub(super) fn shape(schema: &Schema) -> String {
    let mut text = String::new();
    write_shape(schema, &mut text);
    text
}

fn write_shape(schema: &Schema, out: &mut String) {
    let Schema {
        at: _,
        reference,
        types,
        nullable,
        format,
        title: _,
        description: _,
        deprecated: _,
        read_only,
        write_only,
        default: _,
        example: _,
        allowed,
        properties,
        required,
        additional,
        items,
        prefix_items,
        all_of,
        one_of,
        any_of,
        discriminator,
        constraints,
        content: _,
        extensions: _,
    } = schema;
    // Writing to a string cannot fail.
    let _ = write!(out, "({types:?}{nullable}{format:?}{reference:?}{read_only}{write_only}");
    if is_marked(schema) {
        out.push('*');
    }
    if let Some(allowed) = allowed {
        let names = enumeration::names(schema);
        let _ = write!(out, "enum{allowed:?}{names:?}");
    }
    for (name, property) in properties {
        let _ = write!(out, "{name:?}{}", if required.contains(name) { "!" } else { "?" });
        write_shape(property, out);
    }
    for name in undescribed(schema) {
        let _ = write!(out, "{name:?}");
    }
    if let Some(items) = items {
        out.push_str("items");
        write_shape(items, out);
    }
    match additional {
        Some(AdditionalProperties::Schema(values)) => write_shape(values, out),
        Some(AdditionalProperties::Allowed(allowed)) => {
            let _ = write!(out, "{allowed}");
        }
        None => {}
    }
    for (word, parts) in [("all", all_of), ("one", one_of), ("any", any_of), ("prefix", prefix_items)] {
        for part in parts {
            out.push_str(word);
            write_shape(part, out);
        }
    }
    if let Some(discriminator) = discriminator {
        let _ = write!(out, "by{discriminator}");
    }
    if !prefix_items.is_empty() {
        let _ = write!(out, "{:?}{:?}", constraints.get("minItems"), constraints.get("maxItems"));
    }
    out.push(')');
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::facts::TypeKind;
    use crate::lower::lower;
    use crate::model;
    use serde_json::json;

    #[test]
    fn what_is_said_of_items_is_told_of_lists_alone() {
        for (kind, expected) in [(json!("string"), 0), (json!("array"), 2), (json!(["string", "array"]), 2)] {
            let tags = json!({"type": kind, "uniqueItems": true, "maxItems": 3, "items": {"type": "string"}});
            let content = json!({"application/json": {"schema": {"type": "object", "properties": {"tags": tags}}}});
            let (api, report) = model::build(&json!({
                "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
                "paths": {"/": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            }));
            assert_eq!(report, []);
            let api = lint(api).0.expect("no errors");
            let lowered = lower(&api);
            let fields = lowered.facts.types.into_values().find_map(|facts| match facts.kind {
                TypeKind::Struct(fields) => Some(fields),
                _ => None,
            });
            let fields = fields.expect("an object");
            assert_eq!(fields[0].documentation.constraints.len(), expected, "{kind}");
        }
    }
}

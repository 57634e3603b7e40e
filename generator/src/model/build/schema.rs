//! Schemas. One look at each member, in the order of the document.

use super::super::{AdditionalProperties, Schema, SchemaType};
use super::format;
use super::reader::{Build, Node, describe};
use crate::diagnostic::{Code, kind};
use crate::load::MAX_DEPTH;
use crate::pointer::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

/// Keywords that limit a value without changing its type.
const CONSTRAINTS: &[&str] = &[
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "patternProperties",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
];

impl<'a> Build<'a> {
    /// A schema and all that is inside it.
    pub(super) fn schema(&mut self, value: &'a Value, at: &Pointer) -> Schema {
        self.schema_at(value, at, 0)
    }

    fn schema_at(&mut self, value: &'a Value, at: &Pointer, depth: usize) -> Schema {
        let mut schema = Schema { at: at.clone(), ..Schema::default() };
        // `load` stops there already; this holds for trees from elsewhere.
        if depth > MAX_DEPTH + 2 {
            self.report(
                Code::TooLarge,
                at,
                format!("schemas are nested more than {MAX_DEPTH} levels deep"),
                "move the inner ones to `components.schemas` and refer to them with `$ref`",
            );
            return schema;
        }
        match value {
            Value::Bool(true) => {}
            Value::Bool(false) => {
                schema.constraints.insert("not".to_owned(), Value::Bool(true));
            }
            Value::Object(members) => {
                let node = Node { members, at: at.clone() };
                for (key, value) in members {
                    self.keyword(&mut schema, &node, key, value, depth);
                }
                self.pattern_properties(&mut schema, &node, depth);
                self.unevaluated(&mut schema, &node, depth);
                self.conditional_properties(&mut schema, &node, depth);
                int_or_string(&mut schema);
                self.irregular_format(&mut schema, &node);
                self.listed_texts(&mut schema, &node);
            }
            // How some languages write an object without members.
            Value::Array(items) if items.is_empty() => self.loose(value, at, "a schema", "`{}`"),
            other => self.wrong(other, at, "a schema"),
        }
        schema
    }

    fn keyword(&mut self, schema: &mut Schema, node: &Node<'a>, key: &'a str, value: &'a Value, depth: usize) {
        // Data may be null; for all else a YAML key without a value is an absent one.
        match key {
            "default" => return schema.default = Some(value.clone()),
            "example" => return schema.example = Some(value.clone()),
            "const" => return schema.allowed = Some(vec![value.clone()]),
            _ if value.is_null() => return,
            _ => {}
        }
        let at = || node.at.key(key);
        match key {
            // Without a schema around it that has the same anchor, the second is the first (JSON Schema 2020-12 §8.2.3.2).
            "$ref" | "$dynamicRef" => match value {
                // One that leads nowhere is kept, so that `lower` knows that something is missing.
                Value::String(reference) => {
                    schema.reference = self.refer(reference, &at()).or_else(|| Some(reference.clone()));
                }
                other => self.wrong(other, &at(), "a string"),
            },
            "type" => self.types(schema, value, &at()),
            "format" => schema.format = self.as_prose(value, &at()),
            "title" => schema.title = self.as_prose(value, &at()),
            "description" => schema.description = self.as_prose(value, &at()),
            "deprecated" => schema.deprecated = self.as_flag(value, &at()).unwrap_or_default(),
            "readOnly" => schema.read_only = self.as_flag(value, &at()).unwrap_or_default(),
            "writeOnly" => schema.write_only = self.as_flag(value, &at()).unwrap_or_default(),
            "nullable" => schema.nullable |= self.as_flag(value, &at()).unwrap_or_default(),
            "examples" => {
                if let (None, Value::Array(items)) = (&schema.example, value) {
                    schema.example = items.first().cloned();
                }
            }
            "enum" => match value {
                Value::Array(values) => {
                    schema.allowed.get_or_insert_with(|| values.clone());
                }
                Value::Object(_) => self.wrong(value, &at(), "a list"),
                one => {
                    self.loose(one, &at(), "a list", "it as a list of one");
                    schema.allowed.get_or_insert_with(|| vec![one.clone()]);
                }
            },
            "required" => self.required(schema, value, &at()),
            "discriminator" => schema.discriminator = Some(value.clone()),
            "properties" => {
                if let Some(properties) = self.child(node, key) {
                    for (name, value) in properties.members {
                        let property = self.schema_at(value, &properties.at.key(name), depth + 2);
                        schema.properties.insert(name.clone(), property);
                    }
                }
            }
            "additionalProperties" => {
                schema.additional = Some(match value {
                    Value::Bool(allowed) => AdditionalProperties::Allowed(*allowed),
                    other => AdditionalProperties::Schema(Box::new(self.schema_at(other, &at(), depth + 1))),
                });
            }
            "items" => match value {
                // A tuple, as JSON Schema wrote it before `prefixItems`.
                Value::Array(_) => schema.prefix_items = self.schemas_in(node, key, depth),
                other => schema.items = Some(Box::new(self.schema_at(other, &at(), depth + 1))),
            },
            "prefixItems" => schema.prefix_items = self.schemas_in(node, key, depth),
            "allOf" => schema.all_of = self.schemas_in(node, key, depth),
            "oneOf" => schema.one_of = self.schemas_in(node, key, depth),
            "anyOf" => schema.any_of = self.schemas_in(node, key, depth),
            _ if key.starts_with("x-") => {
                // How Swagger 2.0 says it, and what converters leave behind.
                schema.nullable |= key == "x-nullable" && value == &Value::Bool(true);
                schema.extensions.insert(key.to_owned(), value.clone());
            }
            _ if CONSTRAINTS.contains(&key) => {
                if key == "contentSchema" {
                    schema.content = Some(Box::new(self.schema_at(value, &at(), depth + 1)));
                }
                schema.constraints.insert(key.to_owned(), value.clone());
            }
            _ => {}
        }
    }

    /// Members whose names match a pattern are further members (JSON Schema 2020-12 §10.3.2.2), as long as nothing else is said
    /// of those. Beside properties, members that match none may have any value, unless the document says that there are none.
    fn pattern_properties(&mut self, schema: &mut Schema, node: &Node<'a>, depth: usize) {
        if !matches!(schema.additional, None | Some(AdditionalProperties::Allowed(false))) {
            return;
        }
        let Some((Value::Object(patterns), at)) = node.get("patternProperties") else { return };
        let is_last = matches!(node.get("unevaluatedProperties"), Some((Value::Bool(false), _)));
        let is_closed = schema.additional.is_some() || is_last || patterns.keys().any(|pattern| matches_all(pattern));
        if !is_closed && !schema.properties.is_empty() {
            schema.additional = Some(AdditionalProperties::Allowed(true));
            return;
        }
        let values: Vec<Schema> =
            patterns.iter().map(|(pattern, value)| self.schema_at(value, &at.key(pattern), depth + 2)).collect();
        if let Some(values) = any_of(values, || at) {
            schema.additional = Some(AdditionalProperties::Schema(Box::new(values)));
        }
    }

    /// What nothing else speaks of is further members and items (JSON Schema 2020-12 §11.2, §11.3).
    fn unevaluated(&mut self, schema: &mut Schema, node: &Node<'a>, depth: usize) {
        if let (None, Some((value @ Value::Object(_), at))) = (&schema.additional, node.get("unevaluatedProperties")) {
            schema.additional = Some(AdditionalProperties::Schema(Box::new(self.schema_at(value, &at, depth + 1))));
        }
        if let (None, Some((value @ Value::Object(_), at))) = (&schema.items, node.get("unevaluatedItems")) {
            schema.items = Some(Box::new(self.schema_at(value, &at, depth + 1)));
        }
    }

    /// Properties that a value has under a condition (JSON Schema 2020-12 §10.2.2) are properties that it may have.
    fn conditional_properties(&mut self, schema: &mut Schema, node: &Node<'a>, depth: usize) {
        let mut branches: Vec<(&'a Value, Pointer)> =
            ["then", "else"].into_iter().filter(|_| node.has("if")).filter_map(|key| node.get(key)).collect();
        if let Some((Value::Object(dependent), at)) = node.get("dependentSchemas") {
            branches.extend(dependent.iter().map(|(name, value)| (value, at.key(name))));
        }
        let mut found: IndexMap<String, Vec<Schema>> = IndexMap::new();
        for (branch, at) in branches.iter().filter(|(branch, _)| branch.is_object()) {
            for (name, property) in self.schema_at(branch, at, depth + 2).properties {
                found.entry(name).or_default().push(property);
            }
        }
        for (name, said) in found {
            let at = said.last().map(|one| one.at.clone()).unwrap_or_default();
            if !schema.properties.contains_key(&name) {
                schema.properties.extend(any_of(said, || at).map(|property| (name, property)));
            }
        }
    }

    /// A document whose own example is not in the format shows what comes: then it is only a word about the text, as a
    /// pattern is, and the text is kept as it is.
    fn irregular_format(&mut self, schema: &mut Schema, node: &Node<'a>) {
        let shown = [&schema.example, &schema.default].into_iter().flatten().filter_map(Value::as_str);
        let Some(format) = &schema.format else { return };
        let Some(odd) = shown.into_iter().find(|text| !format::fits(format, text)).map(str::to_owned) else { return };
        self.report(
            Code::UncheckedKeyword,
            &node.at.key("format"),
            format!("`{odd}` is no `{format}`, and it is the document's own example: the text is taken as it is"),
            "correct the example, or leave out the format",
        );
        if let Some(format) = schema.format.take() {
            schema.constraints.insert("format".to_owned(), Value::String(format));
        }
    }

    fn schemas_in(&mut self, node: &Node<'a>, key: &str, depth: usize) -> Vec<Schema> {
        let items = self.list(node, key);
        items.into_iter().map(|(value, at)| self.schema_at(value, &at, depth + 2)).collect()
    }

    /// `required` of a schema; a boolean is how JSON Schema draft 3 said it, and says nothing now.
    fn required(&mut self, schema: &mut Schema, value: &Value, at: &Pointer) {
        match value {
            Value::Array(names) => {
                for (index, name) in names.iter().enumerate() {
                    schema.required.extend(self.as_text(name, &at.index(index)));
                }
            }
            other => self.report(
                Code::LooseType,
                at,
                format!("{} is {} where a list of names belongs: it is ignored", describe(at), kind(other)),
                "list the required properties' names in `required` of the object that has them",
            ),
        }
    }
}

/// A format that says of text that it may be a number instead (the OpenAPI format registry has no type for both).
fn int_or_string(schema: &mut Schema) {
    if schema.format.as_deref() == Some("int-or-string") && schema.types.contains(&SchemaType::String) {
        if !schema.types.contains(&SchemaType::Integer) {
            schema.types.push(SchemaType::Integer);
        }
        schema.format = None;
    }
}

/// Whether a pattern says nothing of the names that match it.
fn matches_all(pattern: &str) -> bool {
    let inner = pattern.trim_start_matches(['^', '(']).trim_end_matches(['$', ')']);
    matches!(inner, "" | ".*" | ".+")
}

/// What is one schema, or any of several; nothing where there is none.
fn any_of(mut schemas: Vec<Schema>, at: impl FnOnce() -> Pointer) -> Option<Schema> {
    let last = schemas.pop()?;
    if schemas.is_empty() {
        return Some(last);
    }
    schemas.push(last);
    Some(Schema { at: at(), any_of: schemas, ..Schema::default() })
}

#[cfg(test)]
mod tests {
    use crate::model::SchemaType::{Integer, Null, String};
    use crate::model::{AdditionalProperties, build};
    use serde_json::{Value, json};

    #[test]
    fn a_format_may_say_that_text_may_be_a_number() {
        for (schema, types) in [
            (json!({"type": "string", "format": "int-or-string"}), vec![String, Integer]),
            (json!({"type": ["string", "null"], "format": "int-or-string"}), vec![String, Null, Integer]),
            (json!({"type": "string", "format": "date"}), vec![String]),
        ] {
            let (api, _) = build(&json!({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}));
            assert_eq!(api.schemas["A"].types, types, "{schema}");
        }
    }

    #[test]
    fn a_pattern_tells_the_type_of_further_members_where_there_can_be_no_others() {
        let of = |more: Value| {
            let mut schema = json!({"patternProperties": {"^i_": {"type": "integer"}}});
            schema.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
            let (api, _) = build(&json!({"openapi": "3.1.0", "components": {"schemas": {"A": schema}}}));
            match &api.schemas["A"].additional {
                Some(AdditionalProperties::Schema(values)) => format!("{:?}", values.types),
                Some(AdditionalProperties::Allowed(any)) => any.to_string(),
                None => "".to_owned(),
            }
        };
        let a = json!({"a": {"type": "string"}});
        for (more, expected) in [
            (json!({"properties": a}), "true"),
            (json!({"properties": a, "additionalProperties": false}), "[Integer]"),
            (json!({"properties": a, "unevaluatedProperties": false}), "[Integer]"),
            (json!({"properties": a, "additionalProperties": {"type": "boolean"}}), "[Boolean]"),
            (json!({"properties": a, "patternProperties": {"^.*$": {"type": "number"}}}), "[Number]"),
            // A map: its author means that all members are such.
            (json!({}), "[Integer]"),
        ] {
            assert_eq!(of(more.clone()), expected, "{more}");
        }
    }
}

//! The schemas of a document: samples of each, and whether a value is one of its values.

use super::dialect::{fragment, to_json_schema, without_flags};
use super::sample::{Sample, example, samples};
use crate::pointer::escaped;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, Registry, Validator};
use serde_json::{Value, json};

/// The address of the document among schemas. Nothing is ever fetched.
const DOCUMENT: &str = "https://document.invalid/";

/// How many references may lead to one another.
const MOST_REFERENCES: usize = 32;

/// How many things are said against one value, and at what length.
const MOST_COMPLAINTS: usize = 20;
const LONGEST_COMPLAINT: usize = 200;

/// How many schemas one may be made of.
const MOST_PARTS: usize = 200;

/// Formats that say nothing against a value: `date`, `date-time`, `email` and `uuid` alone do. What documents mean by these is
/// often something looser, and clients write what they are given.
const UNCHECKED: [&str; 15] = [
    "duration",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
];

/// The schemas of one document.
#[derive(Debug)]
pub struct Schemas {
    tree: Value,
    registry: Registry<'static>,
}

/// Checks values of one schema.
#[derive(Debug)]
pub struct Check(Validator);

impl Schemas {
    /// Reads a document as its author wrote it, of whichever version.
    ///
    /// # Errors
    ///
    /// Why its schemas are no JSON Schema.
    pub fn new(document: &Value) -> Result<Self, String> {
        let mut tree = document.clone();
        to_json_schema(&mut tree);
        let mut schemas = tree.clone();
        without_flags(&mut schemas);
        let registry = Registry::new().add(DOCUMENT, schemas).map_err(|error| error.to_string())?;
        let registry = registry.prepare().map_err(|error| error.to_string())?;
        Ok(Self { tree, registry })
    }

    /// What checks values of the schema at a JSON Pointer.
    ///
    /// # Errors
    ///
    /// Why that is no schema, or one that refers to what is not there, or has a pattern that needs more than linear time.
    pub fn check(&self, at: &str) -> Result<Check, String> {
        let schema = json!({ "$ref": format!("{DOCUMENT}{}", fragment(at)) });
        let options = jsonschema::options().with_registry(&self.registry).with_pattern_options(PatternOptions::regex());
        let options = options.should_validate_formats(true);
        let options = UNCHECKED.into_iter().fold(options, |options, format| options.with_format(format, |_| true));
        options.build(&schema).map(Check).map_err(|error| error.to_string())
    }

    /// Values of the schema at a JSON Pointer, each different in kind: with what is required, with everything, with `null`
    /// where it may be, with each alternative of its unions. None where the schema has no value, or none that is found.
    pub fn samples(&self, at: &str) -> Vec<Sample> {
        let mut samples = samples(&self.tree, at);
        if let Ok(check) = self.check(at) {
            samples.retain(|sample| check.complaint(&sample.value).is_none());
        }
        samples
    }
}

impl Schemas {
    /// A value of the schema at a JSON Pointer as a person would write it: with the examples that stand in it, as far as they
    /// are values of it.
    pub fn example(&self, at: &str) -> Option<Value> {
        let value = example(&self.tree, at)?;
        let fits = self.check(at).map_or(true, |check| check.complaint(&value).is_none());
        fits.then_some(value)
    }
}

impl Check {
    /// Why a value is not one of the schema's; `None` if it is. Patterns are not looked at, because samples cannot fit them,
    /// nor whether more than one schema of a `oneOf` fits: documents mean a discriminator by it, or nothing.
    pub fn complaint(&self, value: &Value) -> Option<String> {
        let error = self.0.iter_errors(value).find(|error| matters(error.kind()))?;
        let place = error.instance_path().to_string();
        Some(if place.is_empty() { error.to_string() } else { format!("{error} at `{place}`") })
    }

    /// Everything for which a value is not one of the schema's, each with the place in the value as a JSON Pointer; of many
    /// the first.
    pub fn complaints(&self, value: &Value) -> Vec<(String, String)> {
        let errors = self.0.iter_errors(value).filter(|error| matters(error.kind())).take(MOST_COMPLAINTS);
        errors.map(|error| (shortened(error.to_string()), error.instance_path().to_string())).collect()
    }
}

/// Whether an error of JSON Schema says something against a value, see [`Check::complaint`].
fn matters(kind: &ValidationErrorKind) -> bool {
    !matches!(kind, ValidationErrorKind::Pattern { .. } | ValidationErrorKind::OneOfMultipleValid { .. })
}

/// An error shows the value that it is about, which may be large.
fn shortened(text: String) -> String {
    match text.char_indices().nth(LONGEST_COMPLAINT) {
        None => text,
        Some((end, _)) => {
            let tail = text.char_indices().rev().nth(LONGEST_COMPLAINT / 2).map_or(end, |(at, _)| at.max(end));
            format!("{} … {}", text.get(..end).unwrap_or_default(), text.get(tail..).unwrap_or_default())
        }
    }
}

impl Schemas {
    /// The document in the form of JSON Schema.
    pub(super) fn tree(&self) -> &Value {
        &self.tree
    }

    /// What stands at a place.
    pub(super) fn node(&self, at: &str) -> Option<&Value> {
        self.tree.pointer(at)
    }

    /// A node, or what its `$ref` leads to.
    pub(super) fn target<'tree>(&'tree self, node: &'tree Value) -> &'tree Value {
        self.resolve(String::new(), node).1
    }

    /// What stands at a place, or where its `$ref` leads, with that place.
    pub(super) fn resolve<'tree>(&'tree self, at: String, node: &'tree Value) -> (String, &'tree Value) {
        let (mut at, mut node) = (at, node);
        for _ in 0..MOST_REFERENCES {
            let Some(target) = node.get("$ref").and_then(Value::as_str).and_then(pointer) else { break };
            let Some(found) = self.tree.pointer(&target) else { break };
            (at, node) = (target, found);
        }
        (at, node)
    }

    /// The schemas that a schema is made of, itself included, with their places.
    fn parts(&self, at: &str) -> Vec<(String, &Value)> {
        let mut found = Vec::new();
        let mut pending = vec![at.to_owned()];
        while let Some(at) = pending.pop() {
            let Some(node) = self.tree.pointer(&at) else { continue };
            let (at, node) = self.resolve(at, node);
            if found.len() >= MOST_PARTS || found.iter().any(|(known, _)| *known == at) {
                continue;
            }
            for key in ["anyOf", "oneOf", "allOf"] {
                let parts = node.get(key).and_then(Value::as_array).map_or(0, Vec::len);
                pending.extend((0..parts).rev().map(|index| format!("{at}/{key}/{index}")));
            }
            found.push((at, node));
        }
        found
    }

    /// The types that a schema allows, as far as it names them.
    pub(super) fn kinds(&self, at: &str) -> Vec<&str> {
        let mut kinds = Vec::new();
        for (_, node) in self.parts(at) {
            match node.get("type") {
                Some(Value::String(kind)) => kinds.push(kind.as_str()),
                Some(Value::Array(types)) => kinds.extend(types.iter().filter_map(Value::as_str)),
                _ if node.get("properties").is_some() => kinds.push("object"),
                _ if node.get("items").is_some() => kinds.push("array"),
                _ => {}
            }
        }
        kinds
    }

    /// Whether a value is of a type that a schema names, or means by its `properties` or `items`: by the letter, a schema with
    /// `properties` allows a list.
    pub(super) fn is_of_a_kind(&self, at: &str, value: &Value) -> bool {
        let kinds = self.kinds(at);
        let of = |kind: &&str| match *kind {
            "object" => value.is_object(),
            "array" => value.is_array(),
            _ => !value.is_object() && !value.is_array(),
        };
        kinds.is_empty() || kinds.iter().any(of) || value.is_null()
    }

    /// The properties of a schema and its parts, each with its place.
    pub(super) fn properties(&self, at: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (at, node) in self.parts(at) {
            for name in node.get("properties").and_then(Value::as_object).into_iter().flat_map(|members| members.keys())
            {
                found.push((name.clone(), format!("{at}/properties/{}", escaped(name))));
            }
        }
        found
    }

    /// Whether a schema says that an object may have members of any name.
    pub(super) fn has_further_properties(&self, at: &str) -> bool {
        let says =
            |node: &Value| node.get("additionalProperties").is_some_and(|further| *further != Value::Bool(false));
        self.parts(at).iter().any(|(_, node)| says(node))
    }

    /// The place of a list's items.
    pub(super) fn items(&self, at: &str) -> String {
        let with_items = self.parts(at).into_iter().find(|(_, node)| node.get("items").is_some());
        with_items.map_or_else(|| format!("{at}/items"), |(at, _)| format!("{at}/items"))
    }

    /// Text as the value that the schema takes it for: a number or a boolean where it allows one and the text is one.
    pub(super) fn scalar(&self, at: &str, text: String) -> Value {
        let kinds = self.kinds(at);
        let has = |kind: &str| kinds.contains(&kind);
        let read = serde_json::from_str::<Value>(&text).ok().filter(|read| match read {
            Value::Number(number) => has("number") || has("integer") && !number.is_f64(),
            Value::Bool(_) => has("boolean"),
            Value::Object(_) => has("object"),
            Value::Array(_) => has("array"),
            Value::Null | Value::String(_) => false,
        });
        read.unwrap_or(Value::String(text))
    }
}

/// The JSON Pointer of a reference inside the document.
fn pointer(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    percent_encoding::percent_decode_str(fragment).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::Schemas;
    use serde_json::{Value, json};

    fn samples(version: &str, schemas: Value) -> Vec<(String, Value)> {
        let document = json!({ "openapi": version, "components": { "schemas": schemas } });
        let samples = Schemas::new(&document).expect("schemas").samples("/components/schemas/A");
        samples.into_iter().map(|sample| (sample.what, sample.value)).collect()
    }

    fn values(version: &str, schemas: Value) -> Vec<Value> {
        samples(version, schemas).into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn an_object_is_made_with_what_is_required_with_everything_and_with_nulls() {
        let schema = json!({ "A": {
            "type": "object",
            "required": ["id"],
            "properties": { "id": { "type": "integer" }, "on": { "type": "string", "format": "date", "nullable": true } },
        } });
        assert_eq!(
            samples("3.0.3", schema),
            [
                ("what is required".to_owned(), json!({ "id": 1 })),
                ("everything".to_owned(), json!({ "id": 9_007_199_254_740_993_i64, "on": "2026-01-31" })),
                ("nulls".to_owned(), json!({ "id": 9_007_199_254_740_993_i64, "on": null })),
            ]
        );
    }

    #[test]
    fn each_alternative_of_a_union_is_made_with_its_tag() {
        let schemas = json!({
            "A": {
                "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
                "discriminator": { "propertyName": "kind", "mapping": { "dog": "#/components/schemas/Dog" } },
            },
            "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string" }, "lives": { "type": "boolean" } } },
            "Dog": { "type": "object", "required": ["kind"], "properties": { "kind": { "type": "string", "enum": ["dog"] } } },
        });
        let found = values("3.1.0", schemas);
        assert!(found.contains(&json!({ "kind": "dog" })), "{found:?}");
        assert!(found.iter().all(|value| value["kind"] == "dog" || value["kind"] == "Cat"), "{found:?}");
    }

    #[test]
    fn a_part_may_require_what_another_part_describes() {
        let schemas = json!({
            "A": { "allOf": [{ "$ref": "#/components/schemas/Named" }, { "$ref": "#/components/schemas/Needs" }] },
            "Named": { "type": "object", "properties": { "name": { "type": "boolean" }, "id": { "type": "boolean" } } },
            "Needs": { "type": "object", "required": ["name"], "properties": { "child": { "$ref": "#/components/schemas/A" } } },
        });
        let found = values("3.1.0", schemas);
        assert_eq!(found.first(), Some(&json!({ "name": true })));
        assert!(found.iter().any(|value| value["child"]["name"] == true), "{found:?}");
    }

    #[test]
    fn what_is_required_and_nowhere_described_is_there_all_the_same() {
        let schemas = json!({
            "A": { "allOf": [{ "$ref": "#/components/schemas/B" }, { "properties": { "id": { "type": "boolean" } } }] },
            "B": { "type": "object", "required": ["id", "host"], "properties": { "name": { "type": "boolean" } } },
        });
        let document = json!({ "openapi": "3.0.0", "components": { "schemas": schemas } });
        let schemas = Schemas::new(&document).expect("schemas");
        let made = schemas.example("/components/schemas/A");
        assert_eq!(made, Some(json!({ "name": true, "id": true, "host": "anything" })));
        let samples = schemas.samples("/components/schemas/A");
        let made: Vec<&Value> = samples.iter().map(|sample| &sample.value).collect();
        let least = json!({ "id": true, "host": "anything" });
        assert_eq!(made, [&least, &json!({ "name": true, "id": true, "host": "anything" })]);
    }

    #[test]
    fn an_example_that_is_no_object_is_none_of_a_schema_with_properties() {
        let schemas = json!({
            "A": { "properties": { "b": { "$ref": "#/components/schemas/B" } } },
            "B": { "properties": { "c": { "type": "boolean" } }, "example": "{\"c\": false}" },
        });
        let document = json!({ "openapi": "3.0.0", "components": { "schemas": schemas } });
        let made = Schemas::new(&document).expect("schemas").example("/components/schemas/A");
        assert_eq!(made, Some(json!({ "b": { "c": true } })));
    }

    #[test]
    fn a_schema_with_properties_means_an_object() {
        let schema = json!({ "A": { "properties": { "a": {} } }, "B": { "items": {} }, "C": {} });
        let document = json!({ "openapi": "3.0.0", "components": { "schemas": schema } });
        let schemas = Schemas::new(&document).expect("schemas");
        let is_of_a_kind = |name: &str, value| schemas.is_of_a_kind(&format!("/components/schemas/{name}"), &value);
        for (name, object, list) in [("A", true, false), ("B", false, true), ("C", true, true)] {
            assert_eq!((is_of_a_kind(name, json!({})), is_of_a_kind(name, json!([]))), (object, list), "{name}");
        }
    }

    #[test]
    fn what_contains_itself_comes_to_an_end() {
        let schemas = json!({ "A": {
            "type": "object",
            "properties": { "child": { "$ref": "#/components/schemas/A" }, "all": { "type": "array", "items": { "$ref": "#/components/schemas/A" } } },
        } });
        assert_eq!(values("3.0.0", schemas.clone()).first(), Some(&json!({})));
        assert!(values("3.0.0", schemas).iter().all(|value| value.to_string().len() < 2000));
    }

    #[test]
    fn a_schema_without_values_or_that_leads_nowhere_has_no_sample() {
        assert_eq!(values("3.1.0", json!({ "A": false })), [Value::Null; 0]);
        assert_eq!(values("3.0.0", json!({ "A": { "$ref": "#/nowhere" } })), [Value::Null; 0]);
        assert_eq!(values("3.0.0", json!({ "A": { "$ref": "#/components/schemas/A" } })), [Value::Null; 0]);
    }

    #[test]
    fn where_type_and_members_contradict_each_other_a_value_is_what_is_meant() {
        let numbers = json!({ "A": { "type": "string", "enum": [1, true, "a"] } });
        let texts = |version| values(version, numbers.clone());
        for found in [texts("3.0.0"), texts("3.1.0")] {
            assert!(!found.is_empty() && found.iter().all(Value::is_string), "{found:?}");
        }
        assert_eq!(
            values("3.1.0", json!({ "A": { "type": ["string", "null"], "const": 1 } })).first(),
            Some(&json!("1"))
        );
        assert_eq!(values("3.0.0", json!({ "A": { "type": "object", "enum": ["a"] } })), [json!("a")]);
    }

    #[test]
    fn limits_count_and_patterns_do_not() {
        let schema = json!({ "A": {
            "type": "array", "minItems": 3,
            "items": { "type": "string", "maxLength": 2, "pattern": "^[0-9]+$" },
        } });
        let found = values("3.0.0", schema.clone());
        assert!(!found.is_empty() && found.iter().all(|value| value.as_array().is_some_and(|items| items.len() >= 3)));
        let document = json!({ "swagger": "2.0", "definitions": { "A B": schema["A"] } });
        let check = Schemas::new(&document).expect("schemas").check("/definitions/A B").expect("a schema");
        assert!(check.complaint(&json!(["long", "b", "c"])).is_some());
        assert_eq!(check.complaint(&json!(["a", "b", "c"])), None);
    }
}

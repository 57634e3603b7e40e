//! Parameters: those of the path, query and headers get a schema; those of the body and the form become `requestBody`.

use super::{Rewrite, extensions};
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::pointer::Pointer;
use serde_json::{Map, Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Members of a parameter that say what its value is. All others say how it is sent.
const OF_THE_VALUE: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
    "x-nullable",
    "x-ms-enum",
    "x-enum-varnames",
    "x-enum-descriptions",
];

/// A parameter as it is listed, its reference followed.
pub(super) struct Given<'a> {
    value: &'a Value,
    /// Where it stands.
    from: Pointer,
    /// Where it is listed.
    listed: Pointer,
}

impl Given<'_> {
    fn is_in(&self, location: &str) -> bool {
        self.value.get("in").is_some_and(|value| value == location)
    }

    fn is_of_the_body(&self) -> bool {
        self.is_in("body") || self.is_in("formData")
    }

    /// Whether this one of an operation stands in place of that one of its path.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let same = |key: &str| self.value.get(key) == other.value.get(key);
        same("in") && (self.is_in("body") || same("name"))
    }
}

impl<'a> Rewrite<'a> {
    /// The parameters of a list; `None` if it is none.
    pub(super) fn given(&self, list: Option<&'a Value>, at: &Pointer) -> Option<Vec<Given<'a>>> {
        let items = list?.as_array()?.iter().enumerate();
        let given = items.map(|(index, value)| {
            let listed = at.index(index);
            let (value, from) = self.resolve(value, listed.clone());
            Given { value, from, listed }
        });
        Some(given.collect())
    }

    /// The list without what belongs to the body.
    pub(super) fn parameters(&mut self, given: &[Given<'a>], to: &Pointer) -> Value {
        let mut upgraded = Vec::new();
        for Given { value, from, listed } in given.iter().filter(|given| !given.is_of_the_body()) {
            if from != listed && !self.may_write_out(value) {
                continue;
            }
            let to = to.index(upgraded.len());
            if from == listed {
                self.moves.moved(from, &to);
            } else {
                self.moves.copied(from, &to);
            }
            upgraded.push(self.parameter(value, from, &to));
        }
        Value::Array(upgraded)
    }

    fn parameter(&mut self, value: &'a Value, from: &Pointer, to: &Pointer) -> Value {
        let Some(members) = value.as_object().filter(|members| !members.contains_key("$ref")) else {
            return value.clone();
        };
        let sent = members.iter().filter(|(key, _)| {
            let key = key.as_str();
            (key.starts_with("x-") || !OF_THE_VALUE.contains(&key)) && !matches!(key, "collectionFormat" | "schema")
        });
        let mut upgraded: Map<String, Value> = sent.map(|(key, value)| (key.clone(), value.clone())).collect();
        if let Some(example) = members.get("x-example") {
            upgraded.entry("example").or_insert_with(|| example.clone());
        }
        let location = members.get("in").and_then(Value::as_str).unwrap_or_default();
        for (key, value) in self.style(members, location, from) {
            upgraded.insert(key.to_owned(), value);
        }
        match members.get("schema").filter(|_| !members.contains_key("type")) {
            Some(schema) => upgraded.insert("schema".to_owned(), self.copy(schema)),
            None => {
                self.moves.copied(from, &to.key("schema"));
                upgraded.insert("schema".to_owned(), Value::Object(schema_of(members)))
            }
        };
        Value::Object(upgraded)
    }

    /// `collectionFormat` as `style` and `explode`. Without one a list is joined by commas.
    fn style(&mut self, members: &Map<String, Value>, location: &str, from: &Pointer) -> Vec<(&'static str, Value)> {
        if members.get("type").is_none_or(|kind| kind != "array") {
            return Vec::new();
        }
        self.remark_on_inner_lists(members, from);
        let format = members.get("collectionFormat").and_then(Value::as_str).unwrap_or("csv");
        let (style, explode) = match (location, format) {
            ("path" | "header", "csv" | "multi") => return Vec::new(),
            (_, "multi") => ("form", true),
            (_, "ssv") => ("spaceDelimited", false),
            (_, "pipes") => ("pipeDelimited", false),
            // No style of OpenAPI 3; the name is ours.
            (_, "tsv") => ("tabDelimited", false),
            ("query" | "formData", "csv") => ("form", false),
            _ => {
                self.remark(
                    Code::UnusedStyle,
                    &from.key("collectionFormat"),
                    format!("`collectionFormat: {format}` cannot be sent here: the values are joined by commas"),
                    "write `csv`, `ssv`, `pipes` or `multi`, if the server takes that",
                );
                if matches!(location, "path" | "header") {
                    return Vec::new();
                }
                ("form", false)
            }
        };
        vec![("style", json!(style)), ("explode", json!(explode))]
    }

    /// Lists in lists: OpenAPI 3 has no style for those inside.
    fn remark_on_inner_lists(&mut self, members: &Map<String, Value>, from: &Pointer) {
        let Some(format) = members.get("items").and_then(|items| items.get("collectionFormat")?.as_str()) else {
            return;
        };
        self.remark(
            Code::UnusedStyle,
            &from.key("items").key("collectionFormat"),
            format!(
                "`collectionFormat: {format}` of a list in a list has no effect: each inner list is written as JSON"
            ),
            "nothing needs to be done if the server reads that; else describe the items as text",
        );
    }

    /// What `in: body` and `in: formData` say, as a `requestBody`.
    pub(super) fn body(
        &mut self,
        given: &[&Given<'a>],
        consumes: Option<&[String]>,
        from: &Pointer,
        to: &Pointer,
    ) -> Option<Value> {
        let mut bodies = given.iter().filter(|given| given.is_in("body"));
        let fields: Vec<&Given<'a>> = given.iter().filter(|given| given.is_in("formData")).copied().collect();
        let to = to.key("requestBody");
        let Some(body) = bodies.next() else {
            return (!fields.is_empty()).then(|| self.form(&fields, consumes, from, &to));
        };
        for other in bodies.chain(fields.iter().take(1)) {
            self.remark(
                Code::DuplicateParameter,
                &other.listed,
                "an operation has one body: this one is left out".to_owned(),
                "keep one parameter `in: body`, or only those `in: formData`",
            );
        }
        Some(self.whole_body(body, consumes, &to))
    }

    fn whole_body(
        &mut self,
        Given { value, from, listed }: &Given<'a>,
        consumes: Option<&[String]>,
        to: &Pointer,
    ) -> Value {
        let Some(members) = value.as_object() else { return (*value).clone() };
        let shared = from != listed;
        self.moves.copied(from, to);
        let mut upgraded: Map<String, Value> = extensions(members).collect();
        for key in ["description", "required"] {
            upgraded.extend(members.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        let default = ["application/json".to_owned()];
        let mut content = Map::new();
        for (index, media_type) in consumes.unwrap_or(&default).iter().enumerate() {
            let place = to.key("content").key(media_type);
            self.moves.copied(from, &place);
            let mut form = Map::new();
            if let Some(schema) = members.get("schema") {
                let first = index == 0 && !shared;
                if first {
                    self.moves.moved(&from.key("schema"), &place.key("schema"));
                }
                form.insert("schema".to_owned(), if first { schema.clone() } else { self.copy(schema) });
            }
            let example = members.get("x-example").or_else(|| members.get("x-examples")?.get(media_type));
            form.extend(example.map(|example| ("example".to_owned(), example.clone())));
            content.insert(media_type.clone(), Value::Object(form));
        }
        upgraded.insert("content".to_owned(), Value::Object(content));
        Value::Object(upgraded)
    }

    fn form(&mut self, fields: &[&Given<'a>], consumes: Option<&[String]>, from: &Pointer, to: &Pointer) -> Value {
        self.moves.copied(&from.key("parameters"), to);
        let objects: Vec<(&Given<'a>, &'a Map<String, Value>)> =
            fields.iter().filter_map(|given| Some((*given, given.value.as_object()?))).collect();
        let has_files = objects.iter().any(|(_, members)| members.get("type").is_some_and(|kind| kind == "file"));
        let (mut properties, mut encoding, mut required) = (Map::new(), Map::new(), Vec::new());
        for (given, members) in &objects {
            let Some(name) = members.get("name").and_then(Value::as_str) else {
                self.remark(
                    Code::MissingMember,
                    &given.listed,
                    "a field of a form has no `name`: it is left out".to_owned(),
                    "add `name`: what the field is called on the wire",
                );
                continue;
            };
            let mut schema = schema_of(members);
            schema.extend(extensions(members));
            schema.extend(members.get("description").map(|text| ("description".to_owned(), text.clone())));
            schema.extend(members.get("x-example").map(|example| ("example".to_owned(), example.clone())));
            properties.insert(name.to_owned(), Value::Object(schema));
            if members.get("required") == Some(&Value::Bool(true)) {
                required.push(Value::from(name));
            }
            let style = self.style(members, "formData", &given.from);
            if !style.is_empty() {
                let style: Map<String, Value> = style.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
                encoding.insert(name.to_owned(), Value::Object(style));
            }
        }
        let needed = !required.is_empty();
        let schema = json!({ "type": "object", "required": required, "properties": properties });
        let mut content = Map::new();
        for media_type in form_types(consumes.unwrap_or_default(), has_files) {
            let place = to.key("content").key(&media_type);
            let schema_at = place.key("schema");
            for (given, members) in &objects {
                if let Some(name) = members.get("name").and_then(Value::as_str) {
                    self.moves.copied(&given.from, &schema_at.key("properties").key(name));
                }
            }
            self.moves.copied(&from.key("parameters"), &place);
            self.moves.copied(&from.key("parameters"), &schema_at);
            let mut form = Map::new();
            form.insert("schema".to_owned(), self.copy(&schema));
            if !encoding.is_empty() {
                form.insert("encoding".to_owned(), Value::Object(encoding.clone()));
            }
            content.insert(media_type, Value::Object(form));
        }
        json!({ "required": needed, "content": content })
    }
}

/// How a form is sent: files need parts.
fn form_types(consumes: &[String], has_files: bool) -> Vec<String> {
    let fits = |media_type: &&String| {
        let name = essence(media_type);
        name == MULTIPART || (name == FORM && !has_files)
    };
    let fitting: Vec<String> = consumes.iter().filter(fits).cloned().collect();
    match (fitting.is_empty(), has_files) {
        (false, _) => fitting,
        (true, true) => vec![MULTIPART.to_owned()],
        (true, false) => vec![FORM.to_owned()],
    }
}

/// The schema of a parameter's or header's value.
pub(super) fn schema_of(members: &Map<String, Value>) -> Map<String, Value> {
    let of_the_value = members.iter().filter(|(key, _)| OF_THE_VALUE.contains(&key.as_str()));
    of_the_value.map(|(key, value)| (key.clone(), value.clone())).collect()
}

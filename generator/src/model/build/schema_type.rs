//! `type`: the words of JSON Schema, and what authors mean by others.

use super::super::{Schema, SchemaType};
use super::reader::{Build, Node};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use serde_json::Value;

impl Build<'_> {
    /// What `type` says: a word, or a list of words.
    pub(super) fn types(&mut self, schema: &mut Schema, value: &Value, at: &Pointer) {
        match value {
            Value::String(word) => self.one_type(schema, word, at),
            Value::Array(words) => {
                for (index, word) in words.iter().enumerate() {
                    match word {
                        Value::String(word) => self.one_type(schema, word, &at.index(index)),
                        // `type: [string, null]` without quotes around null; what is meant is clear.
                        Value::Null => self.one_type(schema, "null", &at.index(index)),
                        other => self.wrong(other, &at.index(index), "the name of a type"),
                    }
                }
            }
            other => self.wrong(other, at, "the name of a type, or a list of such names"),
        }
    }

    fn one_type(&mut self, schema: &mut Schema, word: &str, at: &Pointer) {
        let known = match known_type(word) {
            Some(known) => known,
            None => match meant_type(word) {
                Some((known, format)) => {
                    self.misnamed_type(word, known, format, at);
                    if schema.format.is_none() {
                        schema.format = format.map(str::to_owned);
                    }
                    known
                }
                None => return self.unknown_type(word, at),
            },
        };
        if !schema.types.contains(&known) {
            schema.types.push(known);
        }
    }

    /// `type: object` beside a list of texts: no object is one of them, and text is what comes.
    pub(super) fn listed_texts(&mut self, schema: &mut Schema, node: &Node<'_>) {
        let says_object = schema.types_besides_null().eq([SchemaType::Object]);
        let listed = schema.allowed.as_deref().unwrap_or_default();
        let are_texts = listed.iter().all(|value| value.is_string() || value.is_null());
        if says_object && are_texts && listed.iter().any(Value::is_string) && schema.properties.is_empty() {
            schema
                .types
                .iter_mut()
                .filter(|kind| **kind == SchemaType::Object)
                .for_each(|kind| *kind = SchemaType::String);
            let message = "`type` is `object`, and all values listed are text: it is taken for text";
            self.report(Code::LooseType, &node.at.key("type"), message, "write `type: string`");
        }
    }

    fn misnamed_type(&mut self, word: &str, meant: SchemaType, format: Option<&str>, at: &Pointer) {
        let meant = type_name(meant);
        let format = format.map(|format| format!(" and `format: {format}`")).unwrap_or_default();
        self.report(
            Code::UnknownType,
            at,
            format!("`{word}` is no type: it is taken for `{meant}`"),
            format!("write `type: {meant}`{format}"),
        );
    }

    fn unknown_type(&mut self, word: &str, at: &Pointer) {
        let advice = match word.to_ascii_lowercase().as_str() {
            "any" => "leave `type` out: without it any value is allowed",
            _ => "write one of `string`, `number`, `integer`, `boolean`, `array`, `object`, `null`",
        };
        self.report(Code::UnknownType, at, format!("`{word}` is no type: any value is taken"), advice);
    }
}

const TYPES: &[(&str, SchemaType)] = &[
    ("null", SchemaType::Null),
    ("boolean", SchemaType::Boolean),
    ("integer", SchemaType::Integer),
    ("number", SchemaType::Number),
    ("string", SchemaType::String),
    ("array", SchemaType::Array),
    ("object", SchemaType::Object),
];

fn known_type(word: &str) -> Option<SchemaType> {
    TYPES.iter().find(|(name, _)| *name == word).map(|(_, known)| *known)
}

fn type_name(wanted: SchemaType) -> &'static str {
    TYPES.iter().find(|(_, known)| *known == wanted).map_or("string", |(name, _)| name)
}

/// The type and format that an author meant who wrote the word of another language.
fn meant_type(word: &str) -> Option<(SchemaType, Option<&'static str>)> {
    let word = word.trim().to_ascii_lowercase();
    let string = |format| (SchemaType::String, Some(format));
    Some(match word.as_str() {
        "bool" => (SchemaType::Boolean, None),
        "int" => (SchemaType::Integer, None),
        "int32" => (SchemaType::Integer, Some("int32")),
        "int64" | "long" => (SchemaType::Integer, Some("int64")),
        "float" => (SchemaType::Number, Some("float")),
        "double" | "decimal" => (SchemaType::Number, Some("double")),
        "file" | "binary" => string("binary"),
        "byte" => string("byte"),
        "date" => string("date"),
        "date-time" | "datetime" => string("date-time"),
        "uuid" => string("uuid"),
        "email" => string("email"),
        "uri" | "url" => string("uri"),
        "password" => string("password"),
        "text" | "str" => (SchemaType::String, None),
        "list" => (SchemaType::Array, None),
        other => (known_type(other)?, None),
    })
}

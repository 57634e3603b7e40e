//! What a media type means: how its bytes are a value.

use super::class::{MAX_ALIASES, target};
use crate::media_type::essence;
use crate::model::{Api, Media, Schema, SchemaType};

/// How the bytes of a body are a value, in the order in which forms are preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// JSON (RFC 8259).
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/…`
    Multipart,
    /// Text, XML too.
    Text,
    /// Anything else.
    Binary,
}

impl Kind {
    /// What it is called among others.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Form => "form",
            Self::Multipart => "multipart",
            Self::Text => "text",
            Self::Binary => "bytes",
        }
    }

    /// What is sent where the document leaves it open.
    fn usual(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Multipart => "multipart/form-data",
            Self::Text => "text/plain; charset=utf-8",
            Self::Binary => "application/octet-stream",
        }
    }
}

/// The media type to send: the document's, if it is one that can be sent.
pub fn sent(media: &Media, kind: Kind) -> String {
    let sendable = !media.media_type.contains('*') && media.media_type.contains('/');
    if sendable { media.media_type.trim().to_owned() } else { kind.usual().to_owned() }
}

/// What a form of a body is.
pub fn kind(api: &Api, media: &Media) -> Kind {
    let essence = essence(&media.media_type);
    let schema = media.schema.as_ref().map(|schema| resolved(api, schema));
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Kind::Form,
        multipart if multipart.starts_with("multipart/") => Kind::Multipart,
        _ if schema.is_some_and(is_binary) => Kind::Binary,
        "*/*" | "*" => match schema {
            None => Kind::Binary,
            Some(schema) if is_plain_text(schema) => Kind::Text,
            Some(_) => Kind::Json,
        },
        "application/*" if schema.is_some_and(|schema| !is_plain_text(schema)) => Kind::Json,
        json if is_json(json) => Kind::Json,
        "text/event-stream" => Kind::Binary,
        text if is_text(text) => Kind::Text,
        _ => Kind::Binary,
    }
}

/// The form that is asked for: the best kind, and of several of one kind the first.
pub fn preferred<'media>(api: &Api, content: &'media [Media]) -> Option<&'media Media> {
    // `min_by_key` gives the first of equals.
    content.iter().min_by_key(|media| {
        let kind = kind(api, media);
        // Of two kinds of JSON the one of which something is known.
        (kind, kind == Kind::Json && media.schema.is_none())
    })
}

/// Whether a media type is JSON, whole (RFC 6839 §3.1).
pub fn is_json(essence: &str) -> bool {
    matches!(essence, "json" | "application/json" | "text/json" | "application/x-json" | "text/x-json")
        || essence.ends_with("+json")
        || essence.ends_with(".json")
}

/// Text by its type, or because people read what it holds.
fn is_text(essence: &str) -> bool {
    let subtype = essence.rsplit(['/', '+']).next().unwrap_or_default();
    essence.starts_with("text/")
        || matches!(
            subtype,
            "xml" | "yaml" | "x-yaml" | "javascript" | "graphql" | "csv" | "sql" | "jsonl" | "x-ndjson" | "x-jsonlines"
        )
}

/// Whether a value is bytes as they are (OpenAPI 3.0 §4.7.24.2, 3.1 §4.8.14.3).
pub fn is_binary(schema: &Schema) -> bool {
    let says = |keyword: &str| schema.constraints.contains_key(keyword);
    let maybe_text = schema.types.is_empty() || schema.types_besides_null().any(|kind| kind == SchemaType::String);
    schema.format.as_deref() == Some("binary") || maybe_text && says("contentMediaType") && !says("contentEncoding")
}

fn is_plain_text(schema: &Schema) -> bool {
    schema.types_besides_null().eq([SchemaType::String])
}

/// The schema that references lead to.
pub fn resolved<'schema>(api: &'schema Api, schema: &'schema Schema) -> &'schema Schema {
    let mut schema = schema;
    for _ in 0..MAX_ALIASES {
        match target(api, schema) {
            Some((_, target)) => schema = target,
            None => break,
        }
    }
    schema
}

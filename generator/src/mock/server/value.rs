//! Bodies and headers of answers: an example of the document, or what its schema says.

use super::prefer::Wish;
use super::site::Document;
use super::xml;
use crate::lower::media::{Kind, kind};
use crate::media_type::essence;
use crate::model::{AnswerHeader, Media};
use serde_json::Value;

/// The media type of a form: one that can be sent, where the document has a range.
pub(super) fn media_type(document: &Document, media: &Media) -> String {
    if !media.media_type.contains('*') && media.media_type.contains('/') {
        return media.media_type.clone();
    }
    match kind(document.api(), media) {
        Kind::Json | Kind::Form => "application/json",
        Kind::Text => "text/plain; charset=utf-8",
        Kind::Multipart | Kind::Binary => "application/octet-stream",
    }
    .to_owned()
}

/// The value of a form: an example that its schema allows, else one made from the schema.
pub(super) fn json(document: &Document, media: &Media, wish: &Wish) -> Value {
    let written = match &wish.example {
        Some(name) => named_example(document, media, name).or_else(|| media.example.clone()),
        None => media.example.clone(),
    };
    let written = written.filter(|_| !wish.dynamic || wish.example.is_some());
    let Some(schema) = &media.schema else { return written.unwrap_or(Value::Null) };
    let at = document.place(&schema.at);
    // Of another form than JSON a text is what is sent, whatever the schema says of the value that it stands for.
    let is_sent = |value: &Value| value.is_string() && kind(document.api(), media) != Kind::Json;
    let has = |value: &Value| {
        document.schemas().is_of_a_kind(&at, value)
            && document.schemas().check(&at).map_or(true, |check| check.complaint(value).is_none())
    };
    let fits = |value: &Value| is_sent(value) || has(value);
    match written {
        Some(written) if wish.example.is_some() || fits(&written) => written,
        written => made(document, &at, wish.dynamic).or(written).unwrap_or(Value::Null),
    }
}

/// A value of the schema at a place: one for people, or one that holds everything.
pub(super) fn made(document: &Document, at: &str, dynamic: bool) -> Option<Value> {
    let schemas = document.schemas();
    let plain = if dynamic { None } else { schemas.example(at) };
    plain.or_else(|| {
        let samples = schemas.samples(at);
        let full = samples.iter().find(|sample| sample.what == "everything").or(samples.first());
        full.map(|sample| sample.value.clone())
    })
}

/// The bytes of a form.
pub(super) fn bytes(document: &Document, media: &Media, wish: &Wish) -> Vec<u8> {
    let value = json(document, media, wish);
    match (kind(document.api(), media), value) {
        (Kind::Json, value) => value.to_string().into_bytes(),
        (_, Value::String(text)) => text.into_bytes(),
        (Kind::Text, value) if essence(&media.media_type).ends_with("xml") => {
            let at = media.schema.as_ref().map(|schema| document.place(&schema.at)).unwrap_or_default();
            xml::document(document.schemas(), &at, &value).into_bytes()
        }
        (Kind::Text | Kind::Form, value) if !value.is_null() => value.to_string().into_bytes(),
        (Kind::Text | Kind::Form, _) => b"text\n".to_vec(),
        (Kind::Multipart | Kind::Binary, _) => b"the bytes of a file\n".to_vec(),
    }
}

/// All examples of a form: the one that is wished for, else each of `examples`, else the one.
pub(super) fn examples(document: &Document, media: &Media, wish: &Wish) -> Vec<Value> {
    if let Some(named) = wish.example.as_ref().and_then(|name| named_example(document, media, name)) {
        return vec![named];
    }
    let named: Vec<Value> =
        example_names(document, media).filter_map(|name| named_example(document, media, name)).collect();
    if named.is_empty() { media.example.iter().cloned().collect() } else { named }
}

/// The names of `examples`.
pub(super) fn example_names<'doc>(document: &'doc Document, media: &Media) -> impl Iterator<Item = &'doc String> {
    let examples = document.schemas().node(&document.place(&media.at.key("examples")));
    examples.and_then(Value::as_object).into_iter().flat_map(|examples| examples.keys())
}

/// One of `examples` by its name (OpenAPI 3.1 §4.8.14).
fn named_example(document: &Document, media: &Media, name: &str) -> Option<Value> {
    let examples = document.schemas().node(&document.place(&media.at.key("examples")))?;
    let example = document.schemas().target(examples.get(name)?);
    Some(example.get("value").unwrap_or(example).clone())
}

/// The value of a documented header, in simple style (OpenAPI 3.1 §4.8.21).
pub(super) fn header(document: &Document, header: &AnswerHeader) -> String {
    const UNKNOWN: &str = "value";
    let example = document.schemas().node(&document.place(&header.at.key("example"))).cloned();
    let made = || made(document, &document.place(&header.schema.as_ref()?.at), false);
    let text = match example.or_else(made) {
        None | Some(Value::Null) => UNKNOWN.to_owned(),
        Some(Value::String(text)) => text,
        Some(Value::Array(items)) => items.iter().map(scalar).collect::<Vec<_>>().join(","),
        Some(other) => other.to_string(),
    };
    let is_sendable = !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if is_sendable { text } else { UNKNOWN.to_owned() }
}

fn scalar(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

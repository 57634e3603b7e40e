//! Query parameters (OpenAPI 3.1 §4.8.12.3).

use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;

use super::{RESERVED, Shape, escaped, separators};
use crate::facts::{Parameter, Style};

/// What `allowReserved` leaves as it is: the reserved characters of RFC 3986 §2.2 without those that would end the value
/// (`#`, `&`) or be read as a space (`+`).
const ALLOW_RESERVED: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Appends one parameter to a query (without its `?`). `null` and empty lists append nothing (RFC 6570 §3.2.8).
pub fn query(out: &mut String, parameter: &Parameter, value: &Value) {
    let Parameter { name, style, explode, allow_reserved, location: _ } = parameter;
    let set = if *allow_reserved { ALLOW_RESERVED } else { RESERVED };
    let encode = |text: &str| utf8_percent_encode(text, set).to_string();
    match style {
        Style::Json => {
            if !value.is_null() {
                append(out, name, &encode(&value.to_string()));
            }
            return;
        }
        Style::DeepObject => {
            for (name, text) in Shape::deep(name, value) {
                append(out, &name, &encode(&text));
            }
            return;
        }
        _ => {}
    }
    if let (Value::Object(members), true) = (value, *explode) {
        Shape::exploded(members).iter().for_each(|(name, text)| append(out, name, &encode(text)));
        return;
    }
    let (separator, _) = separators(*style);
    match Shape::of(value) {
        None => {}
        Some(Shape::Scalar(text)) => append(out, name, &encode(&text)),
        Some(Shape::List(items)) if *explode => items.iter().for_each(|item| append(out, name, &encode(item))),
        Some(Shape::List(items)) => append_joined(out, name, separator, items.iter().map(|item| encode(item))),
        Some(Shape::Map(pairs)) => {
            append_joined(out, name, separator, pairs.iter().flat_map(|(k, v)| [encode(k), encode(v)]));
        }
    }
}

/// Appends one name and its value, both encoded here.
pub fn append_pair(out: &mut String, name: &str, value: &str) {
    append(out, name, &escaped(value).to_string());
}

fn append_joined(out: &mut String, name: &str, separator: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        append(out, name, &items.join(separator));
    }
}

fn append(out: &mut String, name: &str, encoded: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    out.extend(escaped(name));
    out.push('=');
    out.push_str(encoded);
}

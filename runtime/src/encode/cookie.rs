//! Cookie parameters and the `Cookie` header (RFC 6265 §4.1.1, §4.2).

use std::fmt::{Display, Write as _};

use http::HeaderMap;
use http::header::COOKIE;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use super::{Shape, escaped};
use crate::facts::{Parameter, Style};

/// What a cookie's value cannot hold; `%` too, so that it can be decoded.
const NOT_COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\').add(b'%');

/// Appends one cookie parameter, style `form`, to the value of a `Cookie` header.
pub fn cookie_pairs(out: &mut String, parameter: &Parameter, value: &Value) {
    let name = parameter.name;
    if parameter.style == Style::Json {
        if !value.is_null() {
            append_cookie(out, name, &value.to_string());
        }
        return;
    }
    match Shape::of(value) {
        None => {}
        Some(Shape::Scalar(text)) => append_cookie(out, name, &text),
        Some(Shape::List(items)) if parameter.explode => items.iter().for_each(|item| append_cookie(out, name, item)),
        Some(Shape::Map(pairs)) if parameter.explode => pairs.iter().for_each(|(k, v)| append_cookie(out, k, v)),
        Some(Shape::List(items)) if items.is_empty() => {}
        Some(Shape::Map(pairs)) if pairs.is_empty() => {}
        Some(Shape::List(items)) => append_cookie(out, name, &items.join(",")),
        Some(Shape::Map(pairs)) => {
            let texts: Vec<&str> = pairs.iter().flat_map(|(k, v)| [k.as_str(), v.as_str()]).collect();
            append_cookie(out, name, &texts.join(","));
        }
    }
}

/// Appends one pair, its value encoded where a cookie cannot hold it.
fn append_cookie(out: &mut String, name: &str, value: &str) {
    append(out, name, utf8_percent_encode(value, NOT_COOKIE));
}

/// Appends a value that a server has made: as it is, if a cookie can hold it, for it may be encoded already.
pub(crate) fn append_ready_cookie(out: &mut String, name: &str, value: &str) {
    if value.bytes().all(is_cookie_octet) {
        append(out, name, value);
    } else {
        append_cookie(out, name, value);
    }
}

fn append(out: &mut String, name: &str, value: impl Display) {
    if !out.is_empty() {
        out.push_str("; ");
    }
    let _ = write!(out, "{}={value}", escaped(name));
}

/// RFC 6265 §4.1.1.
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// Whether a request has a cookie of this name.
pub(crate) fn has_cookie(headers: &HeaderMap, name: &str) -> bool {
    let written = escaped(name).to_string();
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    let mut pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.any(|(there, _)| there.trim() == name || there.trim() == written)
}

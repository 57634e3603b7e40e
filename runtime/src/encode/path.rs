//! Path parameters. A path keeps its number of segments and its prefix whatever the values, or the call is not sent.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Shape, escaped, separators};
use crate::error::RequestProblem;
use crate::facts::{Parameter, Style};

/// One parameter and its value, for [`path`].
pub type PathPart<'a> = (&'a Parameter, &'a Value);

/// The template with its parameters filled in, percent-encoded (RFC 3986 §3.3); always begins with `/` unless it is empty.
///
/// # Errors
/// A parameter without a value, and one that is empty, `.` or `..` (encoded too, or between slashes): URL parsers, proxies
/// and servers remove such segments, so that another path would be asked for, and encoding cannot prevent it (RFC 3986
/// §5.2.4).
pub fn path(template: &str, parts: &[PathPart<'_>]) -> Result<String, RequestProblem> {
    let mut filled = String::with_capacity(template.len() + 16);
    let trimmed = template.strip_prefix('/').unwrap_or(template);
    if trimmed.is_empty() {
        return Ok(if template.is_empty() { filled } else { "/".to_owned() });
    }
    // Nearly always all of it.
    if trimmed.bytes().all(|byte| byte == b'/' || stays(byte)) {
        filled.push('/');
        filled.push_str(trimmed);
        return Ok(filled);
    }
    for segment in trimmed.split('/') {
        filled.push('/');
        let start = filled.len();
        let has_parameter = fill(&mut filled, segment, parts)?;
        let written = filled.get(start..).unwrap_or_default();
        if has_parameter && is_dots(written) {
            return Err(unsafe_path(segment, "makes a path segment of dots alone, which means another path"));
        }
    }
    Ok(filled)
}

/// The query that a path template holds, with its parameters filled in: some documents put a query there.
///
/// # Errors
/// A parameter without a value.
pub(crate) fn fill_query(template: &str, parts: &[PathPart<'_>]) -> Result<String, RequestProblem> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((literal, (name, tail))) =
        rest.split_once('{').and_then(|(literal, after)| Some((literal, after.split_once('}')?)))
    {
        filled.push_str(literal);
        let value = parts.iter().find(|(parameter, _)| parameter.name == name).and_then(|(_, value)| Shape::of(value));
        let missing = || RequestProblem::MissingPathParameter { name: name.to_owned() };
        let text = match value.ok_or_else(missing)? {
            Shape::Scalar(text) => text,
            Shape::List(items) => items.join(","),
            Shape::Map(pairs) => pairs.iter().map(|(k, v)| format!("{k},{v}")).collect::<Vec<_>>().join(","),
        };
        filled.extend(escaped(&text));
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Writes one segment; says whether it held a parameter.
fn fill(filled: &mut String, segment: &str, parts: &[PathPart<'_>]) -> Result<bool, RequestProblem> {
    let mut rest = segment;
    let mut has_parameter = false;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        write_literal(filled, literal);
        let Some((parameter, value)) = parts.iter().find(|(parameter, _)| parameter.name == name) else {
            return Err(RequestProblem::MissingPathParameter { name: name.to_owned() });
        };
        write_value(filled, parameter, value)?;
        has_parameter = true;
        rest = tail;
    }
    write_literal(filled, rest);
    Ok(has_parameter)
}

/// Text of the document: its own percent-encoding and `:`, `@` and sub-delimiters stay (RFC 3986 §3.3 pchar).
fn stays(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+')
        || matches!(byte, b',' | b';' | b'=' | b':' | b'@' | b'%')
}

fn write_literal(filled: &mut String, literal: &str) {
    if literal.bytes().all(stays) {
        filled.push_str(literal);
        return;
    }
    for c in literal.chars() {
        if u8::try_from(c).is_ok_and(|byte| c.is_ascii() && stays(byte)) {
            filled.push(c);
        } else {
            let mut buffer = [0; 4];
            filled.extend(escaped(c.encode_utf8(&mut buffer)));
        }
    }
}

fn write_value(filled: &mut String, parameter: &Parameter, value: &Value) -> Result<(), RequestProblem> {
    let Parameter { name, style, explode, .. } = parameter;
    let shape = match style {
        Style::Json => Some(Shape::Scalar(value.to_string())),
        _ => Shape::of(value),
    };
    let Some(shape) = shape else {
        return Err(RequestProblem::MissingPathParameter { name: (*name).to_owned() });
    };
    check(name, &shape)?;
    let (prefix, separator) = match (style, explode) {
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        (Style::Matrix, true) => (";", ";"),
        (Style::Matrix, false) => (";", ","),
        _ => ("", separators(*style).0),
    };
    filled.push_str(prefix);
    let matrix = *style == Style::Matrix;
    let pairs_named = *explode && matches!(shape, Shape::Map(_));
    if matrix && !pairs_named {
        filled.extend(escaped(name));
        filled.push('=');
    }
    let items: Vec<String> = match &shape {
        Shape::Scalar(text) => vec![escaped(text).to_string()],
        Shape::List(items) => items.iter().map(|item| escaped(item).to_string()).collect(),
        Shape::Map(pairs) if *explode => pairs.iter().map(|(k, v)| format!("{}={}", escaped(k), escaped(v))).collect(),
        Shape::Map(pairs) => pairs.iter().map(|(k, v)| format!("{},{}", escaped(k), escaped(v))).collect(),
    };
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            filled.push_str(separator);
            if matrix && *explode && !pairs_named {
                let _ = write!(filled, "{}=", escaped(name));
            }
        }
        filled.push_str(item);
    }
    Ok(())
}

fn check(name: &str, shape: &Shape) -> Result<(), RequestProblem> {
    let check_one = |text: &str| check_text(name, text);
    match shape {
        Shape::Scalar(text) => check_one(text),
        Shape::List(items) if items.is_empty() => Err(unsafe_path(name, "is an empty list")),
        Shape::Map(pairs) if pairs.is_empty() => Err(unsafe_path(name, "is an empty map")),
        Shape::List(items) => items.iter().try_for_each(|item| check_one(item)),
        Shape::Map(pairs) => pairs.iter().try_for_each(|(key, value)| check_one(key).and_then(|()| check_one(value))),
    }
}

fn check_text(name: &str, text: &str) -> Result<(), RequestProblem> {
    if text.is_empty() {
        return Err(unsafe_path(name, "is empty, which means another path"));
    }
    let dots = |segment: &[u8]| matches!(segment, b"." | b"..");
    let slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    if text.as_bytes().split(slash).any(dots) {
        return Err(unsafe_path(name, "is or holds `.` or `..`, which means another path"));
    }
    // A server or proxy that decodes before it splits sees the slashes that were hidden.
    if fully_decoded(text).split(slash).any(dots) {
        return Err(unsafe_path(name, "is or holds an encoded `.` or `..`, which means another path"));
    }
    Ok(())
}

/// `.` or `..`, in any mix of plain and encoded.
fn is_dots(segment: &str) -> bool {
    matches!(&*fully_decoded(segment), b"." | b"..")
}

/// What is left when percent-encoding is undone until nothing changes (`%252e`, `%%32e` and `%2e` are all `.`), in one
/// pass: an escape is undone as soon as its last digit is there, and what comes of it may end another.
fn fully_decoded(text: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        out.push(byte);
        while let [.., b'%', high, low] = *out.as_slice() {
            let Some(byte) = hex(high).zip(hex(low)).map(|(high, low)| high * 16 + low) else {
                break;
            };
            out.truncate(out.len() - 3);
            out.push(byte);
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

fn unsafe_path(name: &str, reason: &'static str) -> RequestProblem {
    RequestProblem::UnsafePath { name: name.to_owned(), reason }
}

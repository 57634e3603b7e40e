//! Bodies: by their media type to a JSON value, and whether the schema has that value.

use super::complaint::{Complaint, Part};
use super::parameter::{decoded, pairs};
use super::place;
use super::schemas::Schemas;
use super::service::Request;
use crate::media_type::essence;
use crate::pointer::escaped;
use serde_json::{Map, Value};

/// Checks a body against `requestBody`.
pub(super) fn check(schemas: &Schemas, at: &str, body: &Value, request: &Request, complaints: &mut Vec<Complaint>) {
    let is_required = body.get("required") == Some(&Value::Bool(true));
    if request.body.is_empty() && request.header("content-type").is_none() {
        if is_required {
            complaints.push(Complaint::new(Part::Body, "there is no body"));
        }
        return;
    }
    let sent = essence(request.header("content-type").unwrap_or_default());
    let Some((name, media)) = place::media(body, &sent) else {
        let content = body.get("content").and_then(Value::as_object);
        let known: Vec<&str> = content.into_iter().flat_map(|content| content.keys()).map(String::as_str).collect();
        let what = format!("a body of type `{sent}` is not in the document, which has {}", known.join(", "));
        complaints.push(Complaint::new(Part::MediaType, what));
        return;
    };
    if request.body.is_empty() && is_required {
        complaints.push(Complaint::new(Part::Body, "there is no body"));
    } else if media.get("schema").is_some() {
        let at = format!("{at}/content/{}/schema", escaped(name));
        check_value(schemas, &at, &sent, request, complaints);
    }
}

/// Checks a body against a `body` parameter of Swagger 2.0.
pub(super) fn check_swagger(
    schemas: &Schemas,
    at: &str,
    parameter: &Map<String, Value>,
    request: &Request,
    complaints: &mut Vec<Complaint>,
) {
    if request.body.is_empty() {
        if parameter.get("required") == Some(&Value::Bool(true)) {
            complaints.push(Complaint::new(Part::Body, "there is no body"));
        }
        return;
    }
    let sent = essence(request.header("content-type").unwrap_or_default());
    check_value(schemas, &format!("{at}/schema"), &sent, request, complaints);
}

fn check_value(schemas: &Schemas, at: &str, sent: &str, request: &Request, complaints: &mut Vec<Complaint>) {
    let value = if sent == "application/json" || sent.ends_with("+json") || sent == "text/json" {
        match serde_json::from_slice(&request.body) {
            Ok(value) => value,
            Err(error) => {
                complaints.push(Complaint::new(Part::Body, format!("the body is no JSON: {error}")));
                return;
            }
        }
    } else if sent == "application/x-www-form-urlencoded" {
        let text = String::from_utf8_lossy(&request.body).into_owned();
        let fields = pairs(&text).into_iter().map(|(name, value)| (name, Field::Text(decoded(value, "query"))));
        form(schemas, at, fields.collect())
    } else if sent == "multipart/form-data" {
        let boundary = request.header("content-type").and_then(|kind| parameter_of(kind, "boundary"));
        match boundary.and_then(|boundary| parts(&request.body, &boundary)) {
            Some(fields) => form(schemas, at, fields),
            None => {
                complaints.push(Complaint::new(Part::Body, "the parts of the body cannot be told apart"));
                return;
            }
        }
    } else {
        // Text and bytes are what they are.
        return;
    };
    let found = schemas.check(at).map(|check| check.complaints(&value)).unwrap_or_default();
    complaints.extend(
        found
            .into_iter()
            .map(|(what, pointer)| Complaint { pointer: Some(pointer), ..Complaint::new(Part::Body, what) }),
    );
}

/// What a field of a form holds.
enum Field {
    Text(String),
    Json(Value),
}

/// The fields of a form as one object; a property that is a list takes all fields of its name.
fn form(schemas: &Schemas, at: &str, fields: Vec<(String, Field)>) -> Value {
    let properties = schemas.properties(at);
    let mut members = Map::new();
    for (name, field) in fields {
        let place = properties.iter().find(|(known, _)| *known == name).map(|(_, at)| at.clone());
        let is_list = place.as_ref().is_some_and(|at| schemas.kinds(at).contains(&"array"));
        let value = match (field, &place) {
            (Field::Json(value), _) => value,
            (Field::Text(text), Some(at)) if is_list => schemas.scalar(&schemas.items(at), text),
            (Field::Text(text), Some(at)) => schemas.scalar(at, text),
            (Field::Text(text), None) => Value::String(text),
        };
        match members.get_mut(&name) {
            Some(Value::Array(items)) if is_list => items.push(value),
            _ if is_list && !value.is_array() => {
                members.insert(name, Value::Array(vec![value]));
            }
            _ => {
                members.insert(name, value);
            }
        }
    }
    Value::Object(members)
}

/// The parts of a body (RFC 7578) with their names; those that say they are JSON as JSON.
fn parts(body: &[u8], boundary: &str) -> Option<Vec<(String, Field)>> {
    let text = String::from_utf8_lossy(body);
    let mut found = Vec::new();
    let delimiter = format!("--{boundary}");
    let mut pieces = text.split(&delimiter);
    pieces.next()?;
    for piece in pieces {
        if piece.starts_with("--") {
            return Some(found);
        }
        let piece = piece.strip_prefix("\r\n")?;
        let (head, value) = piece.split_once("\r\n\r\n")?;
        let value = value.strip_suffix("\r\n")?;
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
        };
        let name = parameter_of(&header("content-disposition")?, "name")?;
        let is_json = header("content-type").is_some_and(|kind| essence(&kind) == "application/json");
        let json = if is_json { serde_json::from_str(value).ok() } else { None };
        found.push((name, json.map_or_else(|| Field::Text(value.to_owned()), Field::Json)));
    }
    None
}

/// A parameter behind a header's value: `boundary` of `multipart/form-data; boundary=x`.
fn parameter_of(header: &str, name: &str) -> Option<String> {
    let parameters = header.split(';').skip(1).filter_map(|pair| pair.trim().split_once('='));
    let mut found = parameters.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim_matches('"').to_owned())
}

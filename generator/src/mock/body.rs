//! Bodies: by their media type to a JSON value, and whether the schema has that value.

use super::complaint::{Complaint, Part};
use super::parameter::{Style, decoded, pairs};
use super::place;
use super::request::Request;
use super::schemas::Schemas;
use super::service::text;
use crate::media_type::essence;
use crate::pointer::escaped;
use serde_json::{Map, Value};

/// A form of no fields is empty, and yet a body.
const FORM: &str = "application/x-www-form-urlencoded";

/// Checks a body against `requestBody`.
pub(super) fn check(schemas: &Schemas, at: &str, body: &Value, request: &Request, complaints: &mut Vec<Complaint>) {
    let is_required = body.get("required") == Some(&Value::Bool(true));
    let content = body.get("content").and_then(Value::as_object);
    let known: Vec<&str> = content.into_iter().flat_map(|content| content.keys()).map(String::as_str).collect();
    let known = known.join(", ");
    let missing = || Complaint::new(Part::Body, format!("there is no body, and the operation needs one: {known}"));
    if request.body.is_empty() && request.header("content-type").is_none() {
        if is_required {
            complaints.push(missing());
        }
        return;
    }
    let sent = essence(request.header("content-type").unwrap_or_default());
    let Some((name, media)) = place::media(body, &sent) else {
        complaints.push(unknown(&sent, &known));
        return;
    };
    if request.body.is_empty() && is_required && sent != FORM {
        complaints.push(missing());
    } else if media.get("schema").is_some() {
        let at = format!("{at}/content/{}/schema", escaped(name));
        check_value(schemas, &at, media.get("encoding"), &sent, request, complaints);
    }
}

/// A body of a media type that the document does not have, or of none.
fn unknown(sent: &str, known: &str) -> Complaint {
    let what = match sent {
        "" => format!("the body has no `Content-Type`, which is to be {known}"),
        sent => format!("a body of type `{sent}` is not in the document, which has {known}"),
    };
    Complaint::new(Part::MediaType, what)
}

/// Checks what a request sends as against the `consumes` of Swagger 2.0: the operation's, else the document's.
pub(super) fn check_consumes(consumes: Option<&Value>, request: &Request, complaints: &mut Vec<Complaint>) {
    let known: Vec<&str> = consumes.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if request.body.is_empty() || known.is_empty() {
        return;
    }
    let sent = essence(request.header("content-type").unwrap_or_default());
    if !known.iter().any(|known| essence(known) == sent || essence(known) == "*/*") {
        complaints.push(unknown(&sent, &known.join(", ")));
    }
}

/// Checks a form against the `formData` parameters of Swagger 2.0, each of which is its own schema.
pub(super) fn check_swagger_form(
    schemas: &Schemas,
    parameters: &[(&str, &Map<String, Value>)],
    request: &Request,
    complaints: &mut Vec<Complaint>,
) {
    let sent = essence(request.header("content-type").unwrap_or_default());
    let Some(fields) = fields(&sent, request) else {
        if !request.body.is_empty() {
            complaints.push(Complaint::new(Part::Body, "the fields of the form cannot be read"));
        }
        return;
    };
    for (at, parameter) in parameters {
        let name = text(parameter, "name");
        let values = fields.iter().filter(|(key, _)| key == name).map(|(_, field)| field);
        let is_list = schemas.kinds(at).contains(&"array");
        let items = schemas.items(at);
        let style = Style::of(parameter, "query");
        let value = |field: &Field| match field {
            Field::Json(value) => vec![value.clone()],
            Field::Text(text) if is_list => {
                let texts = style.items(text).unwrap_or_else(|| vec![text.clone()]);
                texts.into_iter().map(|text| schemas.scalar(&items, text)).collect()
            }
            Field::Text(text) => vec![schemas.scalar(at, text.clone())],
        };
        let mut values: Vec<Value> = values.flat_map(value).collect();
        if values.is_empty() {
            if parameter.get("required") == Some(&Value::Bool(true)) {
                complaints.push(Complaint::new(Part::Body, format!("the field `{name}` of the form is missing")));
            }
            continue;
        }
        let value = if is_list { Value::Array(values) } else { values.swap_remove(0) };
        if let Some(complaint) = schemas.check(at).ok().and_then(|check| check.complaint(&value)) {
            complaints.push(Complaint::new(Part::Body, format!("the field `{name}` of the form: {complaint}")));
        }
    }
}

/// The fields of a form in either of its encodings; `None` if it has none that can be read.
fn fields(sent: &str, request: &Request) -> Option<Vec<(String, Field)>> {
    if sent == "multipart/form-data" {
        return parts(&request.body, &parameter_of(request.header("content-type")?, "boundary")?);
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let field = |(name, value): (String, &str)| (name, Field::Text(decoded(value, "query")));
    (sent == FORM || body.is_empty()).then(|| pairs(&body).into_iter().map(field).collect())
}

/// Checks a body against a `body` parameter of Swagger 2.0.
pub(super) fn check_swagger(
    schemas: &Schemas,
    at: &str,
    parameter: &Map<String, Value>,
    request: &Request,
    complaints: &mut Vec<Complaint>,
) {
    let sent = essence(request.header("content-type").unwrap_or_default());
    if request.body.is_empty() && sent != FORM {
        if parameter.get("required") == Some(&Value::Bool(true)) {
            complaints.push(Complaint::new(Part::Body, "there is no body"));
        }
        return;
    }
    check_value(schemas, &format!("{at}/schema"), None, &sent, request, complaints);
}

fn check_value(
    schemas: &Schemas,
    at: &str,
    encoding: Option<&Value>,
    sent: &str,
    request: &Request,
    complaints: &mut Vec<Complaint>,
) {
    let value = if sent == "application/json" || sent.ends_with("+json") || sent == "text/json" {
        match serde_json::from_slice(&request.body) {
            Ok(value) => value,
            Err(error) => {
                complaints.push(Complaint::new(Part::Body, format!("the body is no JSON: {error}")));
                return;
            }
        }
    } else if sent == FORM || sent == "multipart/form-data" {
        match fields(sent, request) {
            Some(fields) => form(schemas, at, encoding, fields),
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

/// The fields of a form as one object; a property that is a list takes all fields of its name, or is joined in one.
fn form(schemas: &Schemas, at: &str, encoding: Option<&Value>, fields: Vec<(String, Field)>) -> Value {
    let properties = schemas.properties(at);
    let mut members = Map::new();
    for (name, field) in fields {
        let place = properties.iter().find(|(known, _)| *known == name).map(|(_, at)| at.clone());
        let is_list = place.as_ref().is_some_and(|at| schemas.kinds(at).contains(&"array"));
        let value = match (field, &place) {
            (Field::Json(value), _) => value,
            (Field::Text(text), Some(at)) if is_list => {
                let style = encoding.and_then(|encoding| encoding.get(&name)?.as_object());
                let item = |text| schemas.scalar(&schemas.items(at), text);
                match style.and_then(|style| Style::of(style, "query").items(&text)) {
                    Some(texts) => Value::Array(texts.into_iter().map(item).collect()),
                    None => item(text),
                }
            }
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
    let whole = String::from_utf8_lossy(body);
    let mut found = Vec::new();
    let delimiter = format!("--{boundary}");
    let mut pieces = whole.split(&delimiter);
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

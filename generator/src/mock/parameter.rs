//! Parameters: from their style on the wire to a JSON value (OpenAPI 3.1 §4.8.12), and whether the schema has that value.

use super::complaint::{Complaint, Part};
use super::request::Request;
use super::schemas::Schemas;
use super::service::text;
use crate::pointer::escaped;
use serde_json::{Map, Value};

/// Checks one parameter, and adds to `known` the names that it may have in a query; `*` if it may have any.
pub(super) fn check(
    schemas: &Schemas,
    at: &str,
    parameter: &Map<String, Value>,
    path: &[(String, String)],
    request: &Request,
    known: &mut Vec<String>,
    complaints: &mut Vec<Complaint>,
) {
    let (name, location) = (text(parameter, "name"), text(parameter, "in"));
    let content = content(parameter);
    let schema_at = schema_at(at, parameter);
    if location == "query" {
        known.push(name.to_owned());
    }
    let style = Style::of(parameter, location);
    let raw = match location {
        "path" => path.iter().find(|(key, _)| key == name).map(|(_, value)| vec![value.clone()]),
        "header" => request.header(name).map(|value| vec![value.to_owned()]),
        "cookie" => cookie(request, name).map(|value| vec![value]),
        "query" => {
            if style.explode && schemas.has_further_properties(&schema_at) {
                known.push("*".to_owned());
            }
            query(&request.query, name, &style, &schemas.properties(&schema_at), known)
        }
        _ => None,
    };
    let Some(raw) = raw else {
        if parameter.get("required") == Some(&Value::Bool(true)) {
            complaints.push(Complaint::new(Part::Parameter, format!("the {location} parameter `{name}` is missing")));
        }
        return;
    };
    if let Some(complaint) = repeated(&style, &schemas.kinds(&schema_at), raw.len()).filter(|_| location == "query") {
        complaints.push(Complaint::new(Part::Parameter, format!("the query parameter `{name}` {complaint}")));
        return;
    }
    let value = match content {
        Some(_) => serde_json::from_str(&decoded(&raw.concat(), location)).unwrap_or(Value::Null),
        None => style.value(schemas, &schema_at, &raw, location),
    };
    // A schema that cannot be checked says nothing against a value.
    if let Some(complaint) = schemas.check(&schema_at).ok().and_then(|check| check.complaint(&value)) {
        complaints.push(Complaint::new(Part::Parameter, format!("the {location} parameter `{name}`: {complaint}")));
    }
}

/// What is wrong with a name that stands several times in a query: only an exploded list is written so, and an object may have
/// members of the name. Of a value of no known type nothing is said.
fn repeated(style: &Style, kinds: &[&str], times: usize) -> Option<String> {
    let is_list = kinds.contains(&"array");
    if times < 2 || kinds.is_empty() || kinds.contains(&"object") || is_list && style.explode {
        return None;
    }
    let what = match style.delimiter.first().filter(|_| is_list) {
        Some(delimiter) => format!("takes its items in one value, joined by `{delimiter}`"),
        None => "is one value".to_owned(),
    };
    Some(format!("is sent {times} times, and {what}"))
}

/// The one media type of a parameter that is a document of its own (OpenAPI 3.1 §4.8.12.1).
fn content(parameter: &Map<String, Value>) -> Option<(&String, &Value)> {
    parameter.get("content").and_then(Value::as_object).and_then(|content| content.iter().next())
}

/// The place of a parameter's schema. In Swagger 2.0 a parameter is its own.
pub(super) fn schema_at(at: &str, parameter: &Map<String, Value>) -> String {
    match (parameter.get("schema"), content(parameter)) {
        (Some(_), _) => format!("{at}/schema"),
        (None, Some((media_type, _))) => format!("{at}/content/{}/schema", escaped(media_type)),
        (None, None) => at.to_owned(),
    }
}

/// How a list or an object is written.
pub(super) struct Style {
    delimiter: &'static [&'static str],
    explode: bool,
    deep: bool,
    /// What stands before a value in a path.
    prefix: &'static str,
}

impl Style {
    pub(super) fn of(parameter: &Map<String, Value>, location: &str) -> Self {
        let default = if matches!(location, "query" | "cookie") { "form" } else { "simple" };
        let style = parameter.get("style").and_then(Value::as_str).unwrap_or(default);
        let is_swagger = parameter.contains_key("type");
        let collection = text(parameter, "collectionFormat");
        let explode = match parameter.get("explode").and_then(Value::as_bool) {
            Some(explode) => explode,
            None if is_swagger => collection == "multi",
            None => style == "form",
        };
        let delimiter: &[&str] = match (style, collection) {
            ("spaceDelimited", _) | (_, "ssv") => &["%20", "+", " "],
            ("pipeDelimited", _) | (_, "pipes") => &["|", "%7C", "%7c"],
            (_, "tsv") => &["%09", "\t"],
            ("label", _) if explode => &["."],
            ("matrix", _) if explode => &[";"],
            _ => &[","],
        };
        let prefix = match style {
            "label" => ".",
            "matrix" => ";",
            _ => "",
        };
        Self { delimiter, explode, deep: style == "deepObject", prefix }
    }

    /// The items of a list that is one text; `None` where each item stands by itself.
    pub(super) fn items(&self, text: &str) -> Option<Vec<String>> {
        (!self.explode && !self.deep).then(|| self.split(text))
    }

    fn split(&self, text: &str) -> Vec<String> {
        let mut text = text.to_owned();
        for delimiter in self.delimiter {
            text = text.replace(delimiter, "\u{0}");
        }
        text.split('\u{0}').map(str::to_owned).collect()
    }

    /// The JSON value of what was sent: each text of `raw` is one occurrence, `name[key]=` before it in a deep object.
    fn value(&self, schemas: &Schemas, at: &str, raw: &[String], location: &str) -> Value {
        let first = raw.first().map(String::as_str).unwrap_or_default();
        let first = first.strip_prefix(self.prefix).unwrap_or(first);
        let kinds = schemas.kinds(at);
        let split = |text: &str| self.split(text);
        let scalar = |at: &str, text: &str| schemas.scalar(at, decoded(text, location));
        // `name=` stands before a value in matrix style.
        let named = |text: &str| text.split_once('=').map_or(text, |(_, value)| value).to_owned();
        if kinds.contains(&"array") {
            let items = if self.explode && location == "query" { raw.to_vec() } else { split(first) };
            let items = items.iter().map(|item| if self.prefix == ";" { named(item) } else { item.clone() });
            let at = schemas.items(at);
            return items.filter(|item| !item.is_empty()).map(|item| scalar(&at, &item)).collect();
        }
        if kinds.contains(&"object") {
            let pairs: Vec<(String, String)> = if self.deep || self.explode {
                let texts = if location == "query" { raw.to_vec() } else { split(first) };
                let pair = |text: &String| text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
                texts.iter().filter_map(pair).collect()
            } else {
                let words = split(first);
                let pair = |words: &[String]| Some((words.first()?.clone(), words.get(1)?.clone()));
                words.chunks(2).filter_map(pair).collect()
            };
            let properties = schemas.properties(at);
            let mut members = Map::new();
            for (key, value) in pairs {
                let key = decoded(&key, location);
                let at = properties.iter().find(|(name, _)| *name == key).map(|(_, at)| at.as_str());
                let value = match at {
                    // Exploded, a list is its name again and again.
                    Some(at) if self.explode && schemas.kinds(at).contains(&"array") => {
                        let mut items =
                            members.remove(&key).and_then(|had: Value| had.as_array().cloned()).unwrap_or_default();
                        items.push(scalar(&schemas.items(at), &value));
                        Value::Array(items)
                    }
                    Some(at) => scalar(at, &value),
                    None => Value::String(decoded(&value, location)),
                };
                members.insert(key, value);
            }
            return Value::Object(members);
        }
        scalar(at, &if self.prefix == ";" { named(first) } else { first.to_owned() })
    }
}

/// What a query says of a parameter.
fn query(
    query: &str,
    name: &str,
    style: &Style,
    properties: &[(String, String)],
    known: &mut Vec<String>,
) -> Option<Vec<String>> {
    let pairs: Vec<(String, &str)> = pairs(query);
    let mut found: Vec<String> = if style.deep {
        let inside = |key: &str| key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
        pairs.iter().filter_map(|(key, value)| Some(format!("{}={value}", inside(key)?))).collect()
    } else {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| (*value).to_owned()).collect()
    };
    // Exploded, the members of an object stand by themselves.
    if !style.deep && style.explode && !properties.is_empty() {
        known.extend(properties.iter().map(|(name, _)| name.clone()));
        let is_member = |key: &str| properties.iter().any(|(name, _)| name == key);
        found.extend(pairs.iter().filter(|(key, _)| is_member(key)).map(|(key, value)| format!("{key}={value}")));
    }
    (!found.is_empty()).then_some(found)
}

/// The names in a query, decoded.
pub(super) fn query_names(query: &str) -> Vec<String> {
    pairs(query).into_iter().map(|(name, _)| name).collect()
}

/// Names decoded, values as they were sent.
pub(super) fn pairs(query: &str) -> Vec<(String, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name, "query"), value))
        .collect()
}

/// Text without percent encoding; a header has none, and `+` is a space in a query alone.
pub(super) fn decoded(text: &str, location: &str) -> String {
    let plus = if location == "query" { text.replace('+', " ") } else { text.to_owned() };
    if location == "header" {
        return plus;
    }
    percent_encoding::percent_decode_str(&plus).decode_utf8_lossy().into_owned()
}

fn cookie(request: &Request, name: &str) -> Option<String> {
    let cookies = request.header("cookie")?.split(';');
    cookies
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

//! A parameter's value, flattened: OpenAPI's styles know scalars, lists and maps.

use serde_json::{Map, Number, Value};

/// A parameter's value as the styles of OpenAPI see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// One text.
    Scalar(String),
    /// Several, in order.
    List(Vec<String>),
    /// Names and texts, in order. What stands inside is flattened by [`Shape::deep`] and [`Shape::exploded`] alone; elsewhere it
    /// is JSON text.
    Map(Vec<(String, String)>),
}

impl Shape {
    /// The shape of a value; `None` for `null`, which means that nothing is sent. Items that are `null` are left out.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Array(items) => Self::List(items.iter().filter_map(text).collect()),
            Value::Object(members) => {
                Self::Map(members.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
            }
            scalar => Self::Scalar(text(scalar)?),
        })
    }

    /// Names and texts of an exploded object: the name of a list stands before each item, as it does where the list is a
    /// parameter of its own. OpenAPI leaves that open (3.1.1 §4.8.12.4), and servers read it this way.
    #[must_use]
    pub fn exploded(members: &Map<String, Value>) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for (name, value) in members {
            match value {
                Value::Array(items) => pairs.extend(items.iter().filter_map(text).map(|text| (name.clone(), text))),
                value => pairs.extend(text(value).map(|text| (name.clone(), text))),
            }
        }
        pairs
    }

    /// Names and texts of a `deepObject`: `name[key]`, and `name[key][inner]` for maps and `name[key][0]` for lists inside,
    /// which OpenAPI leaves open and servers read this way.
    #[must_use]
    pub fn deep(name: &str, value: &Value) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        deep_into(&mut pairs, name.to_owned(), value);
        pairs
    }
}

fn deep_into(pairs: &mut Vec<(String, String)>, name: String, value: &Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                deep_into(pairs, format!("{name}[{key}]"), value);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                deep_into(pairs, format!("{name}[{index}]"), item);
            }
        }
        scalar => pairs.extend(text(scalar).map(|text| (name, text))),
    }
}

/// One value as text; `None` for `null`. Lists and maps at this depth have no style, and are written as JSON.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number_text(number)),
        nested => Some(nested.to_string()),
    }
}

/// One value as text, nothing for `null`.
pub(crate) fn scalar_text(value: &Value) -> String {
    text(value).unwrap_or_default()
}

/// Whole numbers have no fraction: servers that declare `number` for a page size read `50`, not all read `50.0`.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

//! Bodies of form fields (`application/x-www-form-urlencoded`, WHATWG URL §5).

use serde_json::Value;

use super::{Shape, append_pair, query};
use crate::facts::Parameter;

/// A body of form fields, one a member; `null` members are left out. A list is a field for each item, a map inside is JSON
/// text (OpenAPI 3.1 §4.8.15.1), unless `fields` has a row for the member: then it is written as a query parameter of that
/// style would be.
#[must_use]
pub fn form(body: &Value, fields: &[Parameter]) -> String {
    let mut out = String::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        if let Some(field) = fields.iter().find(|field| field.name == name) {
            query(&mut out, field, value);
            continue;
        }
        match Shape::of(value) {
            None => {}
            Some(Shape::Scalar(text)) => append_pair(&mut out, name, &text),
            Some(Shape::List(items)) => items.iter().for_each(|item| append_pair(&mut out, name, item)),
            Some(Shape::Map(_)) => append_pair(&mut out, name, &value.to_string()),
        }
    }
    out
}

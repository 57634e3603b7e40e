//! The values that an operation is called with, made from its document.

use generator::mock::{Operation, Sample, Service};
use generator::model::Location;
use generator::plan::{BodyEncoding, BodyKind, BodyPlan, OperationPlan, ParameterPlan};
use generator::reflect::RustType;
use serde_json::{Value, json};

/// The values of one operation.
pub struct Values<'plan> {
    service: &'plan Service,
    /// `None` if the document has no such operation.
    operation: Option<&'plan Operation>,
}

impl<'plan> Values<'plan> {
    pub fn new(service: &'plan Service, operation: &OperationPlan) -> Self {
        Self { service, operation: service.operation(&operation.method, &operation.path) }
    }

    /// A value for a parameter, of which everything is there or what is required.
    pub fn parameter(&self, parameter: &ParameterPlan, full: bool) -> Option<Value> {
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let at = self.service.parameter_schema(self.operation?, location, &parameter.wire)?;
        let mut samples = self.service.schemas().samples(&at);
        // A list without items is written like no list at all, as a member too.
        samples.retain(|sample| !is_empty_list(&sample.value) && !has_empty_list(&sample.value));
        let wanted = if full { samples.iter().find(|sample| sample.what == "everything") } else { None };
        let value = wanted.or(samples.first())?.value.clone();
        match parameter.location {
            // No path has an empty segment, and none that leads up.
            Location::Path if matches!(value.as_str(), Some("" | "." | "..")) => None,
            Location::Header | Location::Cookie => {
                let plain = plain(&value);
                let fits = self.service.schemas().check(&at).is_ok_and(|check| check.complaint(&plain).is_none());
                Some(if fits { plain } else { value })
            }
            Location::Path | Location::Query => Some(value),
        }
    }

    /// Every sample of a body.
    pub fn body(&self, body: &BodyPlan) -> Vec<Sample> {
        let one = |value: Value| vec![Sample { what: "what is required".to_owned(), value }];
        let rust_type = match &body.kind {
            BodyKind::Text | BodyKind::Bytes => return one(json!("text é")),
            BodyKind::Json(rust_type) => rust_type,
        };
        let at = self.operation.and_then(|operation| self.service.body_schema(operation, &body.media_type));
        match at {
            _ if *rust_type == RustType::Parts => one(json!({ "name": "text" })),
            Some(at) => {
                let mut samples = self.service.schemas().samples(&at);
                if body.encoding != BodyEncoding::Plain {
                    samples.retain(|sample| !has_empty_list(&sample.value));
                }
                samples
            }
            None => one(json!({ "name": "text" })),
        }
    }
}

fn is_empty_list(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

fn has_empty_list(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.values().any(is_empty_list))
}

/// The same with text that every header and cookie can hold, and as long.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.:/+".contains(c) { c } else { 'x' };
            Value::String(text.chars().map(plain).collect())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

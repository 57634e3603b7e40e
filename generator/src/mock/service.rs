//! The operations of a document as a server sees them: which one a request is for, and what is wrong with it.

#[cfg(test)]
mod tests;

use super::complaint::{Complaint, Part};
use super::request::Request;
use super::schemas::Schemas;
use super::template::Template;
use super::{body, parameter, security};
use crate::load::PATHS;
use crate::path_template;
use crate::pointer::escaped;
use serde_json::{Map, Value};

/// The methods that a path can have (OpenAPI 3.1 §4.8.9).
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A document's operations.
#[derive(Debug)]
pub struct Service {
    schemas: Schemas,
    /// The more of its path an operation writes out, the earlier it is tried (OpenAPI 3.1 §4.8.8.2).
    operations: Vec<Operation>,
}

/// Where an operation stands, and what calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The method in capitals.
    pub method: String,
    /// The path template, in the words that OpenAPI has for it.
    pub path: String,
    /// Its place in the document, as a JSON Pointer.
    pub at: String,
    /// The place of its path item, whose parameters are its own too.
    item: String,
    template: Template,
}

impl Operation {
    /// How much of its path stands for something else.
    pub(super) fn unwritten(&self) -> usize {
        self.path.matches('{').count()
    }
}

impl Service {
    /// Reads a document as its author wrote it, of whichever version.
    ///
    /// # Errors
    ///
    /// Why its schemas are no JSON Schema.
    pub fn new(document: &Value) -> Result<Self, String> {
        let schemas = Schemas::new(document)?;
        let mut operations = Vec::new();
        let paths = |member: &'static str| {
            let items = schemas.tree().get(member).and_then(Value::as_object).into_iter().flatten();
            items.map(move |(path, item)| (member, path, item))
        };
        for (member, path, item) in PATHS.into_iter().flat_map(paths) {
            let written = format!("/{member}/{}", escaped(path));
            let (at, item) = schemas.resolve(written, item);
            for method in METHODS {
                if item.get(method).is_some_and(Value::is_object) {
                    operations.push(Operation {
                        method: method.to_ascii_uppercase(),
                        path: path.clone(),
                        at: format!("{at}/{method}"),
                        item: at.clone(),
                        template: Template::new(path),
                    });
                }
            }
            // OpenAPI 3.2 §4.8.9.
            for method in item.get("additionalOperations").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                operations.push(Operation {
                    method: method.clone(),
                    path: path.clone(),
                    at: format!("{at}/additionalOperations/{}", escaped(method)),
                    item: at.clone(),
                    template: Template::new(path),
                });
            }
        }
        let mut service = Self { schemas, operations };
        service.read_templates();
        Ok(service)
    }

    /// Reads paths that say their parameters in other words, and puts those first that write out more.
    fn read_templates(&mut self) {
        let templates = self.operations.iter().map(|operation| {
            let parameters = self.parameters(operation);
            let is_in = |location: &str, name: &str| {
                parameters.iter().any(|(_, one)| text(one, "in") == location && text(one, "name") == name)
            };
            path_template::plain(&operation.path, |name| is_in("path", name), |name| is_in("query", name))
        });
        let templates: Vec<String> = templates.collect();
        for (operation, plain) in self.operations.iter_mut().zip(templates) {
            operation.template = Template::new(&plain);
            operation.path = plain;
        }
        self.operations.sort_by_key(Operation::unwritten);
    }

    /// The schemas of the document.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// All operations.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation that a request is for: of several, the one that writes out most of its path, and of those the one that has
    /// least to complain of.
    pub fn route(&self, request: &Request) -> Option<&Operation> {
        let fitting = self.at_path(&request.path).filter(|operation| operation.method == request.method);
        fitting.min_by_key(|operation| (operation.unwritten(), self.complaints(operation, request).len()))
    }

    /// The operations whose path a path fits, whatever their method; the more of it they write out, the earlier.
    pub fn at_path(&self, path: &str) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| operation.template.fits(path))
    }

    /// Everything that is wrong with a request for an operation; nothing if it is as the document says.
    pub fn complaints(&self, operation: &Operation, request: &Request) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        let Some(members) = self.schemas.tree().pointer(&operation.at).and_then(Value::as_object) else {
            return complaints;
        };
        let template = &operation.template;
        let parameters = self.parameters(operation);
        let mut values = self.path_values(template.readings(&request.path), &parameters);
        values.extend(template.query_values(&request.query, &mut complaints));
        let mut known: Vec<String> = security::query_names(self.schemas.tree());
        known.extend(template.query_names().cloned());
        let mut fields = Vec::new();
        for (at, parameter) in &parameters {
            match text(parameter, "in") {
                "body" => body::check_swagger(&self.schemas, at, parameter, request, &mut complaints),
                "formData" => fields.push((at.as_str(), *parameter)),
                // OpenAPI 3.2 §4.12: the whole query.
                "querystring" => known.push("*".to_owned()),
                _ => parameter::check(&self.schemas, at, parameter, &values, request, &mut known, &mut complaints),
            }
        }
        if !fields.is_empty() {
            body::check_swagger_form(&self.schemas, &fields, request, &mut complaints);
        }
        if self.schemas.tree().get("swagger").is_some() {
            let consumes = members.get("consumes").or_else(|| self.schemas.tree().get("consumes"));
            body::check_consumes(consumes, request, &mut complaints);
        }
        for name in parameter::query_names(&request.query) {
            let plain = name.split('[').next().unwrap_or_default();
            if !known.iter().any(|known| known == "*" || *known == name || known == plain) {
                let what = format!("the query parameter `{name}` is not in the document");
                complaints.push(Complaint::new(Part::Parameter, what));
            }
        }
        if let Some(body) = members.get("requestBody") {
            let (at, body) = self.schemas.resolve(format!("{}/requestBody", operation.at), body);
            body::check(&self.schemas, &at, body, request, &mut complaints);
        }
        security::check(self.schemas.tree(), members, request, &mut complaints);
        complaints
    }

    /// Of several ways to read a path, the first that its parameters' schemas have least against.
    fn path_values(
        &self,
        readings: Vec<Vec<(String, String)>>,
        parameters: &[(String, &Map<String, Value>)],
    ) -> Vec<(String, String)> {
        if readings.len() < 2 {
            return readings.into_iter().next().unwrap_or_default();
        }
        let (nothing, mut names) = (Request::default(), Vec::new());
        let in_path = || parameters.iter().filter(|(_, parameter)| text(parameter, "in") == "path");
        let against = |values: &Vec<(String, String)>| {
            let mut found = Vec::new();
            for (at, parameter) in in_path() {
                parameter::check(&self.schemas, at, parameter, values, &nothing, &mut names, &mut found);
            }
            found.len()
        };
        readings.into_iter().min_by_key(against).unwrap_or_default()
    }

    /// Header parameters that say nothing (OpenAPI 3.1 §4.8.12.1): the body, the answers and the security say it. Where no
    /// scheme sets `Authorization`, the parameter does.
    fn is_ignored(&self, operation: &Operation, parameter: &Map<String, Value>) -> bool {
        let root = self.schemas.tree();
        text(parameter, "in") == "header"
            && match text(parameter, "name").to_ascii_lowercase().as_str() {
                "accept" | "content-type" => true,
                "authorization" => root
                    .pointer(&operation.at)
                    .and_then(Value::as_object)
                    .is_some_and(|members| security::sets_authorization(root, members)),
                _ => false,
            }
    }

    /// The parameters of an operation and of its path, with their places; the operation's own stand before the path's.
    pub(super) fn parameters(&self, operation: &Operation) -> Vec<(String, &Map<String, Value>)> {
        let mut found: Vec<(String, &Map<String, Value>)> = Vec::new();
        for at in [&operation.at, &operation.item] {
            let list = format!("{at}/parameters");
            let items = self.schemas.tree().pointer(&list).and_then(Value::as_array);
            for (index, item) in items.into_iter().flatten().enumerate() {
                let (at, item) = self.schemas.resolve(format!("{list}/{index}"), item);
                let Some(item) = item.as_object() else { continue };
                let same = |other: &Map<String, Value>| {
                    text(other, "name") == text(item, "name") && text(other, "in") == text(item, "in")
                };
                if !found.iter().any(|(_, other)| same(other)) && !self.is_ignored(operation, item) {
                    found.push((at, item));
                }
            }
        }
        found
    }
}

/// A member that is text, or nothing.
pub(super) fn text<'tree>(members: &'tree Map<String, Value>, key: &str) -> &'tree str {
    members.get(key).and_then(Value::as_str).unwrap_or_default()
}

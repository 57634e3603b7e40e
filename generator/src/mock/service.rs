//! The operations of a document as a server sees them: which one a request is for, and what is wrong with it.

use super::complaint::{Complaint, Part};
use super::schemas::Schemas;
use super::template::Template;
use super::{body, parameter, security};
use crate::path_template;
use crate::pointer::escaped;
use serde_json::{Map, Value};

/// The methods that a path can have (OpenAPI 3.1 §4.8.9).
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// A request as it comes.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method in capitals.
    pub method: String,
    /// The path below the server's URL, as it was sent.
    pub path: String,
    /// What stands behind `?`, as it was sent.
    pub query: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

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

impl Service {
    /// Reads a document as its author wrote it, of whichever version.
    ///
    /// # Errors
    ///
    /// Why its schemas are no JSON Schema.
    pub fn new(document: &Value) -> Result<Self, String> {
        let schemas = Schemas::new(document)?;
        let mut operations = Vec::new();
        for (path, item) in schemas.tree().get("paths").and_then(Value::as_object).into_iter().flatten() {
            let written = format!("/paths/{}", escaped(path));
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
        self.operations.sort_by_key(|operation| operation.path.matches('{').count());
    }

    /// The schemas of the document.
    pub fn schemas(&self) -> &Schemas {
        &self.schemas
    }

    /// All operations.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation that a request is for.
    pub fn route(&self, request: &Request) -> Option<&Operation> {
        self.at_path(&request.path).find(|operation| operation.method == request.method)
    }

    /// The operations whose path a path fits, whatever their method; the more of it they write out, the earlier.
    pub fn at_path(&self, path: &str) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| operation.template.values(path).is_some())
    }

    /// Everything that is wrong with a request for an operation; nothing if it is as the document says.
    pub fn complaints(&self, operation: &Operation, request: &Request) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        let Some(members) = self.schemas.tree().pointer(&operation.at).and_then(Value::as_object) else {
            return complaints;
        };
        let template = &operation.template;
        let mut values = template.values(&request.path).unwrap_or_default();
        values.extend(template.query_values(&request.query, &mut complaints));
        let parameters = self.parameters(operation);
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

    fn is_ignored(&self, parameter: &Map<String, Value>) -> bool {
        let name = text(parameter, "name").to_ascii_lowercase();
        let is_swagger = self.schemas.tree().get("swagger").is_some();
        // Swagger 2.0 has `consumes` and `produces` for the first two, and no word on the third.
        text(parameter, "in") == "header"
            && IGNORED.contains(&name.as_str())
            && !(is_swagger && name == "authorization")
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
                if !found.iter().any(|(_, other)| same(other)) && !self.is_ignored(item) {
                    found.push((at, item));
                }
            }
        }
        found
    }
}

/// Header parameters that say nothing (OpenAPI 3.1 §4.8.12.1): the body, the answers and the security say it.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// A member that is text, or nothing.
pub(super) fn text<'tree>(members: &'tree Map<String, Value>, key: &str) -> &'tree str {
    members.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Request, Service};
    use serde_json::{Value, json};

    /// What is wrong with a request, one line each; `POST /a?q=1 header: value` and a body.
    fn complaints(document: &Value, line: &str, headers: &[(&str, &str)], body: &str) -> Vec<String> {
        let service = Service::new(document).expect("schemas");
        let (method, target) = line.split_once(' ').expect("method and target");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
        let request = Request { method, path, query, headers, body: body.as_bytes().to_vec() };
        match service.route(&request) {
            Some(operation) => service.complaints(operation, &request).iter().map(ToString::to_string).collect(),
            None => vec!["no operation".to_owned()],
        }
    }

    fn document() -> Value {
        json!({
            "openapi": "3.0.3",
            "security": [{ "key": [] }, { "bearer": [] }],
            "paths": { "/pets/{id}": {
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
                "put": {
                    "parameters": [
                        { "name": "tags", "in": "query", "style": "pipeDelimited", "explode": false, "schema": { "type": "array", "items": { "type": "integer" } } },
                        { "name": "sort", "in": "query", "required": true, "schema": { "type": "string", "enum": ["up", "down"] } },
                        { "name": "filter", "in": "query", "style": "deepObject", "schema": { "type": "object", "properties": { "n": { "type": "integer" } } } },
                        { "name": "X-Count", "in": "header", "schema": { "type": "integer" } },
                        { "name": "Authorization", "in": "header", "required": true, "schema": { "type": "integer" } },
                    ],
                    "requestBody": { "required": true, "content": {
                        "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } },
                        "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/Pet" } },
                    } },
                },
                "get": { "security": [] },
            }, "/pets/mine": { "get": { "security": [] } } },
            "components": {
                "schemas": { "Pet": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "age": { "type": "integer" } } } },
                "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "k" }, "bearer": { "type": "http", "scheme": "bearer" } },
            },
        })
    }

    const GOOD: &str = "PUT /pets/7?sort=up&tags=1%7C2&filter%5Bn%5D=3&k=secret";
    const JSON: (&str, &str) = ("Content-Type", "application/json");

    #[test]
    fn a_request_as_the_document_says_has_no_complaint() {
        let pet = r#"{"name":"Ada"}"#;
        let none: [String; 0] = [];
        assert_eq!(complaints(&document(), GOOD, &[JSON], pet), none);
        let bearer = [JSON, ("authorization", "Bearer x"), ("x-count", "2")];
        assert_eq!(complaints(&document(), "PUT /pets/7?sort=down", &bearer, pet), none);
        let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        assert_eq!(complaints(&document(), GOOD, &form, "name=A%20d+a&age=3"), none);
        assert_eq!(complaints(&document(), "GET /pets/mine", &[], ""), none);
    }

    #[test]
    fn each_thing_that_is_wrong_is_said() {
        let pet = r#"{"name":"Ada"}"#;
        type Headers = &'static [(&'static str, &'static str)];
        let cases: [(&str, Headers, &str, &str); 11] = [
            ("PUT /pets/x?sort=up&k=s", &[JSON], pet, "the path parameter `id`"),
            ("PUT /pets/7?k=s", &[JSON], pet, "the query parameter `sort` is missing"),
            ("PUT /pets/7?k=s&sort=left", &[JSON], pet, "the query parameter `sort`"),
            ("PUT /pets/7?k=s&sort=up&tags=a", &[JSON], pet, "the query parameter `tags`"),
            ("PUT /pets/7?k=s&sort=up&filter[n]=x", &[JSON], pet, "the query parameter `filter`"),
            ("PUT /pets/7?k=s&sort=up&more=1", &[JSON], pet, "`more` is not in the document"),
            ("PUT /pets/7?k=s&sort=up", &[JSON, ("X-Count", "many")], pet, "the header parameter `X-Count`"),
            ("PUT /pets/7?k=s&sort=up", &[JSON], "{}", "\"name\" is a required property"),
            ("PUT /pets/7?k=s&sort=up", &[JSON], "", "there is no body"),
            ("PUT /pets/7?k=s&sort=up", &[("content-type", "text/plain")], pet, "`text/plain` is not in the document"),
            ("PUT /pets/7?sort=up", &[JSON], pet, "no credentials"),
        ];
        for (line, headers, body, wanted) in cases {
            let found = complaints(&document(), line, headers, body);
            assert!(found.len() == 1 && found.iter().all(|found| found.contains(wanted)), "{line}: {found:?}");
        }
        assert_eq!(complaints(&document(), "DELETE /pets/7", &[], ""), ["no operation"]);
    }

    #[test]
    fn a_body_of_swagger_is_checked_too() {
        let document = json!({
            "swagger": "2.0",
            "consumes": ["application/json"],
            "paths": { "/a": { "post": { "parameters": [
                { "name": "ids", "in": "query", "type": "array", "items": { "type": "integer" } },
                { "name": "b", "in": "body", "required": true, "schema": { "$ref": "#/definitions/B" } },
            ] } } },
            "definitions": { "B": { "type": "array", "items": { "type": "boolean" } } },
        });
        assert_eq!(complaints(&document, "POST /a?ids=1,2", &[JSON], "[true]"), [""; 0]);
        assert_eq!(complaints(&document, "POST /a?ids=1,x", &[JSON], "[1]").len(), 2);
    }

    #[test]
    fn a_form_without_fields_is_a_body() {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let form = "application/x-www-form-urlencoded";
        let swagger = json!({
            "swagger": "2.0",
            "paths": { "/a": { "put": {
                "consumes": [form], "parameters": [{ "name": "b", "in": "body", "required": true, "schema": schema }],
            } } },
        });
        let openapi = json!({
            "openapi": "3.0.0",
            "paths": { "/a": { "put": { "requestBody": { "required": true, "content": { form: { "schema": schema } } } } } },
        });
        for document in [swagger, openapi] {
            assert_eq!(complaints(&document, "PUT /a", &[("content-type", form)], ""), [""; 0]);
            let without = complaints(&document, "PUT /a", &[], "");
            assert!(without.len() == 1 && without.iter().all(|one| one.starts_with("there is no body")), "{without:?}");
        }
    }

    #[test]
    fn members_of_a_map_may_have_any_name_in_a_query() {
        let map = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        let document = |explode: bool| {
            let parameter = json!({ "name": "m", "in": "query", "explode": explode, "schema": map });
            json!({ "openapi": "3.0.0", "paths": { "/a": { "get": { "parameters": [parameter] } } } })
        };
        assert_eq!(complaints(&document(true), "GET /a?any=1&name=2", &[], ""), [""; 0]);
        assert_eq!(complaints(&document(false), "GET /a?any=1", &[], "").len(), 1);
    }

    #[test]
    fn a_path_in_other_words_than_those_of_openapi_is_the_same_path() {
        let parameter = |location: &str, name: &str| json!({ "name": name, "in": location, "required": true, "schema": { "type": "integer" } });
        let document = json!({
            "openapi": "3.0.0",
            "paths": { "/a/{id:[0-9]+}{?page}": { "get": { "parameters": [parameter("path", "id"), parameter("query", "page")] } } },
        });
        assert_eq!(complaints(&document, "GET /a/7?page=2", &[], ""), [""; 0]);
        assert_eq!(complaints(&document, "GET /a/x", &[], "").len(), 2);
    }

    #[test]
    fn a_form_of_swagger_is_checked_field_by_field() {
        let document = json!({
            "swagger": "2.0",
            "paths": { "/a": { "post": {
                "consumes": ["application/x-www-form-urlencoded"],
                "parameters": [
                    { "name": "count", "in": "formData", "type": "integer", "required": true },
                    { "name": "tags", "in": "formData", "type": "array", "items": { "type": "integer" }, "collectionFormat": "multi" },
                ],
            } } },
        });
        let form = [("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(complaints(&document, "POST /a", &form, "count=1&tags=2&tags=3"), [""; 0]);
        assert_eq!(complaints(&document, "POST /a", &form, "tags=x").len(), 2);
        assert_eq!(complaints(&document, "POST /a", &form, "").len(), 1);
        assert!(
            complaints(&document, "POST /a", &[JSON], "{}").iter().any(|found| found.contains("not in the document"))
        );
    }

    #[test]
    fn credentials_must_be_of_the_scheme_that_is_asked_for() {
        let document = json!({
            "openapi": "3.0.0",
            "paths": { "/a": { "get": { "security": [{ "basic": [] }] }, "put": { "security": [{ "token": [] }] } } },
            "components": { "securitySchemes": {
                "basic": { "type": "http", "scheme": "Basic" },
                "token": { "type": "oauth2", "flows": {} },
            } },
        });
        for (line, value, expected) in [
            ("GET /a", "Basic YTpi", 0),
            ("GET /a", "Bearer x", 1),
            ("PUT /a", "bearer x", 0),
            ("PUT /a", "Basic YTpi", 1),
            ("PUT /a", "Bearer ", 1),
        ] {
            assert_eq!(complaints(&document, line, &[("authorization", value)], "").len(), expected, "{line} {value}");
        }
    }

    #[test]
    fn parts_in_several_forms_are_read_as_their_media_type_says() {
        let document = json!({
            "openapi": "3.1.0",
            "paths": { "/a": { "post": { "requestBody": { "content": { "multipart/form-data": { "schema": {
                "type": "object", "required": ["file"],
                "properties": { "file": { "type": "string" }, "count": { "type": "integer" }, "about": { "type": "object", "required": ["x"] } },
            } } } } } } },
        });
        let part = |head: &str, body: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
        let about = part("name=\"about\"\r\nContent-Type: application/json", "{\"x\":1}");
        let body = part("name=\"file\"; filename=\"f\"", "bytes") + &part("name=\"count\"", "3") + &about + "--b--\r\n";
        let headers = [("content-type", "multipart/form-data; boundary=b")];
        assert_eq!(complaints(&document, "POST /a", &headers, &body), [""; 0]);
        let body = part("name=\"count\"", "many") + "--b--\r\n";
        assert_eq!(
            complaints(&document, "POST /a", &headers, &body).len(),
            2,
            "`count` is no number, and `file` is missing"
        );
    }
}

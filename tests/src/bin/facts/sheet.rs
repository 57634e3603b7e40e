//! A sheet of facts, read as if it were an OpenAPI document, so that both sides of the comparison are the same typed data.

use generator::model::Api;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A sheet of facts.
pub struct Sheet {
    pub api: Api,
    /// What an operation is in the vendor's SDKs, and how it pages, by method and path.
    pub more: BTreeMap<String, More>,
}

/// What facts say of an operation that OpenAPI has no word for.
#[derive(Default)]
pub struct More {
    /// Generator of the SDK → path of the method.
    pub sdk_names: BTreeMap<String, String>,
    /// `scheme`, `request_fields`, `response_fields`.
    pub pagination: Option<Value>,
    /// How far one may rely on it: see [`MARKS`].
    pub marks: BTreeMap<&'static str, String>,
}

/// Extensions that say how far one may rely on an operation.
const MARKS: [&str; 3] = ["x-visibility", "x-beta", "x-glean-experimental"];

/// The marks of an operation, from its extensions. To be public is none.
pub fn marks<'a>(said: impl Fn(&str) -> Option<&'a Value>) -> BTreeMap<&'static str, String> {
    let marks = MARKS.into_iter().filter_map(|mark| Some((mark, said(mark)?)));
    marks.filter(|(_, value)| *value != "Public").map(|(mark, value)| (mark, value.to_string())).collect()
}

impl Sheet {
    pub fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).expect("facts can be read");
        let facts: Value = serde_json::from_str(&text).expect("facts are JSON");
        let mut paths = Map::new();
        let mut more = BTreeMap::new();
        for operation in facts.get("operations").and_then(Value::as_array).into_iter().flatten() {
            let [method, path] = ["method", "path"].map(|key| text_of(operation, key));
            more.insert(format!("{method} {path}"), More::of(operation));
            let item = paths.entry(path).or_insert_with(|| json!({}));
            item.as_object_mut().unwrap().insert(method.to_lowercase(), written(operation));
        }
        let member = |name: &str| facts.get(name).cloned().unwrap_or(Value::Null);
        let root = json!({
            "openapi": member("openapi"),
            "info": {"title": member("api"), "version": member("api_version")},
            "servers": servers(&facts),
            "security": member("default_security"),
            "paths": paths,
            "components": {"schemas": member("schemas"), "securitySchemes": member("security_schemes")},
        });
        let (api, problems) = super::api_of(Ok(root));
        for problem in problems {
            println!("{}: {}", file.display(), problem.message);
        }
        Self { api, more }
    }
}

impl More {
    fn of(operation: &Value) -> Self {
        let names = operation.get("sdk_names").and_then(Value::as_object).into_iter().flatten();
        let sdk_names = names.filter_map(|(kind, name)| Some((kind.clone(), name.as_str()?.to_owned()))).collect();
        let pagination = operation.get("pagination").cloned();
        Self { sdk_names, pagination, marks: marks(|mark| operation.get(mark)) }
    }
}

/// An operation in OpenAPI's words.
fn written(operation: &Value) -> Value {
    let mut out = Map::new();
    // One that was derived is nobody's.
    let id = if operation.get("id_source").is_some() { "" } else { "id" };
    for (theirs, ours) in
        [(id, "operationId"), ("deprecated", "deprecated"), ("parameters", "parameters"), ("security", "security")]
    {
        if let Some(value) = operation.get(theirs) {
            out.insert(ours.to_owned(), value.clone());
        }
    }
    if let Some(body) = operation.get("request_body").filter(|body| !body.is_null()) {
        let required = body.get("required").cloned().unwrap_or(json!(false));
        out.insert("requestBody".to_owned(), json!({"required": required, "content": content(body)}));
    }
    let mut responses = Map::new();
    for (status, answer) in operation.get("responses").and_then(Value::as_object).into_iter().flatten() {
        let headers = answer.get("headers").cloned().unwrap_or(json!({}));
        responses.insert(status.clone(), json!({"description": "", "content": content(answer), "headers": headers}));
    }
    out.insert("responses".to_owned(), Value::Object(responses));
    Value::Object(out)
}

/// Media type → schema, as OpenAPI writes it.
fn content(body: &Value) -> Value {
    let content = body.get("content").and_then(Value::as_object).into_iter().flatten();
    content.map(|(media, schema)| (media.clone(), json!({"schema": schema}))).collect::<Map<_, _>>().into()
}

fn servers(facts: &Value) -> Value {
    facts.get("servers").cloned().unwrap_or(json!([]))
}

fn text_of(operation: &Value, key: &str) -> String {
    operation.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

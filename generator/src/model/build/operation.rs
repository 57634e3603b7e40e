//! Paths, operations and parameters.

use super::super::{Location, Media, Operation, Parameter, Server};
use super::reader::{Build, Node, entries};
use crate::diagnostic::{Code, Left, Unsupported};
use crate::load::PATHS;
use crate::media_type::essence;
use crate::path_template;
use crate::pointer::Pointer;
use serde_json::Value;

/// The methods of a path item (OpenAPI 3.2 §4.8.9).
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Where a parameter is that is the whole query.
const QUERYSTRING: &str = "querystring";

/// By what an operation is left out of SDKs.
const IGNORED: [&str; 3] = ["x-sdk-ignore", "x-speakeasy-ignore", "x-fern-ignore"];

/// What a path item gives to each of its operations.
struct Shared {
    parameters: Vec<Parameter>,
    servers: Vec<Server>,
}

impl<'a> Build<'a> {
    /// Every operation of every path.
    pub(super) fn operations(&mut self, root: &Node<'a>) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, value, at) in PATHS.into_iter().flat_map(|paths| self.fields(root, paths)).collect::<Vec<_>>() {
            // `/pets:` with nothing below it.
            if value.is_null() {
                continue;
            }
            let Some(own) = self.object(value, &at, "a path item") else { continue };
            // Beside a `$ref` a path item may have members of its own; they come first.
            let target = if own.has("$ref") { self.follow(value, &at, "a path item") } else { None };
            let mut methods = Vec::new();
            for node in std::iter::once(own).chain(target.map(|(node, _)| node)) {
                self.path_item(path, &node, &mut methods, &mut operations);
            }
        }
        operations
    }

    fn path_item(&mut self, path: &str, node: &Node<'a>, methods: &mut Vec<&'a str>, operations: &mut Vec<Operation>) {
        let shared = Shared { parameters: self.parameters(node), servers: self.servers(node) };
        for (key, value, at) in entries(node) {
            match key {
                "$ref" | "summary" | "description" | "servers" | "parameters" => {}
                _ if value.is_null() => {}
                _ if METHODS.contains(&key) => {
                    if methods.contains(&key) {
                        continue;
                    }
                    methods.push(key);
                    if let Some(node) = self.object(value, &at, "an operation") {
                        operations.extend(self.wanted(path, &key.to_ascii_uppercase(), &node, &shared));
                    }
                }
                "additionalOperations" => {
                    for (method, value, at) in self.fields(node, key) {
                        if methods.contains(&method) {
                            continue;
                        }
                        methods.push(method);
                        if !is_additional(method) {
                            self.unknown_method(path, method, value, &at);
                        } else if let Some(node) = self.object(value, &at, "an operation") {
                            operations.extend(self.wanted(path, method, &node, &shared));
                        }
                    }
                }
                // Met again where a path item refers to one that has it too.
                _ if methods.contains(&key) => {}
                _ => {
                    methods.push(key);
                    self.unknown_method(path, key, value, &at);
                }
            }
        }
    }

    /// An operation, unless the document says that no SDK should have it.
    fn wanted(&mut self, path: &str, method: &str, node: &Node<'a>, shared: &Shared) -> Option<Operation> {
        let operation = self.operation(path, method, node, shared);
        let said = |name: &&&str| operation.extensions.get(**name) == Some(&Value::Bool(true));
        let Some(name) = IGNORED.iter().find(said) else { return Some(operation) };
        let reason = format!("the document says so by `{name}`");
        let message = format!("`{method}` of `{path}` is not generated: {reason}");
        self.report(Code::NotGenerated, &operation.at, message, "nothing needs to be done");
        let id = operation.id.unwrap_or_else(|| format!("{method} {path}"));
        self.skipped.push(Unsupported { what: Left::Operation(id), reason, at: operation.at });
        None
    }

    /// Reports an operation that is left out, and keeps it to be counted.
    fn unknown_method(&mut self, path: &str, key: &str, value: &Value, at: &Pointer) {
        let lower = key.to_ascii_lowercase();
        let (reason, advice) = if METHODS.contains(&lower.as_str()) {
            ("it has a place of its own in small letters", format!("write `{lower}` beside the other methods"))
        } else if value.is_object() {
            ("it is no method that is known here", format!("use one of {}", METHODS.join(", ")))
        } else {
            return;
        };
        self.report(Code::SkippedOperation, at, format!("`{key}` of `{path}` is left out: {reason}"), advice);
        let id = value.get("operationId").and_then(Value::as_str).map(str::to_owned);
        self.skipped.push(Unsupported {
            what: Left::Operation(id.unwrap_or_else(|| format!("{key} {path}"))),
            reason: reason.to_owned(),
            at: at.clone(),
        });
    }

    fn operation(&mut self, path: &str, method: &str, node: &Node<'a>, shared: &Shared) -> Operation {
        let own = self.parameters(node);
        let inherited = shared
            .parameters
            .iter()
            .filter(|theirs| !own.iter().any(|ours| ours.name == theirs.name && ours.location == theirs.location));
        // What the path writes into its query is no parameter: it would be sent twice.
        let is_written = |one: &Parameter| one.location == Location::Query && path_template::writes(path, &one.name);
        let parameters: Vec<Parameter> =
            inherited.cloned().chain(own.iter().cloned()).filter(|one| !is_written(one)).collect();
        let servers = self.servers(node);
        let path = self.template(path, node, &parameters);
        Operation {
            at: node.at.clone(),
            id: self.text(node, "operationId").filter(|id| !id.trim().is_empty()),
            method: method.to_owned(),
            path,
            tags: self.texts(node, "tags"),
            summary: self.prose(node, "summary"),
            description: self.prose(node, "description"),
            deprecated: self.flag(node, "deprecated").unwrap_or_default(),
            parameters,
            body: self.body(node),
            answers: self.answers(node),
            callbacks: node.asides("callbacks"),
            security: self.requirements(node),
            servers: if servers.is_empty() { shared.servers.clone() } else { servers },
            extensions: node.extensions(),
        }
    }

    /// The path template, read in the words that OpenAPI has for it.
    fn template(&mut self, written: &str, node: &Node<'a>, parameters: &[Parameter]) -> String {
        let is_in = |location, name: &str| parameters.iter().any(|one| one.location == location && one.name == name);
        let path =
            path_template::plain(written, |name| is_in(Location::Path, name), |name| is_in(Location::Query, name));
        if path != written {
            self.report(
                Code::LooseSyntax,
                &node.at,
                format!("the path `{written}` is no template of OpenAPI: it is read as `{path}`"),
                format!("write `{path}`"),
            );
        }
        path
    }

    fn parameters(&mut self, owner: &Node<'a>) -> Vec<Parameter> {
        let items = self.list(owner, "parameters");
        items.into_iter().filter_map(|(value, at)| self.parameter(value, &at)).collect()
    }

    fn parameter(&mut self, value: &'a Value, at: &Pointer) -> Option<Parameter> {
        let (node, description) = self.follow(value, at, "a parameter")?;
        let name = self.required_text(&node, "name", "the parameter's name");
        let location = self.location(&node);
        let (name, location) = (name?, location?);
        let own = self.prose(&node, "description");
        let required = self.flag(&node, "required").unwrap_or_default();
        if node.members.get("in").and_then(Value::as_str).is_some_and(|word| word.eq_ignore_ascii_case(QUERYSTRING)) {
            return self.querystring(&node, name, required, description.or(own));
        }
        Some(Parameter {
            name,
            location,
            required: required || location == Location::Path,
            description: description.or(own),
            deprecated: self.flag(&node, "deprecated").unwrap_or_default(),
            style: self.text(&node, "style"),
            explode: self.flag(&node, "explode"),
            allow_reserved: self.flag(&node, "allowReserved").unwrap_or_default(),
            schema: self.schema_member(&node),
            content: self.content(&node).into_iter().next(),
            example: self.example(&node),
            extensions: node.extensions(),
            at: node.at,
        })
    }

    /// A parameter that is the whole query (OpenAPI 3.2 §4.12.2): a form, whose members are parameters of the query.
    fn querystring(
        &mut self,
        node: &Node<'a>,
        name: String,
        required: bool,
        description: Option<String>,
    ) -> Option<Parameter> {
        let content = self.content(node).into_iter().next();
        let form = content.filter(|media| essence(&media.media_type) == "application/x-www-form-urlencoded");
        let Some(Media { schema, example, .. }) = form else {
            let message = format!("the parameter `{name}` is the whole query, and no form");
            let advice = "describe it by `content: {application/x-www-form-urlencoded: {schema: …}}`";
            self.report(Code::WrongType, &node.at.key("in"), message, advice);
            return None;
        };
        Some(Parameter {
            name,
            location: Location::Query,
            required,
            description,
            deprecated: self.flag(node, "deprecated").unwrap_or_default(),
            style: Some("form".to_owned()),
            explode: Some(true),
            allow_reserved: false,
            schema,
            content: None,
            example: self.example(node).or(example),
            extensions: node.extensions(),
            at: node.at.clone(),
        })
    }

    fn location(&mut self, node: &Node<'a>) -> Option<Location> {
        let word = self.required_text(node, "in", "`path`, `query`, `header` or `cookie`")?;
        let advice = match word.to_ascii_lowercase().as_str() {
            "path" => return Some(Location::Path),
            "query" | QUERYSTRING => return Some(Location::Query),
            "header" => return Some(Location::Header),
            "cookie" => return Some(Location::Cookie),
            "body" => "that is Swagger 2.0: describe the body under `requestBody`",
            "formdata" => "that is Swagger 2.0: describe the form under `requestBody`, as properties of a schema",
            _ => "write `path`, `query`, `header` or `cookie`",
        };
        self.report(Code::WrongType, &node.at.key("in"), format!("a parameter cannot be in `{word}`"), advice);
        None
    }
}

/// Whether a method may stand in `additionalOperations` (OpenAPI 3.2 §4.8.9): a token (RFC 9110 §5.6.2) that no member of its
/// own is for. `CONNECT` makes a tunnel, which is no call.
fn is_additional(method: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !method.is_empty()
        && method.chars().all(is_token)
        && method != "CONNECT"
        && !METHODS.contains(&method.to_ascii_lowercase().as_str())
}

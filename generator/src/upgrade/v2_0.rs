//! Swagger 2.0 into the form of OpenAPI 3.1.
//!
//! | 2.0 | 3.1 |
//! |---|---|
//! | `host`, `basePath`, `schemes` | `servers`, https before http |
//! | `definitions`, `securityDefinitions` | `components.schemas`, `components.securitySchemes` |
//! | a parameter's `type`, `format`, `items`… | its `schema` |
//! | `collectionFormat` | `style` and `explode` |
//! | a parameter `in: body`, `consumes` | `requestBody`, a form for each media type |
//! | parameters `in: formData`, `consumes` | `requestBody`, an object schema and its `encoding` |
//! | an answer's `schema`, `examples`, `produces` | `content` |
//! | `type: file` | `type: string`, `format: binary` |
//! | `discriminator: kind` | `discriminator: {propertyName: kind}` |
//! | `x-nullable: true` | stays: the model reads it |
//!
//! What becomes of a parameter or an answer depends on the operation that uses it, so where one is shared by `$ref` it is
//! written out at each use. Shared schemas stay shared. What is not of the type that Swagger says goes over as it is, for
//! the model to report.

mod answers;
mod parameters;
mod security;
mod servers;

use super::{Upgraded, v3_0};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::{FILES, PATHS, walk};
use crate::pointer::{Moves, Pointer};
use parameters::Given;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// How many nodes may be written out in place of references: a bomb of shared answers ends here.
const MAX_WRITTEN_OUT: usize = 500_000;

/// The longest chain of references from one parameter or answer to the next.
const MAX_CHAIN: usize = 32;

/// The member under which places of what is left out hang, for diagnostics; nothing of it is in the tree.
const LEFT_OUT: &str = "x-specsmith-left-out";

pub(super) fn upgrade(root: &Value) -> Result<Upgraded, Vec<Diagnostic>> {
    let Some(members) = root.as_object() else { return Ok(Upgraded::unmoved(root.clone())) };
    let mut rewrite = Rewrite {
        root,
        consumes: media_types(members.get("consumes")),
        produces: media_types(members.get("produces")),
        moves: Moves::default(),
        written_out: 0,
        remarks: Vec::new(),
    };
    let mut upgraded = rewrite.document(members);
    let Rewrite { moves, written_out, remarks, .. } = rewrite;
    if written_out > MAX_WRITTEN_OUT {
        return Err(vec![Diagnostic::new(
            Code::TooLarge,
            &Pointer::root(),
            "the document becomes too large when its shared parameters and answers are written out",
            "move their schemas to `definitions` and refer to them with `$ref`",
        )]);
    }
    walk::nodes(&mut upgraded, &mut |node, _| {
        schema(node);
        references(node, &moves);
    });
    v3_0::upgrade(&mut upgraded);
    Ok(Upgraded { root: upgraded, moves, remarks })
}

/// The work in progress. In pairs of pointers, `from` is in the document as it was and `to` in what becomes of it.
struct Rewrite<'a> {
    root: &'a Value,
    consumes: Option<Vec<String>>,
    produces: Option<Vec<String>>,
    moves: Moves,
    written_out: usize,
    remarks: Vec<Diagnostic>,
}

impl<'a> Rewrite<'a> {
    fn document(&mut self, members: &'a Map<String, Value>) -> Value {
        let mut document = Map::new();
        document.insert("openapi".to_owned(), json!("3.1.0"));
        let root = Pointer::root();
        self.moves.copied(&root.key("swagger"), &root.key("openapi"));
        if let Some(servers) = self.servers(members) {
            document.insert("servers".to_owned(), servers);
        }
        let mut components = members.get("components").and_then(Value::as_object).cloned().unwrap_or_default();
        for (key, value) in members {
            let from = root.key(key);
            match key.as_str() {
                "swagger" | "host" | "basePath" | "schemes" | "consumes" | "produces" | "components" => {}
                "definitions" => {
                    self.moves.moved(&from, &root.key("components").key("schemas"));
                    components.insert("schemas".to_owned(), value.clone());
                }
                "securityDefinitions" => {
                    self.moves.moved(&from, &root.key("components").key("securitySchemes"));
                    components.insert("securitySchemes".to_owned(), security::schemes(value));
                }
                paths if PATHS.contains(&paths) => {
                    let paths = self.paths(value, &from);
                    document.insert(key.clone(), paths);
                }
                // What is shared stays where it is too: a reference may lead to a schema inside it.
                _ => {
                    document.insert(key.clone(), value.clone());
                }
            }
        }
        if !components.is_empty() {
            document.insert("components".to_owned(), Value::Object(components));
        }
        Value::Object(document)
    }

    fn paths(&mut self, paths: &'a Value, at: &Pointer) -> Value {
        let Some(items) = paths.as_object() else { return paths.clone() };
        let item = |(path, item): (&'a String, &'a Value)| {
            let to = at.key(path);
            (path.clone(), self.path_item(item, &to, &to))
        };
        Value::Object(items.iter().map(item).collect())
    }

    fn path_item(&mut self, item: &'a Value, from: &Pointer, to: &Pointer) -> Value {
        let Some(own) = item.as_object() else { return item.clone() };
        let mut upgraded = Map::new();
        let (target, target_at) = self.resolve(item, from.clone());
        let resolved = !std::ptr::eq(target, item);
        if resolved && !self.may_write_out(target) {
            return item.clone();
        }
        // Members beside a `$ref` come first.
        for (item, from) in [(own, from), (target.as_object().unwrap_or(own), &target_at)] {
            let shared = self.given(item.get("parameters"), &from.key("parameters"));
            for (key, value) in item {
                if upgraded.contains_key(key) || (key == "$ref" && resolved) {
                    continue;
                }
                let (from, to) = (from.key(key), to.key(key));
                let value = match (key.as_str(), &shared) {
                    ("parameters", Some(shared)) => self.parameters(shared, &to),
                    _ if key.starts_with("x-") || !value.is_object() => value.clone(),
                    _ => {
                        self.moves.moved(&from, &to);
                        self.operation(value, &from, &to, shared.as_deref().unwrap_or_default())
                    }
                };
                upgraded.insert(key.clone(), value);
            }
        }
        Value::Object(upgraded)
    }

    fn operation(&mut self, operation: &'a Value, from: &Pointer, to: &Pointer, shared: &[Given<'a>]) -> Value {
        let Some(members) = operation.as_object() else { return operation.clone() };
        let consumes = media_types(members.get("consumes")).or_else(|| self.consumes.clone());
        let produces = media_types(members.get("produces")).or_else(|| self.produces.clone());
        let own = self.given(members.get("parameters"), &from.key("parameters"));
        let mut upgraded = Map::new();
        for (key, value) in members {
            let value = match key.as_str() {
                "consumes" | "produces" | "schemes" => continue,
                "parameters" => match &own {
                    Some(own) => self.parameters(own, &to.key(key)),
                    None => value.clone(),
                },
                "responses" => self.answers(value, &from.key(key), &to.key(key), produces.as_deref()),
                _ => value.clone(),
            };
            upgraded.insert(key.clone(), value);
        }
        let own = own.unwrap_or_default();
        let inherited = shared.iter().filter(|theirs| !own.iter().any(|ours| ours.replaces(theirs)));
        let all: Vec<&Given<'a>> = own.iter().chain(inherited).collect();
        if let Some(body) = self.body(&all, consumes.as_deref(), from, to) {
            upgraded.insert("requestBody".to_owned(), body);
        }
        Value::Object(upgraded)
    }

    /// What a value is or refers to, and where that stands; the value itself where it refers to nothing that is there.
    fn resolve(&self, value: &'a Value, at: Pointer) -> (&'a Value, Pointer) {
        let mut here = (value, at.clone());
        for _ in 0..MAX_CHAIN {
            let Some(reference) = here.0.get("$ref").and_then(Value::as_str) else { return here };
            let target = reference.strip_prefix('#').and_then(|fragment| {
                let decoded = percent_decode_str(fragment).decode_utf8().ok()?;
                Some((self.root.pointer(&decoded)?, Pointer::parse(&decoded)?))
            });
            match target {
                Some(target) => here = target,
                None => break,
            }
        }
        (value, at)
    }

    /// A copy of what stays where it is, too.
    fn copy(&mut self, value: &Value) -> Value {
        if self.may_write_out(value) { value.clone() } else { Value::Null }
    }

    /// Counts what is written out once more; `false` when that is too much, and the document is refused in the end.
    fn may_write_out(&mut self, value: &Value) -> bool {
        if self.written_out <= MAX_WRITTEN_OUT {
            self.written_out += size(value);
        }
        self.written_out <= MAX_WRITTEN_OUT
    }

    /// Says something of a node that is not in the upgraded tree.
    fn remark(&mut self, code: Code, from: &Pointer, message: String, advice: &str) {
        let at = Pointer::root().key(LEFT_OUT).index(self.remarks.len());
        self.moves.copied(from, &at);
        self.remarks.push(Diagnostic::new(code, &at, message, advice));
    }
}

/// `consumes` or `produces`; `None` where nothing is said.
fn media_types(value: Option<&Value>) -> Option<Vec<String>> {
    let listed: Vec<String> = match value? {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(|text| text.trim().to_owned()).collect(),
        Value::String(one) => vec![one.trim().to_owned()],
        _ => Vec::new(),
    };
    let mut media_types: Vec<String> = Vec::new();
    for media_type in listed {
        if !media_type.is_empty() && !media_types.contains(&media_type) {
            media_types.push(media_type);
        }
    }
    (!media_types.is_empty()).then_some(media_types)
}

/// How many nodes a value is made of.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// The `x-` members of a node.
fn extensions(members: &Map<String, Value>) -> impl Iterator<Item = (String, Value)> {
    let own = members.iter().filter(|(key, _)| key.starts_with("x-") && *key != FILES);
    own.map(|(key, value)| (key.clone(), value.clone()))
}

fn schema(members: &mut Map<String, Value>) {
    if members.get("type").is_some_and(|kind| kind == "file") {
        members.insert("type".to_owned(), json!("string"));
        members.insert("format".to_owned(), json!("binary"));
    }
    if let Some(Value::String(property)) = members.get("discriminator") {
        let discriminator = json!({ "propertyName": property });
        members.insert("discriminator".to_owned(), discriminator);
    }
}

/// Makes references lead to where their targets are now.
fn references(members: &mut Map<String, Value>, moves: &Moves) {
    let Some(Value::String(reference)) = members.get_mut("$ref") else { return };
    let Some(fragment) = reference.strip_prefix('#') else { return };
    let Ok(decoded) = percent_decode_str(fragment).decode_utf8() else { return };
    let moved = Pointer::parse(&decoded).and_then(|at| moves.destination(&at));
    if let Some(moved) = moved {
        // Read as a URI fragment once more.
        *reference = format!("#{}", moved.to_string().replace('%', "%25"));
    }
}

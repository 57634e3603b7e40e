//! The builder of the model: one pass over the tree, and one more over schemas that only a `$ref` names.

mod anchor;
mod content;
mod format;
mod operation;
mod reader;
mod reference;
mod schema;
mod schema_type;
mod security;
mod server;

use super::{Api, Tag};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::PATHS;
use crate::pointer::{Moves, Pointer};
use indexmap::IndexMap;
use reader::{Build, Node};
use serde_json::Value;
use std::collections::HashSet;

/// Builds the model of a 3.1-shaped tree: what could be built, and everything that is wrong with it.
pub fn build(root: &Value) -> (Api, Vec<Diagnostic>) {
    build_moved(root, &Moves::default())
}

/// The same of a tree of which parts stood elsewhere: references are shown as their author wrote them.
pub fn build_moved(root: &Value, moves: &Moves) -> (Api, Vec<Diagnostic>) {
    let mut build = Build::new(root, moves);
    let api = match build.object(root, &Pointer::root(), "the document") {
        Some(node) => build.api(&node),
        None => Api::default(),
    };
    // A component that is wrong is met once for each time it is used.
    let mut seen = HashSet::new();
    let mut report = build.into_report();
    report.retain(|Diagnostic { code, message, advice: _, place, changes: _ }| match place {
        crate::diagnostic::Place::Node(at) => seen.insert((*code, at.clone(), message.clone())),
        crate::diagnostic::Place::Line { .. } | crate::diagnostic::Place::File(_) => true,
    });
    (api, report)
}

impl<'a> Build<'a> {
    fn api(&mut self, root: &Node<'a>) -> Api {
        let info = self.child(root, "info");
        // What a server calls may be all that there is (OpenAPI 3.1 §4.8.1).
        if !PATHS.iter().any(|paths| root.has(paths)) && !root.has("webhooks") {
            self.missing(root, "paths", "`paths` with the operations; `paths: {}` if there are none");
        }
        let mut api = Api {
            servers: self.servers(root),
            security: self.requirements(root).unwrap_or_default(),
            tags: self.tags(root),
            webhooks: root.asides("webhooks"),
            extensions: root.extensions(),
            ..Api::default()
        };
        if let Some(info) = info {
            api.title = self.text(&info, "title").unwrap_or_default();
            api.version = self.text(&info, "version").unwrap_or_default();
            api.summary = self.prose(&info, "summary");
            api.description = self.prose(&info, "description");
        }
        let components = self.child(root, "components");
        if let Some(components) = &components {
            api.schemes = self.schemes(components);
        }
        api.operations = self.operations(root);
        api.skipped = std::mem::take(&mut self.skipped);
        api.schemas = self.schemas(components.as_ref());
        self.circles(&api.schemas);
        api
    }

    fn tags(&mut self, root: &Node<'a>) -> Vec<Tag> {
        let mut tags = Vec::new();
        for (value, at) in self.list(root, "tags") {
            if let Value::String(name) = value {
                self.loose(value, &at, "an object (a tag)", "it as `name: …`");
                tags.push(Tag { name: name.clone(), description: None, extensions: IndexMap::new(), at });
                continue;
            }
            let Some(node) = self.object(value, &at, "a tag") else { continue };
            let Some(name) = self.required_text(&node, "name", "the tag's name") else { continue };
            tags.push(Tag { name, description: self.prose(&node, "description"), extensions: node.extensions(), at });
        }
        tags
    }

    /// `components.schemas`, then whatever else a reference names as a schema, until nothing new is named.
    fn schemas(&mut self, components: Option<&Node<'a>>) -> IndexMap<String, super::Schema> {
        let mut schemas = IndexMap::new();
        if let Some(components) = components {
            for (name, value, at) in self.map(components, "schemas") {
                let schema = self.schema(value, &at);
                schemas.insert(name.to_owned(), schema);
            }
        }
        while let Some((at, value)) = self.next_named_schema() {
            let schema = self.schema(value, &at);
            schemas.insert(at.to_string(), schema);
        }
        schemas
    }

    /// Reports schemas that are nothing but references to each other.
    fn circles(&mut self, schemas: &IndexMap<String, super::Schema>) {
        let bare = |key: &str| schemas.get(key).filter(|schema| schema.is_only_reference());
        let mut settled: HashSet<&str> = HashSet::new();
        for (start, schema) in schemas {
            let mut way: HashSet<&str> = HashSet::new();
            let mut here = start.as_str();
            while let Some(next) = bare(here).and_then(super::Schema::target) {
                if settled.contains(here) {
                    break;
                }
                if !way.insert(here) {
                    self.report(
                        Code::UnresolvedReference,
                        &schema.at.key("$ref"),
                        format!("the schema `{start}` refers to itself and says nothing else"),
                        "write what the schema is in place of the `$ref`",
                    );
                    break;
                }
                let Some((key, _)) = schemas.get_key_value(&*next) else { break };
                here = key.as_str();
            }
            settled.extend(way);
        }
    }
}

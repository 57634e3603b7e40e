//! Visits the nodes of an OpenAPI tree that mean something, and leaves the data in it alone.
//!
//! A `$ref` or a `nullable` inside an `example`, a `default` or an `x-` member is data. The same word as the name of a
//! property or of a component is a name. Both are told apart by where they stand, without knowing the specification in
//! full, so that the walk also serves files that hold only a part of a document.

use crate::pointer::Pointer;
use serde_json::{Map, Value};

/// Members whose values are maps from names that the author chose to nodes.
pub(crate) const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "x-ms-paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
    super::FILES,
];

/// Members whose values are data.
const DATA: &[&str] = &["const", "default", "enum", "example", "mapping", "required", "scopes", "value"];

/// The way to a node, kept on the stack while walking: a [`Pointer`] is made of it only where one is needed.
pub(crate) struct Trail<'a> {
    parent: Option<&'a Trail<'a>>,
    token: Token<'a>,
}

enum Token<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl Trail<'_> {
    /// The name of the member in which the node stands by its own name.
    pub(crate) fn container(&self) -> Option<&str> {
        match self.parent?.token {
            Token::Key(key) => Some(key),
            Token::Root | Token::Index(_) => None,
        }
    }

    /// The same way as a pointer.
    pub(crate) fn pointer(&self) -> Pointer {
        // As deep as the tree, which `load` limits.
        let parent = self.parent.map_or_else(Pointer::root, Trail::pointer);
        match self.token {
            Token::Root => parent,
            Token::Key(key) => parent.key(key),
            Token::Index(index) => parent.index(index),
        }
    }
}

/// Calls `visit` with every object that is a node, parents first.
pub(crate) fn nodes(root: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>, &Trail<'_>)) {
    let trail = Trail { parent: None, token: Token::Root };
    node(root, &trail, 0, visit);
}

fn node(
    value: &mut Value,
    trail: &Trail<'_>,
    depth: usize,
    visit: &mut impl FnMut(&mut Map<String, Value>, &Trail<'_>),
) {
    // Two levels more than a file may have: referenced files hang below the root.
    if depth > super::MAX_DEPTH + 2 {
        return;
    }
    match value {
        Value::Object(members) => {
            visit(members, trail);
            for (key, value) in members.iter_mut() {
                let below = Trail { parent: Some(trail), token: Token::Key(key) };
                match value {
                    _ if DATA.contains(&key.as_str()) || (key.starts_with("x-") && !NAMED.contains(&key.as_str())) => {}
                    Value::Object(names) if NAMED.contains(&key.as_str()) => {
                        for (name, value) in names.iter_mut() {
                            let trail = Trail { parent: Some(&below), token: Token::Key(name) };
                            node(value, &trail, depth + 2, visit);
                        }
                    }
                    // `examples` of a schema is a list of data; of a parameter it is a map of nodes.
                    Value::Array(_) if key == "examples" => {}
                    _ => node(value, &below, depth + 1, visit),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                let below = Trail { parent: Some(trail), token: Token::Index(index) };
                node(item, &below, depth + 1, visit);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::nodes;
    use serde_json::json;

    #[test]
    fn names_and_data_are_not_nodes() {
        let mut tree = json!({
            "components": {
                "schemas": {
                    "example": {"properties": {"default": {"visited": 1}, "properties": {"visited": 2}}},
                    "Pet": {"example": {"visited": "no"}, "default": {"visited": "no"}, "x-a": {"visited": "no"}},
                },
                "examples": {"one": {"visited": 3, "value": {"visited": "no"}}},
            },
            "list": [{"visited": 4, "examples": [{"visited": "no"}]}],
        });
        let mut seen = Vec::new();
        nodes(&mut tree, &mut |members, trail| {
            if let Some(number) = members.get("visited") {
                seen.push((number.clone(), trail.pointer().to_string()));
            }
        });
        assert_eq!(
            seen,
            [
                (json!(1), "/components/schemas/example/properties/default".to_owned()),
                (json!(2), "/components/schemas/example/properties/properties".to_owned()),
                (json!(3), "/components/examples/one".to_owned()),
                (json!(4), "/list/0".to_owned()),
            ]
        );
    }
}

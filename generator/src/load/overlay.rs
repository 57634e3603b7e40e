//! OpenAPI Overlay 1.0 and 1.1: changes to a document that one may not edit.
//!
//! Each action names nodes by JSONPath (RFC 9535) and removes them, or merges a value into them: members of objects one by
//! one, lists at their end. What the change adds has no line of its own; a diagnostic about it points at the nearest node
//! of the document.

use super::{Format, parse, text};
use crate::diagnostic::locate::positions;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pointer::{Pointer, unescaped};
use serde_json::Value;
use serde_json_path::JsonPath;
use std::path::Path;

/// Applies an overlay to a document's tree. What it gives are remarks on actions that change nothing.
pub(super) fn apply(path: &Path, root: &mut Value) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let text = text::read_text(path).map_err(|problem| vec![problem])?;
    let overlay = parse::parse(path, &text).map_err(|problem| vec![problem])?;
    let file = File { path, text: &text };
    if !overlay.get("overlay").is_some_and(Value::is_string) {
        return Err(vec![file.wrong(&Pointer::root(), "this is no Overlay", "start it with `overlay: 1.0.0`")]);
    }
    let at = Pointer::root().key("actions");
    let Some(Value::Array(actions)) = overlay.get("actions") else {
        return Err(vec![file.wrong(&at, "it has no list of `actions`", "say what it changes, each with a `target`")]);
    };
    let mut remarks = Vec::new();
    let mut problems = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        match self::action(action, root) {
            Ok(0) => remarks.push(Diagnostic {
                code: Code::UnusedOverlay,
                ..file.wrong(
                    &at.index(index).key("target"),
                    "this action changes nothing: the document has no such node",
                    "correct the path, or remove the action",
                )
            }),
            Ok(_) => {}
            Err(Refusal { member, message, advice }) => {
                problems.push(file.wrong(&at.index(index).key(member), &message, advice));
            }
        }
    }
    if problems.is_empty() { Ok(remarks) } else { Err(problems) }
}

/// The overlay's file, for places.
struct File<'file> {
    path: &'file Path,
    text: &'file str,
}

impl File<'_> {
    fn wrong(&self, at: &Pointer, message: &str, advice: &str) -> Diagnostic {
        let places = positions(self.text, Format::of(self.path, self.text), std::slice::from_ref(at));
        let (line, column) = places.first().copied().unwrap_or((1, 1));
        Diagnostic {
            code: Code::BadOverlay,
            message: message.to_owned(),
            advice: advice.to_owned(),
            place: Place::Line { file: self.path.to_owned(), line, column },
            changes: Vec::new(),
        }
    }
}

/// Why an action cannot be taken.
struct Refusal {
    member: &'static str,
    message: String,
    advice: &'static str,
}

/// Takes one action, and says how many nodes it found.
fn action(action: &Value, root: &mut Value) -> Result<usize, Refusal> {
    let refusal = |member, message: String, advice| Refusal { member, message, advice };
    let Some(target) = action.get("target").and_then(Value::as_str) else {
        return Err(refusal(
            "target",
            "this action has no `target`".to_owned(),
            "name the nodes to change by a JSONPath",
        ));
    };
    let path = JsonPath::parse(target).map_err(|error| {
        let message = format!("`{target}` is no JSONPath: {}", error.message());
        refusal("target", message, "write it as RFC 9535 has it, `$.paths['/pets'].get`")
    })?;
    let found: Vec<String> = path.query_located(root).locations().map(|location| location.to_json_pointer()).collect();
    if action.get("remove").and_then(Value::as_bool).unwrap_or(false) {
        // From the end, so that the indexes of what is still to be removed stay right.
        found.iter().rev().for_each(|pointer| remove(root, pointer));
    } else if let Some(update) = action.get("update") {
        for pointer in &found {
            if let Some(node) = root.pointer_mut(pointer) {
                merge(node, update);
            }
        }
    } else {
        let advice = "say what becomes of the nodes";
        return Err(refusal("target", "this action has neither `update` nor `remove`".to_owned(), advice));
    }
    Ok(found.len())
}

fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, token)) = pointer.rsplit_once('/') else { return };
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.shift_remove(&unescaped(token));
        }
        Some(Value::Array(items)) => {
            if let Some(index) = token.parse().ok().filter(|index: &usize| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Merges an update into a node: objects member by member, a list at its end, all else is replaced.
fn merge(node: &mut Value, update: &Value) {
    match (node, update) {
        (Value::Object(members), Value::Object(changes)) => {
            for (name, change) in changes {
                match members.get_mut(name) {
                    Some(member) => merge(member, change),
                    None => {
                        members.insert(name.clone(), change.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (Value::Array(items), entry) => items.push(entry.clone()),
        (node, update) => *node = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{action, apply};
    use crate::diagnostic::Code;
    use serde_json::{Value, json};

    fn changed(mut document: Value, change: Value) -> Value {
        assert!(action(&change, &mut document).is_ok());
        document
    }

    #[test]
    fn an_update_merges_objects_and_adds_to_lists() {
        let document = json!({ "info": { "title": "A", "x": { "a": 1 } }, "tags": ["a"] });
        let update = json!({ "target": "$", "update": { "info": { "title": "B", "x": { "b": 2 } }, "tags": ["b"] } });
        let expected = json!({ "info": { "title": "B", "x": { "a": 1, "b": 2 } }, "tags": ["a", "b"] });
        assert_eq!(changed(document, update), expected);
        let entry = json!({ "target": "$.tags", "update": { "name": "b" } });
        assert_eq!(
            changed(json!({ "tags": [{ "name": "a" }] }), entry),
            json!({ "tags": [{ "name": "a" }, { "name": "b" }] })
        );
    }

    #[test]
    fn a_removal_takes_every_node_that_is_found() {
        let document = json!({ "paths": { "/a~b": { "get": 1, "put": 2 } }, "list": [1, 2, 3, 4] });
        let without = changed(document.clone(), json!({ "target": "$.paths['/a~b'].get", "remove": true }));
        assert_eq!(without["paths"], json!({ "/a~b": { "put": 2 } }));
        let without = changed(document, json!({ "target": "$.list[?@ > 1 && @ < 4]", "remove": true }));
        assert_eq!(without["list"], json!([1, 4]));
    }

    #[test]
    fn an_overlay_that_is_none_is_refused_at_its_line_and_an_action_without_effect_is_remarked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.overlay.yaml");
        let said = |text: &str| {
            std::fs::write(&path, text).expect("written");
            apply(&path, &mut json!({ "info": {} })).unwrap_or_else(|problems| problems)
        };
        assert_eq!(said("openapi: 3.0.0")[0].code, Code::BadOverlay);
        assert_eq!(said("overlay: 1.0.0\nactions:\n- target: '$['\n  remove: true")[0].code, Code::BadOverlay);
        assert_eq!(said("overlay: 1.0.0\nactions:\n- target: $.paths\n  remove: true")[0].code, Code::UnusedOverlay);
        assert!(said("overlay: 1.0.0\nactions:\n- target: $.info\n  update: {title: A}").is_empty());
    }
}

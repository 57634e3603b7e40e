//! Names for places in a document: `$anchor` (JSON Schema 2020-12 §8.2.2).

use crate::load::FILES;
use crate::pointer::Pointer;
use serde_json::Value;
use std::collections::HashMap;

/// Members that hold data or notes: what looks like an anchor there is none.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples", FILES];

/// Every schema of the main file that has a name, by that name; of two the first counts.
pub(super) fn anchors(root: &Value) -> HashMap<&str, Pointer> {
    let mut anchors = HashMap::new();
    let mut waiting = vec![(root, Pointer::root())];
    // The last is taken first, so what is inside is added from its end.
    while let Some((value, at)) = waiting.pop() {
        match value {
            Value::Object(members) => {
                for keyword in ["$anchor", "$dynamicAnchor"] {
                    if let Some(Value::String(name)) = members.get(keyword) {
                        anchors.entry(name.as_str()).or_insert_with(|| at.clone());
                    }
                }
                let inside = members.iter().rev().filter(|(key, _)| !DATA.contains(&key.as_str()));
                waiting.extend(inside.map(|(key, value)| (value, at.key(key))));
            }
            Value::Array(items) => {
                waiting.extend(items.iter().enumerate().rev().map(|(index, item)| (item, at.index(index))));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    anchors
}

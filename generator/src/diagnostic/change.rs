//! What an Overlay would change in a document to mend what a diagnostic says: an action each, ready to be pasted below
//! `actions:`.

use crate::load::Sources;
use crate::pointer::Pointer;
use serde_json::{Value, json};

/// A change of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    at: Pointer,
    /// Which items of the list at `at` are meant, where it is not the list: a selector of RFC 9535 §2.3.5.
    selector: String,
    effect: Effect,
}

#[derive(Debug, Clone, PartialEq)]
enum Effect {
    Update(Value),
    Remove,
}

impl Change {
    /// Merges a value into a node.
    pub fn update(at: &Pointer, value: Value) -> Self {
        Self { at: at.clone(), selector: String::new(), effect: Effect::Update(value) }
    }

    /// Removes a node.
    pub fn remove(at: &Pointer) -> Self {
        Self { at: at.clone(), selector: String::new(), effect: Effect::Remove }
    }

    /// Removes a text from a list. By what it is: other changes may move it to another place.
    pub fn remove_text(list: &Pointer, text: &str) -> Self {
        Self { at: list.clone(), selector: format!("[?@=={}]", quoted(text)), effect: Effect::Remove }
    }

    /// Removes a path parameter from a list.
    pub fn remove_path_parameter(list: &Pointer, name: &str) -> Self {
        let selector = format!("[?@.name=={} && @.in=='path']", quoted(name));
        Self { at: list.clone(), selector, effect: Effect::Remove }
    }
}

/// The actions (Overlay 1.0 §4.4.3) that make these changes; none if an Overlay cannot make all of them.
///
/// An Overlay changes a document's own file as it was written. So nothing is said of nodes in other files, and nothing of a
/// document that was rewritten: Swagger 2.0 has other words for the same.
pub fn actions(changes: &[Change], sources: &Sources) -> Vec<Value> {
    if sources.are_moved() {
        return Vec::new();
    }
    let action = |Change { at, selector, effect }: &Change| {
        let (file, inside) = sources.locate(at);
        let target = path(&inside) + selector;
        (file == sources.main()).then(|| match effect {
            Effect::Update(value) => json!({ "target": target, "update": value }),
            Effect::Remove => json!({ "target": target, "remove": true }),
        })
    };
    changes.iter().map(action).collect::<Option<_>>().unwrap_or_default()
}

/// A pointer as a JSONPath (RFC 9535 §2.3).
fn path(at: &Pointer) -> String {
    let mut path = "$".to_owned();
    let mut parent = "";
    for token in at.tokens() {
        let is_plain = token.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_index = token.parse::<usize>().is_ok_and(|index| index.to_string() == token);
        match token {
            plain if is_plain => path.extend([".", plain]),
            // Whether it is a place in a list or a name, only the document knows; each selects nothing in the other. The keys
            // of `responses` are names.
            index if is_index && parent != "responses" => path.extend(["[", index, ",'", index, "']"]),
            name => path.extend(["[", &quoted(name), "]"]),
        }
        parent = token;
    }
    path
}

fn quoted(text: &str) -> String {
    let mut quoted = "'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::path;
    use crate::pointer::Pointer;
    use serde_json::json;
    use serde_json_path::JsonPath;

    #[test]
    fn a_path_selects_the_node_that_its_pointer_names_and_no_other() {
        let document = json!({
            "paths": { "/a/{id}": { "get": { "x-a": 1, "tags": ["a", "b"], "responses": { "200": 2 } } } },
            "it's": { "a\\b": 3, "": 4, "0": 5, "00": 6, "é\n": 7 },
        });
        for (pointer, expected) in [
            ("", "$"),
            ("/paths/~1a~1{id}/get/x-a", "$.paths['/a/{id}'].get['x-a']"),
            ("/paths/~1a~1{id}/get/tags/1", "$.paths['/a/{id}'].get.tags[1,'1']"),
            ("/paths/~1a~1{id}/get/responses/200", "$.paths['/a/{id}'].get.responses['200']"),
            ("/it's/a\\b", "$['it\\'s']['a\\\\b']"),
            ("/it's/", "$['it\\'s']['']"),
            ("/it's/0", "$['it\\'s'][0,'0']"),
            ("/it's/é\n", "$['it\\'s']['é\\u000a']"),
            ("/it's/00", "$['it\\'s']['00']"),
        ] {
            let found = path(&Pointer::parse(pointer).expect("a pointer"));
            assert_eq!(found, expected);
            let selected = JsonPath::parse(&found).expect("a JSONPath").query(&document).all();
            assert_eq!(selected, [document.pointer(pointer).expect("it is there")], "{found}");
        }
    }
}

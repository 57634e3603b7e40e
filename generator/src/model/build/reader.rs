//! Reads members of objects by the JSON type that the specification gives them, and reports those of another.

use super::super::{Aside, Extensions};
use crate::diagnostic::{Code, Diagnostic, Unsupported, kind};
use crate::pointer::{Moves, Pointer};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The state of building: the tree, what is wrong with it, and which schemas references name.
pub(super) struct Build<'a> {
    pub(super) root: &'a Value,
    /// Where parts of the tree stood before, for messages.
    pub(super) moves: &'a Moves,
    report: Vec<Diagnostic>,
    /// What stands under methods that are not known.
    pub(super) skipped: Vec<Unsupported>,
    /// Places that a reference names as a schema, outside `components.schemas`; the first `done` of them are built.
    pub(super) named: IndexMap<String, Pointer>,
    pub(super) done: usize,
    /// References seen, by their text: the normalised form, or nothing for those that lead nowhere.
    pub(super) known: HashMap<String, Option<String>>,
    /// How many nodes what references name has, and how many were read again since they are named again.
    pub(super) sizes: HashMap<String, usize>,
    pub(super) repeated: usize,
    /// Schemas by their `$anchor`; looked for when the first reference names one.
    pub(super) anchors: OnceCell<HashMap<&'a str, Pointer>>,
}

/// An object of the tree and where it stands.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) members: &'a Map<String, Value>,
    pub(super) at: Pointer,
}

impl<'a> Node<'a> {
    /// A member that is there; `null` counts as absent, since a YAML key without a value is `null`.
    pub(super) fn get(&self, key: &str) -> Option<(&'a Value, Pointer)> {
        self.members.get(key).filter(|value| !value.is_null()).map(|value| (value, self.at.key(key)))
    }

    /// The names of what stands in a member, where that is an object.
    pub(super) fn asides(&self, key: &str) -> Vec<Aside> {
        let Some((Value::Object(members), at)) = self.get(key) else { return Vec::new() };
        let names = members.keys().filter(|name| !name.starts_with("x-"));
        names.map(|name| Aside { at: at.key(name), name: name.clone() }).collect()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub(super) fn value(&self, key: &str) -> Option<Value> {
        self.get(key).map(|(value, _)| value.clone())
    }

    /// The `x-` members.
    pub(super) fn extensions(&self) -> Extensions {
        self.members
            .iter()
            .filter(|(key, _)| {
                key.starts_with("x-") && *key != crate::load::FILES && !crate::load::PATHS.contains(&key.as_str())
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

impl<'a> Build<'a> {
    pub(super) fn new(root: &'a Value, moves: &'a Moves) -> Self {
        Self {
            root,
            moves,
            report: Vec::new(),
            skipped: Vec::new(),
            named: IndexMap::new(),
            done: 0,
            known: HashMap::new(),
            sizes: HashMap::new(),
            repeated: 0,
            anchors: OnceCell::new(),
        }
    }

    pub(super) fn into_report(self) -> Vec<Diagnostic> {
        self.report
    }

    pub(super) fn report(&mut self, code: Code, at: &Pointer, message: impl Into<String>, advice: impl Into<String>) {
        self.report.push(Diagnostic::new(code, at, message, advice));
    }

    /// Reports a member that the specification requires.
    pub(super) fn missing(&mut self, node: &Node<'a>, key: &str, write: &str) {
        let what = describe(&node.at);
        self.report(Code::MissingMember, &node.at, format!("{what} has no `{key}`"), format!("add {write}"));
    }

    /// Reports a value that is not what the specification says.
    pub(super) fn wrong(&mut self, value: &Value, at: &Pointer, expected: &str) {
        let what = describe(at);
        self.report(
            Code::WrongType,
            at,
            format!("{what} is {}, not {expected}", kind(value)),
            format!("write {expected} here"),
        );
    }

    /// Reports a value whose type is wrong but whose meaning is clear.
    pub(super) fn loose(&mut self, value: &Value, at: &Pointer, expected: &str, write: &str) {
        let what = describe(at);
        self.report(
            Code::LooseType,
            at,
            format!("{what} is {} where {expected} belongs", kind(value)),
            format!("write {write}"),
        );
    }

    pub(super) fn object(&mut self, value: &'a Value, at: &Pointer, what: &str) -> Option<Node<'a>> {
        match value {
            Value::Object(members) => Some(Node { members, at: at.clone() }),
            Value::Array(items) if items.is_empty() => Some(self.empty(value, at)),
            other => {
                self.wrong(other, at, &format!("an object ({what})"));
                None
            }
        }
    }

    /// An object without members, as some languages write it: they have one thing for lists and objects.
    fn empty(&mut self, value: &Value, at: &Pointer) -> Node<'a> {
        static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
        self.loose(value, at, "an object", "`{}`");
        Node { members: &NOTHING, at: at.clone() }
    }

    /// A member that is an object.
    pub(super) fn child(&mut self, node: &Node<'a>, key: &str) -> Option<Node<'a>> {
        match node.get(key)? {
            (Value::Object(members), at) => Some(Node { members, at }),
            (value @ Value::Array(items), at) if items.is_empty() => Some(self.empty(value, &at)),
            (other, at) => {
                self.wrong(other, &at, "an object");
                None
            }
        }
    }

    /// The members of a member that is a map of names. A name may start with `x-`, as the names of headers do.
    pub(super) fn map(&mut self, node: &Node<'a>, key: &str) -> Vec<(&'a str, &'a Value, Pointer)> {
        let Some(node) = self.child(node, key) else { return Vec::new() };
        node.members.iter().map(|(key, value)| (key.as_str(), value, node.at.key(key))).collect()
    }

    /// The members of a member that is an object with patterned fields: `x-` members are extensions there.
    pub(super) fn fields(&mut self, node: &Node<'a>, key: &str) -> Vec<(&'a str, &'a Value, Pointer)> {
        self.child(node, key).map(|node| entries(&node)).unwrap_or_default()
    }

    /// The items of a member that is a list. One item in place of a list of one is taken for that.
    pub(super) fn list(&mut self, node: &Node<'a>, key: &str) -> Vec<(&'a Value, Pointer)> {
        match node.get(key) {
            None => Vec::new(),
            Some((value @ (Value::Object(_) | Value::String(_)), at)) => {
                self.loose(value, &at, "a list", "it as a list of one");
                vec![(value, at)]
            }
            Some((Value::Array(items), at)) => {
                items.iter().enumerate().map(|(index, item)| (item, at.index(index))).collect()
            }
            Some((other, at)) => {
                self.wrong(other, &at, "a list");
                Vec::new()
            }
        }
    }

    /// A member that is a list of strings.
    pub(super) fn texts(&mut self, node: &Node<'a>, key: &str) -> Vec<String> {
        self.list(node, key).into_iter().filter_map(|(value, at)| self.as_text(value, &at)).collect()
    }

    /// A member that is a string and that something depends on.
    pub(super) fn text(&mut self, node: &Node<'a>, key: &str) -> Option<String> {
        let (value, at) = node.get(key)?;
        self.as_text(value, &at)
    }

    /// A string; a number or boolean that lacks its quotes is taken for one.
    pub(super) fn as_text(&mut self, value: &Value, at: &Pointer) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => {
                self.loose(value, at, "a string", &format!("it in quotes: `\"{value}\"`"));
                Some(value.to_string())
            }
            other => {
                self.wrong(other, at, "a string");
                None
            }
        }
    }

    /// A member that is a string and that only people read: nothing fails for its sake.
    pub(super) fn prose(&mut self, node: &Node<'a>, key: &str) -> Option<String> {
        let (value, at) = node.get(key)?;
        self.as_prose(value, &at)
    }

    pub(super) fn as_prose(&mut self, value: &Value, at: &Pointer) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            other => {
                self.loose(other, at, "a string", "a string, or remove it");
                None
            }
        }
    }

    /// A member that must be a string.
    pub(super) fn required_text(&mut self, node: &Node<'a>, key: &str, what: &str) -> Option<String> {
        if !node.has(key) {
            self.missing(node, key, &format!("`{key}`: {what}"));
        }
        self.text(node, key)
    }

    /// A member that is a boolean.
    pub(super) fn flag(&mut self, node: &Node<'a>, key: &str) -> Option<bool> {
        let (value, at) = node.get(key)?;
        self.as_flag(value, &at)
    }

    pub(super) fn as_flag(&mut self, value: &Value, at: &Pointer) -> Option<bool> {
        match value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => {
                let flag = text.eq_ignore_ascii_case("true");
                self.loose(value, at, "a boolean", &format!("it without quotes: `{flag}`"));
                Some(flag)
            }
            other => {
                self.loose(other, at, "a boolean", "`true` or `false`");
                None
            }
        }
    }
}

/// The members of an object, `x-` members apart.
pub(super) fn entries<'a>(node: &Node<'a>) -> Vec<(&'a str, &'a Value, Pointer)> {
    node.members
        .iter()
        .filter(|(key, _)| !key.starts_with("x-"))
        .map(|(key, value)| (key.as_str(), value, node.at.key(key)))
        .collect()
}

/// A node in words, by the last tokens of its pointer.
pub(super) fn describe(at: &Pointer) -> String {
    match (at.parent().and_then(Pointer::last), at.last()) {
        (_, None) => "the document".to_owned(),
        (None, Some(last)) => format!("`{last}`"),
        (Some(parent), Some(last)) => match last.parse::<usize>() {
            // The keys of `responses` are numbers too.
            Ok(index) if parent != "responses" && parent.parse::<usize>().is_err() => {
                format!("item {} of `{parent}`", index.saturating_add(1))
            }
            _ => format!("`{last}` of `{parent}`"),
        },
    }
}

//! References: followed for everything but schemas, checked and made uniform for schemas.

use super::anchor::anchors;
use super::reader::{Build, Node};
use crate::diagnostic::{Code, nearest};
use crate::load::UNREAD;
use crate::pointer::Pointer;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::collections::HashSet;

/// How many nodes references may add to a document. Schemas are not counted where they stand in `components.schemas`.
const MAX_REPEATED: usize = 1_000_000;

impl<'a> Build<'a> {
    /// The object that a value is or refers to, through any number of references. Where the reference itself has a
    /// description, it takes the place of the target's (OpenAPI 3.1 §4.8.23): it is the second part.
    pub(super) fn follow(&mut self, value: &'a Value, at: &Pointer, what: &str) -> Option<(Node<'a>, Option<String>)> {
        let mut node = self.object(value, at, what)?;
        let mut description = None;
        let mut seen = HashSet::new();
        while let Some((reference, site)) = node.get("$ref") {
            if description.is_none() && node.has("description") {
                description = self.prose(&node, "description");
            }
            let Value::String(reference) = reference else {
                self.wrong(reference, &site, "a string");
                return None;
            };
            let target = self.normalise(reference, &site)?;
            let found = self.root.pointer(target.strip_prefix('#').unwrap_or(&target))?;
            if !seen.insert(target.clone()) {
                self.report(
                    Code::UnresolvedReference,
                    &site,
                    format!("`{}` leads back to itself", self.shown(reference)),
                    format!("put {what} at the end of the chain of references"),
                );
                return None;
            }
            if !self.may_repeat(&target, found, &site) {
                return None;
            }
            let at = Pointer::parse(&target).unwrap_or_default();
            node = self.object(found, &at, what)?;
        }
        Some((node, description))
    }

    /// Whether what a reference names may be read once more: each use of it is a copy.
    fn may_repeat(&mut self, target: &str, found: &Value, site: &Pointer) -> bool {
        let Some(size) = self.sizes.get(target).copied() else {
            self.sizes.insert(target.to_owned(), nodes(found));
            return true;
        };
        let before = self.repeated;
        self.repeated = before.saturating_add(size);
        if before <= MAX_REPEATED && self.repeated > MAX_REPEATED {
            self.report(
                Code::TooLarge,
                site,
                format!("the document has more than {MAX_REPEATED} parts when what it refers to is written out"),
                "move the schemas of shared responses and parameters to `components.schemas` and refer to them",
            );
        }
        self.repeated <= MAX_REPEATED
    }

    /// The reference of a schema in its one form, `#/…`, after a check that it leads somewhere. What it names is built
    /// later, if it is not one of `components.schemas`.
    pub(super) fn refer(&mut self, reference: &str, site: &Pointer) -> Option<String> {
        let target = self.normalise(reference, site)?;
        let pointer = Pointer::parse(&target).unwrap_or_default();
        match pointer.tokens().as_slice() {
            [] => {
                self.report(
                    Code::UnresolvedReference,
                    site,
                    format!("`{reference}` names the whole document, which is no schema"),
                    "refer to a schema, as in `#/components/schemas/Pet`",
                );
                return None;
            }
            ["components", "schemas", _] => {}
            _ => {
                self.named.entry(pointer.to_string()).or_insert(pointer);
            }
        }
        Some(target)
    }

    /// The next schema that only a reference names.
    pub(super) fn next_named_schema(&mut self) -> Option<(Pointer, &'a Value)> {
        while let Some((text, at)) = self.named.get_index(self.done) {
            self.done += 1;
            if let Some(value) = self.root.pointer(text) {
                return Some((at.clone(), value));
            }
        }
        None
    }

    /// `#/…` without percent-encoding, if it leads somewhere.
    fn normalise(&mut self, reference: &str, site: &Pointer) -> Option<String> {
        if let Some(Some(known)) = self.known.get(reference) {
            return Some(known.clone());
        }
        // Reported where the file was read.
        if reference.starts_with(UNREAD) {
            return None;
        }
        let found = self.look_up(reference);
        self.known.insert(reference.to_owned(), found.clone());
        if found.is_none() {
            let advice = self.advise(reference);
            self.report(Code::UnresolvedReference, site, format!("`{}` leads nowhere", self.shown(reference)), advice);
        }
        found
    }

    fn look_up(&self, reference: &str) -> Option<String> {
        let fragment = reference.strip_prefix('#')?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let at = self.anchors.get_or_init(|| anchors(self.root)).get(fragment)?;
            return Some(format!("#{at}"));
        }
        let decoded = percent_decode_str(fragment).decode_utf8().ok();
        // Some authors leave a percent sign of a name as it is.
        decoded.as_deref().into_iter().chain([fragment]).find_map(|text| {
            let pointer = Pointer::parse(text)?.to_string();
            self.root.pointer(&pointer)?;
            Some(format!("#{pointer}"))
        })
    }

    /// What was probably meant.
    fn advise(&self, reference: &str) -> String {
        let meant = reference.rsplit(['/', '#']).next().unwrap_or_default();
        let schemas = self.root.pointer("/components/schemas").and_then(Value::as_object);
        let is_schema = |name: &str| schemas.is_some_and(|schemas| schemas.contains_key(name));
        let in_components = format!("#/components/schemas/{meant}");
        if !reference.starts_with("#/components/") && is_schema(meant) {
            return format!("did you mean `{in_components}`?");
        }
        if !reference.starts_with("#/") && !reference.is_empty() {
            return "only JSON Pointers and anchors are read: write `#/` and the way to it, as in `#/components/schemas/Pet`"
                .to_owned();
        }
        // From the deepest part that exists, the member with nearly the name.
        let pointer = Pointer::parse(reference).unwrap_or_default();
        let mut here = self.root;
        let mut way = Pointer::root();
        for token in pointer.tokens() {
            let below = match here {
                Value::Object(members) => members.get(token),
                Value::Array(items) => token.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            };
            let Some(below) = below else {
                let names = here.as_object().into_iter().flat_map(|members| members.keys().map(String::as_str));
                return match nearest(token, names) {
                    Some(near) => format!("did you mean `{near}` in place of `{token}`?"),
                    None => format!("add `{token}` to `#{}`, or correct the reference", self.moves.origin(&way)),
                };
            };
            here = below;
            way = way.key(token);
        }
        "correct the reference".to_owned()
    }

    /// A reference as its author wrote it, more or less: not with the member under which other files hang, and as it was
    /// before its target was moved.
    fn shown(&self, reference: &str) -> String {
        let pointer = Pointer::parse(reference).unwrap_or_default();
        match pointer.tokens().as_slice() {
            [crate::load::FILES, file, inside @ ..] => {
                let inside = inside.iter().fold(Pointer::root(), |at, token| at.key(token));
                format!("{}#{inside}", file.replace("%25", "%"))
            }
            _ => match self.moves.origin(&pointer) {
                origin if origin == pointer => reference.to_owned(),
                origin => format!("#{origin}"),
            },
        }
    }
}

/// How many nodes a tree has, at most as many as matter.
fn nodes(tree: &Value) -> usize {
    let mut count = 0;
    let mut waiting = vec![tree];
    while let Some(value) = waiting.pop()
        && count <= MAX_REPEATED
    {
        count += 1;
        match value {
            Value::Object(members) => waiting.extend(members.values()),
            Value::Array(items) => waiting.extend(items),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Code;
    use crate::model::build;
    use serde_json::{Map, Value, json};

    #[test]
    fn an_answer_or_parameter_that_is_used_ten_thousand_times_is_bounded() {
        let document = |operation: &Value, components: &Value| {
            let path = json!({"get": operation});
            let paths: Map<String, Value> = (0..10_000).map(|n| (format!("/{n}"), path.clone())).collect();
            json!({
                "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components,
            })
        };
        for (properties, expected) in [(20, vec![]), (200, vec![Code::TooLarge])] {
            let properties: Map<String, Value> = (0..properties).map(|n| (format!("p{n}"), json!({}))).collect();
            let content = json!({"application/json": {"schema": {"properties": properties}}});
            let answer = document(
                &json!({"responses": {"200": {"$ref": "#/components/responses/R"}}}),
                &json!({"responses": {"R": {"description": "d", "content": content}}}),
            );
            let parameter = document(
                &json!({"parameters": [{"$ref": "#/components/parameters/P"}], "responses": {"200": {"description": "d"}}}),
                &json!({"parameters": {"P": {"name": "p", "in": "query", "content": content}}}),
            );
            for document in [answer, parameter] {
                let codes: Vec<Code> = build(&document).1.iter().map(|problem| problem.code).collect();
                assert_eq!(codes, expected);
            }
        }
    }
}

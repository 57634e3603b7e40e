//! Lists and maps that contain themselves: `Tree: {type: array, items: {$ref: Tree}}`. Written out where they are used, as other
//! lists are, they would have no end; so they have a name.

use super::Lowering;
use super::class::{Class, MAX_ALIASES, Settled, settle, target};
use super::facts::TypeKind;
use crate::model::{AdditionalProperties, Api, Schema, SchemaType};
use indexmap::{IndexMap, IndexSet};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The property of the probe.
const INNER: &str = "inner";

/// The components that are lists or maps and contain themselves with nothing in between that has a name. `holds` says what each
/// list, map or alias holds. Each leads to one other at most, so one walk along them all is enough. An alias is what it
/// refers to.
pub fn circles<'api>(api: &'api Api, holds: &HashMap<&'api str, Held>) -> HashSet<&'api str> {
    let mut circles = HashSet::new();
    let mut walked: HashSet<&str> = HashSet::new();
    for start in api.schemas.keys() {
        let mut way: IndexSet<&str> = IndexSet::new();
        let mut here = Some(start.as_str());
        while let Some(key) = here.filter(|key| !walked.contains(key)) {
            let (at, is_new) = way.insert_full(key);
            if !is_new {
                let is_alias = |key: &&&str| holds.get(**key).is_some_and(|held| held.is_alias);
                circles.extend(way.iter().skip(at).filter(|key| !is_alias(key)));
                break;
            }
            here = holds.get(key).and_then(|held| next(api, &held.schema));
        }
        walked.extend(way);
    }
    circles
}

/// The component that is held, perhaps by lists and maps in place.
fn next<'api>(api: &'api Api, held: &Schema) -> Option<&'api str> {
    let mut held = Cow::Borrowed(held);
    // What is written in place ends, unless parts of it lead back.
    for _ in 0..MAX_ALIASES {
        match target(api, &held) {
            Some((found, _)) => return Some(found),
            None => held = Cow::Owned(self::held(api, settle(api, &held).ok()?)?.schema),
        }
    }
    None
}

/// What a list or map holds, or what an alias is.
pub struct Held {
    schema: Schema,
    is_alias: bool,
}

/// What a schema holds, if it is a list, a map or an alias.
pub fn held(api: &Api, settled: Settled<'_>) -> Option<Held> {
    let Schema { items, additional, prefix_items, .. } = &*settled.schema;
    let is_alias = matches!(settled.class, Class::Reference);
    let schema = match (settled.class, additional) {
        (Class::Plain(SchemaType::Array), _) if prefix_items.is_empty() => items.as_deref().cloned()?,
        (Class::Map, Some(AdditionalProperties::Schema(values))) => (**values).clone(),
        (Class::Reference, _) if target(api, &settled.schema).is_some() => settled.schema.into_owned(),
        _ => return None,
    };
    Some(Held { schema, is_alias })
}

impl Lowering<'_> {
    /// Lowers the definition of a list or map with a name.
    pub(super) fn wrapper(&mut self, name: &str, schema: &Schema, class: &Class) -> TypeKind {
        let inner = match class {
            Class::Plain(SchemaType::Array) => self.list(schema, name),
            _ => self.map(schema, name),
        };
        TypeKind::Wrapper { probe: self.inner_probe(name, "Inner", IndexMap::from([(INNER.to_owned(), inner)])) }
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::lower;
    use crate::model;
    use serde_json::{Value, json};

    /// The named types, and what is a JSON value because it could not be expressed.
    fn found(schemas: &Value) -> (Vec<String>, Vec<String>) {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
        let (api, _) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            "components": {"schemas": schemas},
        }));
        let api = lint(api).0.expect("no errors");
        let lowered = lower(&api);
        let degraded = lowered.unsupported.iter().map(|one| one.at.to_string()).collect();
        (lowered.facts.types.into_keys().collect(), degraded)
    }

    #[test]
    fn a_list_that_contains_itself_is_a_type_and_references_that_lead_only_to_each_other_are_none() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let list = |name: &str| json!({"type": "array", "items": to(name)});
        for (schemas, types, degraded) in [
            (json!({"A": list("A")}), vec!["A"], vec![]),
            (json!({"A": to("B"), "B": list("A")}), vec!["B"], vec![]),
            (json!({"A": to("A")}), vec![], vec!["/components/schemas/A"]),
            (json!({"A": to("B"), "B": to("A")}), vec![], vec!["/components/schemas/A"]),
            (json!({"A": {"allOf": [to("B")]}, "B": to("A")}), vec![], vec!["/components/schemas/A"]),
            (json!({"A": to("B"), "B": to("C"), "C": to("B")}), vec![], vec!["/components/schemas/B"]),
        ] {
            let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(found(&schemas), (owned(types), owned(degraded)), "{schemas}");
        }
    }
}

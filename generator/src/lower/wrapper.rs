//! Lists and maps that contain themselves: `Tree: {type: array, items: {$ref: Tree}}`. Written out where they are used, as other
//! lists are, they would have no end; so they have a name.

use super::Lowering;
use super::class::{Class, settle, target};
use super::facts::TypeKind;
use crate::model::{AdditionalProperties, Api, Schema, SchemaType};
use indexmap::IndexMap;
use std::collections::HashSet;

/// The property of the probe.
const INNER: &str = "inner";

/// Whether a component is a list or map that contains itself with nothing in between that has a name.
pub fn contains_itself(api: &Api, key: &str, schema: &Schema) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut pending = held(api, schema);
    while let Some(schema) = pending.pop() {
        match target(api, &schema) {
            Some((found, _)) if found == key => return true,
            Some((found, target)) => {
                if seen.insert(found) {
                    pending.extend(held(api, target));
                }
            }
            None => pending.extend(held(api, &schema)),
        }
    }
    false
}

/// What a list or map holds, or what an alias is; nothing for all else.
fn held(api: &Api, schema: &Schema) -> Vec<Schema> {
    let Ok(settled) = settle(api, schema) else { return Vec::new() };
    let Schema { items, additional, prefix_items, .. } = &*settled.schema;
    match (settled.class, additional) {
        (Class::Plain(SchemaType::Array), _) if prefix_items.is_empty() => {
            items.iter().map(|one| (**one).clone()).collect()
        }
        (Class::Map, Some(AdditionalProperties::Schema(values))) => vec![(**values).clone()],
        (Class::Reference, _) if target(api, &settled.schema).is_some() => vec![settled.schema.into_owned()],
        _ => Vec::new(),
    }
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

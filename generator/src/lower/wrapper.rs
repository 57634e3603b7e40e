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
/// list, map or alias holds. Each leads to one other at most, so one walk along them all is enough.
pub fn circles<'api>(api: &'api Api, holds: &HashMap<&'api str, Schema>) -> HashSet<&'api str> {
    let mut circles = HashSet::new();
    let mut walked: HashSet<&str> = HashSet::new();
    for start in api.schemas.keys() {
        let mut way: IndexSet<&str> = IndexSet::new();
        let mut here = Some(start.as_str());
        while let Some(key) = here.filter(|key| !walked.contains(key)) {
            let (at, is_new) = way.insert_full(key);
            if !is_new {
                circles.extend(way.iter().skip(at));
                break;
            }
            here = holds.get(key).and_then(|held| next(api, held));
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
            None => held = Cow::Owned(self::held(api, settle(api, &held).ok()?)?),
        }
    }
    None
}

/// What a list or map holds, or what an alias is; nothing for all else.
pub fn held(api: &Api, settled: Settled<'_>) -> Option<Schema> {
    let Schema { items, additional, prefix_items, .. } = &*settled.schema;
    match (settled.class, additional) {
        (Class::Plain(SchemaType::Array), _) if prefix_items.is_empty() => items.as_deref().cloned(),
        (Class::Map, Some(AdditionalProperties::Schema(values))) => Some((**values).clone()),
        (Class::Reference, _) if target(api, &settled.schema).is_some() => Some(settled.schema.into_owned()),
        _ => None,
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

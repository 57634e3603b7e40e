//! Types that contain themselves by value have no size: where a union or tuple is on the way, one of its types is boxed.
//!
//! Progenitor boxes what leads from a struct back to it, but it does not see through the types that we write ourselves.

use super::{ModelKind, ModelPlan};
use crate::reflect::RustType;
use std::collections::{BTreeMap, BTreeSet};

/// Boxes what unions and tuples hold, where that leads back to them.
pub fn break_cycles(models: &mut [ModelPlan]) {
    let mut inside: BTreeMap<String, Vec<String>> = models
        .iter()
        .map(|model| {
            let types = model.kind.rust_types();
            (model.name.clone(), types.into_iter().filter_map(by_value).map(str::to_owned).collect())
        })
        .collect();
    for model in models {
        let types: Vec<&mut RustType> = match &mut model.kind {
            ModelKind::Union { variants, .. } => variants.iter_mut().map(|one| &mut one.rust_type).collect(),
            ModelKind::Tuple(items) => items.iter_mut().map(|one| &mut one.rust_type).collect(),
            ModelKind::Struct(_) | ModelKind::Enum { .. } | ModelKind::Wrapper(_) => continue,
        };
        for found in types {
            let Some(target) = by_value(found).map(str::to_owned) else { continue };
            if leads_to(&inside, &target, &model.name) {
                *found = boxed(std::mem::replace(found, RustType::Json));
                if let Some(held) = inside.get_mut(&model.name) {
                    held.retain(|name| *name != target);
                }
            }
        }
    }
}

/// The model that a value of a type has inside itself, not behind a pointer.
fn by_value(found: &RustType) -> Option<&str> {
    match found {
        RustType::Model(name) => Some(name),
        RustType::Option(inner) => by_value(inner),
        _ => None,
    }
}

fn boxed(found: RustType) -> RustType {
    match found {
        RustType::Option(inner) => RustType::Option(Box::new(boxed(*inner))),
        other => RustType::Boxed(Box::new(other)),
    }
}

fn leads_to(inside: &BTreeMap<String, Vec<String>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(name) = pending.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            pending.extend(inside.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{by_value, leads_to};
    use crate::reflect::RustType;
    use std::collections::BTreeMap;

    #[test]
    fn only_what_is_held_by_value_leads_on() {
        let model = || Box::new(RustType::Model("A".to_owned()));
        assert_eq!(by_value(&RustType::Option(model())), Some("A"));
        assert_eq!(by_value(&RustType::List(model())), None);
        assert_eq!(by_value(&RustType::Boxed(model())), None);
        let inside: BTreeMap<String, Vec<String>> =
            [("A", "B"), ("B", "C"), ("C", "B")].map(|(from, to)| (from.to_owned(), vec![to.to_owned()])).into();
        assert!(leads_to(&inside, "C", "B") && leads_to(&inside, "B", "B") && !leads_to(&inside, "B", "A"));
    }
}

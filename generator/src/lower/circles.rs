//! Unions that are one of themselves: `A: {oneOf: [B, …]}`, `B: {allOf: [A]}`.
//!
//! To read such a value, an `A` would be tried as a `B`, that as an `A`, and so on without end. What leads back to where it
//! started adds no value, so it is left out.

use super::Lowering;
use super::facts::TypeKind;
use super::form;
use std::collections::{HashMap, HashSet};

impl Lowering<'_> {
    /// Leaves out the alternatives by which unions lead back to themselves, through unions alone.
    pub(super) fn break_circles(&mut self) {
        let mut held: HashMap<String, Vec<(String, String)>> = HashMap::new();
        for (name, facts) in &self.types {
            if let TypeKind::Union { probe, .. } = &facts.kind {
                let found = self.forms.get(probe).into_iter().flat_map(form::references);
                held.insert(name.clone(), found.map(|(slot, to)| (slot.clone(), to.to_owned())).collect());
            }
        }
        for (name, facts) in &mut self.types {
            let TypeKind::Union { probe, variants, .. } = &mut facts.kind else { continue };
            for (slot, to) in held.get(name).cloned().unwrap_or_default() {
                if !leads_to(&held, &to, name) {
                    continue;
                }
                variants.retain(|variant| variant.slot != slot);
                if let Some(form) = self.forms.get_mut(probe) {
                    form::remove(form, &slot);
                }
                if let Some(held) = held.get_mut(name) {
                    held.retain(|(known, _)| *known != slot);
                }
            }
        }
    }
}

fn leads_to(held: &HashMap<String, Vec<(String, String)>>, from: &str, to: &str) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![from];
    while let Some(name) = pending.pop() {
        if name == to {
            return true;
        }
        if seen.insert(name) {
            pending.extend(held.get(name).into_iter().flatten().map(|(_, next)| next.as_str()));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::facts::TypeKind;
    use crate::lower::lower;
    use crate::model;
    use serde_json::{Value, json};

    fn variants(schemas: &Value) -> Vec<(String, Vec<String>)> {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
        let (api, report) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            "components": {"schemas": schemas},
        }));
        assert_eq!(report, []);
        let api = lint(api).0.expect("no errors");
        let unions = lower(&api).facts.types.into_iter().filter_map(|(name, facts)| match facts.kind {
            TypeKind::Union { variants, .. } => Some((name, variants.into_iter().map(|one| one.name).collect())),
            _ => None,
        });
        unions.collect()
    }

    #[test]
    fn a_union_is_never_one_of_itself() {
        let a = json!({"$ref": "#/components/schemas/A"});
        let b = json!({"$ref": "#/components/schemas/B"});
        let text = json!({"type": "string"});
        let number = json!({"type": "number"});
        let found =
            variants(&json!({"A": {"oneOf": [b, text, number]}, "B": {"allOf": [a], "description": "The same."}}));
        assert_eq!(found, [("A".to_owned(), vec!["String".to_owned(), "Number".to_owned()])]);
        let tagged = |tag: &str, one: &Value, other: &Value| json!({"oneOf": [one, other], "discriminator": {"propertyName": tag}});
        let found = variants(&json!({"A": tagged("a", &b, &text), "B": tagged("b", &a, &number)}));
        assert_eq!(
            found,
            [("A".to_owned(), vec!["String".to_owned()]), ("B".to_owned(), vec!["A".to_owned(), "Number".to_owned()])]
        );
    }
}

//! `anyOf` of objects that are written out in place → one object with the properties of all.
//!
//! ```yaml
//! anyOf: [{properties: {mail: …}, required: [mail]}, {properties: {phone: …}, required: [phone]}]
//! ```
//!
//! A value may have both members (JSON Schema 2020-12 §10.2.1.2), and a union of the two would lose one. Objects with a name of their
//! own stay a union: their names are what a reader looks for. So do those of which a member says something else in each, which
//! is how one is told from another.

use super::all_of::says_nothing;
use super::named::shape;
use crate::model::{AdditionalProperties, Schema, SchemaType};

/// The one object, if all alternatives are such.
pub fn united(schema: &Schema) -> Option<Schema> {
    let plain = |one: &Schema| one.reference.is_none() && one.all_of.is_empty() && one.one_of.is_empty();
    let is_object = |one: &Schema| one.types_besides_null().all(|kind| kind == SchemaType::Object);
    if schema.any_of.len() < 2 || schema.discriminator.is_some() || !plain(schema) || !is_object(schema) {
        return None;
    }
    let mut united = Schema { any_of: Vec::new(), ..schema.clone() };
    for one in &schema.any_of {
        let is_map = matches!(one.additional, Some(AdditionalProperties::Schema(_)));
        if !plain(one) || !is_object(one) || !one.any_of.is_empty() || one.properties.is_empty() || is_map {
            return None;
        }
        for (name, property) in &one.properties {
            match united.properties.get(name) {
                // A part that says nothing only names the member.
                Some(known) if says_nothing(property) || shape(known) == shape(property) => {}
                Some(_) => return None,
                None => {
                    united.properties.insert(name.clone(), property.clone());
                }
            }
        }
        if united.additional.is_none() {
            united.additional.clone_from(&one.additional);
        }
    }
    let by_all = |name: &&String| schema.any_of.iter().all(|one| one.required.contains(name));
    let first = schema.any_of.first().map(|one| one.required.as_slice()).unwrap_or_default();
    let more: Vec<String> =
        first.iter().filter(by_all).filter(|name| !schema.required.contains(name)).cloned().collect();
    united.required.extend(more);
    united.types = vec![SchemaType::Object];
    Some(united)
}

#[cfg(test)]
mod tests {
    use super::united;
    use crate::model;
    use serde_json::{Value, json};

    /// The properties of the one object, those that are required with `!`.
    fn properties(schema: &Value) -> Option<Vec<String>> {
        let (api, report) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
            "components": {"schemas": {"A": schema, "B": {"properties": {"b": {}}}}},
        }));
        assert_eq!(report, []);
        let united = united(&api.schemas["A"])?;
        let marked = |name: &String| if united.required.contains(name) { format!("{name}!") } else { name.clone() };
        Some(united.properties.keys().map(marked).collect())
    }

    #[test]
    fn any_of_objects_in_place_is_one_object_unless_they_are_told_apart() {
        let text = json!({"type": "string"});
        let mail = json!({"properties": {"id": text, "mail": text}, "required": ["id", "mail"]});
        let phone = json!({"type": "object", "properties": {"id": text, "phone": text}, "required": ["id", "phone"]});
        let kind = |word: &str| json!({"properties": {"kind": {"const": word}}});
        let named = json!({"$ref": "#/components/schemas/B"});
        for (schema, expected) in [
            (json!({"anyOf": [mail, phone]}), Some(vec!["id!", "mail", "phone"])),
            (
                json!({"properties": {"own": text}, "required": ["own"], "anyOf": [mail, phone]}),
                Some(vec!["own!", "id!", "mail", "phone"]),
            ),
            (json!({"anyOf": [kind("a"), kind("b")]}), None),
            (json!({"anyOf": [mail, named]}), None),
            (json!({"anyOf": [mail, text]}), None),
            (json!({"anyOf": [mail]}), None),
            (json!({"oneOf": [mail, phone]}), None),
        ] {
            assert_eq!(
                properties(&schema),
                expected.map(|names| names.into_iter().map(str::to_owned).collect()),
                "{schema}"
            );
        }
    }
}

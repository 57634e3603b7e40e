//! A type that others are made of, and a member that tells which: where it is referred to, a value is any of them.
//!
//! | in the document | comes to |
//! |---|---|
//! | `Pet: {properties: {kind: …}, discriminator: {propertyName: kind}}`, `Cat: {allOf: [{$ref: Pet}, …]}` | |
//! | `$ref: Pet` for a value | a union of `Cat` and what `Pet` says itself, by `kind` |
//! | `allOf: [{$ref: Pet}, …]` | the properties of `Pet`, as ever |
//!
//! As its own properties alone, what `Cat` has more would be lost. What is of a kind that the document does not list is read as
//! the base, which keeps all further members (OpenAPI 3.1 §4.8.25, the second of its examples). What is made of `Cat` is told by
//! the same member: a type between a base and others is a base too.

use super::all_of;
use super::class::{Class, MAX_ALIASES, Settled, settle, target};
use crate::model::{AdditionalProperties, Api, Schema};
use serde_json::{Map, Value, json};
use std::collections::{HashMap, HashSet};

/// More kinds than these are no union: then the document has one base for everything, and every resource would need all of it.
const MOST: usize = 64;

/// How a document's author says which value stands for a type, without `mapping`.
const TAG: &str = "x-ms-discriminator-value";

/// The components that are made of each component by `allOf`.
pub struct Kinds<'api>(HashMap<&'api str, Vec<&'api str>>);

impl<'api> Kinds<'api> {
    pub fn new(api: &'api Api) -> Self {
        let mut made: HashMap<&str, Vec<&str>> = HashMap::new();
        for (key, schema) in &api.schemas {
            for base in bases(api, schema) {
                made.entry(base).or_default().push(key);
            }
        }
        Self(made)
    }

    /// What a component stands for where it is referred to, if that is more than itself.
    pub fn of(&self, api: &'api Api, key: &str, base: &'api Schema) -> Option<Schema> {
        if !self.0.contains_key(key) || !base.one_of.is_empty() || !base.any_of.is_empty() {
            return None;
        }
        let said = discriminators(api, base);
        let tag = said.first().and_then(|one| tag_name(one))?;
        let settled = settle(api, base).ok().filter(|settled| matches!(settled.class, Class::Struct))?;
        let kinds = self.all(api, key);
        if kinds.is_empty() {
            return None;
        }
        let mapping = mapping(api, tag, &said, &kinds);
        let mut open = Schema { discriminator: None, ..settled.schema.into_owned() };
        if !matches!(open.additional, Some(AdditionalProperties::Schema(_))) {
            open.additional = Some(AdditionalProperties::Allowed(true));
        }
        if kinds.len() > MOST {
            return Some(open);
        }
        open.title = Some("Base".to_owned());
        let discriminator = json!({ "propertyName": tag, "mapping": mapping });
        let refer = |(key, kind): &(&str, &Schema)| Schema {
            at: kind.at.clone(),
            reference: Some(pointer(key)),
            ..Schema::default()
        };
        Some(Schema {
            at: base.at.clone(),
            description: base.description.clone(),
            deprecated: base.deprecated,
            nullable: base.nullable,
            example: base.example.clone(),
            one_of: kinds.iter().map(refer).chain([open]).collect(),
            discriminator: Some(discriminator),
            ..Schema::default()
        })
    }

    /// What is made of a component, and what is made of that, in the order of the document.
    fn all(&self, api: &'api Api, key: &str) -> Vec<(&'api str, &'api Schema)> {
        let mut found: HashSet<&str> = HashSet::new();
        let mut pending = vec![key];
        while let Some(one) = pending.pop() {
            let made = self.0.get(one).into_iter().flatten().copied();
            pending.extend(made.filter(|made| *made != key && found.insert(made)));
        }
        let schemas = api.schemas.iter().map(|(key, schema)| (key.as_str(), schema));
        schemas.filter(|(kind, schema)| found.contains(kind) && !is_alias(api, schema, key)).collect()
    }
}

/// Whether a schema adds nothing to a component: it is that under another name.
fn is_alias(api: &Api, schema: &Schema, key: &str) -> bool {
    let mut schema = schema;
    for _ in 0..MAX_ALIASES {
        let Ok(Settled { schema: settled, class: Class::Reference, .. }) = settle(api, schema) else { return false };
        match target(api, &settled) {
            Some((found, _)) if found == key => return true,
            Some((_, next)) => schema = next,
            None => return false,
        }
    }
    true
}

/// The components that a schema's `allOf` names, through `allOf`s inside it.
fn bases<'api>(api: &'api Api, schema: &Schema) -> HashSet<&'api str> {
    let mut pending: Vec<&Schema> = schema.all_of.iter().collect();
    let mut found = HashSet::new();
    while let Some(part) = pending.pop() {
        found.extend(target(api, part).map(|(key, _)| key));
        pending.extend(&part.all_of);
    }
    found
}

/// The discriminators of a base: its own before those of what it is made of.
fn discriminators<'api>(api: &'api Api, base: &'api Schema) -> Vec<&'api Value> {
    let parts = all_of::parts(api, base).unwrap_or_default();
    let said = own_parts(api, base).chain(parts).filter_map(|part| part.discriminator.as_ref());
    said.filter(|one| tag_name(one).is_some()).collect()
}

/// The member that tells which kind a value is.
fn tag_name(discriminator: &Value) -> Option<&str> {
    discriminator.get("propertyName")?.as_str()
}

/// What the discriminators say of the member's values, the first before the others, and what each kind says of its own.
fn mapping(api: &Api, tag: &str, said: &[&Value], kinds: &[(&str, &Schema)]) -> Map<String, Value> {
    let mut mapping = Map::new();
    let of_tag = said.iter().filter(|one| tag_name(one) == Some(tag));
    for (value, to) in of_tag.filter_map(|one| one.get("mapping")?.as_object()).flatten() {
        mapping.entry(value).or_insert_with(|| to.clone());
    }
    for (key, kind) in kinds {
        if let Some(value) = own_parts(api, kind).find_map(|part| part.extensions.get(TAG)?.as_str()) {
            mapping.entry(value).or_insert_with(|| pointer(key).into());
        }
    }
    mapping
}

/// A schema and the parts of its `allOf` that stand in it: what stands in those that are referred to belongs to them.
fn own_parts<'schema>(api: &Api, schema: &'schema Schema) -> impl Iterator<Item = &'schema Schema> {
    std::iter::once(schema).chain(schema.all_of.iter().filter(|part| target(api, part).is_none()))
}

/// How a reference to a component is written.
fn pointer(key: &str) -> String {
    match key.starts_with('/') {
        true => format!("#{key}"),
        false => format!("#/components/schemas/{}", crate::pointer::escaped(key)),
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::facts::{Presence, TypeKind};
    use crate::lower::lower;
    use crate::model;
    use serde_json::{Map, Value, json};

    /// Types by name: the variants of a union with their tags, or the fields of a struct.
    fn types(schemas: &Value) -> Vec<(String, Vec<String>)> {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}});
        let (api, report) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            "components": {"schemas": schemas},
        }));
        assert_eq!(report, []);
        let api = lint(api).0.expect("no errors");
        let types = lower(&api).facts.types.into_iter().map(|(name, facts)| {
            let parts = match facts.kind {
                TypeKind::Union { variants, .. } => {
                    variants.iter().map(|one| format!("{} {}", one.name, one.tags.join(" "))).collect()
                }
                TypeKind::Struct(fields) => fields
                    .iter()
                    .map(
                        |field| {
                            if field.presence == Presence::Additional { "…".to_owned() } else { field.wire.clone() }
                        },
                    )
                    .collect(),
                _ => Vec::new(),
            };
            (name, parts)
        });
        types.collect()
    }

    fn pet(more: &Value) -> Value {
        let mut pet = json!({
            "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog"}},
        });
        pet.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
        pet
    }

    fn made_of(base: &str, property: &str) -> Value {
        let base = format!("#/components/schemas/{base}");
        json!({"allOf": [{"$ref": base}, {"properties": {property: {"type": "string"}}}]})
    }

    fn owned(expected: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        expected.iter().map(|(name, parts)| ((*name).to_owned(), texts(parts))).collect()
    }

    #[test]
    fn where_a_base_is_referred_to_a_value_is_any_of_its_kinds_or_a_base_that_keeps_the_rest() {
        let mut cat = made_of("Pet", "lives");
        cat["x-ms-discriminator-value"] = json!("#cat");
        let schemas = json!({"Pet": pet(&json!({})), "Cat": cat, "Dog": made_of("Pet", "bark"), "Puppy": made_of("Dog", "weeks")});
        let expected: &[(&str, &[&str])] = &[
            ("Cat", &["kind", "lives"]),
            ("Dog", &["Puppy Puppy", "Base "]),
            ("DogBase", &["kind", "bark", "…"]),
            ("Pet", &["Cat #cat Cat", "Dog dog Dog", "Puppy Puppy", "Base "]),
            ("PetBase", &["kind", "…"]),
            ("Puppy", &["kind", "bark", "weeks"]),
        ];
        assert_eq!(types(&schemas), owned(expected));
    }

    #[test]
    fn a_type_between_a_base_and_others_is_a_union_too_by_its_own_word_or_that_of_its_base() {
        let reference = |name: &str| format!("#/components/schemas/{name}");
        let own = |mapping: &Value| {
            json!({"allOf": [
                {"$ref": reference("Root")},
                {"properties": {"p": {"type": "string"}}, "discriminator": {"propertyName": "kind", "mapping": mapping}},
            ]})
        };
        for (middle, root) in [
            (own(&json!({"#leaf": reference("Leaf")})), json!({})),
            (own(&json!({})), json!({"#leaf": reference("Leaf")})),
            (made_of("Root", "p"), json!({"#leaf": reference("Leaf")})),
        ] {
            let root = json!({
                "properties": {"kind": {"type": "string"}},
                "discriminator": {"propertyName": "kind", "mapping": root},
            });
            let found = types(&json!({"Root": root, "Pet": middle, "Leaf": made_of("Pet", "l")}));
            let expected: &[(&str, &[&str])] = &[
                ("Leaf", &["kind", "p", "l"]),
                ("Pet", &["Leaf #leaf Leaf", "Base "]),
                ("PetBase", &["kind", "p", "…"]),
            ];
            assert_eq!(found, owned(expected), "{middle}");
        }
    }

    #[test]
    fn a_member_of_the_bases_list_that_names_a_kind_leads_to_that_kind_alone() {
        let listed = json!({"properties": {"kind": {"type": "string", "enum": ["Cat", "dog", "Fish"]}}});
        let schemas = json!({"Pet": pet(&listed), "Cat": made_of("Pet", "lives"), "Dog": made_of("Pet", "bark")});
        let found = types(&schemas);
        let pet = found.iter().find(|(name, _)| name == "Pet").expect("the union");
        assert_eq!(pet.1, ["Cat Cat Fish", "Dog dog Fish Dog", "Base Fish"]);
    }

    #[test]
    fn a_kind_that_adds_nothing_is_the_base() {
        let schemas = json!({
            "Pet": pet(&json!({})), "Cat": made_of("Pet", "lives"),
            "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "description": "Barks."},
            "Wolf": {"allOf": [{"$ref": "#/components/schemas/Dog"}]},
        });
        let found = types(&schemas);
        assert_eq!(found[1], ("Pet".to_owned(), vec!["Cat Cat".to_owned(), "Base ".to_owned()]));
    }

    #[test]
    fn a_base_of_too_many_kinds_is_one_struct_that_keeps_the_rest() {
        let mut schemas: Map<String, Value> = (0..65).map(|n| (format!("Kind{n}"), made_of("Pet", "a"))).collect();
        schemas.insert("Pet".to_owned(), pet(&json!({})));
        assert_eq!(types(&schemas.into()), owned(&[("Pet", &["kind", "…"])]));
    }

    #[test]
    fn a_base_without_a_tag_or_without_kinds_is_itself() {
        let untagged = json!({"Pet": {"properties": {"kind": {}}}, "Cat": made_of("Pet", "lives")});
        assert_eq!(types(&untagged), owned(&[("Pet", &["kind"])]));
        assert_eq!(types(&json!({"Pet": pet(&json!({}))})), owned(&[("Pet", &["kind"])]));
    }
}

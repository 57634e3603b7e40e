//! Schemas: types, formats, enums, properties, what is required, what may be null.

use super::differences::Differences;
use super::explained::Explained;
use generator::lower::name::type_name;
use generator::model::{AdditionalProperties, Api, Schema, SchemaType};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeSet;

/// How many references and parts of `allOf` one schema may lead through.
const MAX_STEPS: usize = 200;

/// The two sides of a comparison.
pub struct Comparison<'a> {
    facts: &'a Api,
    ours: &'a Api,
    explained: &'a Explained,
}

/// A schema with the parts of its `allOf` in it, as both sides may be split into parts differently.
#[derive(Default)]
struct Whole<'a> {
    types: BTreeSet<SchemaType>,
    nullable: bool,
    format: Option<&'a str>,
    allowed: Option<&'a [Value]>,
    default: Option<&'a Value>,
    read_only: bool,
    write_only: bool,
    deprecated: bool,
    properties: IndexMap<&'a str, &'a Schema>,
    required: BTreeSet<&'a str>,
    additional: Option<&'a AdditionalProperties>,
    items: Option<&'a Schema>,
    one_of: &'a [Schema],
    any_of: &'a [Schema],
    constraints: IndexMap<&'a str, &'a Value>,
}

impl<'a> Comparison<'a> {
    pub fn new(facts: &'a Api, ours: &'a Api, explained: &'a Explained) -> Self {
        Self { facts, ours, explained }
    }

    /// Compares the schemas that have names, by their names. One that only ours gives a name is compared where it is used.
    pub fn all(&self, out: &mut Differences) {
        // A schema in a file of its own is known by its pointer, of which the last part is the name.
        let ours: IndexMap<String, &Schema> =
            self.ours.schemas.iter().map(|(key, schema)| (name(key), schema)).collect();
        for (key, schema) in &self.facts.schemas {
            let name = self.renamed(key);
            match ours.get(&name) {
                Some(other) => self.schema(&format!("schema {name}"), schema, other, out),
                None => out.add(&format!("schema {name}"), "missing in the document"),
            }
        }
    }

    /// What a schema of the facts is called in the document, from its key.
    fn renamed(&self, key: &str) -> String {
        type_name(self.explained.renamed(last_token(key)))
    }

    /// Compares two schemas that may be missing.
    pub fn optional(&self, place: &str, facts: Option<&Schema>, ours: Option<&Schema>, out: &mut Differences) {
        match (facts, ours) {
            (Some(facts), Some(ours)) => self.schema(place, facts, ours, out),
            (None, None) => {}
            (Some(_), None) => out.add(place, "has a schema in the facts, none in the document"),
            (None, Some(_)) => out.add(place, "has a schema in the document, none in the facts"),
        }
    }

    /// Compares two schemas. References to schemas of one name are the same: those are compared by themselves.
    pub fn schema(&self, place: &str, facts: &Schema, ours: &Schema, out: &mut Differences) {
        let target = |schema: &Schema| schema.target();
        if let (Some(theirs), Some(own)) = (target(facts), target(ours)) {
            out.same(&format!("{place} > reference"), self.renamed(&theirs), name(&own));
            return;
        }
        let [facts, ours] = [whole(self.facts, facts), whole(self.ours, ours)];
        self.value(place, &facts, &ours, out);
        for name in out.names(place, "property", facts.properties.keys().copied(), ours.properties.keys().copied()) {
            if let (Some(theirs), Some(own)) = (facts.properties.get(name), ours.properties.get(name)) {
                self.schema(&format!("{place} > {name}"), theirs, own, out);
            }
        }
        out.names(place, "required", facts.required.iter().copied(), ours.required.iter().copied());
        self.additional(place, &facts, &ours, out);
        if facts.items.is_some() || ours.items.is_some() {
            self.optional(&format!("{place} > items"), facts.items, ours.items, out);
        }
        for (what, theirs, own) in [("oneOf", facts.one_of, ours.one_of), ("anyOf", facts.any_of, ours.any_of)] {
            let place = format!("{place} > {what}");
            out.same(&place, theirs.len(), own.len());
            for (index, (theirs, own)) in theirs.iter().zip(own).enumerate() {
                self.schema(&format!("{place} {index}"), theirs, own, out);
            }
        }
    }

    /// What is said of the value itself.
    fn value(&self, place: &str, facts: &Whole<'_>, ours: &Whole<'_>, out: &mut Differences) {
        let at = |what: &str| format!("{place} > {what}");
        out.same(&at("type"), types(facts), types(ours));
        out.same(&at("nullable"), facts.nullable, ours.nullable);
        out.same(&at("format"), facts.format.unwrap_or_default(), ours.format.unwrap_or_default());
        let [theirs, own] =
            [facts, ours].map(|whole| whole.allowed.into_iter().flatten().map(Value::to_string).collect::<Vec<_>>());
        out.names(place, "enum", theirs.iter().map(String::as_str), own.iter().map(String::as_str));
        let [theirs, own] = [facts, ours].map(|whole| whole.default.map(Value::to_string).unwrap_or_default());
        out.same(&at("default"), theirs, own);
        out.same(&at("readOnly"), facts.read_only, ours.read_only);
        out.same(&at("writeOnly"), facts.write_only, ours.write_only);
        out.same(&at("deprecated"), facts.deprecated, ours.deprecated);
        let keys: BTreeSet<_> = facts.constraints.keys().chain(ours.constraints.keys()).copied().collect();
        for key in keys {
            let [theirs, own] = [facts, ours]
                .map(|whole| whole.constraints.get(key).map(|value| value.to_string()).unwrap_or_default());
            out.same(&at(key), theirs, own);
        }
    }

    /// `additionalProperties`, of which saying nothing and saying `true` come to the same.
    fn additional(&self, place: &str, facts: &Whole<'_>, ours: &Whole<'_>, out: &mut Differences) {
        use AdditionalProperties::{Allowed, Schema};
        let at = format!("{place} > further properties");
        match (facts.additional, ours.additional) {
            (Some(Schema(theirs)), Some(Schema(own))) => self.schema(&at, theirs, own, out),
            (Some(Allowed(false)), None | Some(Allowed(true))) => {
                out.add(&format!("{place} > closed"), "the facts allow no further properties, the document does");
            }
            (theirs, own) => out.same(&at, further(theirs), further(own)),
        }
        fn further(additional: Option<&AdditionalProperties>) -> &'static str {
            match additional {
                None | Some(Allowed(true)) => "any",
                Some(Allowed(false)) => "none",
                Some(Schema(_)) => "of a schema",
            }
        }
    }
}

/// The name of one of our schemas, from its key.
fn name(key: &str) -> String {
    type_name(last_token(key))
}

/// The name in a key, which is a pointer where the schema stands in a file of its own.
fn last_token(key: &str) -> &str {
    key.rsplit('/').next().unwrap_or(key)
}

fn types(whole: &Whole<'_>) -> String {
    let types: Vec<String> = whole.types.iter().map(|kind| format!("{kind:?}").to_lowercase()).collect();
    types.join(" or ")
}

/// Puts the parts of a schema's `allOf`, and what it refers to, into one.
fn whole<'a>(api: &'a Api, schema: &'a Schema) -> Whole<'a> {
    let mut whole = Whole::default();
    let mut parts = vec![schema];
    for _ in 0..MAX_STEPS {
        let Some(part) = parts.pop() else { break };
        take(&mut whole, part);
        parts.extend(part.all_of.iter().rev());
        parts.extend(part.target().and_then(|target| api.schemas.get(&target)));
    }
    // Many authors leave `type: object` out where there are properties.
    if whole.types.is_empty() && !whole.properties.is_empty() {
        whole.types.insert(SchemaType::Object);
    }
    whole
}

fn take<'a>(whole: &mut Whole<'a>, part: &'a Schema) {
    whole.types.extend(part.types_besides_null());
    whole.nullable |= part.is_nullable();
    whole.format = whole.format.or(part.format.as_deref());
    whole.allowed = whole.allowed.or(part.allowed.as_deref());
    whole.default = whole.default.or(part.default.as_ref());
    whole.read_only |= part.read_only;
    whole.write_only |= part.write_only;
    whole.deprecated |= part.deprecated;
    for (name, property) in &part.properties {
        whole.properties.entry(name).or_insert(property);
    }
    whole.required.extend(part.required.iter().map(String::as_str));
    whole.additional = whole.additional.or(part.additional.as_ref());
    whole.items = whole.items.or(part.items.as_deref());
    if whole.one_of.is_empty() {
        whole.one_of = &part.one_of;
    }
    if whole.any_of.is_empty() {
        whole.any_of = &part.any_of;
    }
    for (key, value) in &part.constraints {
        whole.constraints.entry(key).or_insert(value);
    }
}

//! Unions and tuples: types that we write ourselves. A probe asks progenitor for the types inside, as for operations.

use super::alternatives::{Alternative, Alternatives, alternatives, property_name};
use super::class::{Class, followed, is_nullable, settle};
use super::facts::{Holds, ItemFacts, TypeKind, VariantFacts};
use super::form::{self, Form};
use super::name::{Names, type_name};
use super::{Lowering, enumeration};
use crate::model::{Api, Schema, SchemaType};
use indexmap::IndexMap;

impl Lowering<'_> {
    /// Lowers the definition of a union.
    pub(super) fn union(&mut self, name: &str, schema: &Schema) -> TypeKind {
        let (found, missing) = match alternatives(self.api, schema) {
            Ok(Alternatives::Several { found, missing }) => (found, missing),
            // Its class says otherwise.
            Ok(Alternatives::One(_)) | Err(_) => (Vec::new(), Vec::new()),
        };
        for one in missing {
            let reference = one.reference.as_deref().unwrap_or_default();
            self.degrade(super::last_token(reference), &one.at, "what it refers to is missing");
        }
        let pins: Vec<Pins> = found.iter().map(|one| pins(self.api, &one.schema)).collect();
        let is_told = property_name(schema).is_some();
        let tag = property_name(schema).map(str::to_owned).or_else(|| common_pin(&pins));
        let mut names = Names::default();
        let mut properties = IndexMap::new();
        let mut variants = Vec::new();
        for (index, (alternative, pins)) in found.iter().zip(&pins).enumerate() {
            let tags = tag.as_deref().map(|tag| tags(alternative, pins, tag, &found)).unwrap_or_default();
            let wanted = match (&alternative.name, tags.as_slice()) {
                (Some(name), _) => type_name(name),
                (None, [only]) => type_name(only),
                (None, _) => type_name(&kind_name(self.api, &alternative.schema, &found)),
            };
            let variant = names.take(&wanted);
            let slot = format!("variant_{index}");
            let form = self.schema(&alternative.schema, &format!("{name}{variant}"));
            // Any value at all is what the catch-all is for.
            if form == form::any() {
                continue;
            }
            self.remark_if_renamed(&wanted, &variant, &alternative.schema.at);
            properties.insert(slot.clone(), form);
            variants.push(VariantFacts {
                slot,
                name: variant,
                adds_tag: is_told
                    && !tags.is_empty()
                    && pins.is_object
                    && tag.as_ref().is_some_and(|tag| !pins.requires(tag)),
                sent: alternative.sent.clone().filter(|_| is_told),
                tags,
                description: alternative.schema.description.clone(),
            });
        }
        let tag = tag.filter(|_| variants.iter().any(|variant| !variant.tags.is_empty()));
        TypeKind::Union { probe: self.inner_probe(name, "Variants", properties), tag, variants }
    }

    /// Lowers the definition of a list of a fixed length.
    pub(super) fn tuple(&mut self, name: &str, schema: &Schema) -> TypeKind {
        let mut properties = IndexMap::new();
        let mut items = Vec::new();
        for (index, item) in schema.prefix_items.iter().enumerate() {
            let slot = format!("item_{index}");
            properties.insert(slot.clone(), self.schema(item, &format!("{name}{index}")));
            let (nullable, documentation) = (is_nullable(self.api, item), self.documentation(item));
            items.push(ItemFacts { slot, nullable, documentation });
        }
        TypeKind::Tuple { probe: self.inner_probe(name, "Items", properties), items }
    }

    pub(super) fn inner_probe(&mut self, name: &str, suffix: &str, properties: IndexMap<String, Form>) -> String {
        let probe = self.names.take_type(&type_name(&format!("{name}{suffix}")));
        self.forms.insert(probe.clone(), form::object(properties));
        probe
    }
}

/// The members of an object whose values are a list of texts.
#[derive(Default)]
struct Pins {
    is_object: bool,
    /// Every member, with the texts that it may be where they are listed.
    members: IndexMap<String, Vec<String>>,
    /// Those that every value has, sent and received.
    required: Vec<String>,
}

impl Pins {
    fn requires(&self, member: &str) -> bool {
        self.required.iter().any(|required| required == member)
    }
}

fn pins(api: &Api, schema: &Schema) -> Pins {
    let settled = followed(api, schema).and_then(|schema| settle(api, schema).ok());
    let Some(settled) = settled.filter(|settled| matches!(settled.class, Class::Struct)) else {
        return Pins::default();
    };
    let members = settled.schema.properties.iter().map(|(name, property)| {
        let property = followed(api, property).and_then(|property| settle(api, property).ok());
        let values = match property.as_ref().map(|property| (enumeration::holds(&property.schema), &property.schema)) {
            Some((Some(Holds::Text), property)) => enumeration::members(property, Holds::Text),
            _ => Vec::new(),
        };
        (name.clone(), values.into_iter().map(|member| member.wire).collect())
    });
    let always = |name: &&String| {
        settled.schema.properties.get(*name).is_some_and(|property| !property.read_only && !property.write_only)
    };
    let required = settled.schema.required.iter().filter(always).cloned().collect();
    Pins { is_object: true, members: members.collect(), required }
}

/// The first member whose listed texts tell all objects apart.
fn common_pin(pins: &[Pins]) -> Option<String> {
    let objects: Vec<&Pins> = pins.iter().filter(|pins| pins.is_object).collect();
    let tells_apart = |name: &&String| {
        let mut seen: Vec<&String> = Vec::new();
        objects.iter().all(|object| {
            let values = object.members.get(*name).map(Vec::as_slice).unwrap_or_default();
            let is_new = !values.is_empty() && values.iter().all(|value| !seen.contains(&value));
            seen.extend(values);
            is_new
        })
    };
    let (first, others) = objects.split_first()?;
    if others.is_empty() {
        return None;
    }
    first.members.keys().find(tells_apart).cloned()
}

/// The tags of an alternative: what the document says of it, and what it says of itself, unless the document says that of
/// another. What it says of itself stands first: that is what is sent.
fn tags(alternative: &Alternative<'_>, pins: &Pins, tag: &str, all: &[Alternative<'_>]) -> Vec<String> {
    let mut tags = alternative.tags.clone();
    for own in pins.members.get(tag).into_iter().flatten() {
        if !all.iter().any(|one| one.tags.contains(own)) {
            tags.push(own.clone());
        }
    }
    let own = pins.members.get(tag);
    tags.sort_by_key(|tag| !own.is_some_and(|own| own.contains(tag)));
    tags
}

/// What an alternative without a name is called: what it is.
fn kind_name(api: &Api, schema: &Schema, all: &[Alternative<'_>]) -> String {
    let Ok(settled) = settle(api, schema) else {
        return "Value".to_owned();
    };
    match settled.class {
        Class::Reference => followed(api, schema).map(|target| kind_name(api, target, all)).unwrap_or_default(),
        Class::Union => "Union".to_owned(),
        Class::Struct => "Object".to_owned(),
        Class::Map => "Map".to_owned(),
        Class::Enum => "Enum".to_owned(),
        Class::Tuple => "Tuple".to_owned(),
        Class::Any => "Value".to_owned(),
        Class::Plain(SchemaType::Array) => {
            let is_list = |one: &&Alternative<'_>| one.schema.types_besides_null().eq([SchemaType::Array]);
            match settled.schema.items.as_deref() {
                Some(items) if all.iter().filter(is_list).count() > 1 => {
                    let name = items.target().map(|key| super::last_token(&key).to_owned());
                    format!("{} list", name.unwrap_or_else(|| kind_name(api, items, &[])))
                }
                _ => "List".to_owned(),
            }
        }
        Class::Plain(kind) => scalar_name(kind, settled.schema.format.as_deref()).to_owned(),
    }
}

fn scalar_name(kind: SchemaType, format: Option<&str>) -> &'static str {
    match (kind, format) {
        (SchemaType::String, Some("date-time")) => "DateTime",
        (SchemaType::String, Some("date")) => "Date",
        (SchemaType::String, Some("uuid")) => "Uuid",
        (SchemaType::String, _) => "String",
        (SchemaType::Integer, _) => "Integer",
        (SchemaType::Number, _) => "Number",
        (SchemaType::Boolean, _) => "Boolean",
        (SchemaType::Null | SchemaType::Array | SchemaType::Object, _) => "Value",
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::facts::TypeKind;
    use crate::lower::lower;
    use crate::model;
    use serde_json::{Value, json};

    /// The form of the body of an answer, the variants of each union, and what is a JSON value because it is missing.
    fn answer(schema: &Value) -> (Value, Vec<Vec<String>>, Vec<String>) {
        let content = json!({"application/json": {"schema": schema}});
        let (api, _) = model::build(&json!({
            "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
            "paths": {"/": {"get": {"responses": {"200": {"description": "d", "content": content}}}}},
            "components": {"schemas": {"Person": {"type": "object", "properties": {"name": {"type": "string"}}}}},
        }));
        let api = lint(api).0.expect("no errors");
        let lowered = lower(&api);
        let probe = &lowered.facts.operations[0].probe;
        let schemas = serde_json::to_value(lowered.document.components.expect("schemas").schemas).expect("JSON");
        let body = schemas[probe]["properties"].as_object().expect("a probe").values().next().cloned();
        let unions = lowered.facts.types.into_values().filter_map(|facts| match facts.kind {
            TypeKind::Union { variants, .. } => Some(variants.into_iter().map(|one| one.name).collect()),
            _ => None,
        });
        let degraded = lowered.unsupported.iter().map(|one| one.at.last().unwrap_or_default().to_owned()).collect();
        (body.expect("a body"), unions.collect(), degraded)
    }

    #[test]
    fn an_object_or_null_beside_objects_is_null_and_beside_text_it_is_an_object() {
        let person = json!({"$ref": "#/components/schemas/Person"});
        let nothing = json!({"type": "object", "nullable": true});
        let nullable = json!({"nullable": true, "allOf": [person]});
        for schema in [json!({"anyOf": [person, nothing]}), json!({"oneOf": [nothing, person]})] {
            assert_eq!(answer(&schema), (nullable.clone(), vec![], vec![]), "{schema}");
        }
        let (_, unions, _) = answer(&json!({"anyOf": [{"type": "string"}, nothing]}));
        assert_eq!(unions, [["String", "Map"]]);
    }

    #[test]
    fn an_alternative_that_is_missing_is_reported_and_the_others_stay() {
        let person = json!({"$ref": "#/components/schemas/Person"});
        let gone = json!({"$ref": "#/components/schemas/Gone"});
        let inline = json!({"type": "object", "title": "Dog", "properties": {"bark": {"type": "string"}}});
        let variants = |schema: &Value| {
            let (_, unions, degraded) = answer(schema);
            (unions.concat(), degraded)
        };
        for (schema, kept, reported) in [
            (json!({"oneOf": [person, inline, gone]}), vec!["Person", "Dog"], vec!["2"]),
            (json!({"oneOf": [gone, person]}), vec!["Person"], vec!["0"]),
            (json!({"oneOf": [gone]}), vec![], vec!["schema"]),
        ] {
            let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(variants(&schema), (owned(kept), owned(reported)), "{schema}");
        }
    }
}

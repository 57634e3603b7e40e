//! The types of an API.

use super::reach::{Reach, reach};
use super::{
    Direction, FieldKind, FieldPlan, Holds, InNew, MemberPlan, ModelKind, ModelPlan, PartPlan, PlanInput, ResourcePlan,
    boxes, naming, resolved, union, variant::variant,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::facts::{Documentation, FieldFacts, MemberFacts, PartFacts, PartKind, Presence, TypeKind};
use crate::lower::name::Names;
use crate::pointer::Pointer;
use crate::reflect::{Field, RustType};
use serde_json::Value;
use std::collections::BTreeMap;

/// Plans the types that operations reach, sorted by name.
pub fn models(document: &PlanInput<'_>, resources: &[ResourcePlan], report: &mut Vec<Diagnostic>) -> Vec<ModelPlan> {
    let reached = reach(document, resources);
    let models = reached.into_iter().filter_map(|(name, reach)| model(document, name, reach, resources.len(), report));
    let mut models: Vec<ModelPlan> = models.collect();
    boxes::break_cycles(&mut models);
    fill_in(&mut models);
    models
}

/// What can only be one value is no argument of `new`.
fn fill_in(models: &mut [ModelPlan]) {
    let only = |model: &ModelPlan| {
        let ModelKind::Enum { holds, members, .. } = &model.kind else { return None };
        let [MemberPlan { variant, wire, description: _ }] = members.as_slice() else { return None };
        let value = match holds {
            Holds::Text => Value::from(wire.as_str()),
            Holds::Integer | Holds::Any => serde_json::from_str(wire).ok()?,
        };
        Some((model.name.clone(), InNew::Filled { variant: Some(variant.clone()), value }))
    };
    let filled: BTreeMap<String, InNew> = models.iter().filter_map(only).collect();
    let tags = sent_tags(models);
    for model in models {
        let ModelKind::Struct(fields) = &mut model.kind else { continue };
        for field in fields.iter_mut().filter(|field| field.kind == FieldKind::Required) {
            let only = match &field.rust_type {
                RustType::Model(name) => filled.get(name).cloned(),
                RustType::String => tags
                    .get(&(model.name.clone(), field.wire.clone()))
                    .cloned()
                    .flatten()
                    .map(Value::String)
                    .filter(|tag| agrees(tag, &field.documentation))
                    .map(|value| InNew::Filled { variant: None, value }),
                _ => None,
            };
            if let Some(only) = only {
                field.in_new = only;
            }
        }
    }
}

/// Whether a member's default and example are no other value.
fn agrees(value: &Value, documentation: &Documentation) -> bool {
    [&documentation.default, &documentation.example].into_iter().flatten().all(|said| said == value)
}

/// By type and member the tag by which unions know the type; none where they know it by several.
fn sent_tags(models: &[ModelPlan]) -> BTreeMap<(String, String), Option<String>> {
    let mut tags: BTreeMap<(String, String), Option<String>> = BTreeMap::new();
    for model in models {
        let ModelKind::Union { tag: Some(tag), variants, .. } = &model.kind else { continue };
        for variant in variants {
            let Some(name) = variant.rust_type.model() else { continue };
            let known = tags.entry((name.to_owned(), tag.clone())).or_insert_with(|| variant.sent.clone());
            if *known != variant.sent {
                *known = None;
            }
        }
    }
    tags
}

fn model(
    document: &PlanInput<'_>,
    name: String,
    reach: Reach,
    resources: usize,
    report: &mut Vec<Diagnostic>,
) -> Option<ModelPlan> {
    let facts = document.facts.types.get(&name)?;
    let mut parts = None;
    let kind = match &facts.kind {
        TypeKind::Enum { holds, members } => self::members(*holds, members, &facts.at, report),
        TypeKind::Union { probe, tag, variants } => {
            union::union(document, probe, tag.as_deref(), variants, &facts.at, report)
        }
        TypeKind::Wrapper { probe } => union::wrapper(document, probe),
        TypeKind::Tuple { probe, items } => union::tuple(document, probe, items),
        TypeKind::Struct(fields) => {
            let found = document.surface.structs.get(&name)?;
            ModelKind::Struct(fields.iter().filter_map(|field| self::field(document, field, found, &reach)).collect())
        }
        TypeKind::Parts(facts) => {
            let found = document.surface.structs.get(&name)?;
            let both = facts.iter().filter_map(|facts| part(document, facts, found, &reach));
            let (fields, plans) = both.unzip();
            parts = Some(plans);
            ModelKind::Struct(fields)
        }
    };
    let Reach { features, in_requests, in_answers, with_nulls: _ } = reach;
    Some(ModelPlan {
        at: facts.at.to_string(),
        place: document.origin.shown(&facts.at),
        description: facts.description.clone(),
        deprecated: facts.deprecated,
        example: facts.example.clone(),
        kind,
        parts,
        in_requests,
        in_answers,
        features: if features.len() == resources { Default::default() } else { features },
        name,
    })
}

fn field(
    document: &PlanInput<'_>,
    facts: &FieldFacts,
    found: &BTreeMap<String, Field>,
    reach: &Reach,
) -> Option<FieldPlan> {
    let field = found.get(&facts.lowered)?;
    let inner = resolved(document, &field.rust_type);
    let kind = kind(facts, reach);
    let option = |inner| RustType::Option(Box::new(inner));
    let rust_type = match (kind, facts.presence) {
        (FieldKind::Required, Presence::RequiredNullable) | (FieldKind::Optional, _) => option(inner),
        (FieldKind::Nullable, _) => option(option(inner)),
        (FieldKind::Required | FieldKind::Additional, _) => inner,
    };
    Some(FieldPlan {
        name: field.ident.clone(),
        wire: facts.wire.clone(),
        rust_type,
        kind,
        in_new: in_new(facts, kind),
        documentation: facts.documentation.clone(),
        secret: facts.secret,
        direction: match (facts.read_only, facts.write_only) {
            (true, false) => Direction::ReadOnly,
            (false, true) => Direction::WriteOnly,
            // Both together would be a member that is never there.
            (true, true) | (false, false) => Direction::Both,
        },
    })
}

/// A field that is a part; progenitor has text where a file is.
fn part(
    document: &PlanInput<'_>,
    facts: &PartFacts,
    found: &BTreeMap<String, Field>,
    reach: &Reach,
) -> Option<(FieldPlan, PartPlan)> {
    let PartFacts { field, kind, media_type, headers } = facts;
    let mut field = self::field(document, field, found, reach)?;
    if *kind == PartKind::File {
        field.rust_type = file(&field.rust_type);
    }
    Some((field, PartPlan { kind: *kind, media_type: media_type.clone(), headers: headers.clone() }))
}

fn file(found: &RustType) -> RustType {
    match found {
        RustType::List(item) => RustType::List(Box::new(file(item))),
        RustType::Option(inner) => RustType::Option(Box::new(file(inner))),
        _ => RustType::Part,
    }
}

/// How a field is read and written, by who uses its type: a read-only property need not be sent and a write-only one
/// does not come, whatever `required` says (OpenAPI 3.0 §4.7.24); null beside absence matters only to what is sent as JSON.
fn kind(facts: &FieldFacts, reach: &Reach) -> FieldKind {
    let may_lack = reach.in_requests && facts.read_only || reach.in_answers && facts.write_only;
    let says_null = reach.with_nulls && !facts.read_only;
    match facts.presence {
        Presence::Additional => FieldKind::Additional,
        // What is sent must be there, if only as null.
        Presence::RequiredNullable if may_lack && says_null => FieldKind::Nullable,
        Presence::Required | Presence::RequiredNullable if may_lack => FieldKind::Optional,
        Presence::Required | Presence::RequiredNullable => FieldKind::Required,
        Presence::Optional => FieldKind::Optional,
        Presence::Nullable if says_null => FieldKind::Nullable,
        Presence::Nullable => FieldKind::Optional,
    }
}

/// What a call must send is an argument, though an answer may lack it.
fn in_new(facts: &FieldFacts, kind: FieldKind) -> InNew {
    match (facts.presence, kind) {
        (Presence::Required, FieldKind::Optional) if facts.write_only && !facts.read_only => InNew::Taken,
        _ => InNew::usual(kind),
    }
}

/// Variants for the members of an enum. The variant for unknown values gives way to a member of that name.
fn members(holds: Holds, facts: &[MemberFacts], at: &Pointer, report: &mut Vec<Diagnostic>) -> ModelKind {
    let mut names = Names::default();
    let mut members: Vec<MemberPlan> = Vec::new();
    for member in facts {
        let wanted = variant(holds, member);
        let MemberFacts { wire, description, .. } = member;
        let variant = names.take_variant(&wanted);
        if variant != wanted {
            report.push(Diagnostic::new(
                Code::Renamed,
                at,
                format!("the name `{wanted}` is taken in this enum; its member `{wire}` is called `{variant}`"),
                "nothing needs to be done; names of your own go into `x-enum-varnames`",
            ));
        }
        members.push(MemberPlan { variant, wire: wire.clone(), description: description.clone() });
    }
    ModelKind::Enum { holds, catch_all: naming::catch_all(&mut names, at, report), members }
}

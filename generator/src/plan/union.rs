//! Unions, tuples, and lists with a name.

use super::{ItemPlan, ModelKind, PlanInput, VariantPlan, naming, resolved};
use crate::diagnostic::Diagnostic;
use crate::lower::facts::{ItemFacts, TypeKind, VariantFacts};
use crate::lower::name::Names;
use crate::pointer::Pointer;
use crate::reflect::RustType;

/// A union, its variants in the order in which they are tried.
pub fn union(
    document: &PlanInput<'_>,
    probe: &str,
    tag: Option<&str>,
    facts: &[VariantFacts],
    at: &Pointer,
    report: &mut Vec<Diagnostic>,
) -> ModelKind {
    let mut names = Names::default();
    let mut variants: Vec<VariantPlan> = facts.iter().map(|facts| variant(document, probe, facts)).collect();
    variants.iter().for_each(|variant| drop(names.take(&variant.name)));
    for index in 0..variants.len() {
        let holds_same = |one: &&VariantPlan| variants.get(index).is_some_and(|this| this.rust_type == one.rust_type);
        let converts = variants.iter().filter(holds_same).count() == 1;
        if let Some(variant) = variants.get_mut(index) {
            variant.converts = converts && !matches!(variant.rust_type, RustType::Json);
        }
    }
    variants.sort_by_key(|variant| rank(document, &variant.rust_type));
    ModelKind::Union { catch_all: naming::catch_all(&mut names, at, report), tag: tag.map(str::to_owned), variants }
}

fn variant(document: &PlanInput<'_>, probe: &str, facts: &VariantFacts) -> VariantPlan {
    VariantPlan {
        name: facts.name.clone(),
        rust_type: inside(document, probe, &facts.slot),
        converts: false,
        tags: facts.tags.clone(),
        sent: facts.sent.clone(),
        adds_tag: facts.adds_tag,
        description: facts.description.clone(),
    }
}

/// A tuple.
pub fn tuple(document: &PlanInput<'_>, probe: &str, facts: &[ItemFacts]) -> ModelKind {
    let items = facts.iter().map(|facts| {
        let inner = inside(document, probe, &facts.slot);
        let rust_type = if facts.nullable { RustType::Option(Box::new(inner)) } else { inner };
        ItemPlan { rust_type, documentation: facts.documentation.clone() }
    });
    ModelKind::Tuple(items.collect())
}

/// A list or map with a name.
pub fn wrapper(document: &PlanInput<'_>, probe: &str) -> ModelKind {
    let held = document.surface.structs.get(probe).and_then(|fields| fields.values().next());
    ModelKind::Wrapper(held.map_or(RustType::Json, |field| resolved(document, &field.rust_type)))
}

/// The type of a probe's property; a probe that progenitor could not take has JSON values.
fn inside(document: &PlanInput<'_>, probe: &str, slot: &str) -> RustType {
    let field = document.surface.structs.get(probe).and_then(|fields| fields.get(slot));
    field.map_or(RustType::Json, |field| resolved(document, &field.rust_type))
}

/// What is read as more than one type goes to the narrower: `1` to an integer, a day to a date, before any number and text.
/// What takes everything comes last.
fn rank(document: &PlanInput<'_>, found: &RustType) -> u8 {
    match found {
        RustType::Integer(_) => 1,
        RustType::Uuid | RustType::DateTime => 2,
        RustType::Date => 3,
        RustType::Float(_) => 4,
        RustType::Model(name) => match document.facts.types.get(name).map(|facts| &facts.kind) {
            Some(TypeKind::Enum { .. }) => 5,
            Some(TypeKind::Union { .. }) => 7,
            Some(TypeKind::Struct(_) | TypeKind::Parts(_) | TypeKind::Tuple { .. } | TypeKind::Wrapper { .. })
            | None => 0,
        },
        RustType::Bool | RustType::List(_) => 0,
        RustType::String => 6,
        RustType::Map(_) => 8,
        RustType::JsonObject => 9,
        RustType::Json | RustType::Part | RustType::Parts => 10,
        RustType::Option(inner) | RustType::Boxed(inner) => rank(document, inner),
    }
}

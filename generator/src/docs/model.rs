//! The page of a model.

use super::Page;
use super::expression::{Position, Writer};
use super::operation::described;
use super::page::Markdown;
use super::place::{Place, link};
use super::program::Program;
use super::sample::{Extent, Sampler};
use crate::markdown;
use crate::plan::{FieldKind, FieldPlan, Holds, InNew, ItemPlan, MemberPlan, ModelKind, ModelPlan, VariantPlan};
use crate::reflect::RustType;
use serde_json::Value;

/// What it is, what it holds, what it looks like, how it is made, and who uses it.
pub(super) fn model(place: &Place<'_>, model: &ModelPlan) -> Page {
    let path = place.model_page(&model.name).unwrap_or_default();
    let mut page = Markdown::default();
    page.heading(1, &markdown::code(&model.name));
    page.paragraph(&format!(
        "`{}::models::{}`. [Back to the overview]({})",
        place.root(),
        model.name,
        link(&path, "README.md")
    ));
    if model.deprecated {
        page.paragraph("**Deprecated**: the API's document says not to use it any more.");
    }
    page.paragraph(&markdown::safe(model.description.as_deref().unwrap_or_default()));
    match &model.kind {
        ModelKind::Struct(fields) => structure(&mut page, place, model, fields, &path),
        ModelKind::Enum { holds, catch_all, members } => {
            enumeration(&mut page, model, *holds, catch_all, members);
            example(&mut page, place, model);
        }
        ModelKind::Union { catch_all, tag, variants } => {
            union(&mut page, place, model, catch_all, tag.as_deref(), variants, &path);
            example(&mut page, place, model);
        }
        ModelKind::Wrapper(held) => {
            page.heading(2, "Holds");
            page.paragraph(&place.shown(held, &path));
            example(&mut page, place, model);
        }
        ModelKind::Tuple(items) => {
            tuple(&mut page, place, items, &path);
            example(&mut page, place, model);
        }
    }
    page.heading(2, "Used by");
    used_by(&mut page, place, model, &path);
    Page { path, text: page.finish() }
}

fn structure(page: &mut Markdown, place: &Place<'_>, model: &ModelPlan, fields: &[FieldPlan], path: &str) {
    page.heading(2, "Fields");
    if fields.is_empty() {
        page.paragraph("None.");
    }
    let rows = fields.iter().map(|field| {
        let direction = field.direction.said().map(|said| format!("{said} ")).unwrap_or_default();
        let mut description = direction + &described(&field.documentation);
        if field.kind == FieldKind::Nullable {
            description.push_str(" `None` is left out, `Some(None)` is null.");
        }
        if let InNew::Filled { value, .. } = &field.in_new {
            description.push_str(&format!(" `new` sets it to {}.", markdown::code(&value.to_string())));
        }
        if field.secret {
            description.push_str(" Secret: printed as `***`.");
        }
        [
            markdown::code(&field.name),
            if field.kind == FieldKind::Additional {
                "all other members".to_owned()
            } else {
                markdown::code(&field.wire)
            },
            place.shown(&field.rust_type, path),
            if field.is_needed() { "yes" } else { "no" }.to_owned(),
            description.trim().to_owned(),
        ]
    });
    let wire = if model.parts.is_some() { "Part" } else { "In JSON" };
    page.table(["Field", wire, "Type", "Required", "Description"], rows);
    page.paragraph(&super::files::in_model(model, path));
    page.heading(2, "Example");
    if model.parts.is_none() {
        let sample = Sampler::new(&place.models, Extent::Answer).model(model);
        let is_missing = |field: &FieldPlan| {
            field.kind != FieldKind::Additional && !field.documentation.deprecated && sample.get(&field.wire).is_none()
        };
        if fields.iter().any(is_missing) {
            page.paragraph("With some of what may be left out:");
        }
        page.fence("json", &markdown::visible_json(&serde_json::to_string_pretty(&sample).unwrap_or_default()));
    }
    if model.in_requests {
        page.paragraph("In Rust, `new` takes what is required, and a struct update the rest:");
        page.fence("rust", &made(place, model));
    } else {
        page.paragraph("Only answers hold it. It may grow, so it cannot be built or matched without `..`.");
    }
}

/// A program that makes the model of a request and prints it.
fn made(place: &Place<'_>, model: &ModelPlan) -> String {
    let mut program = Program::default();
    let sample = Sampler::new(&place.models, Extent::Request).model(model);
    let itself = RustType::Model(model.name.clone());
    let value = Writer { place, program: &mut program }.expression(&itself, &sample, Position::Value);
    program.bind("value", &value);
    program.statement("    println!(\"{value:#?}\");");
    program.finish_plain()
}

fn enumeration(page: &mut Markdown, model: &ModelPlan, holds: Holds, catch_all: &str, members: &[MemberPlan]) {
    page.heading(2, "Members");
    let rows = members.iter().map(|member| {
        let about = member.description.as_deref().map(markdown::cell).unwrap_or_default();
        [format!("`{}::{}`", model.name, member.variant), markdown::code(&member.wire), about]
    });
    let held = match holds {
        Holds::Text => "String",
        Holds::Integer => "i64",
        Holds::Any => "serde_json::Value",
    };
    let rest = "Any other value, kept as it came and sent back unchanged.".to_owned();
    let rest = [format!("`{}::{catch_all}({held})`", model.name), "any".to_owned(), rest];
    page.table(["Member", "In JSON", "Description"], rows.chain([rest]));
}

fn union(
    page: &mut Markdown,
    place: &Place<'_>,
    model: &ModelPlan,
    catch_all: &str,
    tag: Option<&str>,
    variants: &[VariantPlan],
    path: &str,
) {
    page.heading(2, "Variants");
    let rows = variants.iter().map(|variant| {
        let tags: Vec<String> = variant.tags.iter().map(|tag| markdown::code(tag)).collect();
        let about = variant.description.as_deref().map(markdown::cell).unwrap_or_default();
        let name = format!("`{}::{}`", model.name, variant.name);
        [name, place.shown(&variant.rust_type, path), tags.join(", "), about]
    });
    let rest = "Anything else, kept as it came and sent back unchanged.".to_owned();
    let rest = [format!("`{}::{catch_all}`", model.name), "`serde_json::Value`".to_owned(), String::new(), rest];
    let tagged = tag.map_or_else(|| "Tag".to_owned(), markdown::code);
    page.table(["Variant", "Holds", &tagged, "Description"], rows.chain([rest]));
    page.paragraph(&match tag {
        Some(tag) => format!("The member {} says which variant a value is.", markdown::code(tag)),
        None => {
            "A value is the variant that it can be read as; where that are several, the one that knows most of its \
                 members, then the first."
                .to_owned()
        }
    });
}

fn tuple(page: &mut Markdown, place: &Place<'_>, items: &[ItemPlan], path: &str) {
    page.heading(2, "Items");
    let rows = items.iter().enumerate().map(|(index, item)| {
        let description = described(&item.documentation);
        [format!("`{index}`"), place.shown(&item.rust_type, path), description.trim().to_owned()]
    });
    page.table(["Item", "Type", "Description"], rows);
}

/// What a value looks like, in JSON and in Rust.
fn example(page: &mut Markdown, place: &Place<'_>, model: &ModelPlan) {
    page.heading(2, "Example");
    let sample = Sampler::new(&place.models, Extent::Answer).model(model);
    page.fence("json", &markdown::visible_json(&if_short(&sample)));
    if place.can_be_made(model) {
        page.paragraph("In Rust:");
        page.fence("rust", &made(place, model));
    } else {
        page.paragraph("Only answers hold it.");
    }
}

/// Lists and objects on several lines, all else on one.
fn if_short(sample: &Value) -> String {
    match sample {
        Value::Array(_) | Value::Object(_) => serde_json::to_string_pretty(sample).unwrap_or_default(),
        scalar => scalar.to_string(),
    }
}

fn used_by(page: &mut Markdown, place: &Place<'_>, model: &ModelPlan, path: &str) {
    let operations = place.users(&model.name).iter().map(|(resource, operation)| {
        let target = format!("{}#{}", link(path, &place.resource_page(resource)), place.anchor(resource, operation));
        format!("[`{}::{}`]({target})", resource.module, operation.function)
    });
    let models = place.holders(&model.name).iter();
    let models = models.filter_map(|other| {
        Some(format!("[{}]({})", markdown::code(&other.name), link(path, &place.model_page(&other.name)?)))
    });
    let mut all = operations.chain(models).peekable();
    if all.peek().is_none() {
        page.paragraph("Nothing else on these pages.");
        return;
    }
    page.list(all);
}

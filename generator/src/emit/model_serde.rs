//! `models/serde.rs`: how the types are read and written, a line a field, for the runtime's `object!`,
//! `multipart!`, `union!` and `open_enum!`.

use super::rust_file::{header, text};
use super::rust_type::{From, rust_type};
use crate::lower::facts::PartKind;
use crate::plan::{
    ApiPlan, FieldKind, FieldPlan, Holds, MemberPlan, ModelKind, ModelPlan, PartPlan, SdkPlan, VariantPlan,
};
use crate::reflect::RustType;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The whole file. It is a table, so it is laid out here, a row a line, and not by the formatter.
pub fn model_serde(plan: &SdkPlan, api: &ApiPlan) -> String {
    let mut out = format!("{}\n\n//! How the models are read and written.\n\n", header(plan));
    gate_on(&mut out, &features_of_all(api));
    out.push_str("use super::*;\n");
    for model in &api.models {
        out.push('\n');
        match &model.kind {
            ModelKind::Struct(fields) => {
                gate(&mut out, model);
                match &model.parts {
                    Some(parts) => multipart(&mut out, model, fields, parts),
                    None => object(&mut out, model, fields),
                }
                if fields.iter().any(|field| field.secret) {
                    gate(&mut out, model);
                    redacted_debug(&mut out, model, fields);
                }
            }
            ModelKind::Enum { holds, catch_all, members } => {
                gate(&mut out, model);
                open_enum(&mut out, model, *holds, catch_all, members);
            }
            ModelKind::Union { catch_all, tag, variants } => {
                gate(&mut out, model);
                union(&mut out, model, catch_all, tag.as_deref(), variants);
            }
            ModelKind::Wrapper(_) => {
                gate(&mut out, model);
                let _ = writeln!(out, "specsmith_runtime::wrapper! {{ {} }}", model.name);
            }
            ModelKind::Tuple(items) => {
                gate(&mut out, model);
                let names: Vec<String> = (0..items.len()).map(|index| format!("item_{index}")).collect();
                let _ = writeln!(out, "specsmith_runtime::tuple! {{ {} {{ {} }} }}", model.name, names.join(" "));
            }
        }
    }
    out
}

// Writing to a string cannot fail; the results below are dropped for that reason.

fn gate(out: &mut String, model: &ModelPlan) {
    gate_on(out, &model.features);
}

/// The features that bring any model; none if one is always there.
fn features_of_all(api: &ApiPlan) -> BTreeSet<String> {
    if api.models.iter().any(|model| model.features.is_empty()) {
        return BTreeSet::new();
    }
    api.models.iter().flat_map(|model| model.features.clone()).collect()
}

fn gate_on(out: &mut String, features: &BTreeSet<String>) {
    let features: Vec<String> = features.iter().map(|feature| format!("feature = {}", text(feature))).collect();
    let _ = match features.as_slice() {
        [] => Ok(()),
        [only] => writeln!(out, "#[cfg({only})]"),
        several => writeln!(out, "#[cfg(any({}))]", several.join(", ")),
    };
}

fn object(out: &mut String, model: &ModelPlan, fields: &[FieldPlan]) {
    let _ = writeln!(out, "specsmith_runtime::object! {{ {} {{", model.name);
    for (index, field) in fields.iter().enumerate() {
        let (name, wire) = (&field.name, text(&field.wire));
        let _ = match field.kind {
            FieldKind::Required => writeln!(out, "    {index} {name}: required {wire},"),
            FieldKind::Optional => writeln!(out, "    {index} {name}: optional {wire},"),
            FieldKind::Nullable => writeln!(out, "    {index} {name}: nullable {wire},"),
            FieldKind::Additional => writeln!(out, "    {index} {name}: additional,"),
        };
    }
    out.push_str("} }\n");
}

fn multipart(out: &mut String, model: &ModelPlan, fields: &[FieldPlan], parts: &[PartPlan]) {
    let _ = writeln!(out, "specsmith_runtime::multipart! {{ {} {{", model.name);
    for (field, part) in fields.iter().zip(parts) {
        let kind = match part.kind {
            PartKind::File => "file",
            PartKind::Value => "value",
            PartKind::Json => "json",
            PartKind::Joined(' ') => "spaces",
            PartKind::Joined('|') => "pipes",
            PartKind::Joined('\t') => "tabs",
            PartKind::Joined(_) => "commas",
        };
        let media_type = part.media_type.as_deref().unwrap_or_default();
        let headers: Vec<String> =
            part.headers.iter().map(|(name, value)| format!("{} = {}", text(name), text(value))).collect();
        let headers = if headers.is_empty() { String::new() } else { format!(" {{ {} }}", headers.join(", ")) };
        let _ = writeln!(out, "    {}: {kind} {} {}{headers},", field.name, text(&field.wire), text(media_type));
    }
    out.push_str("} }\n");
}

fn redacted_debug(out: &mut String, model: &ModelPlan, fields: &[FieldPlan]) {
    let _ = writeln!(out, "specsmith_runtime::redacted_debug! {{ {} {{", model.name);
    for field in fields {
        let _ = writeln!(out, "    {}: {},", field.name, if field.secret { "secret" } else { "shown" });
    }
    out.push_str("} }\n");
}

fn open_enum(out: &mut String, model: &ModelPlan, holds: Holds, catch_all: &str, members: &[MemberPlan]) {
    let kind = match holds {
        Holds::Text => "open_enum",
        Holds::Integer => "open_integers",
        Holds::Any => "open_values",
    };
    let _ = writeln!(out, "specsmith_runtime::{kind}! {{ {}, {catch_all} {{", model.name);
    for member in members {
        let value = match holds {
            Holds::Text => text(&member.wire).to_string(),
            Holds::Integer => member.wire.clone(),
            Holds::Any => match serde_json::from_str::<String>(&member.wire) {
                Ok(wire) => text(&wire).to_string(),
                Err(_) => json_literal(&member.wire),
            },
        };
        let _ = writeln!(out, "    {} = {value},", member.variant);
    }
    out.push_str("} }\n");
}

/// A number or boolean; a whole number that needs more than 32 bits says so.
fn json_literal(wire: &str) -> String {
    match (wire.parse::<i32>(), wire.parse::<i64>(), wire.parse::<u64>()) {
        (Err(_), Ok(_), _) => format!("{wire}_i64"),
        (Err(_), Err(_), Ok(_)) => format!("{wire}_u64"),
        _ => wire.to_owned(),
    }
}

fn union(out: &mut String, model: &ModelPlan, catch_all: &str, tag: Option<&str>, variants: &[VariantPlan]) {
    let tag = tag.map(|tag| format!(", {}", text(tag))).unwrap_or_default();
    let _ = writeln!(out, "specsmith_runtime::union! {{ {}, {catch_all}{tag} {{", model.name);
    for variant in variants {
        let inner = match &variant.rust_type {
            RustType::Boxed(inner) => inner,
            other => other,
        };
        let from = if variant.converts { format!("({})", rust_type(inner, From::Models)) } else { String::new() };
        let tags: Vec<String> = variant.tags.iter().map(|tag| text(tag).to_string()).collect();
        let leads = match (tags.is_empty(), variant.adds_tag) {
            (true, _) => String::new(),
            (false, false) => format!(" = {}", tags.join(" | ")),
            (false, true) => format!(" => {}", tags.join(" | ")),
        };
        let _ = writeln!(out, "    {}{}{leads},", variant.name, from.replace(' ', ""));
    }
    out.push_str("} }\n");
}

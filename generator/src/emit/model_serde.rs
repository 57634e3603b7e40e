//! `models/serde.rs`: how the types are read and written, a line a field, for the runtime's `object!` and `open_enum!`.

use super::rust_file::{header, text};
use crate::plan::{ApiPlan, FieldKind, FieldPlan, MemberPlan, ModelKind, ModelPlan, SdkPlan};
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
                object(&mut out, model, fields);
                if fields.iter().any(|field| field.secret) {
                    gate(&mut out, model);
                    redacted_debug(&mut out, model, fields);
                }
            }
            ModelKind::Enum { catch_all, members } => {
                gate(&mut out, model);
                open_enum(&mut out, model, catch_all, members);
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
    for field in fields {
        let (name, wire) = (&field.name, text(&field.wire));
        let _ = match field.kind {
            FieldKind::Required => writeln!(out, "    {name}: required {wire},"),
            FieldKind::Optional => writeln!(out, "    {name}: optional {wire},"),
            FieldKind::Nullable => writeln!(out, "    {name}: nullable {wire},"),
            FieldKind::Additional => writeln!(out, "    {name}: additional,"),
        };
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

fn open_enum(out: &mut String, model: &ModelPlan, catch_all: &str, members: &[MemberPlan]) {
    let _ = writeln!(out, "specsmith_runtime::open_enum! {{ {}, {catch_all} {{", model.name);
    for member in members {
        let _ = writeln!(out, "    {} = {},", member.variant, text(&member.wire));
    }
    out.push_str("} }\n");
}

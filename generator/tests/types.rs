//! What the stages from `lower` to `plan` make of a document's types: `lower/<case>.yaml` and the lowered document beside it,
//! `plan/<case>.yaml` and the types and names as they will be. `UPDATE=1` rewrites what comes out.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use generator::diagnostic::Code;
use generator::discover::{DocumentSource, Settings};
use generator::lint::{Valid, lint};
use generator::load::Sources;
use generator::lower::{Lowered, lower};
use generator::model::{self, Api};
use generator::plan::{FieldKind, InNew, ModelKind, PlanInput, Planned, SchemePlan, SdkPlan, plan};
use generator::{engine, load, reflect, upgrade};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[path = "types/surface.rs"]
mod surface;

fn api(case: &Path) -> Valid<Api> {
    let document = load::load(&DocumentSource::new("case", case), Path::new("tests")).expect("well-formed");
    let (api, problems) = model::build(&upgrade::upgrade(document.root).expect("a known version").root);
    let (api, found) = lint(api);
    api.unwrap_or_else(|| panic!("{}: {problems:?} {found:?}", case.display()))
}

fn cases(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the cases' folder").map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn check(folder: &str, stage: fn(&Valid<Api>) -> Value) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        let found = format!("{:#}\n", stage(&api(&case)));
        let out = case.with_extension("out.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&out, &found).expect("it can be written");
        } else if std::fs::read_to_string(&out).unwrap_or_default() != found {
            wrong.push(format!("{} gives\n{found}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE=1 if this is meant:\n{}", wrong.join("\n"));
}

#[test]
fn every_schema_becomes_one_that_progenitor_always_takes() {
    check("tests/lower", |api| {
        let Lowered { document, replaced, facts: _, unsupported, remarks } = lower(api);
        let schemas = serde_json::to_value(document.components.expect("schemas").schemas).expect("JSON");
        let generated = engine::generate(&openapi(schemas.clone()), &replaced).expect("no bug");
        assert!(generated.degraded.is_empty(), "progenitor refuses {:?}", generated.degraded);
        let left_out: Vec<_> = unsupported.iter().map(|one| format!("{}: {}", one.at, one.reason)).collect();
        let remarks: Vec<_> = remarks.iter().map(|remark| remark.message.clone()).collect();
        json!({ "schemas": schemas, "replaced": replaced, "unsupported": left_out, "remarks": remarks })
    });
}

fn openapi(schemas: Value) -> openapiv3::OpenAPI {
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "lowered", "version": "0" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    serde_json::from_value(document).expect("a document")
}

#[test]
fn every_name_and_type_is_settled_in_the_plan() {
    check("tests/plan", |api| {
        let lowered = lower(api);
        let Planned { plan, diagnostics, about_settings: _ } = planned(api, &lowered);
        let mut outline = outline(&plan);
        let told = |code: Code| matches!(code, Code::Renamed | Code::BadExtension);
        let renamed = diagnostics.iter().flatten().chain(&lowered.remarks).filter(|note| told(note.code));
        let renamed: Vec<&str> = renamed.map(|note| note.message.as_str()).collect();
        let of = |codes: &[Code]| -> Vec<&str> {
            let all = diagnostics.iter().flatten().filter(|one| codes.contains(&one.code));
            all.map(|one| one.message.as_str()).collect()
        };
        let unfit = of(&[Code::UnfitBulk, Code::UnfitPaging]);
        let (said, recognised) = (of(&[Code::OwnServer, Code::UnusedStyle]), of(&[Code::RecognisedPaging]));
        for (name, messages) in [("renamed", renamed), ("unfit", unfit), ("said", said), ("recognised", recognised)] {
            if let Some(members) = outline.as_object_mut().filter(|_| !messages.is_empty()) {
                members.insert(name.to_owned(), messages.into());
            }
        }
        outline
    });
}

fn planned(api: &Valid<Api>, lowered: &Lowered<'_>) -> Planned {
    let generated = engine::generate(&lowered.document, &lowered.replaced).expect("no bug");
    let surface = reflect::reflect(generated.tokens).expect("no bug");
    let input = PlanInput {
        name: "case",
        source: "case.yaml",
        origin: &Sources::default(),
        api,
        facts: &lowered.facts,
        surface: &surface,
    };
    plan("case", &Settings::default(), &[input])
}

#[test]
fn every_operation_is_a_method_and_a_function_and_whatever_waits_has_a_twin_that_blocks() {
    let mut missing = Vec::new();
    for case in cases("tests/plan") {
        let api = api(&case);
        let found = surface::missing(&planned(&api, &lower(&api)).plan);
        missing.extend(found.into_iter().map(|what| format!("{}: {what}", case.display())));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// A plan in short: what a user types.
fn outline(plan: &SdkPlan) -> Value {
    let mut operations = Vec::new();
    let mut models = Vec::new();
    for api in &plan.apis {
        for resource in &api.resources {
            for operation in &resource.operations {
                let parameters = operation.parameters.iter().map(|parameter| {
                    let kind = if parameter.required { "argument" } else { "setter" };
                    format!("{kind} {}: {:?} {:?}", parameter.name, parameter.rust_type, parameter.style)
                });
                let errors = operation.errors.iter().map(|answer| format!("{}: {:?}", answer.variant, answer.kind));
                let mut outline = json!({
                    "call": format!("{}().{}", resource.accessor, operation.function),
                    "module": resource.module,
                    "feature": resource.feature,
                    "request": operation.request,
                    "parameters": parameters.collect::<Vec<_>>(),
                    "success": format!("{:?}", operation.success).split(", answers").next(),
                    "errors": errors.collect::<Vec<_>>(),
                    "security": operation.security,
                });
                if let Some(members) = outline.as_object_mut() {
                    let mut add = |name: &str, said: String| members.insert(name.to_owned(), said.into());
                    if !operation.scopes.is_empty() {
                        add("scopes", format!("{:?}", operation.scopes));
                    }
                    let answers = || operation.answers();
                    if answers().any(|answer| !answer.only_for.is_empty()) || operation.follows_redirects {
                        let answers = answers()
                            .map(|answer| format!("{} {:?}: {:?}", answer.variant, answer.only_for, answer.kind));
                        add("answers", answers.collect::<Vec<_>>().join("; "));
                    }
                    if operation.secret_answer {
                        add("answer", "never printed".to_owned());
                    }
                    if !operation.secret_errors.is_empty() {
                        add("errors that are never printed", format!("{:?}", operation.secret_errors));
                    }
                    if operation.accept.contains(',') {
                        add("accept", operation.accept.clone());
                    }
                    if let Some(index) = operation.own_servers {
                        add("own servers", format!("{:?}", plan.provider.own_servers.get(index)));
                    }
                    if let Some(retry) = &operation.retry {
                        add("retry", format!("{retry:?}"));
                    }
                    if let Some(header) = &operation.idempotency_header {
                        add("idempotency key", header.clone());
                    }
                    if operation.idempotent != matches!(&*operation.method, "GET" | "PUT" | "DELETE" | "QUERY" | "HEAD")
                    {
                        add("idempotent", operation.idempotent.to_string());
                    }
                    if let Some(stream) = &operation.stream {
                        add("stream", format!("{stream:?}"));
                    }
                    if let Some(paging) = &operation.paging {
                        add("paging", format!("{paging:?}"));
                    }
                    if let Some(bulk) = &operation.bulk {
                        add("bulk", format!("{bulk:?}"));
                    }
                }
                operations.push(outline);
            }
        }
        models.extend(api.models.iter().map(|model| match &model.kind {
            ModelKind::Struct(fields) => {
                let mut parts = model.parts.iter().flatten();
                let fields = fields.iter().map(|field| {
                    let part = parts.next().map(|part| format!(", sent as {:?}", part.kind)).unwrap_or_default();
                    let hidden = if field.secret { ", never printed" } else { "" };
                    let new = match &field.in_new {
                        InNew::Filled { variant: _, value } => format!(", filled with {value}"),
                        InNew::Taken if field.kind != FieldKind::Required => ", taken by `new`".to_owned(),
                        InNew::Taken | InNew::Absent => String::new(),
                    };
                    format!(
                        "{}: {:?} as {:?} {:?}{hidden}{new}{part}",
                        field.name, field.rust_type, field.kind, field.wire
                    )
                });
                json!({ "struct": model.name, "fields": fields.collect::<Vec<_>>() })
            }
            ModelKind::Union { catch_all, tag, variants } => {
                let variants = variants.iter().map(|variant| {
                    let added = if variant.adds_tag { "adding" } else { "by" };
                    format!("{}: {:?} {added} {:?}", variant.name, variant.rust_type, variant.tags)
                });
                let variants = variants.collect::<Vec<_>>();
                json!({ "union": model.name, "tag": tag, "variants": variants, "catch_all": catch_all })
            }
            ModelKind::Tuple(items) => {
                let items = items.iter().map(|item| format!("{:?}", item.rust_type));
                json!({ "tuple": model.name, "items": items.collect::<Vec<_>>() })
            }
            ModelKind::Wrapper(held) => json!({ "wrapper": model.name, "holds": format!("{held:?}") }),
            ModelKind::Enum { holds: _, catch_all, members } => {
                let members = members.iter().map(|member| format!("{} = {:?}", member.variant, member.wire));
                json!({ "enum": model.name, "members": members.collect::<Vec<_>>(), "catch_all": catch_all })
            }
        }));
    }
    let schemes = plan.provider.schemes.iter().map(|scheme| {
        let SchemePlan { id, setter, callback, kind, flows, client, env, env_is_declared: _, description: _ } = scheme;
        format!("{id}: .{setter} .{callback} {kind:?} {flows:?} {env:?} {client:?}")
    });
    json!({ "operations": operations, "models": models, "schemes": schemes.collect::<Vec<_>>() })
}

//! Every operation of every crate in `sdks/` is called against the mock server of its documents: with all its parameters and
//! every shape of its body, with what is required alone, and once for each documented answer. A crate that appears in `sdks/`
//! is covered without a change here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use generator::discover;
use generator::mock::server::{Options, Server};
use generator::pipeline;
use generator::plan::{OperationPlan, SdkPlan};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tests::calls::{Trial, Wanted};
use tests::command::workspace;
use tests::nested::{self, Nested};
use tests::{calls, folder};

#[test]
fn every_operation_is_called_in_every_way_and_every_documented_answer_is_read() {
    let nested = Nested::workspace();
    let (jobs, problems) = discover::discover(&nested.folder().join("specs"), &[]);
    assert!(problems.is_empty() && !jobs.is_empty(), "{problems:?}");
    let mut sites = Vec::new();
    let mut plans = Vec::new();
    for job in &jobs {
        let (outcome, site) = pipeline::site(job);
        sites.push(site.unwrap());
        plans.push(outcome.plan.unwrap());
    }

    let home = nested.folder().join("sdks/calls");
    let mut manifest = "[package]\nname = \"calls\"\nedition.workspace = true\n\n[dependencies]\n".to_owned();
    manifest.push_str("tokio = { workspace = true, features = [\"macros\", \"rt-multi-thread\"] }\n");
    for (job, plan) in jobs.iter().zip(&plans) {
        let name = &plan.package.name;
        writeln!(manifest, "{name} = {{ path = \"../{}\", features = [\"blocking\", \"mock\"] }}", job.provider)
            .unwrap();
    }
    folder::write(&home.join("Cargo.toml"), manifest);
    folder::write(&home.join("src/main.rs"), calls::program(&plans.iter().collect::<Vec<_>>()));
    nested::must(nested.cargo("build").args(["-p", "calls"]));
    let program = nested::target().join("debug").join(format!("calls{}", std::env::consts::EXE_SUFFIX));

    let mut wrong = String::new();
    for (index, ((job, plan), site)) in jobs.iter().zip(&plans).zip(sites).enumerate() {
        let trials = calls::trials(plan, &calls::documents(job).unwrap()).unwrap();
        let server = Server::start(site, Options::default()).unwrap();
        let environment = calls::environment(plan, &server.uri());
        let file = nested.folder().join(format!("{}.trials", job.provider));
        let complaints = calls::tried(&program, index, &environment, &trials, &file).unwrap();
        for (trial, complaint) in trials.iter().zip(complaints) {
            if let Some(complaint) = complaint {
                writeln!(wrong, "{} {}: {complaint}", job.provider, trial.name).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_calls_are_all_operations_of_the_documents_and_all_their_errors_and_the_readme_counts_them() {
    let (jobs, _) = discover::discover(&workspace().join("specs"), &[]);
    let readme = std::fs::read_to_string(workspace().join("README.md")).unwrap().to_lowercase();
    for job in jobs {
        let plan = pipeline::site(&job).0.plan.unwrap();
        let documents = calls::documents(&job).unwrap();
        let trials = calls::trials(&plan, &documents).unwrap();
        let untried = untried(&plan, &documents, &trials);
        assert!(untried.is_empty(), "{}: {untried:#?}", job.provider);
        let said = format!(" {} of {}'s", operations(&plan).count(), job.provider);
        assert!(readme.contains(&said), "the README does not say{said}");
    }
}

fn operations(plan: &SdkPlan) -> impl Iterator<Item = &OperationPlan> {
    plan.apis.iter().flat_map(|api| &api.resources).flat_map(|resource| &resource.operations)
}

/// How many errors each operation of the documents has, by its id.
fn documented(documents: &[Value]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for document in documents {
        let resolved = |value: &Value| -> Value {
            let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
            pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value).clone()
        };
        for item in document["paths"].as_object().into_iter().flatten().map(|(_, item)| resolved(item)) {
            let operations = item.as_object().into_iter().flatten();
            let operations =
                operations.filter_map(|(_, operation)| Some((operation["operationId"].as_str()?, operation)));
            for (id, operation) in operations {
                let statuses = operation["responses"].as_object().into_iter().flatten();
                let errors = statuses.filter(|(status, _)| status.starts_with(['4', '5', 'd'])).count();
                found.insert(id.to_owned(), errors);
            }
        }
    }
    found
}

/// What the documents have and no trial tries: operations, with all parameters and with the required ones alone, and errors.
fn untried(plan: &SdkPlan, documents: &[Value], trials: &[Trial]) -> Vec<String> {
    let mut documented = documented(documents);
    let mut untried = Vec::new();
    for (index, operation) in operations(plan).enumerate() {
        let of_it = || trials.iter().filter(|trial| trial.operation == index);
        let with = |count: usize| of_it().any(|trial| trial.prefer.is_none() && trial.values.len() == count);
        let required = operation.parameters.iter().filter(|parameter| parameter.required).count();
        let errors: BTreeSet<&str> = of_it()
            .filter_map(|trial| match &trial.wanted {
                Wanted::Error(_, variant) => Some(variant.as_str()),
                Wanted::Success(_) => None,
            })
            .collect();
        let missing = [
            ("a call with what is required", !with(required)),
            ("a call with all parameters", !with(operation.parameters.len())),
            ("one of its errors", documented.remove(&operation.id) != Some(errors.len())),
        ];
        let missing = missing.iter().filter(|(_, is_missing)| *is_missing);
        untried.extend(missing.map(|(what, _)| format!("{}: {what}", operation.id)));
    }
    untried.extend(documented.into_keys());
    untried
}

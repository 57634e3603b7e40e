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
use generator::plan::SdkPlan;
use std::collections::BTreeSet;
use std::fmt::Write;
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
        let called: BTreeSet<usize> = trials.iter().map(|trial| trial.operation).collect();
        assert_eq!(called.len(), operations(plan), "{}: an operation is never called", job.provider);
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

fn operations(plan: &SdkPlan) -> usize {
    let resources = plan.apis.iter().flat_map(|api| &api.resources);
    resources.map(|resource| resource.operations.len()).sum()
}

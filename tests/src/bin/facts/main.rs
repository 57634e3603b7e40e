//! Compares the documents under `specs/` with sheets of interface facts, in a folder that is no part of this repository.
//!
//! ```text
//! cargo run -p tests --bin facts -- FOLDER [NAME]…
//! ```
//!
//! `FOLDER/a.json` is compared with `specs/a/a.yaml`, and `FOLDER/a-b.json` with `specs/a/b.yaml`; with names, only those
//! sheets are. Each difference is a line. One that is meant stands in `b.differences.toml` beside the document, with the
//! reason. Exits with 1 if there is a difference that is not explained, or an explanation of none.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a comparison that cannot go on should stop")]

mod differences;
mod explained;
mod names;
mod operations;
mod schemas;
mod sheet;

use differences::Differences;
use explained::Explained;
use generator::diagnostic::Diagnostic;
use generator::discover::{self, DocumentSource};
use generator::emit::{RuntimeSource, Surroundings};
use generator::model::Api;
use generator::pipeline::{self, Mode};
use generator::plan::SdkPlan;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: facts FOLDER [NAME]…");
        return ExitCode::from(2);
    };
    let names: Vec<String> = arguments.collect();
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("specs");
    let mut left = 0;
    let mut plans = BTreeMap::new();
    for file in sheets(Path::new(&folder)) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        if names.is_empty() || names.contains(&name) {
            let provider = name.split('-').next().unwrap_or_default();
            let plan = plans.entry(provider.to_owned()).or_insert_with(|| plan(&specs, provider));
            left += one(&name, &file, &specs, plan.as_ref());
        }
    }
    if left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The sheets of a folder, sorted.
fn sheets(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of facts can be read");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

/// What the crate of a provider is.
fn plan(specs: &Path, provider: &str) -> Option<SdkPlan> {
    let (jobs, _) = discover::discover(specs, &[provider.to_owned()]);
    let surroundings = Surroundings { runtime: RuntimeSource::Registry };
    pipeline::run(jobs.first()?, |path| path.display().to_string(), Path::new(""), Mode::Lint, &surroundings).plan
}

/// Compares one sheet, prints what differs, and says how much of it is not explained.
fn one(name: &str, file: &Path, specs: &Path, plan: Option<&SdkPlan>) -> usize {
    let (provider, document) = name.split_once('-').unwrap_or((name, name));
    let folder = specs.join(provider);
    let path = folder.join(format!("{document}.yaml"));
    let mut explained = Explained::read(&folder.join(format!("{document}.differences.toml")));
    let facts = sheet::Sheet::read(file);
    let (ours, problems) =
        api_of(generator::load::load(&DocumentSource::new(document, &path), &folder).map(|read| read.root));
    for problem in &problems {
        println!("{name}: {}", problem.message);
    }
    let mut found = Differences::default();
    schemas::Comparison::new(&facts.api, &ours, &explained).all(&mut found);
    let api = plan.and_then(|plan| plan.apis.iter().find(|api| api.name == document));
    let called = api.map(names::called).unwrap_or_default();
    operations::compare(&facts, &ours, &called, &explained, &mut found);

    let total = found.list.len();
    let left: Vec<_> = found.list.into_iter().filter(|difference| !explained.covers(&difference.place)).collect();
    for difference in &left {
        println!("{name}: {}: {}", difference.place, difference.message);
    }
    let unused = explained.unused();
    for pattern in &unused {
        println!("{name}: nothing differs at `{pattern}`, which is explained");
    }
    let [operations, schemas] = [ours.operations.len(), ours.schemas.len()];
    let [left, stale] = [left.len() + problems.len(), unused.len()];
    let named = called.len();
    println!(
        "{name}: {operations} operations ({named} of them called in the crate), {schemas} schemas, {total} differences, \
         {left} of them not explained"
    );
    left + stale
}

/// A tree as typed data.
fn api_of(root: Result<serde_json::Value, Vec<Diagnostic>>) -> (Api, Vec<Diagnostic>) {
    match root.and_then(generator::upgrade::upgrade) {
        Ok(read) => generator::model::build(&read.root),
        Err(problems) => (Api::default(), problems),
    }
}

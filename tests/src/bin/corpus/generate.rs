//! One document → one stand-alone crate.

use crate::arguments::Generate;
use crate::child;
use crate::usage::{Usage, limit_memory};
use generator::discover::{self, Tolerance};
use generator::emit::{RuntimeSource, Surroundings};
use generator::pipeline::{self, Mode};
use generator::plan::{ApiPlan, ModelPlan, SdkPlan};
use serde_json::{Value, json};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// How long one document may take.
const LIMIT: Duration = Duration::from_secs(120);

/// How much memory one document may take, address space counted.
const MEMORY: u64 = 8 << 30;

/// A crate that was written.
#[derive(Debug)]
pub struct Generated {
    /// The report of the generator.
    pub report: Value,
    pub usage: Usage,
    pub models: Vec<Model>,
    /// A program that makes its calls.
    pub program: String,
}

/// A type of the crate.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its path in Rust.
    pub path: String,
    /// Where its schema stands in the document.
    pub at: String,
}

/// Generates in another process; what went wrong is one line.
pub fn outside(document: &Path, name: &str, folder: &Path) -> Result<Generated, String> {
    let _ = std::fs::remove_dir_all(folder);
    let result = folder.with_extension("generated");
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    let arguments = ["generate".as_ref(), document.as_os_str(), name.as_ref(), folder.as_os_str(), result.as_os_str()];
    let value = child::run(&arguments, &result, LIMIT)?;
    if let Some(bug) = value.get("bug").and_then(Value::as_str) {
        return Err(bug.to_owned());
    }
    let usage = Usage::read(value.get("usage").unwrap_or(&Value::Null));
    let report = value.get("report").cloned().unwrap_or_default();
    let diagnostics = report.get("diagnostics").and_then(Value::as_array).cloned().unwrap_or_default();
    let error = diagnostics.iter().find(|one| one.get("severity").and_then(Value::as_str) == Some("error"));
    match error {
        Some(error) => {
            let text = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
            Err(format!("{}: {}", text("code"), text("message")))
        }
        None => Ok(Generated {
            report,
            usage,
            models: value.get("models").map(models).unwrap_or_default(),
            program: value.get("program").and_then(Value::as_str).unwrap_or_default().to_owned(),
        }),
    }
}

/// What the other process does.
pub fn inside(one: &Generate) -> ExitCode {
    limit_memory(MEMORY);
    let Generate { document, name, folder, result } = one;
    let mut job = match discover::single(document, Some(name)) {
        Ok(job) => job,
        Err(problem) => {
            eprintln!("{}", problem.message);
            return ExitCode::FAILURE;
        }
    };
    // As `generator build` reads a document that one may not edit.
    job.tolerance = Tolerance::LeaveOut;
    let runtime = RuntimeSource::Path(tests::command::workspace().join("runtime"));
    let source = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let outcome = pipeline::run(&job, source, folder, Mode::Write, &Surroundings { runtime });
    let models = outcome.plan.as_ref().map(listed);
    let program = outcome.plan.as_ref().map(|plan| tests::calls::program(&[plan]));
    let bug = outcome.bug.map(|bug| bug.to_string());
    let (report, usage) = (outcome.report.json(), Usage::of_this().json());
    let value = json!({ "report": report, "bug": bug, "usage": usage, "models": models, "program": program });
    match std::fs::write(result, value.to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every type of a crate, for [`models`] to read.
fn listed(plan: &SdkPlan) -> Value {
    let library = &plan.package.library;
    // A body of parts is no JSON.
    let is_json = |model: &&ModelPlan| model.parts.is_none();
    let of = |api: &ApiPlan| -> Vec<Value> {
        let folder = api.module.as_ref().map_or_else(|| library.clone(), |module| format!("{library}::{module}"));
        let models = api.models.iter().filter(is_json);
        models.map(|model| json!({ "path": format!("{folder}::models::{}", model.name), "at": model.at })).collect()
    };
    plan.apis.iter().flat_map(of).collect()
}

fn models(value: &Value) -> Vec<Model> {
    let text = |one: &Value, key: &str| one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = value.as_array().into_iter().flatten();
    list.map(|one| Model { path: text(one, "path"), at: text(one, "at") }).collect()
}

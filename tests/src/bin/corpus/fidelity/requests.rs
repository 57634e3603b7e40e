//! Whether the calls of a crate are what its document says: a program makes every one in every way, and the mock server of
//! the document checks what comes and answers.

use crate::arguments::Calls;
use crate::child;
use generator::discover::{self, Tolerance};
use generator::mock::server::{Options, Server};
use generator::pipeline;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tests::calls;

/// How long the calls of one crate may take.
const LIMIT: Duration = Duration::from_secs(300);

/// What became of the calls of a crate.
#[derive(Debug, Default)]
pub struct Requests {
    /// Calls that were as they should be, and so was their answer.
    pub right: u64,
    /// Operations of which none could be made.
    pub untried: u64,
    /// Those that were not, and why, by operation and what is special about the call.
    pub wrong: BTreeMap<String, String>,
}

impl Requests {
    pub fn json(&self) -> Value {
        let Self { right, untried, wrong } = self;
        json!({ "right": right, "untried": untried, "wrong": wrong })
    }
}

/// Makes the calls in another process, with a program that was built for the crate.
pub fn outside(document: &Path, name: &str, program: &Path, folder: &Path) -> Result<Requests, String> {
    let result = folder.with_extension("called");
    let words: [&OsStr; 5] =
        ["calls".as_ref(), document.as_os_str(), name.as_ref(), program.as_os_str(), result.as_os_str()];
    let value = child::run(&words, &result, LIMIT)?;
    if let Some(error) = value.get("error").and_then(Value::as_str) {
        return Err(error.to_owned());
    }
    let number = |key: &str| value.get(key).and_then(Value::as_u64).unwrap_or_default();
    let wrong = value.get("wrong").and_then(Value::as_object).into_iter().flatten();
    let wrong = wrong.map(|(name, why)| (name.clone(), why.as_str().unwrap_or_default().to_owned()));
    Ok(Requests { right: number("right"), untried: number("untried"), wrong: wrong.collect() })
}

/// What the other process does.
pub fn inside(one: &Calls) -> ExitCode {
    let value = match made(one) {
        Ok(requests) => requests.json(),
        Err(error) => json!({ "error": error }),
    };
    match std::fs::write(&one.result, value.to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn made(one: &Calls) -> Result<Requests, String> {
    let Calls { document, name, program, result } = one;
    let mut job = discover::single(document, Some(name)).map_err(|problem| problem.message)?;
    job.tolerance = Tolerance::LeaveOut;
    let (outcome, site) = pipeline::site(&job);
    let (Some(plan), Some(site)) = (outcome.plan, site) else {
        return Err("there is no server for the document".to_owned());
    };
    let trials = calls::trials(&plan, &calls::documents(&job)?)?;
    let server = Server::start(site, Options::default()).map_err(|error| error.to_string())?;
    let environment = calls::environment(&plan, &server.uri());
    let complaints = calls::tried(program, 0, &environment, &trials, &result.with_extension("trials"))?;
    let mut requests = Requests::default();
    for (trial, complaint) in trials.iter().zip(complaints) {
        match complaint {
            None => requests.right += 1,
            Some(complaint) => {
                requests.wrong.insert(trial.name.clone(), complaint);
            }
        }
    }
    let operations = plan.apis.iter().flat_map(|api| &api.resources).map(|resource| resource.operations.len());
    let tried: std::collections::BTreeSet<usize> = trials.iter().map(|trial| trial.operation).collect();
    requests.untried = operations.sum::<usize>().saturating_sub(tried.len()) as u64;
    Ok(requests)
}

//! `mock`: a server on loopback that answers as a document says.

use super::{BUG, CLEAN, DOCUMENT, refuse};
use crate::terminal;
use clap::Args;
use generator::diagnostic::{Code, Diagnostic, locate};
use generator::discover::{self, Job, Tolerance};
use generator::mock::server::{Exchange, FaultRule, Options, Server};
use generator::pipeline;
use generator::plan::SdkPlan;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(after_help = "\
A call may wish for its answer, by the header `Prefer`:
  code=404         the documented answer of this status
  example=NAME     one of the document's examples, by its name
  dynamic          a value made from the schema, with every member, instead of an example
  fault=reset      what `--fault` can do, for this call alone")]
pub struct Mock {
    /// A provider in the folder of the documents, or a document anywhere.
    #[arg(value_name = "PROVIDER|SPEC")]
    what: String,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 4010)]
    port: u16,
    /// What goes wrong on purpose: `429` or `503` (try again after a second), `reset` (the connection, instead of an answer),
    /// `slow` (about three seconds), `truncate` (the connection, in the middle of the body). With a rate, as in `503:0.1`, each
    /// tenth call is hit; without one, all. May be given several times.
    #[arg(long, value_name = "FAULT[:RATE]")]
    fault: Vec<FaultRule>,
    /// An Overlay that changes the document first; may be given several times.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// The folder of the documents.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
}

/// Serves until it is stopped.
pub(super) fn run(arguments: &Mock) -> u8 {
    let Mock { what, port, fault, overlay, specs } = arguments;
    let job = match job(what, specs, overlay) {
        Ok(job) => job,
        Err(problems) => {
            terminal::diagnostics(&locate::locate(&problems, None));
            return DOCUMENT;
        }
    };
    let (outcome, site) = pipeline::site(&job);
    terminal::summary(&outcome.report.diagnostics);
    terminal::bugs(std::slice::from_ref(&outcome));
    let (Some(site), Some(plan)) = (site, &outcome.plan) else {
        return if outcome.bug.is_some() { BUG } else { DOCUMENT };
    };
    let operations = site.len();
    let log = Arc::new(|exchange: &Exchange| terminal::print(&line(exchange)));
    let server = match Server::start(site, Options { port: *port, faults: fault.clone(), log: Some(log) }) {
        Ok(server) => server,
        Err(error) => return refuse(unserved(&job, *port, &error)),
    };
    terminal::print(&greeting(plan, &server, operations));
    match wait() {
        Ok(()) => CLEAN,
        Err(error) => refuse(unserved(&job, *port, &error)),
    }
}

/// A provider by its name, or else a document by its path.
fn job(what: &str, specs: &Path, overlays: &[PathBuf]) -> Result<Job, Vec<Diagnostic>> {
    let path = Path::new(what);
    let is_path = path.is_file() || path.extension().is_some() || what.contains(['/', '\\']);
    let mut job = if is_path {
        discover::single(path, None).map_err(|problem| vec![problem])?
    } else {
        let (jobs, problems) = discover::discover(specs, &[what.to_owned()]);
        jobs.into_iter().next().ok_or(problems)?
    };
    for document in &mut job.documents {
        document.overlays.extend_from_slice(overlays);
    }
    if is_path {
        // As `build`.
        job.tolerance = Tolerance::LeaveOut;
    }
    Ok(job)
}

fn unserved(job: &Job, port: u16, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be served on port {port}: {error}", job.provider);
    let place = job.documents.first().map_or(job.folder.as_path(), |document| document.path.as_path());
    Diagnostic::about_file(
        Code::Unserved,
        place,
        message,
        "give another port by `--port`, or `--port 0` for a free one",
    )
}

/// Where the server is, and how its crate is told.
fn greeting(plan: &SdkPlan, server: &Server, operations: usize) -> String {
    let provider = &plan.provider;
    let url = server.uri();
    let mut text = format!("{}: {operations} operations at {url} (ctrl-c stops)\n", provider.type_name);
    let is_asked_for = |scheme: &usize| plan.apis.iter().any(|api| api.asks_for(*scheme));
    let schemes = provider.schemes.iter().enumerate().filter(|(index, _)| is_asked_for(index));
    let schemes = schemes.flat_map(|(_, scheme)| scheme.env.first());
    let variables = provider.variables.iter().filter(|variable| variable.default.is_none());
    let values = schemes.chain(variables.flat_map(|variable| variable.env.first()));
    let values: String = values.map(|name| format!(" {name}=any")).collect();
    text.push_str(&format!("  export {}={url}{values}\n", provider.base_url_env));
    text
}

/// One line for one exchange.
fn line(exchange: &Exchange) -> String {
    let Exchange { method, path, operation: _, complaints, remarks, reply, fault } = exchange;
    let mut said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    said.extend(remarks.iter().cloned());
    match fault {
        Some(fault) => said.push(format!("fault: {fault}")),
        // Else the complaints are why.
        None if complaints.is_empty() => said.extend(reply.why.clone()),
        None => {}
    }
    let said = said.join("; ");
    let space = if said.is_empty() { "" } else { " " };
    let text: String = format!("{method} {path} {}{space}{said}", reply.status);
    // What a client sends must not write lines of its own.
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("{text}\n")
}

/// Waits for ctrl-c.
fn wait() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(tokio::signal::ctrl_c())
}

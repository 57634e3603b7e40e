//! What can be asked on the command line, and the exit code that answers.

mod mock;
mod new;

use crate::terminal::{self, Progress};
use clap::{Args, Parser, Subcommand, ValueEnum};
use generator::diagnostic::{Code, Diagnostic, locate, render};
use generator::discover::{self, Tolerance};
use generator::emit::{RuntimeSource, Surroundings};
use generator::pipeline::{self, Mode, Outcome};
use std::path::{Path, PathBuf};

/// Everything is as it should be.
const CLEAN: u8 = 0;
/// A document has problems.
const DOCUMENT: u8 = 1;
/// `--check` found a crate that is not what its document says.
const OUT_OF_DATE: u8 = 2;
/// The generator is wrong.
const BUG: u8 = 3;

/// From OpenAPI documents to Rust SDK crates.
#[derive(Debug, Parser)]
#[command(name = "generator", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    generate: Generate,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the crates of all documents in `specs/` to `sdks/` (what happens without a command).
    Generate(Generate),
    /// Write a stand-alone crate for one document.
    Build(Build),
    /// Say what is wrong with documents, and write nothing.
    Lint(Lint),
    /// Serve a document on loopback: every request is checked, and answered by examples and schemas.
    Mock(mock::Mock),
    /// Copy a document into `specs/` and write its crate.
    New(New),
}

#[derive(Debug, Args)]
struct Generate {
    /// Only this provider; may be given several times.
    #[arg(long, value_name = "PROVIDER")]
    only: Vec<String>,
    /// Write nothing; exit with 2 if a crate is not what its document says.
    #[arg(long)]
    check: bool,
    /// Write what was generated and what was not, as a JSON list with an object for each provider.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// The folder of the documents.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
    /// The folder of the crates.
    #[arg(long, value_name = "DIR", default_value = "sdks")]
    sdks: PathBuf,
}

#[derive(Debug, Args)]
struct Build {
    /// The document.
    spec: PathBuf,
    /// The folder of the crate.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// What the crate and its client are named after; else the document's file name.
    #[arg(long)]
    name: Option<String>,
    /// An Overlay that changes the document first; may be given several times.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Write what was generated and what was not, as a JSON object.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write nothing if a part of the document is wrong, instead of leaving out that part with a warning.
    #[arg(long)]
    strict: bool,
    /// Where the runtime is, while it is not in a registry.
    #[arg(long, value_name = "DIR")]
    runtime_path: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Lint {
    /// The documents.
    #[arg(required = true)]
    specs: Vec<PathBuf>,
    /// For people, or for machines.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Args)]
struct New {
    /// The provider's name.
    provider: String,
    /// The document.
    spec: PathBuf,
    /// The folder of the documents.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
    /// The folder of the crates.
    #[arg(long, value_name = "DIR", default_value = "sdks")]
    sdks: PathBuf,
}

/// Does what is asked; the result is the exit code.
pub fn run(arguments: Arguments) -> u8 {
    match arguments.command {
        None => generate(&arguments.generate),
        Some(Command::Generate(generate)) => self::generate(&generate),
        Some(Command::Build(build)) => self::build(&build),
        Some(Command::Lint(lint)) => self::lint(&lint),
        Some(Command::Mock(mock)) => mock::run(&mock),
        Some(Command::New(new)) => new::run(&new),
    }
}

fn generate(arguments: &Generate) -> u8 {
    let Generate { only, check, report, specs, sdks } = arguments;
    let mode = match (check, report) {
        (true, _) => Mode::Check,
        // A report is of everything.
        (false, Some(_)) => Mode::Write,
        (false, None) => Mode::Renew,
    };
    let surroundings = Surroundings { runtime: RuntimeSource::Workspace };
    let progress = Progress::new();
    let outcomes = pipeline::generate(specs, sdks, only, mode, &surroundings, |provider, index, all| {
        progress.show(provider, index, all);
    });
    progress.finish();
    finish(&outcomes, mode, report.as_deref().map(|path| (path, Shape::List)))
}

fn build(arguments: &Build) -> u8 {
    let Build { spec, out, name, overlay, report, strict, runtime_path } = arguments;
    let runtime = match runtime_path.as_ref().map(std::fs::canonicalize) {
        None => RuntimeSource::Registry,
        Some(Ok(path)) => RuntimeSource::Path(path),
        Some(Err(error)) => {
            let path = runtime_path.as_deref().unwrap_or(spec);
            return refuse(unreadable(path, &error));
        }
    };
    let mut job = match discover::single(spec, name.as_deref()) {
        Ok(job) => job,
        Err(problem) => return refuse(problem),
    };
    for document in &mut job.documents {
        document.overlays.clone_from(overlay);
    }
    if !strict {
        job.tolerance = Tolerance::LeaveOut;
    }
    // A stand-alone crate names its document, not where that stood on this machine.
    let source = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let outcome = pipeline::run(&job, source, out, Mode::Write, &Surroundings { runtime });
    finish(&[outcome], Mode::Write, report.as_deref().map(|path| (path, Shape::One)))
}

fn lint(arguments: &Lint) -> u8 {
    let Lint { specs, format } = arguments;
    let surroundings = Surroundings { runtime: RuntimeSource::Registry };
    let mut outcomes = Vec::new();
    let mut refused = Vec::new();
    for spec in specs {
        match discover::single(spec, None) {
            Ok(job) => {
                outcomes.push(pipeline::run(
                    &job,
                    |path| path.display().to_string(),
                    Path::new(""),
                    Mode::Lint,
                    &surroundings,
                ));
            }
            Err(problem) => refused.push(problem),
        }
    }
    let mut located = locate::locate(&refused, None);
    located.extend(outcomes.iter().flat_map(|outcome| outcome.report.diagnostics.clone()));
    match format {
        Format::Text => terminal::diagnostics(&located),
        Format::Json => terminal::print(&format!("{:#}\n", render::json(&located))),
    }
    terminal::bugs(&outcomes);
    let code = exit_code(&outcomes, Mode::Lint);
    if refused.is_empty() { code } else { code.max(DOCUMENT) }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::about_file(
        Code::Unreadable,
        path,
        format!("this cannot be read: {error}"),
        "check the path and its permissions",
    )
}

/// Shows the one thing that stops everything.
fn refuse(problem: Diagnostic) -> u8 {
    terminal::diagnostics(&locate::locate(&[problem], None));
    DOCUMENT
}

/// The form of a report: it does not depend on how many providers there happen to be.
enum Shape {
    /// An object: what `build` writes.
    One,
    /// A list of such objects: what `generate` writes.
    List,
}

/// Shows what became of the providers, and writes the report.
fn finish(outcomes: &[Outcome], mode: Mode, report: Option<(&Path, Shape)>) -> u8 {
    for outcome in outcomes {
        terminal::summary(&outcome.report.diagnostics);
    }
    terminal::table(outcomes, mode);
    terminal::bugs(outcomes);
    let code = exit_code(outcomes, mode);
    if code == OUT_OF_DATE {
        terminal::out_of_date(outcomes);
    }
    if let Some((path, shape)) = report {
        let mut reports = outcomes.iter().map(|outcome| outcome.report.json());
        let report = match shape {
            Shape::One => reports.next().unwrap_or_default(),
            Shape::List => reports.collect(),
        };
        let text = format!("{report:#}\n");
        if let Err(error) = std::fs::write(path, text) {
            let advice = "check the permissions and the space on the disk";
            return refuse(Diagnostic::about_file(
                Code::Unwritable,
                path,
                format!("this cannot be written: {error}"),
                advice,
            ));
        }
    }
    code
}

fn exit_code(outcomes: &[Outcome], mode: Mode) -> u8 {
    let differs = |outcome: &Outcome| outcome.changes.as_ref().is_some_and(|changes| !changes.is_empty());
    if outcomes.iter().any(|outcome| outcome.bug.is_some()) {
        BUG
    } else if outcomes.iter().any(|outcome| outcome.report.has_errors()) {
        DOCUMENT
    } else if mode == Mode::Check && outcomes.iter().any(differs) {
        OUT_OF_DATE
    } else {
        CLEAN
    }
}

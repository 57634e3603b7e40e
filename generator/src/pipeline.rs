//! The stages in their order: the only place that knows it.
//!
//! `discover` → for each document `load` → `upgrade` → `model` → `lint` → `lower` → `engine` → `reflect` → then for the
//! crate `plan` → `emit` and `docs` → `write`, or a comparison.
//!
//! Only `discover` and `load` read documents and only `write` writes crates; all between is a pure function. Around them stands
//! `unchanged`, which knows by a number in the user's cache that there is nothing to do. A provider that fails keeps its crate as
//! it was, and the others go on.

mod site;
mod types;
mod unchanged;

pub use site::site;

use crate::diagnostic::{Bug, Code, Diagnostic, Left, Severity, Unsupported, locate};
use crate::discover::{self, Added, DocumentSource, Job, Tolerance};
use crate::emit::{self, Example, File, Surroundings};
use crate::lint::Valid;
use crate::load::{Document, Sources};
use crate::lower::facts::Facts;
use crate::model::{self, Api};
use crate::plan::{self, PlanInput, Planned, SdkPlan};
use crate::reflect::Surface;
use crate::report::Report;
use crate::upgrade::Upgraded;
use crate::write::{self, Changes};
use crate::{docs, lint, load, lower, upgrade};
use std::path::{Path, PathBuf};
use std::time::Instant;
use types::Typed;
use unchanged::Memory;

/// What became of a provider.
#[derive(Debug)]
pub struct Outcome {
    /// The numbers and diagnostics.
    pub report: Report,
    /// How the disk differed from the crate; `None` if there is no crate.
    pub changes: Option<Changes>,
    /// What the crate is made of; `None` if there is no crate.
    pub plan: Option<SdkPlan>,
    /// What should never happen.
    pub bug: Option<Bug>,
}

/// Whether a crate is written or only compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write what differs.
    Write,
    /// Write what differs, and do nothing for a provider that has nothing new since the last time: its outcome then has no notes
    /// and no plan.
    Renew,
    /// Say what differs.
    Check,
    /// Neither: diagnostics only.
    Lint,
}

/// Finds the providers and runs each, except those that have nothing new, see `unchanged.rs`. `started` is told the provider's
/// name before its turn.
pub fn generate(
    specs: &Path,
    sdks: &Path,
    only: &[String],
    mode: Mode,
    surroundings: &Surroundings,
    mut started: impl FnMut(&str, usize, usize),
) -> Vec<Outcome> {
    let (jobs, mut problems) = discover::discover(specs, only);
    // With `--only` nobody asked for the others.
    if only.is_empty() {
        problems.extend(write::orphans(specs, sdks));
    }
    let mut outcomes = Vec::new();
    for (index, job) in jobs.iter().enumerate() {
        started(&job.provider, index, jobs.len());
        let folder = sdks.join(&job.provider);
        let memory = (mode == Mode::Renew).then(|| Memory::of(job, &folder, surroundings)).flatten();
        if let Some(outcome) = memory.as_ref().and_then(|memory| memory.recall(&job.provider)) {
            outcomes.push(outcome);
            continue;
        }
        let outcome = run(job, |path| source_below(specs, path), &folder, mode, surroundings);
        memory.iter().for_each(|memory| memory.keep(&outcome));
        outcomes.push(outcome);
    }
    // What concerns no provider, or one that has no job, is an outcome of its own.
    if !problems.is_empty() {
        let diagnostics = locate::locate(&problems, None);
        let report = Report { provider: specs.display().to_string(), diagnostics, ..Report::default() };
        outcomes.push(Outcome { report, changes: None, plan: None, bug: None });
    }
    outcomes
}

/// Runs all stages for one provider.
pub fn run(
    job: &Job,
    source: impl Fn(&Path) -> String,
    folder: &Path,
    mode: Mode,
    surroundings: &Surroundings,
) -> Outcome {
    let started = Instant::now();
    let mut report = Report { provider: job.provider.clone(), ..Report::default() };
    // A panic anywhere is our bug, and must not take the other providers with it.
    let stages = std::panic::AssertUnwindSafe(|| stages(job, &source, surroundings, &mut report));
    let built = std::panic::catch_unwind(stages).unwrap_or_else(|panic| Err(panicked(&*panic)));
    let mut planned = None;
    let (changes, bug) = match built {
        Err(bug) => (None, Some(bug)),
        Ok(None) => (None, None),
        Ok(Some(Crate { files, plan })) => {
            planned = Some(plan);
            let result = match mode {
                Mode::Write | Mode::Renew => write::write(folder, &files).map(Some),
                Mode::Check => write::compare(folder, &files).map(Some),
                Mode::Lint => Ok(None),
            };
            match result {
                Ok(changes) => (changes, None),
                Err(problem) => {
                    report.diagnostics.extend(locate::locate(&[problem], None));
                    (None, None)
                }
            }
        }
    };
    report.elapsed = started.elapsed();
    Outcome { report, changes, plan: planned, bug }
}

/// A panic as what it is, with what it said.
fn panicked(panic: &(dyn std::any::Any + Send)) -> Bug {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Bug(format!("the generator panicked: {}", said.unwrap_or("it did not say why")))
}

/// A document that passed the lint, and what has been said of it.
struct Linted {
    api: Option<Valid<Api>>,
    sources: Option<Sources>,
    diagnostics: Vec<Diagnostic>,
}

/// Everything between the files of a provider and the files of its crate; `None` if a document has errors.
fn stages(
    job: &Job,
    source: &dyn Fn(&Path) -> String,
    surroundings: &Surroundings,
    report: &mut Report,
) -> Result<Option<Crate>, Bug> {
    let mut documents: Vec<Linted> =
        job.documents.iter().map(|document| read(document, &job.folder, job.tolerance)).collect();
    let apis: Option<Vec<(&Valid<Api>, &Sources)>> =
        documents.iter().map(|document| Some((document.api.as_ref()?, document.sources.as_ref()?))).collect();
    let whole = match apis {
        None => None,
        Some(apis) => {
            let sources: Vec<String> = job.documents.iter().map(|document| source(&document.path)).collect();
            let built = build(job, &apis, &sources, surroundings, report)?;
            for (document, found) in documents.iter_mut().zip(built.diagnostics) {
                document.diagnostics.extend(found);
            }
            Some(built.whole)
        }
    };
    for document in &documents {
        report.diagnostics.extend(locate::locate(&document.diagnostics, document.sources.as_ref()));
    }
    if job.tolerance == Tolerance::LeaveOut && whole.is_some() {
        for located in report.diagnostics.iter_mut().filter(|located| located.code.can_be_left_out()) {
            located.severity = Severity::Warning;
        }
    }
    Ok(whole.filter(|_| !report.has_errors()))
}

/// `load` → `upgrade` → `model` → `lint`.
fn read(source: &DocumentSource, folder: &Path, tolerance: Tolerance) -> Linted {
    let failed = |sources, diagnostics| Linted { api: None, sources, diagnostics };
    let Document { root, mut sources, remarks } = match load::load(source, folder) {
        Ok(document) => document,
        Err(problems) => return failed(None, problems),
    };
    let Upgraded { root, moves, remarks: moved } = match upgrade::upgrade(root) {
        Ok(upgraded) => upgraded,
        Err(problems) => return failed(Some(sources), problems),
    };
    let mut diagnostics = remarks;
    diagnostics.extend(moved);
    let (api, found) = model::build_moved(&root, &moves);
    sources.set_moves(moves);
    diagnostics.extend(found);
    // Of a document without operations nothing is left that one could be tolerant for.
    let tolerance = if api.operations.is_empty() { Tolerance::None } else { tolerance };
    let (api, found) = match tolerance {
        Tolerance::None => lint::lint(api),
        Tolerance::LeaveOut => {
            let (api, found) = lint::tolerate(api);
            (Some(api), found)
        }
    };
    diagnostics.extend(found);
    let is_error = |diagnostic: &Diagnostic| {
        let tolerated = tolerance == Tolerance::LeaveOut && diagnostic.code.can_be_left_out();
        diagnostic.code.severity() == Severity::Error && !tolerated
    };
    let has_errors = diagnostics.iter().any(is_error);
    Linted { api: api.filter(|_| !has_errors), sources: Some(sources), diagnostics }
}

/// A crate, as files and as what they were made from.
struct Crate {
    files: Vec<File>,
    plan: SdkPlan,
}

/// A crate, and what was said of each document on the way.
struct Built {
    whole: Crate,
    diagnostics: Vec<Vec<Diagnostic>>,
}

/// `lower` → `engine` → `reflect` → `plan` → `emit`, `docs`.
fn build(
    job: &Job,
    apis: &[(&Valid<Api>, &Sources)],
    sources: &[String],
    surroundings: &Surroundings,
    report: &mut Report,
) -> Result<Built, Bug> {
    let mut diagnostics: Vec<Vec<Diagnostic>> = Vec::new();
    let mut typed: Vec<(Facts<'_>, Surface)> = Vec::new();
    for (api, origin) in apis {
        let Typed { facts, surface, unsupported, remarks } = types::typed(lower::lower(api))?;
        report.operations_total += api.operations.len() + api.skipped.len();
        // Said already, where they were met.
        report.leave_out(&api.skipped, origin);
        report.leave_out(&unsupported, origin);
        diagnostics.push(unsupported.iter().map(left_out).chain(remarks).collect());
        typed.push((facts, surface));
    }
    let inputs: Vec<PlanInput<'_>> = job
        .documents
        .iter()
        .zip(sources)
        .zip(apis)
        .zip(&typed)
        .map(|(((document, source), (api, origin)), (facts, surface))| PlanInput {
            name: &document.name,
            source,
            origin,
            api,
            facts,
            surface,
        })
        .collect();
    let Planned { plan, diagnostics: renamed, about_settings } = plan::plan(&job.provider, &job.settings, &inputs);
    report.diagnostics.extend(locate::locate(&about_settings, None));
    for (all, renamed) in diagnostics.iter_mut().zip(renamed) {
        all.extend(renamed);
    }
    report.count(&plan);
    let mut examples = docs::examples(&plan);
    let own =
        job.added.iter().filter_map(Added::example).filter(|name| !examples.iter().any(|made| made.name == *name));
    let own: Vec<_> = own.map(|name| Example { name, feature: "default".to_owned() }).collect();
    examples.extend(own);
    let mut files = emit::emit(&plan, surroundings, &examples)?;
    files.extend(docs::docs(&plan).into_iter().map(|page| File { path: page.path, text: page.text }));
    report.diagnostics.extend(locate::locate(&add(&job.added, &mut files), None));
    Ok(Built { whole: Crate { files: write::with_manifest(files), plan }, diagnostics })
}

/// Adds what is the author's own, beside what is generated and never in its place.
fn add(added: &[Added], files: &mut Vec<File>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for Added { path, from, text } in added {
        // A folder of examples is one, too.
        let as_file = path.strip_prefix("examples/").and_then(|below| below.split_once('/'));
        let as_file = as_file.map(|(folder, _)| format!("examples/{folder}.rs"));
        let is_taken = |path: &str| files.iter().any(|file| file.path.eq_ignore_ascii_case(path));
        if is_taken(path) || as_file.as_deref().is_some_and(is_taken) {
            problems.push(Diagnostic::about_file(
                Code::NameTaken,
                from,
                format!("`{path}` of the crate is generated already"),
                "give the file another name",
            ));
        } else {
            files.push(File { path: path.clone(), text: text.clone() });
        }
    }
    problems
}

fn left_out(unsupported: &Unsupported) -> Diagnostic {
    let Unsupported { what, reason, at } = unsupported;
    match what {
        Left::Operation(name) => Diagnostic::new(
            Code::SkippedOperation,
            at,
            format!("the operation `{name}` is left out: {reason}"),
            "the rest of the crate is complete; call this one with the HTTP client of your choice",
        ),
        Left::Schema(name) => Diagnostic::new(
            Code::DegradedSchema,
            at,
            format!("`{name}` becomes a JSON value: {reason}"),
            "name one type for it if the API allows; its values lose nothing, but they have no fields",
        ),
    }
}

/// A document's path as the crate names it: below the folder of the specs, whatever leads there.
fn source_below(specs: &Path, path: &Path) -> String {
    let root = specs.file_name().map_or_else(|| PathBuf::from("specs"), PathBuf::from);
    let path = path.strip_prefix(specs).map_or_else(|_| path.to_owned(), |inside| root.join(inside));
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::panicked;

    #[test]
    fn a_panic_is_shown_with_what_it_said() {
        let said = |panic: fn()| std::panic::catch_unwind(panic).map_err(|panic| panicked(&*panic).0);
        assert_eq!(said(|| panic!("as {}", 1)), Err("the generator panicked: as 1".to_owned()));
        assert_eq!(said(|| panic!("plain")), Err("the generator panicked: plain".to_owned()));
        let other = || std::panic::panic_any(1);
        assert_eq!(said(other), Err("the generator panicked: it did not say why".to_owned()));
    }
}

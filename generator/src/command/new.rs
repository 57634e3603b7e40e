//! `new`: a document from anywhere becomes a provider, or nothing is left of it.

use super::{New, finish, refuse, unreadable};
use crate::terminal;
use generator::diagnostic::{Code, Diagnostic};
use generator::emit::{RuntimeSource, Surroundings};
use generator::pipeline::{self, Mode, Outcome};
use generator::{discover, load};
use std::path::{Path, PathBuf};

/// The endings of documents.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Judges the document where it lies, copies it, and generates its crate.
pub(super) fn run(arguments: &New) -> u8 {
    let New { provider, spec, specs, sdks } = arguments;
    let target = match target(provider, spec, specs).and_then(|target| alone(provider, spec, specs).map(|()| target)) {
        Ok(target) => target,
        Err(problem) => return refuse(problem),
    };
    let surroundings = Surroundings { runtime: RuntimeSource::Workspace };
    // What is wrong is shown in the author's file, before there is a copy.
    let judged = match discover::single(spec, Some(provider)) {
        Ok(job) => pipeline::run(&job, |path| path.display().to_string(), Path::new(""), Mode::Lint, &surroundings),
        Err(problem) => return refuse(problem),
    };
    if judged.bug.is_some() || judged.report.has_errors() {
        terminal::diagnostics(&judged.report.diagnostics);
        terminal::bugs(std::slice::from_ref(&judged));
        return super::exit_code(&[judged], Mode::Lint);
    }
    if let Err(error) = std::fs::create_dir_all(specs).and_then(|()| std::fs::copy(spec, &target).map(drop)) {
        return refuse(unreadable(spec, &error));
    }
    let only = std::slice::from_ref(provider);
    let outcomes = pipeline::generate(specs, sdks, only, Mode::Write, &surroundings, |_, _, _| {});
    let code = finish(&outcomes, Mode::Write, None);
    let is_written = |outcome: &Outcome| outcome.report.provider == *provider && outcome.changes.is_some();
    if outcomes.iter().any(is_written) {
        return code;
    }
    // A document without a crate would fail every run from now on.
    match std::fs::remove_file(&target) {
        Ok(()) => code,
        Err(error) => refuse(unreadable(&target, &error)).max(code),
    }
}

/// Where the document goes, if the provider's name is one and free.
fn target(provider: &str, spec: &Path, specs: &Path) -> Result<PathBuf, Diagnostic> {
    let ending = spec.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    let name_is_plain =
        Path::new(provider).components().count() == 1 && !provider.starts_with('.') && !provider.contains(['/', '\\']);
    if !name_is_plain || !ENDINGS.contains(&ending.as_str()) {
        return Err(Diagnostic::about_file(
            Code::Unreadable,
            spec,
            format!("`{provider}` and `{}` do not make a provider", spec.display()),
            "name the provider in one plain word, and a document that ends in .yaml, .yml or .json",
        ));
    }
    let taken = ENDINGS.iter().map(|ending| specs.join(format!("{provider}.{ending}"))).chain([specs.join(provider)]);
    match taken.into_iter().find(|taken| taken.exists()) {
        None => Ok(specs.join(format!("{provider}.{ending}"))),
        Some(taken) => Err(Diagnostic::about_file(
            Code::NameTaken,
            taken,
            format!("there is a provider `{provider}` already"),
            "choose another name, or change the document in place",
        )),
    }
}

/// Refuses a document that refers to other files: they would not be beside its copy.
fn alone(provider: &str, spec: &Path, specs: &Path) -> Result<(), Diagnostic> {
    let job = discover::single(spec, Some(provider))?;
    // What cannot be loaded is reported by the run that follows.
    let documents = job.documents.iter().filter_map(|source| load::load(source, &job.folder).ok());
    let others: Vec<String> = documents
        .flat_map(|document| {
            document.sources.files().skip(1).map(|file| file.display().to_string()).collect::<Vec<_>>()
        })
        .collect();
    let Some(first) = others.first() else { return Ok(()) };
    let message = match others.len() {
        1 => format!("the document refers to `{first}`, which would not be beside its copy"),
        files => format!("the document refers to {files} files, as `{first}`, which would not be beside its copy"),
    };
    let advice = format!(
        "make a folder `{}`, copy the document into it and the other files into subfolders as they lie now, then run `generate`",
        specs.join(provider).display()
    );
    Err(Diagnostic::about_file(Code::UnresolvedReference, spec, message, advice))
}

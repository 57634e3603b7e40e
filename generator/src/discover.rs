//! Which providers there are, and which documents each of them has.
//!
//! In: the folder `specs/`.
//! Out: a [`Job`] for each provider, sorted by name.
//! Reports: no documents, names taken twice, settings that are wrong, what cannot be read or lies outside the folder.
//! Never: reads a document, or follows a symbolic link out of the folder.
//!
//! A provider is a folder `specs/<provider>/` with documents and perhaps a `sdk.toml`, or one file
//! `specs/<provider>.yaml`. In a folder every YAML or JSON file is a document; what is only referred to lies in
//! subfolders, and `*.overlay.*` files change documents. What lies in the subfolder `crate` goes into the crate as it is, and so do the licences beside `specs/`.

mod added;
mod entries;
mod package;
mod settings;

pub use added::Added;
pub use package::is_reserved;
pub use settings::{Said, Settings};

use crate::diagnostic::{Code, Diagnostic, Place, Severity, nearest};
use entries::{Entry, EntryKind};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The file of a provider's settings.
pub const SETTINGS: &str = "sdk.toml";

/// One crate to generate.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The provider: the name of its folder, or of its file without the ending.
    pub provider: String,
    /// The folder that bounds what a `$ref` may read.
    pub folder: PathBuf,
    /// What `sdk.toml` says.
    pub settings: Settings,
    /// Its documents, by name.
    pub documents: Vec<DocumentSource>,
    /// What its author adds to the crate.
    pub added: Vec<Added>,
    /// What becomes of a document with errors.
    pub tolerance: Tolerance,
}

/// What becomes of a document in which parts are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tolerance {
    /// Nothing is generated: its author is here, and can mend it.
    #[default]
    None,
    /// What is wrong is left out alone, with a warning, and the rest is generated.
    LeaveOut,
}

/// One document of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentSource {
    /// The name of its module: the file's name without the ending.
    pub name: String,
    /// The file.
    pub path: PathBuf,
    /// Overlays that change it, in the order in which they do.
    pub overlays: Vec<PathBuf>,
}

impl DocumentSource {
    /// A document that no overlay changes.
    pub fn new(name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self { name: name.into(), path: path.into(), overlays: Vec::new() }
    }
}

/// Finds every provider under `specs`, or of those only the ones named in `only`.
pub fn discover(specs: &Path, only: &[String]) -> (Vec<Job>, Vec<Diagnostic>) {
    let is_asked = |provider: &String| only.is_empty() || only.contains(provider);
    let mut report = Vec::new();
    let entries = entries::of(specs, specs, &mut report);
    // What is wrong beside those asked for can wait.
    report.retain(|problem: &Diagnostic| match &problem.place {
        Place::File(path) if path != specs => {
            let names = [path.file_stem(), path.file_name()].into_iter().flatten();
            names.into_iter().any(|name| is_asked(&name.to_string_lossy().into_owned()))
        }
        _ => true,
    });
    // Those that were not asked for too, since they have names that are then taken.
    let mut jobs = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut overlays = Vec::new();
    let mut taken: HashMap<String, PathBuf> = HashMap::new();
    for Entry { name, path, kind } in entries {
        let provider = match kind {
            EntryKind::Folder => name,
            EntryKind::Document { stem } => stem,
            EntryKind::Overlay => {
                overlays.push((name, path));
                continue;
            }
            EntryKind::Other => continue,
        };
        let is_folder = path.is_dir();
        if let Some(earlier) = taken.insert(provider.to_lowercase(), path.clone()) {
            if is_asked(&provider) {
                report.push(Diagnostic::about_file(
                    Code::NameTaken,
                    &path,
                    format!("the provider `{provider}` is also `{}`", earlier.display()),
                    "rename one of the two, or put both documents into one folder",
                ));
            }
            continue;
        }
        names.push(provider.clone());
        if is_folder {
            let mut found = Vec::new();
            let is_asked = is_asked(&provider);
            jobs.extend(folder(provider, path, &mut found));
            report.extend(found.into_iter().filter(|_| is_asked));
        } else {
            let documents = vec![DocumentSource::new(provider.clone(), path)];
            let folder = specs.to_owned();
            let settings = Settings::default();
            jobs.push(Job { provider, folder, settings, documents, added: Vec::new(), tolerance: Tolerance::None });
        }
    }
    overlays_of_files(overlays, only, &mut jobs, &mut report);
    unknown(specs, only, &names, &mut report);
    if names.is_empty() && report.is_empty() {
        report.push(Diagnostic::about_file(
            Code::NoDocuments,
            specs,
            "there is no document here",
            format!("put an OpenAPI document here, as in `{}`", specs.join("petstore.yaml").display()),
        ));
    }
    jobs.sort_by(|a, b| a.provider.cmp(&b.provider));
    package::once(&mut jobs, |job| is_asked(&job.provider), &mut report);
    jobs.retain(|job| is_asked(&job.provider));
    for job in &mut jobs {
        let Some(licence) = &job.settings.license else { continue };
        let licences = added::licences(specs, licence, &mut report);
        let is_new = |licence: &Added| job.added.iter().all(|own| !own.path.eq_ignore_ascii_case(&licence.path));
        let licences: Vec<Added> = licences.into_iter().filter(is_new).collect();
        job.added.extend(licences);
    }
    (jobs, report)
}

/// The job for one document anywhere, with the default settings: a `sdk.toml` beside it belongs to the folder's provider.
///
/// # Errors
///
/// There is no such file.
pub fn single(spec: &Path, name: Option<&str>) -> Result<Job, Diagnostic> {
    let about = |code, message: String, advice: &str| Diagnostic::about_file(code, spec, message, advice);
    let kind = std::fs::metadata(spec)
        .map_err(|error| about(Code::Unreadable, format!("the document cannot be read: {error}"), "check the path"))?;
    if kind.is_dir() {
        let advice = "name the document in it, or use `generate` for a folder of providers";
        return Err(about(Code::Unreadable, "this is a folder, not a document".to_owned(), advice));
    }
    let stem = spec.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let provider = name.map_or_else(|| stem.clone(), str::to_owned);
    let folder = match spec.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let documents = vec![DocumentSource::new(stem, spec)];
    let settings = Settings::default();
    Ok(Job { provider, folder, settings, documents, added: Vec::new(), tolerance: Tolerance::None })
}

/// The job of a provider that has a folder.
fn folder(provider: String, folder: PathBuf, report: &mut Vec<Diagnostic>) -> Option<Job> {
    let mut documents: Vec<DocumentSource> = Vec::new();
    let mut overlays = Vec::new();
    let mut settings = Settings::default();
    let mut added = Vec::new();
    let before = report.len();
    for Entry { name, path, kind } in entries::of(&folder, &folder, report) {
        match kind {
            EntryKind::Document { stem } => {
                if let Some(earlier) = documents.iter().find(|earlier| earlier.name.eq_ignore_ascii_case(&stem)) {
                    report.push(Diagnostic::about_file(
                        Code::NameTaken,
                        &path,
                        format!("the document `{stem}` is also `{}`", earlier.path.display()),
                        "rename one of the two; a file that is only referred to belongs in a subfolder",
                    ));
                } else {
                    documents.push(DocumentSource::new(stem, path));
                }
            }
            EntryKind::Overlay => overlays.push((name, path)),
            EntryKind::Other if name == SETTINGS => match settings::read(&path) {
                Ok(read) => settings = read,
                Err(problems) => report.extend(problems),
            },
            EntryKind::Folder if name == added::FOLDER => added = added::read(&path, report),
            EntryKind::Folder | EntryKind::Other => {}
        }
    }
    if documents.is_empty() {
        if report.len() == before {
            report.push(Diagnostic::about_file(
                Code::NoDocuments,
                &folder,
                format!("the provider `{provider}` has no document"),
                format!("put one here, as in `{}`, or remove the folder", folder.join("api.yaml").display()),
            ));
        }
        return None;
    }
    // Half of what its author wrote would be a crate that nobody meant.
    let is_error = |problem: &Diagnostic| problem.code.severity() == Severity::Error;
    if report.iter().skip(before).any(is_error) {
        return None;
    }
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    attach(overlays, &mut documents, report);
    let tolerance = if settings.tolerant { Tolerance::LeaveOut } else { Tolerance::None };
    Some(Job { provider, folder, settings, documents, added, tolerance })
}

/// Overlays beside the documents that are providers by themselves.
fn overlays_of_files(
    overlays: Vec<(String, PathBuf)>,
    only: &[String],
    jobs: &mut [Job],
    report: &mut Vec<Diagnostic>,
) {
    for (name, path) in overlays {
        let is_for = |job: &&mut Job| {
            let is_file = job.documents.first().is_some_and(|document| document.path.parent() == path.parent());
            is_file && name.strip_prefix(&job.provider).is_some_and(|rest| rest.starts_with('.'))
        };
        match jobs.iter_mut().find(is_for) {
            Some(job) => attach(vec![(name, path)], &mut job.documents, report),
            // With `--only`, the document that it is for may not have its turn.
            None if only.is_empty() => attach(vec![(name, path)], &mut [], report),
            None => {}
        }
    }
}

/// Gives each overlay to the document that its name starts with: `client.overlay.yaml` and `client.names.overlay.yaml`
/// change `client.yaml`. Where there is only one document, every overlay is for that.
fn attach(overlays: Vec<(String, PathBuf)>, documents: &mut [DocumentSource], report: &mut Vec<Diagnostic>) {
    let only = documents.len() == 1;
    for (name, path) in overlays {
        let is_for = |document: &&mut DocumentSource| {
            only || name.strip_prefix(&document.name).is_some_and(|rest| rest.starts_with('.'))
        };
        match documents.iter_mut().find(is_for) {
            Some(document) => document.overlays.push(path),
            None => report.push(Diagnostic::about_file(
                Code::UnusedOverlay,
                &path,
                format!("`{name}` starts with the name of no document here, so it changes none"),
                "call it after the document that it changes, as in `api.overlay.yaml` for `api.yaml`",
            )),
        }
    }
}

/// Reports names asked for that no provider has.
fn unknown(specs: &Path, only: &[String], names: &[String], report: &mut Vec<Diagnostic>) {
    for wanted in only.iter().filter(|wanted| !names.contains(wanted)) {
        let advice = match nearest(wanted, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "there are no providers here".to_owned(),
            None => format!("there are: {}", names.join(", ")),
        };
        report.push(Diagnostic::about_file(
            Code::NoDocuments,
            specs,
            format!("there is no provider `{wanted}`"),
            advice,
        ));
    }
}

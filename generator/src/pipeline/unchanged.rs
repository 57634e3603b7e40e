//! A crate that need not be generated again: this very generator wrote it from these very documents, and nobody changed it.
//!
//! In: the program, a provider's folder, its crate as it is on the disk. Out: one number that all of that comes to. It is kept
//! in the user's cache when a crate was found or made to be as it should be, and compared the next time. Never: used by a check,
//! kept of a crate with warnings (they are to be said each time), or an error: without a cache, the work is done.

use super::Outcome;
use crate::diagnostic::Severity;
use crate::discover::Job;
use crate::emit::Surroundings;
use crate::report::Report;
use crate::write::{self, Changes};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

/// Where the number of a crate is kept, and what it depends on.
pub struct Memory {
    place: PathBuf,
    /// What stays as it is while the crate is written.
    made_of: DefaultHasher,
    folder: PathBuf,
}

impl Memory {
    /// `None` where nothing can be remembered.
    pub fn of(job: &Job, folder: &Path, surroundings: &Surroundings) -> Option<Self> {
        let folder = std::path::absolute(folder).ok()?;
        let mut made_of = DefaultHasher::new();
        program()?.hash(&mut made_of);
        format!("{surroundings:?}").hash(&mut made_of);
        (&job.provider, &job.folder, &folder).hash(&mut made_of);
        read_below(&job.folder, &mut made_of).ok()?;
        // What is added may lie elsewhere.
        job.added.iter().for_each(|added| (&added.path, &added.text).hash(&mut made_of));
        let mut named = DefaultHasher::new();
        folder.hash(&mut named);
        let place = cache()?.join(written(&named));
        Some(Self { place, made_of, folder })
    }

    /// What became of the provider, if nothing has changed since.
    pub fn recall(&self, provider: &str) -> Option<Outcome> {
        let started = Instant::now();
        let kept = fs::read_to_string(&self.place).ok()?;
        let mut words = kept.split_whitespace();
        if words.next()? != self.number().ok()? {
            return None;
        }
        let mut count = || words.next()?.parse().ok();
        let (operations, schemas) = (count()?, count()?);
        let report = Report {
            provider: provider.to_owned(),
            operations_total: operations,
            operations_generated: operations,
            schemas_typed: schemas,
            elapsed: started.elapsed(),
            ..Report::default()
        };
        Some(Outcome { report, changes: Some(Changes::default()), plan: None, bug: None })
    }

    /// Keeps what became of the provider, if there is nothing to say of it.
    pub fn keep(&self, outcome: &Outcome) {
        let report = &outcome.report;
        let quiet = report.diagnostics.iter().all(|located| located.severity == Severity::Note);
        let whole = report.skipped.is_empty() && report.degraded.is_empty();
        if outcome.changes.is_none() || !quiet || !whole {
            return;
        }
        let Ok(number) = self.number() else { return };
        let text = format!("{number} {} {}\n", report.operations_generated, report.schemas_typed);
        // Best effort: what is not kept is done again.
        let _ = self.place.parent().map(fs::create_dir_all);
        let _ = fs::write(&self.place, text);
    }

    /// The number of the crate as it is now.
    fn number(&self) -> io::Result<String> {
        let mut hasher = self.made_of.clone();
        for path in write::listed(&self.folder).ok_or(io::ErrorKind::NotFound)? {
            path.hash(&mut hasher);
            fs::read(self.folder.join(&path))?.hash(&mut hasher);
        }
        Ok(written(&hasher))
    }
}

fn written(hasher: &DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

/// The program that runs, as cargo tells whether a file is the same.
fn program() -> Option<(PathBuf, u64, SystemTime)> {
    let path = std::env::current_exe().ok()?;
    let found = fs::metadata(&path).ok()?;
    Some((path, found.len(), found.modified().ok()?))
}

/// The folder for what can be made again (XDG Base Directory Specification).
fn cache() -> Option<PathBuf> {
    let said = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = said.or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(cache.join("specsmith"))
}

/// Adds every file below a folder, by name and content. A symbolic link is an error: what it leads to may lie anywhere.
fn read_below(folder: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let mut entries = fs::read_dir(&here)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (kind, path) = (entry.file_type()?, entry.path());
            path.hash(hasher);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                fs::read(&path)?.hash(hasher);
            } else {
                return Err(io::ErrorKind::Unsupported.into());
            }
        }
    }
    Ok(())
}

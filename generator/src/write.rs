//! Puts a crate on the disk, or says how the disk differs.
//!
//! In: the files of a crate and its folder. Out: what changed. Reports: a folder or file that is not ours, and what cannot
//! be written. Never: touches a file that this module did not write before, takes a first file into place before all of
//! them are on the disk, writes outside the folder, or rewrites a file that already is as it should be (cargo would
//! compile it again).
//!
//! What is ours stands in [`MANIFEST`], a list of files in the folder itself.

mod orphans;

pub use crate::emit::MANIFEST;
pub use orphans::orphans;

use crate::diagnostic::{Code, Diagnostic};
use crate::emit::File;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What differs between a crate and its folder, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new.
    pub added: Vec<String>,
    /// Files that are different.
    pub changed: Vec<String>,
    /// Files of ours that are no longer part of the crate.
    pub stale: Vec<String>,
}

impl Changes {
    /// Whether the folder is as it should be.
    pub fn is_empty(&self) -> bool {
        let Self { added, changed, stale } = self;
        added.is_empty() && changed.is_empty() && stale.is_empty()
    }
}

/// How the folder differs from the crate. Reads only.
pub fn compare(folder: &Path, files: &[File]) -> Result<Changes, Diagnostic> {
    let wanted = wanted(files);
    let ours = ours(folder)?;
    let mut changes = Changes::default();
    for (path, text) in &wanted {
        match fs::read(folder.join(path)) {
            Ok(found) if found == text.as_bytes() => {}
            Ok(_) if is_ours(&ours, path) => changes.changed.push(path.clone()),
            Ok(_) => return Err(foreign(&folder.join(path))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => changes.added.push(path.clone()),
            Err(error) => return Err(unwritable(&folder.join(path), &error)),
        }
    }
    let gone = |path: &&String| !wanted.contains_key(*path) && folder.join(path).exists();
    changes.stale = ours.iter().flatten().filter(gone).cloned().collect();
    Ok(changes)
}

/// Makes the folder hold the crate. Until every new file is on the disk beside its place, nothing is changed; what can
/// fail after that is a rename inside one folder.
pub fn write(folder: &Path, files: &[File]) -> Result<Changes, Diagnostic> {
    let changes = compare(folder, files)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let wanted = wanted(files);
    let touched = changes.added.iter().chain(&changes.changed);
    for path in touched.clone().chain(&changes.stale) {
        stays_inside(folder, path)?;
    }
    // First everything is written beside its place; only when all of it is on the disk, it takes its place.
    let mut staged = Vec::new();
    for path in touched {
        let place = folder.join(path);
        let temporary = temporary(&place);
        let text = wanted.get(path).copied().unwrap_or_default();
        if let Err(error) = put(&temporary, text) {
            discard(&staged);
            discard(&[(temporary, place.clone())]);
            return Err(unwritable(&place, &error));
        }
        staged.push((temporary, place));
    }
    for (index, (temporary, place)) in staged.iter().enumerate() {
        if let Err(error) = fs::rename(temporary, place) {
            discard(staged.get(index..).unwrap_or_default());
            return Err(unwritable(place, &error));
        }
    }
    for path in &changes.stale {
        let place = folder.join(path);
        fs::remove_file(&place).map_err(|error| unwritable(&place, &error))?;
        remove_empty_parents(folder, &place);
    }
    Ok(changes)
}

/// The files by path, with the manifest among them.
fn wanted(files: &[File]) -> BTreeMap<String, &str> {
    files.iter().map(|file| (file.path.clone(), file.text.as_str())).collect()
}

/// The files of a crate with their manifest: the list of all of them, itself included.
pub fn with_manifest(mut files: Vec<File>) -> Vec<File> {
    let mut paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    paths.insert(MANIFEST);
    let mut text =
        "# The files that Specsmith wrote here, and will remove when they are no longer part of the crate.\n"
            .to_owned();
    for path in paths {
        text.push_str(path);
        text.push('\n');
    }
    files.push(File { path: MANIFEST.to_owned(), text });
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The paths in a folder's manifest; `None` if the folder is new or empty. A folder with other content is not ours.
fn ours(folder: &Path) -> Result<Option<BTreeSet<String>>, Diagnostic> {
    match fs::read_to_string(folder.join(MANIFEST)) {
        Ok(text) => {
            let paths = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            Ok(Some(paths.filter(|path| is_plain(path)).map(str::to_owned).collect()))
        }
        Err(_) => match fs::read_dir(folder) {
            Ok(mut entries) => match entries.next() {
                None => Ok(None),
                Some(_) => Err(foreign(folder)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unwritable(folder, &error)),
        },
    }
}

/// The files that stand in a folder's manifest; `None` if it has none.
pub fn listed(folder: &Path) -> Option<BTreeSet<String>> {
    ours(folder).ok().flatten()
}

fn is_ours(ours: &Option<BTreeSet<String>>, path: &str) -> bool {
    ours.as_ref().is_some_and(|ours| ours.contains(path))
}

/// Whether a path only goes down. A manifest is a file that anybody can edit.
fn is_plain(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Refuses a path on which a symbolic link leads elsewhere.
fn stays_inside(folder: &Path, path: &str) -> Result<(), Diagnostic> {
    let mut place = folder.to_owned();
    for part in Path::new(path).components() {
        place.push(part);
        let is_link = fs::symlink_metadata(&place).is_ok_and(|found| found.file_type().is_symlink());
        if is_link || !matches!(part, Component::Normal(_)) {
            return Err(foreign(&place));
        }
    }
    Ok(())
}

fn temporary(place: &Path) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(".specsmith-new");
    place.with_file_name(name)
}

fn put(place: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = place.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(place, text)
}

fn discard(staged: &[(PathBuf, PathBuf)]) {
    for (temporary, _) in staged {
        // Best effort: the error that led here is the one to report.
        let _ = fs::remove_file(temporary);
    }
}

/// Removes the folders that a removed file leaves empty; `remove_dir` refuses the others.
fn remove_empty_parents(folder: &Path, place: &Path) {
    let mut parent = place.parent();
    while let Some(path) = parent.filter(|path| *path != folder && path.starts_with(folder)) {
        if fs::remove_dir(path).is_err() {
            break;
        }
        parent = path.parent();
    }
}

fn foreign(place: &Path) -> Diagnostic {
    Diagnostic::about_file(
        Code::ForeignOutput,
        place,
        "this was not written by Specsmith, so it is not overwritten",
        "move it away, or generate into another folder",
    )
}

fn unwritable(place: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::about_file(
        Code::Unwritable,
        place,
        format!("this cannot be written: {error}"),
        "check the permissions and the space on the disk",
    )
}

#[cfg(test)]
mod tests;

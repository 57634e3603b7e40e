//! What lies in a folder, in order, without what is hidden and without what a symbolic link leads out to.

use crate::diagnostic::{Code, Diagnostic};
use std::path::{Path, PathBuf};

/// Something in a folder.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) kind: EntryKind,
}

/// What it is, by its name.
pub(super) enum EntryKind {
    Folder,
    /// A YAML or JSON file, and its name without the ending.
    Document {
        stem: String,
    },
    /// `*.overlay.yaml`.
    Overlay,
    Other,
}

/// What lies in `folder`, sorted by name. Nothing outside `bound` is returned.
pub(super) fn of(folder: &Path, bound: &Path, report: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let unreadable = |error: std::io::Error| {
        let advice = match error.kind() {
            std::io::ErrorKind::NotFound => "create it, and put an OpenAPI document into it",
            std::io::ErrorKind::NotADirectory => "name a folder",
            _ => "give yourself the right to read it",
        };
        Diagnostic::about_file(Code::Unreadable, folder, format!("the folder cannot be read: {error}"), advice)
    };
    let listing = bound.canonicalize().and_then(|bound| Ok((bound, std::fs::read_dir(folder)?)));
    let (bound, listing) = match listing {
        Ok(listing) => listing,
        Err(error) => {
            report.push(unreadable(error));
            return Vec::new();
        }
    };
    let mut entries = Vec::new();
    for entry in listing {
        match entry {
            Ok(entry) => entries.extend(one(&entry.path(), &bound, report)),
            Err(error) => report.push(unreadable(error)),
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

fn one(path: &Path, bound: &Path, report: &mut Vec<Diagnostic>) -> Option<Entry> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    if name.starts_with('.') {
        return None;
    }
    let is_document = matches!(kind_of_file(&name), EntryKind::Document { .. } | EntryKind::Overlay);
    match path.canonicalize() {
        Ok(resolved) if resolved.starts_with(bound) => {}
        Ok(_) => {
            report.push(Diagnostic::about_file(
                Code::Unreadable,
                path,
                format!("`{name}` is a symbolic link out of this folder, which is not followed"),
                "put a copy in its place",
            ));
            return None;
        }
        // A broken link beside the documents is nobody's concern unless it is named like one.
        Err(error) => {
            if is_document {
                report.push(Diagnostic::about_file(
                    Code::Unreadable,
                    path,
                    format!("`{name}` cannot be read: {error}"),
                    "correct or remove it",
                ));
            }
            return None;
        }
    }
    let kind = if path.is_dir() { EntryKind::Folder } else { kind_of_file(&name) };
    Some(Entry { name, path: path.to_owned(), kind })
}

fn kind_of_file(name: &str) -> EntryKind {
    let Some((stem, ending)) = name.rsplit_once('.') else { return EntryKind::Other };
    if !["yaml", "yml", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        return EntryKind::Other;
    }
    if stem.to_ascii_lowercase().ends_with(".overlay") {
        return EntryKind::Overlay;
    }
    EntryKind::Document { stem: stem.to_owned() }
}

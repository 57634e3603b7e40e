//! Files that a provider's author adds to its crate: what lies in the folder `crate` beside the documents.

use super::entries::{self, Entry, EntryKind};
use crate::diagnostic::Diagnostic;
use crate::load::read_text;
use std::path::{Path, PathBuf};

/// The folder of what is added.
pub const FOLDER: &str = "crate";

/// A file that goes into the crate as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Where in the crate, with `/`.
    pub path: String,
    /// Where it is.
    pub from: PathBuf,
    /// All of it.
    pub text: String,
}

impl Added {
    /// What cargo calls the example program that the file is, if it is one.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        let below = self.path.strip_prefix("examples/")?;
        let name = below.strip_suffix(".rs")?;
        let name = name.strip_suffix("/main").unwrap_or(name);
        (!name.contains('/')).then(|| name.to_owned())
    }
}

/// The licences beside the folder of all documents that a crate of this licence needs: `LICENSE`, and of `LICENSE-MIT` and the
/// like those that its SPDX expression names.
pub(super) fn licences(specs: &Path, licence: &str, report: &mut Vec<Diagnostic>) -> Vec<Added> {
    let beside = specs.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let licence = licence.to_lowercase();
    let is_meant = |name: &str| {
        let rest = name.strip_prefix("LICENSE").and_then(|rest| rest.split('.').next());
        rest.is_some_and(|rest| {
            rest.is_empty() || licence.contains(rest.trim_start_matches('-').to_lowercase().as_str())
        })
    };
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(beside).into_iter().flatten().flatten().map(|one| one.path()).collect();
    found.retain(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        is_meant(&name) && path.symlink_metadata().is_ok_and(|found| found.is_file())
    });
    found.sort();
    let mut added = Vec::new();
    for from in found {
        let path = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match read_text(&from) {
            Ok(text) => added.push(Added { path, from, text }),
            Err(problem) => report.push(problem),
        }
    }
    added
}

/// All files below `folder`, in order.
pub(super) fn read(folder: &Path, report: &mut Vec<Diagnostic>) -> Vec<Added> {
    let mut added = Vec::new();
    let mut folders = vec![(String::new(), folder.to_owned())];
    while let Some((above, here)) = folders.pop() {
        for Entry { name, path: from, kind } in entries::of(&here, folder, report) {
            let path = format!("{above}{name}");
            if matches!(kind, EntryKind::Folder) {
                folders.push((format!("{path}/"), from));
                continue;
            }
            match read_text(&from) {
                Ok(text) => added.push(Added { path, from, text }),
                Err(problem) => report.push(problem),
            }
        }
    }
    added.sort_by(|a, b| a.path.cmp(&b.path));
    added
}

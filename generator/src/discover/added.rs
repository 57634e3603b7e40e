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

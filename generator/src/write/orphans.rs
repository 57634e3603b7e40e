//! Crates that were written once and whose document is gone. They are reported, never removed: somebody may use one.

use super::MANIFEST;
use crate::diagnostic::{Code, Diagnostic};
use std::path::{Path, PathBuf};

/// The crates below `sdks` that we wrote and that no provider below `specs` is for, by name.
pub fn orphans(specs: &Path, sdks: &Path) -> Vec<Diagnostic> {
    let entries = std::fs::read_dir(sdks).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    folders.sort();
    let is_orphan = |folder: &PathBuf| {
        let name = folder.file_name().unwrap_or_default();
        // A document with errors is there too, so names are looked at and not what they hold.
        let has_document = |ending: &str| {
            let mut file = name.to_owned();
            file.push(ending);
            specs.join(file).exists()
        };
        folder.join(MANIFEST).is_file() && !["", ".yaml", ".yml", ".json"].into_iter().any(has_document)
    };
    let orphaned = folders.into_iter().filter(is_orphan).map(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Diagnostic::about_file(
            Code::OrphanedCrate,
            folder,
            format!("this crate was generated, and `{}` has no document `{name}` any more", specs.display()),
            "remove the folder, or put the document back",
        )
    });
    orphaned.collect()
}

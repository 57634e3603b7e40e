//! A crate made of a document, in a folder that is gone when it is dropped.

use generator::discover::{self, Tolerance};
use generator::emit::{RuntimeSource, Surroundings};
use generator::pipeline::{self, Mode, Outcome};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub struct Built {
    pub folder: TempDir,
    pub outcome: Outcome,
    /// The crate's files by their path.
    pub files: BTreeMap<String, String>,
}

/// Builds a document; `others` are files beside it.
pub fn built(document: &Value, others: &[(&str, &str)]) -> Built {
    let folder = tempfile::tempdir().unwrap();
    let inside = |path: &str| folder.path().join("specs").join(path);
    for (path, text) in others.iter().copied().chain([("api.json", document.to_string().as_str())]) {
        std::fs::create_dir_all(inside(path).parent().unwrap()).unwrap();
        std::fs::write(inside(path), text).unwrap();
    }
    let crate_folder = folder.path().join("crate");
    let outcome = build(&inside("api.json"), &crate_folder);
    let mut files = BTreeMap::new();
    for path in paths(&crate_folder) {
        let name = path.strip_prefix(&crate_folder).unwrap().to_string_lossy().replace('\\', "/");
        files.insert(name, std::fs::read_to_string(&path).unwrap());
    }
    Built { folder, outcome, files }
}

pub fn build(document: &Path, to: &Path) -> Outcome {
    let mut job = discover::single(document, None).unwrap();
    job.tolerance = Tolerance::LeaveOut;
    let surroundings = Surroundings { runtime: RuntimeSource::Registry };
    pipeline::run(&job, |_| "api.json".to_owned(), to, Mode::Write, &surroundings)
}

/// Every file below a folder.
pub fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(paths(&path));
        } else {
            found.push(path);
        }
    }
    found
}

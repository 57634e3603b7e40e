//! The documents of a folder, or some of them.

use std::io;
use std::path::{Path, PathBuf};

/// All of a folder, by name; with `sample`, so many of them as `seed` says.
pub fn of(folder: &Path, sample: Option<usize>, seed: u64) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if matches!(ending, "json" | "yaml" | "yml") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    if let Some(sample) = sample {
        fastrand::Rng::with_seed(seed).shuffle(&mut found);
        found.truncate(sample);
        found.sort();
    }
    Ok(found)
}

/// The document's file name without its ending.
pub fn name(document: &Path) -> String {
    document.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

//! A scratch copy of the workspace, in which generated crates are compiled and run by a nested cargo.
//!
//! It lies below the folder that cargo builds into, and has a folder of its own to build into: cargo tells packages apart by
//! their place in their workspace, so two copies of one workspace would undo each other's work. Both are kept between runs,
//! so that dependencies are compiled once. No network is needed: the copy has the workspace's own `Cargo.lock`, and whoever
//! runs these tests has fetched what that names.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, Ran, run};
use crate::folder;

/// The scratch copy, for one test at a time.
pub struct Nested {
    folder: PathBuf,
    /// Held as long as the copy is used; the system frees it even if the test dies.
    _lock: File,
}

impl Nested {
    /// A fresh copy of the workspace: what an earlier test added is gone.
    pub fn workspace() -> Self {
        let (from, nested) = (command::workspace(), command::target().join("nested"));
        let folder = nested.join("workspace");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(nested.join("lock")).unwrap();
        lock.lock().unwrap();
        for part in ["generator", "runtime", "specs", "sdks", "tests/src", "tests/browser"] {
            folder::mirror(&from.join(part), &folder.join(part));
        }
        for file in ["Cargo.toml", "Cargo.lock", "clippy.toml", "rustfmt.toml", "tests/Cargo.toml"] {
            folder::write(&folder.join(file), fs::read(from.join(file)).unwrap());
        }
        Self { folder, _lock: lock }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A cargo command in it.
    pub fn cargo(&self, command: &str) -> Command {
        let mut cargo = cargo(command);
        cargo.current_dir(&self.folder);
        cargo
    }
}

/// A cargo command that builds into the folder for nested builds.
pub fn cargo(command: &str) -> Command {
    let mut cargo = command::cargo(command);
    cargo.args(["--quiet", "--target-dir"]).arg(target());
    cargo
}

/// The folder that nested builds go to.
pub fn target() -> PathBuf {
    command::target().join("nested").join("target")
}

/// Runs a cargo command that must succeed and has nothing to say.
#[track_caller]
pub fn must(cargo: &mut Command) -> Ran {
    let ran = run(cargo);
    let is_offline = ran.err.contains("--offline");
    let advice = if is_offline { "\nRun `cargo fetch` in the workspace once, with a network." } else { "" };
    assert_eq!(ran.code, Some(0), "{cargo:?}\n{}\n{}{advice}", ran.out, ran.err);
    assert!(!ran.err.contains("warning"), "{cargo:?}\n{}", ran.err);
    ran
}

//! A scratch copy of the workspace, in which generated crates are compiled and run by a nested cargo.
//!
//! It lies below the folder that cargo builds into, and is kept between runs. The nested cargo needs no network: it has the
//! workspace's own `Cargo.lock`, and whoever runs these tests has fetched what that names. It builds into the folder in which
//! the tests were built, with the tests' features, so that the dependencies are there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{self, Ran, run};
use crate::folder;

/// A scratch copy of the workspace.
pub struct Nested {
    folder: PathBuf,
}

impl Nested {
    /// A copy of the workspace with this name; what an earlier run left in its `specs/` and `sdks/` is gone.
    pub fn workspace(name: &str) -> Self {
        let (from, folder) = (command::workspace(), command::target().join("nested").join(name));
        for part in ["generator", "runtime", "specs", "sdks", "tests/src"] {
            folder::mirror(&from.join(part), &folder.join(part));
        }
        for file in ["Cargo.toml", "Cargo.lock", "clippy.toml", "rustfmt.toml", "tests/Cargo.toml"] {
            folder::write(&folder.join(file), fs::read(from.join(file)).unwrap());
        }
        Self { folder }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A cargo command in it.
    pub fn cargo(&self, command: &str) -> Command {
        let mut cargo = command::cargo(command);
        cargo.current_dir(&self.folder).args(["--quiet", "--target-dir"]).arg(command::target());
        cargo
    }

    /// Runs a cargo command that must succeed.
    #[track_caller]
    pub fn must(&self, cargo: &mut Command) -> Ran {
        let ran = run(cargo);
        let offline = ran.err.contains("--offline");
        let advice = if offline { "\nRun `cargo fetch` in the workspace once, with a network." } else { "" };
        assert_eq!(ran.code, Some(0), "{cargo:?}\n{}\n{}{advice}", ran.out, ran.err);
        ran
    }
}

//! Runs programs: cargo, and the `generator` built from this workspace.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What became of a program.
#[derive(Debug)]
pub struct Ran {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained of.
    pub err: String,
}

impl Ran {
    /// Stops the test unless the exit code is 0.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.out, self.err);
        self
    }
}

/// Runs a command to its end, piped.
pub fn run(command: &mut Command) -> Ran {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The folder of the workspace.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The folder that cargo builds into, and the profile's folder in it: there is a command, and in its `deps` a test.
fn build_folders(program: &Path) -> (PathBuf, PathBuf) {
    let profile = program.ancestors().skip(1).find(|folder| !folder.ends_with("deps")).unwrap();
    (profile.parent().unwrap().to_owned(), profile.to_owned())
}

/// The folder that the tests' own cargo builds into.
pub fn target() -> PathBuf {
    build_folders(&std::env::current_exe().unwrap()).0
}

/// The cargo that runs the tests, told to stay away from the network.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([command, "--offline"]);
    // What cargo says of the package under test is not true of the packages that a nested cargo builds.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_CRATE_NAME" {
            cargo.env_remove(name.as_ref());
        }
    }
    cargo
}

/// The `generator` of this workspace, up to date. It is built beside the tests, with the features they were built with, so
/// that little is left to do.
pub fn generator() -> &'static Path {
    static GENERATOR: OnceLock<PathBuf> = OnceLock::new();
    GENERATOR.get_or_init(|| {
        let (target, profile) = build_folders(&std::env::current_exe().unwrap());
        let mut build = cargo("build");
        build.args(["--quiet", "-p", "tests", "-p", "generator", "--bin", "generator", "--target-dir"]).arg(target);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        run(build.current_dir(workspace())).ok();
        profile.join(format!("generator{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Runs the `generator` in a folder, which has a cache of its own.
pub fn generate(folder: &Path, arguments: &[&str]) -> Ran {
    let cache = folder.join(".cache");
    run(Command::new(generator()).args(arguments).current_dir(folder).env("XDG_CACHE_HOME", cache))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_and_a_test_find_the_same_folders() {
        for program in ["target/release/corpus", "target/release/deps/market-0a1b"] {
            let (target, profile) = build_folders(Path::new(program));
            assert_eq!((target, profile), ("target".into(), "target/release".into()), "{program}");
        }
    }
}

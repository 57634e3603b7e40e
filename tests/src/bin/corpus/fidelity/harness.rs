//! Programs that stand on a crate: one that decodes and encodes values of its types, and one that makes its calls.

use crate::generate::Generated;
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const MANIFEST: &str = r#"[package]
name = "harness"
edition = "2024"

[dependencies]
PACKAGE = { path = "CRATE" }
serde = "1"
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt"] }

[profile.dev]
debug = 0

[workspace]
"#;

const PROGRAM: &str = r#"use serde::{Serialize, de::DeserializeOwned};
use std::io::{BufRead, Write};

fn again<T: Serialize + DeserializeOwned>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

type Again = fn(&str) -> Result<String, String>;

fn main() {
    let path = std::env::args().nth(1).expect("a file");
    let lines = std::io::BufReader::new(std::fs::File::open(path).expect("readable")).lines();
    let mut out = std::io::stdout().lock();
    for line in lines {
        let line = line.expect("text");
        let (index, text) = line.split_once(' ').expect("an index and a value");
        let (word, said) = match MODELS[index.parse::<usize>().expect("an index")](text) {
            Ok(text) => ("+", text),
            Err(error) => ("-", error.replace('\n', " ")),
        };
        writeln!(out, "{word}{said}").expect("written");
    }
}

const MODELS: &[Again] = &[
"#;

/// Programs that stand on a crate, as they are written.
pub struct Harness {
    folder: PathBuf,
    target: PathBuf,
}

/// Writes a program that tries these types, and one that makes the calls.
pub fn write(folder: &Path, scratch: &Path, generated: &Generated) -> Harness {
    let harness = scratch.join("harness");
    let _ = std::fs::remove_dir_all(&harness);
    let package = package(folder).unwrap_or_default();
    let path = folder.display().to_string();
    tests::folder::write(&harness.join("Cargo.toml"), MANIFEST.replace("PACKAGE", &package).replace("CRATE", &path));
    let lock = tests::command::workspace().join("Cargo.lock");
    tests::folder::write(&harness.join("Cargo.lock"), std::fs::read(lock).unwrap_or_default());
    let mut program = PROGRAM.to_owned();
    for model in &generated.models {
        // Writing to a string cannot fail.
        let _ = writeln!(program, "    again::<{}>,", model.path);
    }
    program.push_str("];\n");
    tests::folder::write(&harness.join("src/bin/types.rs"), program);
    tests::folder::write(&harness.join("src/bin/calls.rs"), &generated.program);
    Harness { folder: harness, target: scratch.join("target") }
}

impl Harness {
    /// Builds one of the programs.
    pub fn build(&self, name: &str) -> Result<PathBuf, String> {
        let mut build = tests::command::cargo("build");
        build.args(["--quiet", "--bin", name, "--target-dir"]).arg(&self.target).current_dir(&self.folder);
        let built = tests::command::run(build.env("CARGO_INCREMENTAL", "0"));
        if built.code != Some(0) {
            let mut errors = built.err.lines().filter(|line| line.starts_with("error"));
            return Err(format!("the program does not compile: {}", errors.next().unwrap_or_default()));
        }
        Ok(self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
    }

    /// Gives each value of `lines` to the type of its index, and gives what came back.
    pub fn run<'value>(
        &self,
        lines: impl Iterator<Item = (usize, &'value Value)>,
    ) -> Result<Vec<Result<Value, String>>, String> {
        let mut text = String::new();
        for (index, value) in lines {
            let _ = writeln!(text, "{index} {value}");
        }
        let input = self.folder.join("samples");
        tests::folder::write(&input, text);
        let program = self.build("types")?;
        let output =
            Command::new(program).arg(&input).stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
        let answers = String::from_utf8_lossy(&output.stdout);
        let read = |line: &str| match line.strip_prefix('+') {
            Some(text) => serde_json::from_str(text).map_err(|error| format!("it encodes no JSON: {error}")),
            None => Err(line.trim_start_matches('-').to_owned()),
        };
        Ok(answers.lines().map(read).collect())
    }
}

/// The name in a crate's manifest.
fn package(folder: &Path) -> Option<String> {
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let line = manifest.lines().find_map(|line| line.strip_prefix("name = "))?;
    Some(line.trim_matches('"').to_owned())
}

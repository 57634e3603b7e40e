//! One crate → `cargo check`, with dependencies built already.

use crate::arguments::Check;
use crate::usage::Usage;
use crate::{child, generate};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

/// A document with more operations than this is a giant.
pub const GIANT: u64 = 5_000;

/// How long one crate may take.
const LIMIT: Duration = Duration::from_secs(900);

/// What the compiler said.
#[derive(Debug)]
pub struct Checked {
    /// Whether there is a crate.
    pub compiles: bool,
    /// How often each lint warned.
    pub warnings: BTreeMap<String, u64>,
    /// How often each error came, by its code, or by its words where it has none.
    pub errors: BTreeMap<String, u64>,
    /// The first error, as the compiler shows it.
    pub first: String,
    pub usage: Usage,
}

/// Builds what every crate stands on, so that no document pays for it.
pub fn build_dependencies(scratch: &Path) {
    let document = scratch.join("dependencies.json");
    let nothing = json!({
        "openapi": "3.1.0",
        "info": { "title": "Dependencies", "version": "1" },
        "servers": [{ "url": "https://localhost" }],
        "paths": { "/": { "get": { "operationId": "get", "responses": { "204": { "description": "Nothing" } } } } },
    });
    tests::folder::write(&document, nothing.to_string());
    let folder = scratch.join("dependencies");
    let built = generate::outside(&document, "dependencies", &folder).and_then(|_| outside(&folder, scratch));
    if let Err(reason) = built {
        eprintln!("the dependencies cannot be built: {reason}");
    }
}

/// Checks in another process, which is how its processor time is known.
pub fn outside(folder: &Path, scratch: &Path) -> Result<Checked, String> {
    // A workspace of its own, with the versions that are here.
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).map_err(|error| error.to_string())?;
    tests::folder::write(&manifest, text + "\n[workspace]\n");
    let lock = tests::command::workspace().join("Cargo.lock");
    std::fs::copy(lock, folder.join("Cargo.lock")).map_err(|error| error.to_string())?;
    let (target, result) = (scratch.join("target"), folder.with_extension("checked"));
    let arguments = ["check".as_ref(), folder.as_os_str(), target.as_os_str(), result.as_os_str()];
    let value = child::run(&arguments, &result, LIMIT)?;
    let counts = |key: &str| -> BTreeMap<String, u64> {
        let members = value.get(key).and_then(Value::as_object).into_iter().flatten();
        members.map(|(name, count)| (name.clone(), count.as_u64().unwrap_or_default())).collect()
    };
    Ok(Checked {
        compiles: value.get("compiles").and_then(Value::as_bool).unwrap_or_default(),
        warnings: counts("warnings"),
        errors: counts("errors"),
        first: value.get("first").and_then(Value::as_str).unwrap_or_default().to_owned(),
        usage: Usage::read(value.get("usage").unwrap_or(&Value::Null)),
    })
}

/// What the other process does.
pub fn inside(one: &Check) -> ExitCode {
    let Check { folder, target, result } = one;
    let mut cargo = tests::command::cargo("check");
    cargo.args(["--lib", "--quiet", "--message-format=json", "--target-dir"]).arg(target).current_dir(folder);
    // Otherwise a second run would measure what the compiler remembers.
    cargo.env("CARGO_INCREMENTAL", "0").stdin(Stdio::null());
    let output = match cargo.output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("cargo: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut warnings: BTreeMap<String, u64> = BTreeMap::new();
    let mut errors: BTreeMap<String, u64> = BTreeMap::new();
    let mut first = String::new();
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let line: Value = serde_json::from_slice(line).unwrap_or_default();
        let text = |pointer: &str| line.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        // What names no place only sums up what does.
        if text("/reason") != "compiler-message" || line.pointer("/message/spans/0").is_none() {
            continue;
        }
        let code = [text("/message/code/code"), text("/message/message")].into_iter().find(|words| !words.is_empty());
        let code = code.unwrap_or_default().to_owned();
        match text("/message/level") {
            "warning" => *warnings.entry(code).or_default() += 1,
            "error" => {
                if first.is_empty() {
                    text("/message/rendered").clone_into(&mut first);
                }
                *errors.entry(code).or_default() += 1;
            }
            _ => {}
        }
    }
    let compiles = output.status.success();
    if !compiles && errors.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr);
        errors.insert("cargo".to_owned(), 1);
        first = said.into_owned();
    }
    let value = json!({
        "compiles": compiles,
        "warnings": warnings,
        "errors": errors,
        "first": first,
        "usage": Usage::of_children().json(),
    });
    match std::fs::write(result, value.to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

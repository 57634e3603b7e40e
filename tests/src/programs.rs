//! The Rust programs of a crate's pages and its examples, compiled in one nested crate, and run against the mock server;
//! the examples of JSON are read by a program as well.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use generator::discover::Job;

use crate::command::run;
use crate::nested::{self, Nested};
use crate::{fences, folder, mock_server, statement};

/// A program, and where its text stands.
struct Program {
    provider: String,
    place: String,
    code: String,
}

/// All programs of a crate: the Rust fences of its pages, and its examples.
fn programs(provider: &str, folder: &Path) -> Vec<Program> {
    let mut programs = Vec::new();
    for (path, text) in folder::files(folder) {
        let text = String::from_utf8(text).unwrap();
        let place = |line| format!("sdks/{provider}/{path}:{line}");
        if path.ends_with(".md") {
            let mut whole = String::new();
            for fence in fences::rust(&text) {
                let place = place(fence.line);
                let is_run = matches!(fence.attributes.as_str(), "" | ",no_run");
                assert!(is_run, "{place}: what is marked `{}` proves nothing", fence.attributes);
                // Statements alone are to stand in the program before them.
                let code = if fence.code.contains("fn main()") {
                    whole.clone_from(&fence.code);
                    fence.code
                } else {
                    let program = statement::in_place(&whole, &fence.code);
                    program.unwrap_or_else(|| panic!("{place}: no place for\n{}in\n{whole}", fence.code))
                };
                programs.push(Program { provider: provider.to_owned(), place, code });
            }
        } else if path.starts_with("examples/") && path.ends_with(".rs") {
            programs.push(Program { provider: provider.to_owned(), place: place(1), code: text });
        }
    }
    programs.push(examples(provider, folder));
    programs
}

/// What [`examples`] does with each: a member that the type does not know, or writes otherwise, is not in what it writes.
const CHECK: &str = r#"
fn check<T: serde::de::DeserializeOwned + serde::Serialize>(place: &str, text: &str) -> Result<(), String> {
    let read: T = serde_json::from_str(text).map_err(|error| format!("{place}: {error}"))?;
    let written = serde_json::to_value(&read).map_err(|error| format!("{place}: {error}"))?;
    let same = plain(written.clone()) == plain(serde_json::from_str(text).unwrap());
    if same { Ok(()) } else { Err(format!("{place} is written as {written}")) }
}

// 1 is 1.0.
fn plain(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Number(number) => number.as_f64().into(),
        serde_json::Value::Array(items) => items.into_iter().map(plain).collect(),
        serde_json::Value::Object(members) => members.into_iter().map(|(name, value)| (name, plain(value))).collect(),
        other => other,
    }
}
"#;

/// A program that reads the JSON of each model's page as that model, and writes it again.
fn examples(provider: &str, folder: &Path) -> Program {
    let mut checks = String::new();
    let mut library = String::new();
    for (path, text) in
        folder::files(folder).into_iter().filter(|(path, _)| path.contains("/models/") && path.ends_with(".md"))
    {
        let text = String::from_utf8(text).unwrap();
        for fence in fences::json(&text) {
            // The third line of the page names its type.
            let rust_type = text.lines().nth(2).unwrap().split('`').nth(1).unwrap();
            rust_type.split("::").next().unwrap().clone_into(&mut library);
            let place = format!("sdks/{provider}/{path}:{}", fence.line);
            writeln!(checks, "    check::<{rust_type}>({place:?}, {:?})?;", fence.code).unwrap();
        }
    }
    assert!(!checks.is_empty(), "{provider} has no examples of its models");
    let imports = format!("use {library}::runtime::{{serde, serde_json}};\n");
    let code = format!("{imports}{CHECK}\nfn main() -> Result<(), String> {{\n{checks}    Ok(())\n}}\n");
    Program { provider: provider.to_owned(), place: format!("sdks/{provider}: the examples of its models"), code }
}

/// A crate with a module a program, which runs the one it is asked for.
fn write_crate(folder: &Path, providers: &[String], programs: &[Program]) {
    let mut manifest = "[package]\nname = \"snippets\"\nedition.workspace = true\n\n[dependencies]\n".to_owned();
    manifest.push_str("tokio = { workspace = true, features = [\"macros\", \"rt-multi-thread\"] }\n");
    for provider in providers {
        let sdk = std::fs::read_to_string(folder.parent().unwrap().join(provider).join("Cargo.toml")).unwrap();
        let name = sdk.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
        writeln!(manifest, "{name} = {{ path = \"../{provider}\", features = [\"blocking\", \"mock\"] }}").unwrap();
    }
    folder::write(&folder.join("Cargo.toml"), manifest);
    let mut main = "#![allow(dead_code, unused)]\n".to_owned();
    for (index, program) in programs.iter().enumerate() {
        let Program { place, code, .. } = program;
        let run = "pub fn run() -> std::process::ExitCode {\n    std::process::Termination::report(main())\n}\n";
        folder::write(&folder.join(format!("src/program_{index}.rs")), format!("{code}\n// {place}\n{run}"));
        writeln!(main, "mod program_{index};").unwrap();
    }
    main.push_str("fn main() -> std::process::ExitCode {\n    match std::env::args().nth(1).unwrap().as_str() {\n");
    for index in 0..programs.len() {
        writeln!(main, "        \"{index}\" => program_{index}::run(),").unwrap();
    }
    main.push_str("        _ => std::process::ExitCode::from(99),\n    }\n}\n");
    folder::write(&folder.join("src/main.rs"), main);
}

/// The names of environment variables that a crate reads: `env: &["…"]` of its tables.
pub fn variables(crate_folder: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(crate_folder.join("src/provider.rs")).unwrap();
    let tables = source.split("env: &[").skip(1).filter_map(|rest| rest.split(']').next());
    tables.flat_map(|names| names.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn base_url_variable(crate_folder: &Path) -> String {
    let source = std::fs::read_to_string(crate_folder.join("src/provider.rs")).unwrap();
    source.split("base_url_env: \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Compiles the programs of these providers' crates and runs each; gives those that did not exit with 0, or sent what their
/// document does not allow.
pub fn failures(nested: &Nested, jobs: &[Job]) -> String {
    let sdk = |provider: &str| nested.folder().join("sdks").join(provider);
    let providers: Vec<String> = jobs.iter().map(|job| job.provider.clone()).collect();
    let all: Vec<Program> = providers.iter().flat_map(|provider| programs(provider, &sdk(provider))).collect();
    for provider in &providers {
        let found = all.iter().filter(|program| program.provider == *provider).count();
        assert!(found >= 6, "{provider} has {found} programs");
    }
    write_crate(&sdk("snippets"), &providers, &all);
    nested::must(nested.cargo("build").args(["-p", "snippets"]));

    let mut servers = BTreeMap::new();
    for job in jobs {
        servers.insert(job.provider.clone(), mock_server::start(job));
    }
    let binary = nested::target().join("debug").join(format!("snippets{}", std::env::consts::EXE_SUFFIX));
    let mut failed = String::new();
    for (index, program) in all.iter().enumerate() {
        let Program { provider, place, .. } = program;
        let mut command = Command::new(&binary);
        // Files that a program writes lie there, and not in a crate.
        command.arg(index.to_string()).current_dir(sdk("snippets")).env_clear();
        command.envs(variables(&sdk(provider)).into_iter().map(|name| (name, "value")));
        command.env(base_url_variable(&sdk(provider)), servers[provider].uri());
        let ran = run(&mut command);
        let wrong = mock_server::complaints(&servers[provider].take_exchanges());
        if ran.code != Some(0) || !wrong.is_empty() {
            writeln!(failed, "{place}: {:?}\n{wrong}{}{}", ran.code, ran.out, ran.err).unwrap();
        }
    }
    failed
}

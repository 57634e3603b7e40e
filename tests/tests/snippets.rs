//! Every Rust program on every page of every crate in `sdks/`, and every example, is compiled and run against a server that
//! answers as the document says. A crate that appears in `sdks/` is covered without a change here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use generator::discover;
use tests::command::run;
use tests::nested::{self, Nested};
use tests::{document_server, fences, folder};

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
            for fence in fences::rust(&text) {
                let place = place(fence.line);
                let is_run = matches!(fence.attributes.as_str(), "" | ",no_run");
                assert!(is_run, "{place}: what is marked `{}` proves nothing", fence.attributes);
                programs.push(Program { provider: provider.to_owned(), place, code: fence.code });
            }
        } else if path.starts_with("examples/") && path.ends_with(".rs") {
            programs.push(Program { provider: provider.to_owned(), place: place(1), code: text });
        }
    }
    programs
}

/// A crate with a module a program, which runs the one it is asked for.
fn write_crate(folder: &Path, providers: &[String], programs: &[Program]) {
    let mut manifest = "[package]\nname = \"snippets\"\nedition.workspace = true\n\n[dependencies]\n".to_owned();
    manifest.push_str("tokio = { workspace = true, features = [\"macros\", \"rt-multi-thread\"] }\n");
    for provider in providers {
        let sdk = std::fs::read_to_string(folder.parent().unwrap().join(provider).join("Cargo.toml")).unwrap();
        let name = sdk.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
        writeln!(manifest, "{name} = {{ path = \"../{provider}\" }}").unwrap();
    }
    folder::write(&folder.join("Cargo.toml"), manifest);
    let mut main = "#![allow(dead_code, unused)]\n".to_owned();
    for (index, program) in programs.iter().enumerate() {
        let Program { place, code, .. } = program;
        let code = if code.contains("fn main()") { code.clone() } else { format!("fn main() {{\n{code}}}\n") };
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
fn variables(crate_folder: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(crate_folder.join("src/provider.rs")).unwrap();
    let tables = source.split("env: &[").skip(1).filter_map(|rest| rest.split(']').next());
    tables.flat_map(|names| names.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn base_url_variable(crate_folder: &Path) -> String {
    let source = std::fs::read_to_string(crate_folder.join("src/provider.rs")).unwrap();
    source.split("base_url_env: \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_program_on_every_page_and_every_example_compiles_and_exits_with_0() {
    let nested = Nested::workspace();
    let (jobs, problems) = discover::discover(&nested.folder().join("specs"), &[]);
    assert!(problems.is_empty() && !jobs.is_empty(), "{problems:?}");
    let sdk = |provider: &str| nested.folder().join("sdks").join(provider);
    let providers: Vec<String> = jobs.iter().map(|job| job.provider.clone()).collect();
    let all: Vec<Program> = providers.iter().flat_map(|provider| programs(provider, &sdk(provider))).collect();
    for provider in &providers {
        let found = all.iter().filter(|program| program.provider == *provider).count();
        assert!(found >= 5, "{provider} has {found} programs");
    }

    write_crate(&sdk("snippets"), &providers, &all);
    nested::must(nested.cargo("build").args(["-p", "snippets"]));

    let mut servers = BTreeMap::new();
    for job in &jobs {
        servers.insert(job.provider.clone(), document_server::start(&document_server::apis(job)).await);
    }
    let binary = nested::target().join("debug").join(format!("snippets{}", std::env::consts::EXE_SUFFIX));
    let mut failed = String::new();
    for (index, program) in all.iter().enumerate() {
        let Program { provider, place, .. } = program;
        let mut command = Command::new(&binary);
        command.arg(index.to_string()).env_clear();
        command.envs(variables(&sdk(provider)).into_iter().map(|name| (name, "value")));
        command.env(base_url_variable(&sdk(provider)), servers[provider].uri());
        let ran = run(&mut command);
        if ran.code != Some(0) {
            writeln!(failed, "{place}: {:?}\n{}{}", ran.code, ran.out, ran.err).unwrap();
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn every_credential_that_a_document_names_a_variable_for_is_read_from_it() {
    let (jobs, _) = discover::discover(&tests::command::workspace().join("specs"), &[]);
    for job in jobs {
        let read = variables(&tests::command::workspace().join("sdks").join(&job.provider));
        for api in document_server::apis(&job) {
            let schemes = api.schemes.values().map(|scheme| &scheme.extensions);
            let servers = api.servers.iter().flat_map(|server| server.variables.values()).map(|variable| &variable.extensions);
            for name in schemes.chain(servers).filter_map(|extensions| extensions.get("x-sdk-env")?.as_str()) {
                assert!(read.iter().any(|read| read == name), "{}: {name}", job.provider);
            }
        }
    }
}

//! Every document of a folder → a crate → `cargo check`; what became of them, in a table.
//!
//! `cargo run -p tests --release --bin corpus -- DIR`. A measurement over documents that are not in this repository, not a
//! test. Each document is generated and checked in a process of its own, with limits on time and memory: a hang or a crash
//! is a row of the table, and not its end.

mod arguments;
mod causes;
mod check;
mod child;
mod documents;
mod fidelity;
mod generate;
mod outcome;
mod table;
mod usage;

use arguments::{Arguments, Command};
use clap::Parser;
use outcome::Outcome;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    match Arguments::parse().command {
        Some(Command::Generate(one)) => generate::inside(&one),
        Some(Command::Check(one)) => check::inside(&one),
        Some(Command::Calls(one)) => fidelity::requests::inside(&one),
        None => run(&Arguments::parse()),
    }
}

fn run(arguments: &Arguments) -> ExitCode {
    let Some(folder) = &arguments.folder else {
        eprintln!("name the folder of the documents");
        return ExitCode::FAILURE;
    };
    let documents = match documents::of(folder, arguments.sample, arguments.seed) {
        Ok(documents) if !documents.is_empty() => documents,
        Ok(_) => {
            eprintln!("{}: there is no .json, .yaml or .yml file here", folder.display());
            return ExitCode::FAILURE;
        }
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            return ExitCode::FAILURE;
        }
    };
    let scratch = arguments.scratch.clone().unwrap_or_else(|| tests::command::target().join("corpus"));
    if !arguments.no_check {
        check::build_dependencies(&scratch);
    }
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let name = documents::name(document);
        eprintln!("{}/{} {name}", index + 1, documents.len());
        let folder = scratch.join("crates").join(&name);
        let mut outcome = Outcome {
            generated: generate::outside(document, &name, &folder),
            name,
            checked: None,
            fidelity: None,
            requests: None,
        };
        let is_giant = outcome.operations().0 > check::GIANT && !arguments.giants;
        if outcome.generated.is_ok() && !arguments.no_check && !is_giant {
            outcome.checked = Some(check::outside(&folder, &scratch));
        }
        if let (true, true, Ok(generated)) = (arguments.fidelity, outcome.compiles(), &outcome.generated) {
            let harness = fidelity::harness::write(&folder, &scratch, generated);
            outcome.fidelity = Some(fidelity::outside(document, &harness, &generated.models));
            let program = harness.build("calls");
            let made = |program: PathBuf| fidelity::requests::outside(document, &outcome.name, &program, &folder);
            outcome.requests = Some(program.and_then(made));
        }
        outcomes.push(outcome);
    }
    print!("{}\n{}", table::text(&outcomes), causes::text(&outcomes));
    if let Some(path) = &arguments.report {
        let report = serde_json::json!({
            "documents": outcomes.iter().map(Outcome::json).collect::<Vec<_>>(),
            "causes": causes::json(&outcomes),
        });
        std::fs::write(path, format!("{report:#}\n")).unwrap_or_else(|error| eprintln!("{}: {error}", path.display()));
    }
    if outcomes.iter().all(Outcome::is_clean) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

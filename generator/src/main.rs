//! The command line: `generate`, `build`, `lint`, `mock`, `new`.

mod command;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    ExitCode::from(command::run(arguments))
}

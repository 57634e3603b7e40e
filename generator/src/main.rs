//! The command line: `generate`, `build`, `lint`, `mock`, `new`.

mod command;
mod terminal;

use clap::Parser;
use std::process::ExitCode;

/// Trees and tokens are millions of small pieces: a third of the time would go into getting and giving them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    ExitCode::from(command::run(arguments))
}

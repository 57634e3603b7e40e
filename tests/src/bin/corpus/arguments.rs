//! What can be asked.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Generates and checks a crate for every document of a folder, and prints what became of them.
#[derive(Debug, Parser)]
#[command(name = "corpus", args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The folder of the documents.
    pub folder: Option<PathBuf>,
    /// Only so many of them, drawn at random.
    #[arg(long, value_name = "N")]
    pub sample: Option<usize>,
    /// What the draw depends on.
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub seed: u64,
    /// Generate only.
    #[arg(long)]
    pub no_check: bool,
    /// Try every type of every crate that compiles with samples made from its schema, and make every call of it against the
    /// mock server of its document.
    #[arg(long)]
    pub fidelity: bool,
    /// Check also the crates of documents with thousands of operations.
    #[arg(long)]
    pub giants: bool,
    /// Write everything as JSON.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Where the crates are written and built; else below the folder that cargo builds into.
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

/// What this program runs itself as.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Generate one crate, and write what became of it.
    #[command(hide = true)]
    Generate(Generate),
    /// Check one crate, and write what became of it.
    #[command(hide = true)]
    Check(Check),
    /// Make the calls of one crate, and write what became of them.
    #[command(hide = true)]
    Calls(Calls),
}

/// One crate to generate.
#[derive(Debug, Args)]
pub struct Generate {
    pub document: PathBuf,
    pub name: String,
    pub folder: PathBuf,
    pub result: PathBuf,
}

/// One crate whose calls are made.
#[derive(Debug, Args)]
pub struct Calls {
    pub document: PathBuf,
    pub name: String,
    pub program: PathBuf,
    pub result: PathBuf,
}

/// One crate to check.
#[derive(Debug, Args)]
pub struct Check {
    pub folder: PathBuf,
    pub target: PathBuf,
    pub result: PathBuf,
}

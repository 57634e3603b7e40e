//! 100,000 calls against a server that misbehaves to one request in twenty: prints what came of them, and fails when one
//! ended otherwise than its policy says, when a call that is not idempotent was done twice, or when memory grew.
//!
//! ```text
//! cargo run -p tests --release --bin soak            # 100,000 calls
//! cargo run -p tests --release --bin soak 1000000
//! ```
#![allow(clippy::unwrap_used, reason = "what cannot go on should stop")]

use std::process::ExitCode;

use tests::soak::{Kind, Report, Soak};

/// How much the process may grow between a fifth of the calls and the end, in KiB.
const GROWTH: u64 = 8 * 1024;

#[tokio::main]
async fn main() -> ExitCode {
    let calls = std::env::args().nth(1).map_or(100_000, |calls| calls.parse().unwrap());
    let report = Soak { calls, width: 64, faults_per_mille: 50 }.run().await;
    let Report { outcomes, requests, faults, replayed, wrong, memory, took } = &report;
    println!("{calls} calls, 64 at a time, {:.1} s", took.as_secs_f64());
    for kind in Kind::ALL {
        let ended: Vec<String> = outcomes
            .iter()
            .filter(|((of, _), _)| *of == kind)
            .map(|((_, how), count)| format!("{how:?} {count}"))
            .collect();
        println!("  {kind:?}: {} requests; {}", requests.get(&kind).unwrap_or(&0), ended.join(", "));
    }
    println!(
        "  requests met: {}",
        faults.iter().map(|(fault, count)| format!("{fault:?} {count}")).collect::<Vec<_>>().join(", ")
    );
    println!(
        "  not idempotent and done twice: {}; ended otherwise than the policy says: {}",
        replayed.len(),
        wrong.len()
    );
    let grew = memory.map(|(early, late)| late.saturating_sub(early));
    match memory {
        Some((early, late)) => println!("  memory: {early} KiB after a fifth, {late} KiB at the end"),
        None => println!("  memory: this system does not tell"),
    }
    wrong.iter().take(10).for_each(|wrong| eprintln!("{wrong}"));
    let is_fine = replayed.is_empty() && wrong.is_empty() && grew.is_none_or(|grew| grew <= GROWTH);
    if is_fine { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

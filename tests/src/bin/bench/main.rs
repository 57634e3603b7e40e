//! What a generated call costs over the same work written by hand, and what reading an answer costs over derived code.
//!
//! ```text
//! cargo run -p tests --release --bin bench            # all of it, about a minute
//! cargo run -p tests --release --bin bench decode     # one part: sequential, concurrent or decode
//! cargo run -p tests --release --bin bench all 101    # more rounds than 41
//! cargo run -p tests --release --bin bench small 3 generated    # one side alone, for a tool that counts instructions
//! ```
//!
//! Time is this thread's processor time, so that other programs disturb little; the server is another process. Both sides
//! take turns, round by round, and what is printed is the median of the rounds' ratios. Figures are in `README.md` beside
//! this file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on should stop"
)]

mod calls;
mod clock;
mod decode;
mod server;

use calls::Case;
use clock::{Ratio, Side};

/// How often both sides take their turn.
const ROUNDS: usize = 41;

fn main() {
    let part = std::env::args().nth(1).unwrap_or_else(|| "all".to_owned());
    let rounds = std::env::args().nth(2).map_or(ROUNDS, |rounds| rounds.parse().expect("a number of rounds"));
    let side = Side::named(std::env::args().nth(3).as_deref());
    if part == "serve" { server::serve() } else { run(&part, rounds, side) }
}

fn run(part: &str, rounds: usize, side: Side) {
    let wanted = |name: &str| part == "all" || part == name;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = server::Child::start();
    println!("{:<34}{:>12}{:>12}{:>9}{:>16}", "", "by hand", "generated", "ratio", "rounds' spread");
    for (name, width) in [("sequential", 1), ("concurrent", 16)] {
        for case in Case::ALL {
            if wanted(name) || (width == 1 && wanted(case.name())) {
                let ratio = runtime.block_on(calls::measure(case, width, &server.url, rounds, side));
                print(&format!("{} call, {width} at a time", case.name()), &ratio);
            }
        }
    }
    if wanted("decode") {
        print("1 MB of JSON", &decode::measure(rounds, side));
    }
}

fn print(what: &str, ratio: &Ratio) {
    println!(
        "{what:<34}{:>9.1} µs{:>9.1} µs{:>9.3}{:>8.3} – {:.3}",
        ratio.by_hand, ratio.generated, ratio.median, ratio.lowest_quarter, ratio.highest_quarter
    );
}

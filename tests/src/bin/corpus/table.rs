//! A row a document, and their sums.

use crate::outcome::Outcome;
use crate::usage::Usage;
use comfy_table::{Cell, CellAlignment, Table, presets};
use std::fmt::Write;

const HEADER: [&str; 14] = [
    "document",
    "operations",
    "generated",
    "typed",
    "degraded",
    "generate ms",
    "MiB",
    "check s",
    "MiB",
    "faithful",
    "not",
    "calls",
    "wrong",
    "",
];

/// The table for people.
pub fn text(outcomes: &[Outcome]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(HEADER);
    for outcome in outcomes {
        table.add_row(row(outcome));
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    format!("{}\n\n{}", lines.join("\n"), totals(outcomes))
}

fn row(outcome: &Outcome) -> Vec<Cell> {
    let (total, generated) = outcome.operations();
    let (typed, degraded) = outcome.schemas();
    let (faithful, unfaithful) = outcome.faithful();
    let (right, wrong) = outcome.called();
    let generate = outcome.generated.as_ref().ok().map(|generated| generated.usage);
    let check = usage_of_check(outcome);
    let mib = |usage: Option<Usage>| usage.map_or_else(String::new, |usage| usage.peak_mib().to_string());
    let numbers = [
        total.to_string(),
        generated.to_string(),
        typed.to_string(),
        degraded.to_string(),
        generate.map_or_else(String::new, |usage| usage.milliseconds.to_string()),
        mib(generate),
        check.map_or_else(String::new, |usage| seconds(usage.milliseconds)),
        mib(check),
        if outcome.fidelity.is_some() { faithful.to_string() } else { String::new() },
        if outcome.fidelity.is_some() { unfaithful.to_string() } else { String::new() },
        if outcome.requests.is_some() { right.to_string() } else { String::new() },
        if outcome.requests.is_some() { wrong.to_string() } else { String::new() },
    ];
    let mut row = vec![Cell::new(&outcome.name)];
    row.extend(numbers.into_iter().map(|number| Cell::new(number).set_alignment(CellAlignment::Right)));
    row.push(Cell::new(outcome.verdict()));
    row
}

fn usage_of_check(outcome: &Outcome) -> Option<Usage> {
    outcome.checked.as_ref()?.as_ref().ok().map(|checked| checked.usage)
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{}", milliseconds / 1000, milliseconds % 1000 / 100)
}

fn totals(outcomes: &[Outcome]) -> String {
    let sum = |of: &dyn Fn(&Outcome) -> u64| outcomes.iter().map(of).sum::<u64>();
    let count = |of: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| of(outcome)).count();
    let checked = |outcome: &Outcome| outcome.checked.is_some();
    let (total, made) = (sum(&|one| one.operations().0), sum(&|one| one.operations().1));
    let (typed, degraded) = (sum(&|one| one.schemas().0), sum(&|one| one.schemas().1));
    let generate = sum(&|one| one.generated.as_ref().map_or(0, |generated| generated.usage.milliseconds));
    let check = sum(&|one| usage_of_check(one).map_or(0, |usage| usage.milliseconds));
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "documents   {} generated of {}", count(&|one| one.generated.is_ok()), outcomes.len());
    let _ = writeln!(
        text,
        "crates      {} compile and {} are clean of {} checked",
        count(&Outcome::compiles),
        count(&|one| checked(one) && one.is_clean()),
        count(&checked)
    );
    let _ = writeln!(text, "operations  {made} of {total} generated, {}", percent(made, total));
    let _ = writeln!(
        text,
        "schemas     {degraded} of {} degraded, {}",
        typed + degraded,
        percent(degraded, typed + degraded)
    );
    let (faithful, unfaithful) = (sum(&|one| one.faithful().0), sum(&|one| one.faithful().1));
    if outcomes.iter().any(|outcome| outcome.fidelity.is_some()) {
        let tried = faithful + unfaithful;
        let untried = sum(&|one| match &one.fidelity {
            Some(Ok(fidelity)) => fidelity.untried,
            _ => 0,
        });
        let _ = writeln!(
            text,
            "types       {faithful} of {tried} hold their samples, {}; {untried} have no sample",
            percent(faithful, tried)
        );
    }
    let (right, wrong) = (sum(&|one| one.called().0), sum(&|one| one.called().1));
    if outcomes.iter().any(|outcome| outcome.requests.is_some()) {
        let made = right + wrong;
        let untried = sum(&|one| match &one.requests {
            Some(Ok(requests)) => requests.untried,
            _ => 0,
        });
        let _ = writeln!(
            text,
            "calls       {right} of {made} are right, {}; {untried} operations have no values to be called with",
            percent(right, made)
        );
    }
    let _ = writeln!(text, "CPU         {} s to generate, {} s to check", seconds(generate), seconds(check));
    text
}

/// In hundredths of a percent, rounded down: 99.99 is not 100.
fn percent(part: u64, whole: u64) -> String {
    let hundredths = (part * 10_000).checked_div(whole).unwrap_or(10_000);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

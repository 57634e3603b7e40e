//! What a person sees: progress while it runs, reports, and the table at the end. Plain and quiet when piped.

use comfy_table::{Cell, CellAlignment, Table, presets};
use generator::diagnostic::locate::Located;
use generator::diagnostic::{Code, Severity, render};
use generator::pipeline::{Mode, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stderr, stdout};

/// A line that says which provider's turn it is; nothing unless someone watches.
pub struct Progress(ProgressBar);

impl Progress {
    pub fn new() -> Self {
        // Hidden by itself where the error output is no terminal.
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:20} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub fn show(&self, provider: &str, index: usize, all: usize) {
        self.0.set_length(all as u64);
        self.0.set_position(index as u64);
        self.0.set_message(provider.to_owned());
    }

    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// Writes to the output. A reader that has gone away is no error of ours.
pub fn print(text: &str) {
    let _ = stdout().lock().write_all(text.as_bytes());
}

/// Shows diagnostics for people.
pub fn diagnostics(located: &[Located]) {
    let _ = stderr().lock().write_all(render::people(located, stderr().is_terminal()).as_bytes());
}

/// How many warnings of one code are shown to somebody who asked for a crate.
const SHOWN: usize = 10;

/// Shows what was said of one provider to somebody who asked for its crate: every error, and of the warnings of each code the
/// first few. The others are counted, and so are the notes, which are decisions that were taken: who wants to read them has
/// `lint`, or the report.
pub fn summary(located: &[Located]) {
    let mut counts: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for one in located {
        let count = counts.entry((one.severity, one.code)).or_default();
        *count += 1;
        match one.severity {
            Severity::Error => {}
            Severity::Warning if *count <= SHOWN => {}
            Severity::Warning | Severity::Note => continue,
        }
        shown.push(one.clone());
    }
    diagnostics(&shown);
    let rest = |severity, shown: usize| {
        let counts = counts.iter().filter(|((found, _), _)| *found == severity);
        let rest: Vec<(Code, usize)> =
            counts.filter_map(|((_, code), count)| Some((*code, count.checked_sub(shown)?))).collect();
        rest.into_iter().filter(|(_, count)| *count > 0).collect::<Vec<_>>()
    };
    let lines = [("more warning", rest(Severity::Warning, SHOWN)), ("note", rest(Severity::Note, 0))];
    for line in lines.iter().filter_map(|(word, counts)| counted(word, counts)) {
        let _ = writeln!(stderr(), "{line}\n");
    }
}

/// `3 notes: 2 renamed, 1 missing-tag`, the most frequent first; nothing if there is none.
fn counted(word: &str, counts: &[(Code, usize)]) -> Option<String> {
    let mut counts = counts.to_vec();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    let plural = if all == 1 { "" } else { "s" };
    let codes: Vec<String> = counts.iter().map(|(code, count)| format!("{count} {code}")).collect();
    (all > 0).then(|| format!("{all} {word}{plural} (see `generator lint SPEC`, or --report): {}", codes.join(", ")))
}

/// Shows what should never happen.
pub fn bugs(outcomes: &[Outcome]) {
    for (outcome, bug) in outcomes.iter().filter_map(|outcome| Some((outcome, outcome.bug.as_ref()?))) {
        let _ = writeln!(stderr(), "{}: {bug}", outcome.report.provider);
    }
}

/// The table at the end: a row a provider.
pub fn table(outcomes: &[Outcome], mode: Mode) {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["provider", "operations", "schemas", "skipped", "degraded", "time", ""]);
    for outcome in outcomes {
        let report = &outcome.report;
        let numbers = [
            report.operations_generated.to_string(),
            report.schemas_typed.to_string(),
            report.skipped.len().to_string(),
            report.degraded.len().to_string(),
            format!("{} ms", report.elapsed.as_millis()),
        ];
        let mut row = vec![Cell::new(&report.provider)];
        row.extend(numbers.into_iter().map(|number| Cell::new(number).set_alignment(CellAlignment::Right)));
        row.push(Cell::new(state(outcome, mode)));
        table.add_row(row);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    print(&format!("{}\n", lines.join("\n")));
}

fn state(outcome: &Outcome, mode: Mode) -> String {
    let Some(changes) = &outcome.changes else {
        if outcome.bug.is_none() && !outcome.report.has_errors() {
            return "see above".to_owned();
        }
        return "failed, left as it was".to_owned();
    };
    let files = changes.added.len() + changes.changed.len() + changes.stale.len();
    match (files, mode) {
        (0, _) => "unchanged".to_owned(),
        (1, Mode::Check) => "1 file differs".to_owned(),
        (files, Mode::Check) => format!("{files} files differ"),
        (1, _) => "1 file written".to_owned(),
        (files, _) => format!("{files} files written"),
    }
}

/// Says what differs and the command that mends it.
pub fn out_of_date(outcomes: &[Outcome]) {
    let mut text = String::new();
    for outcome in outcomes {
        let Some(changes) = &outcome.changes else { continue };
        let lists = [("missing", &changes.added), ("different", &changes.changed), ("stale", &changes.stale)];
        for (word, paths) in lists {
            for path in paths {
                text.push_str(&format!("{word}: {}: {path}\n", outcome.report.provider));
            }
        }
    }
    text.push_str("The crates are not what the documents say. Run: cargo run -p generator\n");
    let _ = stderr().lock().write_all(text.as_bytes());
}

//! Why something is missing, ranked by how often.

use crate::outcome::Outcome;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many of a kind are printed.
const SHOWN: usize = 25;

/// A cause: how often, in how many documents, and one place to look at.
#[derive(Debug, Default)]
struct Cause {
    count: u64,
    documents: BTreeSet<String>,
    example: String,
}

type Causes = BTreeMap<(&'static str, String), Cause>;

fn of(outcomes: &[Outcome]) -> Causes {
    let mut causes = Causes::new();
    let mut add = |kind, reason: String, outcome: &Outcome, count: u64, example: &str| {
        let cause = causes.entry((kind, reason)).or_default();
        cause.count += count;
        cause.documents.insert(outcome.name.clone());
        if cause.example.is_empty() {
            cause.example = example.to_owned();
        }
    };
    for outcome in outcomes {
        let lists = [("skipped operations", "/operations/skipped"), ("degraded schemas", "/schemas/degraded")];
        for (kind, list) in lists {
            for left in outcome.left_out(list) {
                let text = |key: &str| left.get(key).and_then(Value::as_str).unwrap_or_default();
                add(kind, general(text("reason")), outcome, 1, text("at"));
            }
        }
        match &outcome.fidelity {
            Some(Ok(fidelity)) => {
                for (path, reason) in &fidelity.failed {
                    let (reason, with) = reason.split_once(" | ").unwrap_or((reason, ""));
                    let example: String = format!("{path} {reason} {with}").chars().take(300).collect();
                    add("unfaithful types", general(reason), outcome, 1, &example);
                }
            }
            Some(Err(reason)) => add("types not tried", general(reason), outcome, 1, reason),
            None => {}
        }
        match &outcome.requests {
            Some(Ok(requests)) => {
                for (call, reason) in &requests.wrong {
                    let example: String = format!("{call}: {reason}").chars().take(400).collect();
                    add("wrong calls", general(&said(reason)), outcome, 1, &example);
                }
            }
            Some(Err(reason)) => add("calls not made", general(reason), outcome, 1, reason),
            None => {}
        }
        match (&outcome.generated, &outcome.checked) {
            (Err(reason), _) => add("failures", general(reason), outcome, 1, reason),
            (Ok(_), Some(Err(reason))) => add("failures", general(reason), outcome, 1, reason),
            (Ok(_), Some(Ok(checked))) => {
                for (code, count) in &checked.errors {
                    add("compile errors", code.clone(), outcome, *count, &headline(&checked.first));
                }
                for (lint, count) in &checked.warnings {
                    add("warnings", lint.clone(), outcome, *count, "");
                }
            }
            (Ok(_), None) => {}
        }
    }
    causes
}

/// The first lines of what the compiler said.
fn headline(rendered: &str) -> String {
    rendered.lines().take(2).map(str::trim).collect::<Vec<_>>().join(" ")
}

/// What the mock server says against a request, in place of the status that says so.
fn said(reason: &str) -> String {
    let problem = reason.find('{').and_then(|start| serde_json::from_str::<Value>(reason.get(start..)?.trim()).ok());
    let errors = problem.as_ref().and_then(|problem| problem.get("errors")?.as_array());
    let details: Vec<&str> = errors.into_iter().flatten().filter_map(|error| error.get("detail")?.as_str()).collect();
    if details.is_empty() { reason.to_owned() } else { details.join("; ") }
}

/// A reason without what belongs to one document: what stands in backquotes, and numbers, which become 0.
fn general(reason: &str) -> String {
    let mut quoted = false;
    let mut out = String::new();
    for c in reason.lines().next().unwrap_or_default().chars() {
        match c {
            '`' if quoted => {
                quoted = false;
                out.push('`');
            }
            '`' => {
                quoted = true;
                out.push_str("`…");
            }
            _ if quoted => {}
            c if c.is_ascii_digit() => {
                if !out.ends_with('0') {
                    out.push('0');
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// Kind → causes, the most frequent first.
fn ranked(causes: &Causes) -> BTreeMap<&'static str, Vec<(&str, &Cause)>> {
    let mut kinds: BTreeMap<&'static str, Vec<(&str, &Cause)>> = BTreeMap::new();
    for ((kind, reason), cause) in causes {
        kinds.entry(kind).or_default().push((reason, cause));
    }
    for list in kinds.values_mut() {
        list.sort_by_key(|(_, cause)| std::cmp::Reverse(cause.count));
    }
    kinds
}

/// The lists for people.
pub fn text(outcomes: &[Outcome]) -> String {
    let causes = of(outcomes);
    let mut text = String::new();
    for (kind, list) in ranked(&causes) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{kind}");
        for (reason, Cause { count, documents, example }) in list.iter().take(SHOWN) {
            let _ = writeln!(text, "{count:>7} in {:>3}  {reason}\n                {example}", documents.len());
        }
        let _ = writeln!(text);
    }
    text
}

/// The lists for machines.
pub fn json(outcomes: &[Outcome]) -> Value {
    let causes = of(outcomes);
    let kinds = ranked(&causes).into_iter().map(|(kind, list)| {
        let list = list.iter().map(|(reason, Cause { count, documents, example })| {
            json!({ "reason": reason, "count": count, "documents": documents, "example": example })
        });
        (kind.to_owned(), list.collect())
    });
    Value::Object(kinds.collect())
}

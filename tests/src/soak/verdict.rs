//! Whether a call ended as its policy says, given what its requests met.

use std::collections::BTreeMap;
use std::time::Duration;

use super::server::Server;
use super::{Fault, Kind, Outcome, Report};

/// Attempts of the default policy.
const ATTEMPTS: usize = 4;

pub fn report(got: &[(u32, Outcome)], server: &Server, memory: Option<(u64, u64)>, took: Duration) -> Report {
    let mut report = Report {
        outcomes: BTreeMap::new(),
        requests: BTreeMap::new(),
        faults: BTreeMap::new(),
        replayed: Vec::new(),
        wrong: Vec::new(),
        memory,
        took,
    };
    for &(call, outcome) in got {
        let (kind, met) = (Kind::of(call), server.met(call));
        *report.outcomes.entry((kind, outcome)).or_default() += 1;
        *report.requests.entry(kind).or_default() += u32::try_from(met.len()).unwrap();
        for fault in &met {
            *report.faults.entry(*fault).or_default() += 1;
        }
        // A 429 is the server's word that it did nothing.
        let done = met.iter().filter(|fault| **fault != Fault::TooMany).count();
        if kind == Kind::NotIdempotent && done > 1 {
            report.replayed.push(call);
        }
        if let Err(reason) = check(kind, &met, outcome) {
            report.wrong.push(format!("call {call} ({kind:?}) met {met:?} and ended as {outcome:?}: {reason}"));
        }
    }
    report
}

fn check(kind: Kind, met: &[Fault], outcome: Outcome) -> Result<(), &'static str> {
    let Some((last, before)) = met.split_last() else {
        return Err("no request came");
    };
    if before.iter().any(|fault| !may_go_on(kind, *fault)) {
        return Err("it was sent again after what should have ended it");
    }
    if met.len() > ATTEMPTS {
        return Err("it was sent too often");
    }
    let expected = match last {
        Fault::None | Fault::Slow => Outcome::Answered,
        Fault::Reset | Fault::CutOff => Outcome::Broken,
        Fault::TooMany => Outcome::Status(429),
        Fault::Unavailable => Outcome::Status(503),
        Fault::Truncated => Outcome::NotDecoded,
        Fault::Silent => Outcome::TimedOut,
    };
    // On a machine that is busy enough, any answer may be late.
    if outcome != expected && outcome != Outcome::TimedOut {
        return Err("the caller got something else");
    }
    if outcome != Outcome::Answered && is_retried(kind, *last) && met.len() < ATTEMPTS && outcome == expected {
        return Err("it was not sent again");
    }
    Ok(())
}

/// Whether a call is sent again after this.
fn is_retried(kind: Kind, fault: Fault) -> bool {
    match fault {
        Fault::TooMany => true,
        Fault::Reset | Fault::CutOff | Fault::Unavailable | Fault::Silent => kind != Kind::NotIdempotent,
        Fault::None | Fault::Slow | Fault::Truncated => false,
    }
}

/// Whether a request may have come before another of the same call: an answer that was late counts as none.
fn may_go_on(kind: Kind, fault: Fault) -> bool {
    is_retried(kind, fault) || kind != Kind::NotIdempotent
}

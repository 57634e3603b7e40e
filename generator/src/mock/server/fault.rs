//! What goes wrong on purpose.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Status 429, to be tried again after a second.
    TooManyRequests,
    /// Status 503, to be tried again after a second.
    Unavailable,
    /// The connection is reset instead of an answer.
    Reset,
    /// The answer comes late, and piece by piece.
    Slow,
    /// The connection ends in the middle of the body.
    Truncate,
}

/// A word that names no fault, or a rate that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{FAULTS}, perhaps with the part of the calls that it hits, as in `503:0.1`")]
pub struct FaultError;

/// What there is.
pub(super) const FAULTS: &str = "a fault is `429`, `503`, `reset`, `slow` or `truncate`";

impl Fault {
    /// The status that is answered, where that is the fault.
    pub fn status(self) -> Option<u16> {
        match self {
            Self::TooManyRequests => Some(429),
            Self::Unavailable => Some(503),
            Self::Reset | Self::Slow | Self::Truncate => None,
        }
    }
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(word: &str) -> Result<Self, FaultError> {
        match word {
            "429" => Ok(Self::TooManyRequests),
            "503" => Ok(Self::Unavailable),
            "reset" => Ok(Self::Reset),
            "slow" => Ok(Self::Slow),
            "truncate" => Ok(Self::Truncate),
            _ => Err(FaultError),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooManyRequests => "429",
            Self::Unavailable => "503",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::Truncate => "truncate",
        })
    }
}

/// A fault, and how many of the calls it hits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaultRule {
    /// The fault.
    pub fault: Fault,
    /// From 0, none of them, to 1, all.
    pub rate: f64,
}

impl FromStr for FaultRule {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let Some((word, rate)) = text.split_once(':') else {
            return Ok(Self { fault: text.parse()?, rate: 1.0 });
        };
        let rate = rate.parse().ok().filter(|rate| (0.0..=1.0).contains(rate));
        Ok(Self { fault: word.parse()?, rate: rate.ok_or(FaultError)? })
    }
}

/// Which calls are hit. Not by chance, so that a run can be repeated: with a rate of 0.1 it is each tenth.
#[derive(Debug)]
pub struct Faults {
    rules: Vec<FaultRule>,
    calls: AtomicU64,
}

impl Faults {
    pub fn new(rules: Vec<FaultRule>) -> Self {
        Self { rules, calls: AtomicU64::new(0) }
    }

    /// What hits the next call: of several faults the first.
    pub fn next(&self) -> Option<Fault> {
        let before = self.calls.fetch_add(1, Ordering::Relaxed);
        #[allow(clippy::cast_precision_loss, reason = "nobody makes so many calls")]
        let hits = |rate: f64| (before as f64 * rate).floor() < ((before + 1) as f64 * rate).floor();
        self.rules.iter().find(|rule| hits(rule.rate)).map(|rule| rule.fault)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultRule, Faults};

    #[test]
    fn a_rule_is_a_fault_and_perhaps_a_rate() {
        let read = |text: &str| text.parse::<FaultRule>().ok();
        assert_eq!(read("reset"), Some(FaultRule { fault: Fault::Reset, rate: 1.0 }));
        assert_eq!(read("503:0.25"), Some(FaultRule { fault: Fault::Unavailable, rate: 0.25 }));
        for text in ["", "500", "503:", "503:2", "503:-1", "503:NaN", "503:x"] {
            assert_eq!(read(text), None, "{text}");
        }
        for word in ["429", "503", "reset", "slow", "truncate"] {
            assert_eq!(word.parse::<Fault>().map(|fault| fault.to_string()).as_deref(), Ok(word));
        }
    }

    #[test]
    fn the_calls_that_are_hit_are_as_many_as_the_rate_says() {
        for (rate, expected) in [(0.0, 0), (0.1, 10), (0.25, 25), (1.0, 100)] {
            let faults = Faults::new(vec![FaultRule { fault: Fault::Slow, rate }]);
            assert_eq!((0..100).filter(|_| faults.next().is_some()).count(), expected);
        }
    }
}

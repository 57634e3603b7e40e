//! Processor time of this thread, and the comparison of two ways of doing one thing.

use std::time::{Duration, Instant};

/// Which of the two ways runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    ByHand,
    Generated,
    Both,
}

impl Side {
    pub fn named(name: Option<&str>) -> Self {
        match name {
            None => Self::Both,
            Some("by-hand") => Self::ByHand,
            Some("generated") => Self::Generated,
            Some(other) => panic!("{other} is neither by-hand nor generated"),
        }
    }

    pub fn is_by_hand(self) -> bool {
        self != Self::Generated
    }

    pub fn is_generated(self) -> bool {
        self != Self::ByHand
    }
}

/// Both sides, in microseconds for one piece of work, and the ratio between them.
pub struct Ratio {
    pub by_hand: f64,
    pub generated: f64,
    pub median: f64,
    pub lowest_quarter: f64,
    pub highest_quarter: f64,
}

impl Ratio {
    /// From the time that each round took for so many pieces of work.
    pub fn new(rounds: &[(Duration, Duration)], pieces: u32) -> Self {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(pieces);
        let sorted = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values
        };
        let ratios = sorted(rounds.iter().map(|(hand, made)| made.as_secs_f64() / hand.as_secs_f64()).collect());
        let at = |values: &[f64], quarter: usize| values.get(values.len() * quarter / 4).copied().unwrap_or(f64::NAN);
        Self {
            by_hand: at(&sorted(rounds.iter().map(|(hand, _)| each(*hand)).collect()), 2),
            generated: at(&sorted(rounds.iter().map(|(_, made)| each(*made)).collect()), 2),
            median: at(&ratios, 2),
            lowest_quarter: at(&ratios, 1),
            highest_quarter: at(&ratios, 3),
        }
    }
}

/// A moment, in this thread's processor time where the system tells it (Linux), else by the wall clock.
pub struct Clock {
    processor: Option<u64>,
    wall: Instant,
}

impl Clock {
    pub fn start() -> Self {
        Self { processor: processor_nanoseconds(), wall: Instant::now() }
    }

    pub fn elapsed(&self) -> Duration {
        match self.processor.zip(processor_nanoseconds()) {
            Some((before, now)) => Duration::from_nanos(now.saturating_sub(before)),
            None => self.wall.elapsed(),
        }
    }
}

fn processor_nanoseconds() -> Option<u64> {
    // The kernel counts a running thread when it is next scheduled.
    std::thread::yield_now();
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

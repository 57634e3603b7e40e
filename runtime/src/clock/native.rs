//! Tokio's timers, which tests pause.

use std::time::SystemTime;

pub(crate) use tokio::time::{Instant, sleep, timeout_at};

/// The time of day.
#[expect(clippy::disallowed_methods, reason = "the one place, and not compiled for browsers")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

//! The time, and waiting for it: tokio's timers, or those of a browser.
//!
//! Whatever asks for the time or waits does it through here.

#[cfg(target_family = "wasm")]
mod browser;
#[cfg(not(target_family = "wasm"))]
mod native;

#[cfg(target_family = "wasm")]
pub(crate) use browser::{Instant, now, sleep, timeout_at};
#[cfg(not(target_family = "wasm"))]
pub(crate) use native::{Instant, now, sleep, timeout_at};

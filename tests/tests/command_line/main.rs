//! The `generator` as people run it, in scratch folders.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod bad_input;
mod check;
mod commands;
mod mock;
mod report;
mod scratch;
mod writing;

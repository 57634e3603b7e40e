//! The calls of the seed pages, and of others what is special about them on the wire, made with the generated crates over
//! loopback HTTP. No test waits for real time longer than a limit that it sets itself; every server stops when it is dropped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod configuration;
mod documented_errors;
mod examples;
mod failures;
mod reading;
mod redirects;
mod requests;
mod retries;
mod secrets;
mod wire;

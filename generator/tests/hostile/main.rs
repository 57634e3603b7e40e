//! Documents made to do harm: none of their text becomes code, they read nothing but their own folder, write nothing but
//! their own crate, and end in bounded time and memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[cfg(unix)]
mod bombs;
mod built;
mod names;
mod references;
mod strings;

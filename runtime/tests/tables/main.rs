//! Pure functions, as tables: what goes in, what comes out.
#![allow(clippy::disallowed_methods, reason = "tests have the system's clock")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod configuration;
mod encoding;
mod links;
mod models;
mod retrying;
mod streams;
mod unions;
mod values;

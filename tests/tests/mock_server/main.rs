//! The mock server of the workspace's documents over loopback, asked by hand and by the crates.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod by_crates;
mod by_hand;
mod faults;

use std::sync::OnceLock;

use generator::discover::{self, Job};
use tests::command::workspace;
use tests::mock_server::{self, MockServer};

/// The documents of a provider of this workspace.
fn job(provider: &str) -> Job {
    let (mut jobs, problems) = discover::discover(&workspace().join("specs"), &[provider.to_owned()]);
    assert!(problems.is_empty(), "{problems:?}");
    jobs.remove(0)
}

/// The one server of Togai's document for all tests.
fn togai() -> &'static MockServer {
    static SERVER: OnceLock<MockServer> = OnceLock::new();
    SERVER.get_or_init(|| mock_server::start(&job("togai")))
}

/// The one server of Glean's documents for all tests.
fn glean() -> &'static MockServer {
    static SERVER: OnceLock<MockServer> = OnceLock::new();
    SERVER.get_or_init(|| mock_server::start(&job("glean")))
}

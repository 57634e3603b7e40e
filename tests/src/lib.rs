//! What the tests of this package share: servers on loopback that stop when they are dropped, the operations of the seed
//! pages as data, and a place to compile and run what was generated.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

pub mod raw_server;
pub mod server;

pub mod seed;

pub mod mock_server;

pub mod command;
pub mod fences;
pub mod folder;
pub mod nested;

pub mod calls;
pub mod programs;
pub mod statement;

pub mod soak;

/// The program in the workspace's README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

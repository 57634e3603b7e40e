//! Calls over loopback: what a server sees, and what a caller gets. No test waits for real time longer than a limit that it
//! sets itself; every server stops when it is dropped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod acme;
mod raw_server;
mod recorded;
mod rules;
mod scripted;
mod span_errors;
mod spans;
mod tls;
mod token_lives;
mod token_spans;
mod tokens;

mod answers;
mod backpressure;
mod blocking;
mod blocking_streams;
mod bodies;
mod byte_streams;
mod canaries;
mod credentials;
mod errors;
mod event_limits;
mod event_streams;
mod hooks;
mod json_lines;
mod limits;
mod messages;
mod mocking;
mod own_servers;
mod pages;
mod part_files;
mod redirects;
mod requests;
mod retries;
mod timeouts;
mod transports;
mod uploads;

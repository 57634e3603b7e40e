//! What a hostile caller, a hostile server, or bad luck must not achieve. Each attack, and where the tests are:
//!
//! | attack | tests |
//! |---|---|
//! | path parameters that mean another path | `paths`; tables in `runtime/tests/tables/encoding.rs` |
//! | credentials that follow a redirect, or go to another base URL | `redirects`; `seed_calls/redirects.rs` |
//! | https that becomes http | `redirects`; tables in `runtime/tests/tables/configuration.rs` |
//! | secrets in what is printed | `seed_calls/secrets.rs`; `canaries.rs`, `credentials.rs` and `spans.rs` of `runtime/tests/loopback`; fields: `secrets` of `documents/zoo.rs` |
//! | headers that end early | `headers`; `runtime/tests/loopback/requests.rs` |
//! | heads and bodies that are endless, slow, or larger than they look | `bodies`, `memory`; `runtime/tests/loopback/limits.rs` |
//! | an event or a line without end | `runtime/tests/loopback/event_streams.rs`, `json_lines.rs`; tables in `streams.rs` |
//! | a token endpoint that is asked by every call at once | `runtime/tests/loopback/tokens.rs` |
//! | calls that are done twice | `tests/soak.rs`; `seed_calls/retries.rs`; `runtime/tests/loopback/retries.rs` |
//! | answers that are not what the document says | `malformed`; `seed_calls/failures.rs` |
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod provider;

mod bodies;
mod headers;
mod malformed;
mod memory;
mod paths;
mod redirects;

//! Every Rust program on every page of every crate in `sdks/`, and every example, is compiled and run against the mock
//! server, which has nothing to complain of. A crate that appears in `sdks/` is covered without a change here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use generator::discover;
use tests::command::workspace;
use tests::mock_server;
use tests::nested::Nested;
use tests::programs::{failures, variables};

#[test]
fn every_program_on_every_page_and_every_example_compiles_and_exits_with_0() {
    let nested = Nested::workspace();
    let (jobs, problems) = discover::discover(&nested.folder().join("specs"), &[]);
    assert!(problems.is_empty() && !jobs.is_empty(), "{problems:?}");
    let failed = failures(&nested, &jobs);
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn every_credential_that_a_document_names_a_variable_for_is_read_from_it() {
    let (jobs, _) = discover::discover(&workspace().join("specs"), &[]);
    for job in jobs {
        let read = variables(&workspace().join("sdks").join(&job.provider));
        for api in mock_server::apis(&job) {
            let schemes = api.schemes.values().map(|scheme| &scheme.extensions);
            let servers =
                api.servers.iter().flat_map(|server| server.variables.values()).map(|variable| &variable.extensions);
            for name in schemes.chain(servers).filter_map(|extensions| extensions.get("x-sdk-env")?.as_str()) {
                assert!(read.iter().any(|read| read == name), "{}: {name}", job.provider);
            }
        }
    }
}

//! The mock server with a provider's documents, and what it was asked.

use generator::discover::{DocumentSource, Job};
use generator::mock::server::{Exchange, FaultRule, Options, Server};
use generator::model::{self, Api};
use generator::{load, pipeline, upgrade};
use std::sync::{Arc, Mutex};

/// The documents of a provider.
pub fn apis(job: &Job) -> Vec<Api> {
    let read = |document: &DocumentSource| {
        let loaded = load::load(document, &job.folder).unwrap();
        model::build(&upgrade::upgrade(loaded.root).unwrap().root).0
    };
    job.documents.iter().map(read).collect()
}

/// A mock server; it stops when it is dropped.
pub struct MockServer {
    server: Server,
    seen: Arc<Mutex<Vec<Exchange>>>,
}

/// Starts a server for a provider's documents.
pub fn start(job: &Job) -> MockServer {
    start_with(job, Vec::new())
}

/// The same, of which some calls go wrong.
pub fn start_with(job: &Job, faults: Vec<FaultRule>) -> MockServer {
    let (outcome, site) = pipeline::site(job);
    let site = site.unwrap_or_else(|| panic!("{}: {:?}", job.provider, outcome.report.diagnostics));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let log = Arc::new(move |exchange: &Exchange| log.lock().unwrap().push(exchange.clone()));
    let server = Server::start(site, Options { port: 0, faults, log: Some(log) }).unwrap();
    MockServer { server, seen }
}

impl MockServer {
    /// Its URL, in place of the document's server.
    pub fn uri(&self) -> String {
        self.server.uri()
    }

    /// What was asked since this was last called, and what became of it.
    pub fn take_exchanges(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

/// What the server has to say of its requests, a line each; nothing if all of them were as the document says.
pub fn complaints(exchanges: &[Exchange]) -> String {
    let mut lines = String::new();
    for exchange in exchanges {
        let found = exchange.complaints.iter().map(ToString::to_string).chain(exchange.remarks.iter().cloned());
        let missing = exchange.operation.is_none().then(|| "no document has this".to_owned());
        for complaint in found.chain(missing) {
            lines.push_str(&format!("{} {}: {complaint}\n", exchange.method, exchange.path));
        }
    }
    lines
}

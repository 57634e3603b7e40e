//! Many calls against a server that misbehaves, and the comparison of what every caller got with what the server did to it.

mod server;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use glean_api_client::Glean;
use rxinfer_client::RxInfer;
use specsmith_runtime::{Environment, Error, RetryPolicy};

pub use server::Fault;

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Soak {
    /// How many calls.
    pub calls: u32,
    /// How many at a time.
    pub width: u32,
    /// How many of a thousand requests meet a fault.
    pub faults_per_mille: u32,
}

/// The three ways in which a call may or may not be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A GET.
    Idempotent,
    /// A POST.
    NotIdempotent,
    /// A POST with an idempotency key.
    Keyed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Idempotent, Self::NotIdempotent, Self::Keyed];

    /// The kind of the call of this number.
    pub fn of(call: u32) -> Self {
        match call % 3 {
            0 => Self::Idempotent,
            1 => Self::NotIdempotent,
            _ => Self::Keyed,
        }
    }
}

/// What a caller got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The answer.
    Answered,
    /// An error status: 429 or 503.
    Status(u16),
    /// A broken connection.
    Broken,
    /// No answer in time.
    TimedOut,
    /// An answer that does not decode.
    NotDecoded,
    /// Anything else: there is no reason for it here.
    Other,
}

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// How many calls of each kind ended how.
    pub outcomes: BTreeMap<(Kind, Outcome), u32>,
    /// How many requests of each kind the server saw.
    pub requests: BTreeMap<Kind, u32>,
    /// How many requests met each fault.
    pub faults: BTreeMap<Fault, u32>,
    /// Calls that are not idempotent and were done more than once.
    pub replayed: Vec<u32>,
    /// Calls that ended otherwise than their policy says, in words.
    pub wrong: Vec<String>,
    /// Resident memory in KiB after a fifth of the calls and at the end; `None` where the system does not tell.
    pub memory: Option<(u64, u64)>,
    /// How long it took.
    pub took: Duration,
}

impl Soak {
    /// Does it.
    pub async fn run(self) -> Report {
        let started = Instant::now();
        let server = server::Server::start(self).await;
        let clients = Arc::new(Clients::new(&server.url));
        let next = Arc::new(AtomicU32::new(0));
        let early = Arc::new(std::sync::OnceLock::new());
        let workers = (0..self.width).map(|_| {
            let (clients, next, early) = (clients.clone(), next.clone(), early.clone());
            tokio::spawn(async move {
                let mut got = Vec::with_capacity((self.calls / self.width) as usize);
                loop {
                    let call = next.fetch_add(1, Ordering::Relaxed);
                    if call >= self.calls {
                        return got;
                    }
                    if call == self.calls / 5 {
                        let _ = early.set(resident());
                    }
                    got.push((call, clients.call(call).await));
                }
            })
        });
        let mut got = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            got.extend(worker.await.unwrap());
        }
        let memory = early.get().copied().flatten().zip(resident());
        verdict::report(&got, &server, memory, started.elapsed())
    }
}

struct Clients {
    rxinfer: RxInfer,
    glean: Glean,
}

impl Clients {
    fn new(url: &str) -> Self {
        let retry = RetryPolicy::default().initial_backoff(Duration::from_millis(5));
        let attempt = Duration::from_secs(1);
        let rxinfer = RxInfer::builder().environment(Environment::empty()).base_url(url).token("t");
        let glean = Glean::builder().environment(Environment::empty()).base_url(url).token("t");
        Self {
            rxinfer: rxinfer.retry(retry.clone()).attempt_timeout(attempt).build().unwrap(),
            glean: glean.retry(retry).attempt_timeout(attempt).build().unwrap(),
        }
    }

    async fn call(&self, call: u32) -> Outcome {
        let number = call.to_string();
        match Kind::of(call) {
            Kind::Idempotent => {
                outcome(self.rxinfer.authentication().token_roles().header(server::CALL, number).send().await)
            }
            Kind::NotIdempotent => {
                outcome(self.rxinfer.authentication().token_generate().header(server::CALL, number).send().await)
            }
            Kind::Keyed => {
                let create = self.glean.client().authentication().create_token();
                outcome(create.header(server::CALL, &number).idempotency_key(number).send().await)
            }
        }
    }
}

fn outcome<T, E>(result: Result<T, Error<E>>) -> Outcome {
    match result {
        Ok(_) => Outcome::Answered,
        Err(Error::Api(error)) => Outcome::Status(error.status().as_u16()),
        Err(Error::Transport(_)) => Outcome::Broken,
        Err(Error::Timeout(_)) => Outcome::TimedOut,
        Err(Error::Decode(_)) => Outcome::NotDecoded,
        Err(_) => Outcome::Other,
    }
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

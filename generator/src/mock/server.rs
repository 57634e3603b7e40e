//! A server on loopback that answers as documents say, for programs that have no account.
//!
//! In: documents, and what the SDK made of them: which lists come in pages, which answers are streams. Out: answers, and
//! what was wrong with each request ([`Exchange`]). Never: keeps what it is sent, listens beyond loopback, or looks at what
//! credentials are worth.
//!
//! [`Site::answer`] decides what is answered, without input or output; [`Server`] puts it on the wire.

mod accept;
mod answer;
mod body;
mod fault;
mod http;
mod pages;
mod prefer;
mod prefix;
mod problem;
mod reply;
mod site;
mod stream;
mod value;
mod wire;
mod xml;

pub use fault::{Fault, FaultError, FaultRule};
pub use reply::{Content, Exchange, Reply};
pub use site::{Description, Site};

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Told of each exchange, before its answer is sent.
pub type Log = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// How a server is to be.
#[derive(Clone, Default)]
pub struct Options {
    /// The port; 0 takes a free one.
    pub port: u16,
    /// What goes wrong by itself.
    pub faults: Vec<FaultRule>,
    /// Who is told of each exchange.
    pub log: Option<Log>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { port, faults, log } = self;
        f.debug_struct("Options").field("port", port).field("faults", faults).field("log", &log.is_some()).finish()
    }
}

/// A server that runs, on a thread of its own, until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts to answer.
    ///
    /// # Errors
    ///
    /// The port is taken, or the system refuses a socket or a thread.
    pub fn start(site: Site, options: Options) -> io::Result<Self> {
        let Options { port, faults, log } = options;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let host = Arc::new(http::Host::new(site, address, faults, log));
        let run = move || {
            runtime.block_on(async {
                tokio::select! {
                    () = http::serve(listener, host) => {}
                    _ = stopped => {}
                }
            });
        };
        let thread = std::thread::Builder::new().name("mock".to_owned()).spawn(run)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, without a slash at its end: what takes the place of a document's server.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // What it said when it panicked is on the error output already.
            let _ = thread.join();
        }
    }
}

//! The server: what it does to a request is drawn from the call's number and how often it came, so that every run is the
//! same, and it keeps what it did.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::{Kind, Soak};

/// The header that numbers calls.
pub const CALL: &str = "x-call";

/// How many requests of one call are kept apart.
const KEPT: u32 = 8;

/// What a request may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The documented answer.
    None,
    /// The documented answer, after a while.
    Slow,
    /// The connection is closed before the answer's head.
    Reset,
    /// The connection is closed in the middle of the answer's body.
    CutOff,
    /// 429 with Retry-After.
    TooMany,
    /// 503.
    Unavailable,
    /// JSON that ends too early, in proper framing.
    Truncated,
    /// No answer, and no end.
    Silent,
}

const FAULTS: [Fault; 7] =
    [Fault::Slow, Fault::Reset, Fault::CutOff, Fault::TooMany, Fault::Unavailable, Fault::Truncated, Fault::Silent];

/// Stops when it is dropped.
pub struct Server {
    pub url: String,
    /// For each call, four bits a request: what it met, plus one.
    history: Arc<[AtomicU32]>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(soak: Soak) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let history: Arc<[AtomicU32]> = (0..soak.calls).map(|_| AtomicU32::new(0)).collect();
        let kept = history.clone();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((socket, _)) = listener.accept().await {
                connections.spawn(connection(socket, soak, kept.clone()));
                while connections.try_join_next().is_some() {}
            }
        });
        Self { url, history, task }
    }

    /// What the requests of a call met, in order.
    pub fn met(&self, call: u32) -> Vec<Fault> {
        let history = self.history[call as usize].load(Ordering::SeqCst);
        let codes = (0..KEPT).map(|request| history >> (4 * request) & 0xf).take_while(|code| *code > 0);
        codes.map(|code| if code == 1 { Fault::None } else { FAULTS[code as usize - 2] }).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Keeps that a request came, and draws what it meets.
fn draw(soak: Soak, call: u32, history: &[AtomicU32]) -> Fault {
    let slot = &history[call as usize];
    let before = slot.load(Ordering::SeqCst);
    let request = (0..KEPT).find(|request| before >> (4 * request) & 0xf == 0).unwrap_or(KEPT - 1);
    let drawn = mixed(u64::from(call) << 8 | u64::from(request));
    let is_faulty = drawn % 1000 < u64::from(soak.faults_per_mille);
    let code = if is_faulty { 2 + (drawn / 1000 % FAULTS.len() as u64) as u32 } else { 1 };
    slot.fetch_or(code << (4 * request), Ordering::SeqCst);
    if code == 1 { Fault::None } else { FAULTS[code as usize - 2] }
}

/// SplitMix64: spreads numbers that are near each other.
fn mixed(number: u64) -> u64 {
    let z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

async fn connection(mut socket: TcpStream, soak: Soak, history: Arc<[AtomicU32]>) {
    let _ = socket.set_nodelay(true);
    let mut buffer = Vec::with_capacity(1024);
    loop {
        let Some(end) = buffer.windows(4).position(|end| end == b"\r\n\r\n") else {
            match socket.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        // No request here has a body.
        let head: Vec<u8> = buffer.drain(..end + 4).collect();
        let head = String::from_utf8_lossy(&head);
        let number = head.lines().find_map(|line| line.strip_prefix(CALL)?.strip_prefix(": ")?.parse().ok());
        let call: u32 = number.unwrap();
        if !answer(&mut socket, draw(soak, call, &history), Kind::of(call)).await {
            return;
        }
    }
}

/// Whether the connection goes on.
async fn answer(socket: &mut TcpStream, fault: Fault, kind: Kind) -> bool {
    let body = match kind {
        Kind::Idempotent => r#"{"roles":["user"]}"#,
        Kind::NotIdempotent => r#"{"token":"fresh"}"#,
        Kind::Keyed => r#"{"token":"fresh","expirationTime":1767225600}"#,
    };
    let half = &body[..body.len() / 2];
    let (text, goes_on) = match fault {
        Fault::Silent => {
            // Until the caller has had enough.
            let _ = socket.read_u8().await;
            return false;
        }
        Fault::Reset => return false,
        Fault::Slow => {
            tokio::time::sleep(Duration::from_millis(20)).await;
            (framed("200 OK", body, body.len()), true)
        }
        Fault::None => (framed("200 OK", body, body.len()), true),
        Fault::CutOff => (framed("200 OK", half, body.len()), false),
        Fault::Truncated => (framed("200 OK", half, half.len()), true),
        Fault::TooMany => (framed("429 Too Many Requests\r\nretry-after: 0", "{}", 2), true),
        Fault::Unavailable => (framed("503 Service Unavailable", "{}", 2), true),
    };
    socket.write_all(text.as_bytes()).await.is_ok() && goes_on
}

fn framed(status: &str, body: &str, length: usize) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
}

//! A server that answers with bytes: resets, truncated bodies, silence. Use wiremock for everything that is proper HTTP.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What one connection gets.
#[derive(Debug, Clone)]
pub enum Script {
    /// These bytes, then the connection is closed.
    Bytes(Vec<u8>),
    /// This head, then each piece as an HTTP chunk (RFC 9112 §7.1), then what comes after them.
    Chunks(&'static str, Vec<Vec<u8>>, After),
    /// Nothing: closed as soon as the request came.
    Reset,
    /// Nothing, for ever.
    Silence,
    /// This head, and then zeros without end.
    Flood(&'static str),
}

/// What follows the last chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The end of the body.
    End,
    /// The connection is closed.
    Reset,
    /// Nothing, until the client goes away.
    Silence,
}

/// Plays one script a connection, the last one again and again; stops when it is dropped.
pub struct RawServer {
    pub url: String,
    hits: Arc<AtomicUsize>,
    head: Arc<Mutex<String>>,
    asked: Arc<Notify>,
    left: Arc<Notify>,
    task: JoinHandle<()>,
}

impl RawServer {
    pub async fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hits = Arc::new(AtomicUsize::new(0));
        let counted = hits.clone();
        let head = Arc::new(Mutex::new(String::new()));
        let kept = head.clone();
        let asked = Arc::new(Notify::new());
        let heard = asked.clone();
        let left = Arc::new(Notify::new());
        let noticed = left.clone();
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((mut socket, _)) = listener.accept().await {
                let hit = counted.fetch_add(1, Ordering::SeqCst);
                let script = scripts.get(hit).or(scripts.last()).unwrap().clone();
                let kept = kept.clone();
                let heard = heard.clone();
                let noticed = noticed.clone();
                connections.spawn(async move {
                    let head = read_head(&mut socket).await;
                    *kept.lock().unwrap() = String::from_utf8_lossy(&head).into_owned();
                    heard.notify_one();
                    play(&mut socket, script).await;
                    noticed.notify_one();
                });
            }
        });
        Self { url, hits, head, asked, left, task }
    }

    /// How many connections came.
    pub fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

impl RawServer {
    /// The last request, as it came: everything up to the empty line, and what came with it.
    pub fn head(&self) -> String {
        self.head.lock().unwrap().clone()
    }
}

impl RawServer {
    /// Waits until a request has come.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    /// Waits until a connection has been played to its end: a flood or a silence ends when the client goes away.
    pub async fn played(&self) {
        self.left.notified().await;
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read_head(socket: &mut tokio::net::TcpStream) -> Vec<u8> {
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match socket.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(read) => head.extend_from_slice(&buffer[..read]),
        }
    }
    head
}

async fn play(socket: &mut tokio::net::TcpStream, script: Script) {
    match script {
        Script::Bytes(bytes) => {
            let _ = socket.write_all(&bytes).await;
            let _ = socket.shutdown().await;
        }
        Script::Chunks(head, chunks, after) => {
            let _ = socket.set_nodelay(true);
            let _ = socket.write_all(head.as_bytes()).await;
            for chunk in chunks {
                let framed = [format!("{:x}\r\n", chunk.len()).as_bytes(), &chunk, b"\r\n"].concat();
                let _ = socket.write_all(&framed).await;
            }
            match after {
                After::End => {
                    let _ = socket.write_all(b"0\r\n\r\n").await;
                    let _ = socket.shutdown().await;
                }
                After::Reset => {}
                // Until the client goes away.
                After::Silence => drop(socket.read(&mut [0]).await),
            }
        }
        Script::Reset => {}
        Script::Silence => std::future::pending().await,
        Script::Flood(head) => {
            let _ = socket.write_all(head.as_bytes()).await;
            while socket.write_all(&[b'0'; 65536]).await.is_ok() {}
        }
    }
}

/// A proper answer, as bytes.
pub fn answer(status: &str, body: &str) -> Script {
    Script::Bytes(
        format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).into_bytes(),
    )
}

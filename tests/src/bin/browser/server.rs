//! What the page and its promises are served by.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc, oneshot};

const PAGE: &str = r#"<!doctype html><title>Promises</title><script type="module">
let report = "FAILED: the program did not start";
try {
    const { default: init, run } = await import("/pkg/browser.js");
    await init();
    report = await run(location.origin);
} catch (error) {
    report = `FAILED: ${error}`;
}
await fetch("/report", { method: "POST", body: report });
</script>"#;

/// What the server has seen.
struct Seen {
    folder: PathBuf,
    report: mpsc::Sender<String>,
    /// Connections to another origin, where a redirect leads.
    elsewhere: AtomicUsize,
    elsewhere_url: String,
    attempts: AtomicUsize,
    /// A stream was left by its reader.
    left: Notify,
    /// A stream is to break off.
    breaks: Notify,
}

/// A request.
struct Request {
    method: String,
    path: String,
    head: String,
    body: String,
}

/// Starts it; gives its URL, and the page's report once it has come.
pub async fn start(folder: PathBuf) -> (String, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere_url = format!("http://{}/", other.local_addr().unwrap());
    let (report, mut reports) = mpsc::channel(1);
    let (give, take) = oneshot::channel();
    let (elsewhere, attempts) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (left, breaks) = (Notify::new(), Notify::new());
    let seen = Arc::new(Seen { folder, report, elsewhere, elsewhere_url, attempts, left, breaks });
    let counting = seen.clone();
    tokio::spawn(async move {
        while other.accept().await.is_ok() {
            counting.elsewhere.fetch_add(1, Ordering::SeqCst);
        }
    });
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, seen.clone()));
        }
    });
    tokio::spawn(async move {
        let _ = give.send(reports.recv().await.unwrap());
    });
    (url, take)
}

async fn serve(mut socket: TcpStream, seen: Arc<Seen>) {
    let Some(request) = read(&mut socket).await else { return };
    let json = "content-type: application/json\r\nx-request-id: r-1";
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/") => whole(&mut socket, "200 OK", "content-type: text/html", PAGE.as_bytes()).await,
        ("GET", path) if path.starts_with("/pkg/") => file(&mut socket, &seen.folder, path).await,
        ("POST", "/report") => {
            whole(&mut socket, "204 No Content", "x: y", b"").await;
            seen.report.send(request.body).await.unwrap();
        }
        (_, "/typed/token/roles") => {
            let body = serde_json::json!({ "roles": [header(&request, "authorization")] }).to_string();
            whole(&mut socket, "200 OK", json, body.as_bytes()).await;
        }
        (_, "/refused/token/roles") => {
            whole(&mut socket, "401 Unauthorized", json, br#"{"error":"Unauthorized","message":"no"}"#).await;
        }
        (_, "/busy/token/roles") => {
            let attempt = seen.attempts.fetch_add(1, Ordering::SeqCst) + 1;
            let status = if attempt < 3 { "503 Service Unavailable" } else { "200 OK" };
            whole(&mut socket, status, &format!("{json}\r\nx-attempt: {attempt}"), br#"{"roles":[]}"#).await;
        }
        (_, "/moved/token/roles") => {
            whole(&mut socket, "302 Found", &format!("location: {}", seen.elsewhere_url), b"").await;
        }
        (_, "/said/elsewhere") => {
            let hits = seen.elsewhere.load(Ordering::SeqCst).to_string();
            whole(&mut socket, "200 OK", "content-type: text/plain", hits.as_bytes()).await;
        }
        (_, "/said/left") => {
            seen.left.notified().await;
            whole(&mut socket, "200 OK", "content-type: text/plain", b"1").await;
        }
        (_, "/said/break") => {
            seen.breaks.notify_one();
            whole(&mut socket, "200 OK", "content-type: text/plain", b"").await;
        }
        (_, "/said/upload") => {
            let body = format!("{} {}", header(&request, "content-type"), request.body);
            whole(&mut socket, "200 OK", "content-type: text/plain", body.as_bytes()).await;
        }
        (_, "/said/nothing") => {
            let body = format!("{} {}", request.method, header(&request, "content-length"));
            whole(&mut socket, "200 OK", "content-type: text/plain", body.as_bytes()).await;
        }
        (_, "/said/bytes") => pieces(&mut socket, "application/pdf", &["some ", "text"], true).await,
        (_, "/events/open") => {
            pieces(&mut socket, "text/event-stream", &["data: {\"n\":1}\n\nda", "ta: {\"n\":2}\n\n"], false).await;
            // Until the reader goes away.
            let _ = socket.read(&mut [0]).await;
            seen.left.notify_one();
        }
        (_, "/events/broken") => match header(&request, "last-event-id") {
            "" => {
                pieces(&mut socket, "text/event-stream", &["retry: 1\nid: 1\ndata: 1\n\ndata: l"], false).await;
                seen.breaks.notified().await;
            }
            id => {
                let rest = format!("data: \"after {id}\"\n\ndata: [DONE]\n\n");
                pieces(&mut socket, "text/event-stream", &[&rest], true).await;
            }
        },
        (_, "/never/token/roles") => drop(socket.read(&mut [0]).await),
        (_, _) => whole(&mut socket, "404 Not Found", "x: y", b"").await,
    }
}

async fn read(socket: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut words = head.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut request = Request { method, path, head, body: String::new() };
    let length: usize = header(&request, "content-length").parse().unwrap_or(0);
    while bytes.len() < end + 4 + length {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    request.body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
    Some(request)
}

/// A header's value; empty where there is none.
fn header<'request>(request: &'request Request, name: &str) -> &'request str {
    let lines = request.head.lines().filter_map(|line| line.split_once(':'));
    let mut values = lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
    values.next().unwrap_or_default()
}

async fn file(socket: &mut TcpStream, folder: &Path, path: &str) {
    let name = path.trim_start_matches("/pkg/");
    let media_type = if name.ends_with(".wasm") { "application/wasm" } else { "text/javascript" };
    match std::fs::read(folder.join(name)) {
        Ok(bytes) => whole(socket, "200 OK", &format!("content-type: {media_type}"), &bytes).await,
        Err(_) => whole(socket, "404 Not Found", "x: y", b"").await,
    }
}

async fn whole(socket: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}\r\ncache-control: no-store\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let _ = socket.write_all(head.as_bytes()).await;
    let _ = socket.write_all(body).await;
    let _ = socket.shutdown().await;
}

/// A body in chunks (RFC 9112 §7.1), which are flushed one by one.
async fn pieces(socket: &mut TcpStream, media_type: &str, pieces: &[&str], end: bool) {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ntransfer-encoding: chunked\r\n\r\n");
    let _ = socket.write_all(head.as_bytes()).await;
    for piece in pieces {
        let _ = socket.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).await;
        let _ = socket.flush().await;
    }
    if end {
        let _ = socket.write_all(b"0\r\n\r\n").await;
        let _ = socket.shutdown().await;
    }
}

//! Who sends is slowed down by who reads, through real connections; and who goes away ends it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use specsmith_runtime::bytes::Bytes;
use specsmith_runtime::facts::{Method, Operation};
use specsmith_runtime::{Body, Call, Multipart, Part, Undocumented};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::acme::{Acme, plain};

static GET: Operation = plain(&[]);
static UPLOAD: Operation = Operation { method: Method::Put, ..plain(&[]) };

const PIECE: usize = 65536;
/// More than all buffers on the way hold together.
const MUCH: usize = 64 << 20;
/// A connection that takes nothing for so long is full.
const FULL: Duration = Duration::from_millis(100);
/// Less than what a system waits for a connection that takes nothing.
const AT_ONCE: Duration = Duration::from_secs(5);

async fn listen() -> (TcpListener, Acme) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let acme = Acme::at(&format!("http://{}", listener.local_addr().unwrap()));
    (listener, acme)
}

/// A connection whose request has begun to come.
async fn asked(listener: &TcpListener) -> TcpStream {
    let (mut socket, _) = listener.accept().await.unwrap();
    assert!(socket.read(&mut [0; 4096]).await.unwrap() > 0);
    socket
}

/// Waits until the other side has gone away.
async fn gone(mut socket: TcpStream) {
    let mut buffer = [0; PIECE];
    while socket.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
}

#[tokio::test]
async fn a_download_that_nobody_reads_stops_the_server() {
    let (listener, acme) = listen().await;
    let served = async {
        let mut socket = asked(&listener).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut taken = 0;
        while let Ok(written) = tokio::time::timeout(FULL, socket.write(&[0; PIECE])).await {
            taken += written.unwrap();
            assert!(taken < MUCH, "{taken} bytes were taken of an answer that nobody reads");
        }
        socket
    };
    let (stream, socket) = tokio::join!(acme.plain(&GET).bytes(), served);
    let mut stream = stream.unwrap();
    assert!(!stream.next().await.unwrap().unwrap().is_empty());
    drop(stream);
    gone(socket).await;
}

/// Pieces without end; tells how many were taken, and when it is dropped.
struct Endless {
    taken: Arc<AtomicUsize>,
    dropped: Arc<Notify>,
}

impl futures_core::Stream for Endless {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.taken.fetch_add(1, Ordering::SeqCst);
        Poll::Ready(Some(Ok(Bytes::from_static(&[0; PIECE]))))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        self.dropped.notify_one();
    }
}

#[tokio::test]
async fn an_upload_that_nobody_reads_is_not_read_ahead_and_dropping_the_call_ends_it() {
    for in_parts in [false, true] {
        let (listener, acme) = listen().await;
        let (taken, dropped) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let endless = Body::stream(Endless { taken: taken.clone(), dropped: dropped.clone() });
        let mut call = Call::new(acme.core(), &UPLOAD);
        match in_parts {
            true => call.multipart(&Multipart::new().part("title", "t").part("file", Part::new(endless))),
            false => call.body(endless),
        }
        let full = async {
            let socket = asked(&listener).await;
            let mut before = 0;
            // Until nothing more is taken.
            while before != taken.load(Ordering::SeqCst) {
                before = taken.load(Ordering::SeqCst);
                assert!(before * PIECE < MUCH, "{before} pieces were taken of a stream that nobody reads");
                tokio::time::sleep(FULL).await;
            }
            socket
        };
        let socket = tokio::select! {
            sent = call.send_empty::<Undocumented>() => panic!("{sent:?}"),
            socket = full => socket,
        };
        let before = taken.load(Ordering::SeqCst);
        // The stream at once, and the connection as soon as its other side reads on: with what was on the way, and nothing more.
        tokio::time::timeout(AT_ONCE, dropped.notified()).await.unwrap();
        gone(socket).await;
        assert_eq!(taken.load(Ordering::SeqCst), before);
    }
}

#[tokio::test]
async fn an_answer_that_comes_before_the_upload_is_whole_does_not_end_it() {
    let (listener, acme) = listen().await;
    let (pieces, stream) = tokio::sync::mpsc::unbounded_channel::<&'static str>();
    let mut call = Call::new(acme.core(), &UPLOAD);
    call.body(Body::stream(FromChannel(stream)));
    let served = async {
        let mut socket = asked(&listener).await;
        socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n").await.unwrap();
        socket
    };
    pieces.send("first").unwrap();
    let (answer, mut socket) = tokio::join!(call.stream_bytes::<Undocumented>(), served);
    let mut answer = answer.unwrap();
    pieces.send("second").unwrap();
    drop(pieces);
    let mut rest = Vec::new();
    while !rest.ends_with(b"0\r\n\r\n") {
        assert!(socket.read_buf(&mut rest).await.unwrap() > 0, "{}", String::from_utf8_lossy(&rest));
    }
    assert!(String::from_utf8_lossy(&rest).contains("second"));
    socket.write_all(b"ok").await.unwrap();
    assert_eq!(answer.next().await.unwrap().unwrap(), "ok");
}

/// What a channel brings.
struct FromChannel(tokio::sync::mpsc::UnboundedReceiver<&'static str>);

impl futures_core::Stream for FromChannel {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|piece| piece.map(Ok))
    }
}

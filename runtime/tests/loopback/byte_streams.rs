//! Answers that are read while they come.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use specsmith_runtime::bytes::Bytes;
use specsmith_runtime::error::TimeLimit;
use specsmith_runtime::facts::Operation;
use specsmith_runtime::http::{HeaderMap, StatusCode};
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::transport::{BoxFuture, Incoming, IncomingBody, Request, SendError, Transport};
use specsmith_runtime::{Error, RetryPolicy, Sent};
use tokio::io::{AsyncReadExt, AsyncWrite};

use crate::acme::{Acme, plain};
use crate::raw_server::{After, RawServer, Script, answer};

static OPEN: Operation = plain(&[]);

const HEAD: &str = "HTTP/1.1 200 OK\r\nx-request-id: r1\r\ntransfer-encoding: chunked\r\n\r\n";

fn chunks(pieces: &[&str], after: After) -> Script {
    Script::Chunks(HEAD, pieces.iter().map(|piece| piece.as_bytes().to_vec()).collect(), after)
}

fn at_once() -> RetryPolicy {
    RetryPolicy::default().initial_backoff(Duration::ZERO)
}

#[tokio::test]
async fn pieces_come_while_the_answer_is_still_open_and_dropping_it_ends_it() {
    let server = RawServer::start(vec![chunks(&["first"], After::Silence)]).await;
    let mut response = Acme::at(&server.url).plain(&OPEN).bytes().await.unwrap();
    assert_eq!((response.status().as_u16(), response.request_id()), (200, Some("r1")));
    assert_eq!(response.next().await.unwrap().unwrap(), "first");
    drop(response);
    server.played().await;
}

#[tokio::test]
async fn what_reads_asynchronously_can_read_a_stream_and_its_error_is_the_source() {
    let server = RawServer::start(vec![chunks(&["some ", "text"], After::End), chunks(&["some"], After::Reset)]).await;
    let acme = Acme::at(&server.url);
    let mut text = String::new();
    let mut stream = acme.plain(&OPEN).bytes().await.unwrap().into_inner();
    let mut two = [0; 2];
    stream.read_exact(&mut two).await.unwrap();
    assert_eq!(
        (&two, stream.next().await.unwrap().unwrap()),
        (b"so", "me ".into()),
        "the rest of a piece is the next one"
    );
    stream.read_to_string(&mut text).await.unwrap();
    assert_eq!(text, "text");
    let mut stream = acme.plain(&OPEN).bytes().await.unwrap().into_inner();
    let error = stream.read_to_string(&mut text).await.unwrap_err();
    let source = error.get_ref().and_then(|source| source.downcast_ref::<Error>());
    assert!(matches!(source, Some(Error::Transport(_))), "{error}");
}

/// Gives pieces for ever, and counts them.
#[derive(Debug, Clone, Default)]
struct Endless(Arc<AtomicUsize>);

impl Transport for Endless {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        let body = Box::new(self.clone());
        Box::pin(std::future::ready(Ok(Incoming { status: StatusCode::OK, headers: HeaderMap::new(), body })))
    }
}

impl IncomingBody for Endless {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(Ok(Some(Bytes::from_static(b"piece")))))
    }
}

#[tokio::test]
async fn nothing_is_read_before_it_is_asked_for_so_that_a_slow_reader_slows_the_server_down() {
    let endless = Endless::default();
    let acme = Acme::builder().base_url("https://api.example.com").transport(endless.clone()).build().unwrap();
    let mut stream = acme.plain(&OPEN).bytes().await.unwrap().into_inner();
    for read in 0..3 {
        assert_eq!(endless.0.load(Ordering::SeqCst), read);
        stream.next().await.unwrap().unwrap();
    }
    stream.write_to(Full(12)).await.unwrap_err();
    assert_eq!(endless.0.load(Ordering::SeqCst), 6, "a writer that takes 12 bytes has asked for three pieces of 5");
}

#[tokio::test]
async fn a_stream_is_retried_up_to_its_head_and_never_after_it() {
    let scripts = vec![answer("503 Service Unavailable", ""), Script::Reset, chunks(&["a", "b"], After::Reset)];
    let server = RawServer::start(scripts).await;
    let mut stream = Acme::at(&server.url).plain(&OPEN).retry(at_once()).bytes().await.unwrap().into_inner();
    let mut came = Vec::new();
    let error = loop {
        match stream.next().await.unwrap() {
            Ok(piece) => came.extend_from_slice(&piece),
            Err(error) => break error,
        }
    };
    assert_eq!((came.as_slice(), server.hits()), (b"ab".as_slice(), 3));
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!((error.was_sent(), error.attempts()), (Sent::Yes, 3));
    assert!(stream.next().await.is_none(), "an error is the last item");
}

#[tokio::test]
async fn an_error_status_is_an_api_error_with_its_body() {
    let server = RawServer::start(vec![answer("404 Not Found", "no such report")]).await;
    let error = Acme::at(&server.url).plain(&OPEN).bytes().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.text()), (404, Some("no such report")));
}

/// Answers at once with a piece, with another after ten seconds, and then with nothing.
#[derive(Debug)]
struct Slow;

impl Transport for Slow {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        let answer = Incoming { status: StatusCode::OK, headers: HeaderMap::new(), body: Box::new(SlowBody(0)) };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

struct SlowBody(u64);

impl IncomingBody for SlowBody {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(async move {
            let pieces = self.0;
            self.0 += 1;
            if pieces == 2 {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(Duration::from_secs(10 * pieces)).await;
            Ok(Some(Bytes::from_static(b"piece")))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn silence_ends_a_stream_and_the_limits_of_attempts_do_not() {
    let acme = Acme::builder().base_url("https://api.example.com").transport(Slow);
    let acme = acme.timeout(Duration::from_secs(5)).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    for (of_call, expected, after) in [(None, TimeLimit::Idle, 20), (Some(15), TimeLimit::Operation, 15)] {
        let mut call = acme.plain(&OPEN).idle_timeout(Duration::from_secs(20));
        if let Some(limit) = of_call {
            call = call.timeout(Duration::from_secs(limit));
        }
        let mut stream = call.bytes().await.unwrap().into_inner();
        assert_eq!(stream.next().await.unwrap().unwrap(), "piece");
        assert_eq!(stream.next().await.unwrap().unwrap(), "piece", "ten seconds later");
        match stream.next().await.unwrap().unwrap_err() {
            Error::Timeout(error) => assert_eq!(
                (error.limit(), error.after(), error.was_sent()),
                (expected, Duration::from_secs(after), Sent::Yes)
            ),
            error => panic!("{error}"),
        }
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn a_stream_may_be_larger_than_memory_allows_unless_its_call_has_a_limit() {
    let piece = "x".repeat(1000);
    let server = RawServer::start(vec![chunks(&[&piece, &piece, &piece], After::End)]).await;
    let acme = Acme::builder().base_url(&server.url).max_response_bytes(10).build().unwrap();
    let mut whole = Vec::new();
    let written = acme.plain(&OPEN).download_to(&mut whole).await.unwrap();
    assert_eq!((written.into_inner(), whole.len()), (3000, 3000));
    let mut part = Vec::new();
    let error = acme.plain(&OPEN).max_response_bytes(2500).download_to(&mut part).await.unwrap_err();
    assert!(matches!(&error, Error::TooLarge(error) if error.limit() == 2500), "{error}");
    assert!(part.len() <= 2500);
}

/// Takes a little, then is full.
struct Full(usize);

impl AsyncWrite for Full {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Poll::Ready(if taken == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(taken) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_writer_that_fails_is_an_error_of_its_own() {
    let server = RawServer::start(vec![chunks(&["0123456789"], After::End)]).await;
    let error = Acme::at(&server.url).plain(&OPEN).download_to(Full(4)).await.unwrap_err();
    match &error {
        Error::Write(write) => assert_eq!(write.io_error().kind(), io::ErrorKind::StorageFull),
        error => panic!("{error}"),
    }
    assert!(error.to_string().starts_with("plain: the answer could not be written: "), "{error}");
    assert!(error.was_sent() == Sent::Yes && !error.is_retryable());
}

#[tokio::test]
async fn a_file_is_whole_or_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    let scripts = vec![chunks(&["new", " text"], After::End), chunks(&["half"], After::Reset)];
    let server = RawServer::start(scripts).await;
    std::fs::write(&path, "old").unwrap();
    let acme = Acme::at(&server.url);
    let written = acme.plain(&OPEN).download_to_file(&path).await.unwrap();
    assert_eq!((*written, std::fs::read_to_string(&path).unwrap().as_str()), (8, "new text"));
    acme.plain(&OPEN).download_to_file(&path).await.unwrap_err();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "new text");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half-written is left");
    let nowhere = folder.path().join("missing").join("report.pdf");
    let error = acme.plain(&OPEN).download_to_file(&nowhere).await.unwrap_err();
    assert!(matches!(error, Error::Write(_)), "{error}");
}

#[tokio::test]
async fn of_two_downloads_to_one_file_the_last_counts_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    let mock = Mock::new();
    mock.on(When::any()).reply_with(|request| {
        let piece = request.header("x-piece").unwrap_or_default().to_owned();
        let pause = Duration::from_millis(1);
        Reply::bytes(200, piece.clone()).pause(pause).chunk(piece.clone()).pause(pause).chunk(piece)
    });
    let acme = Acme::builder().mock(&mock).build().unwrap();
    let download = |piece: &str| acme.plain(&OPEN).header("x-piece", piece).download_to_file(&path);
    let (first, second) = tokio::join!(download("aaaa"), download("b"));
    assert_eq!((*first.unwrap(), *second.unwrap()), (12, 3));
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(["aaaaaaaaaaaa", "bbb"].contains(&found.as_str()), "{found}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_nothing_and_what_was_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.pdf");
    std::fs::write(&path, "old").unwrap();
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    let server = RawServer::start(vec![chunks(&["half"], After::Silence)]).await;
    let download = Acme::at(&server.url).plain(&OPEN).download_to_file(&path);
    tokio::select! {
        written = download => panic!("{written:?}"),
        () = async { while names() < 2 { tokio::task::yield_now().await } } => {}
    }
    // The file may just have been made, on another thread.
    let gone = async {
        while names() > 1 {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
}

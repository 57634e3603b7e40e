//! What a bomb costs the client: the memory of its thread at the peak, counted by the allocator.

use specsmith_runtime::facts::{Method, Operation, Stream, StreamItem};
use specsmith_runtime::serde_json::Value;
use specsmith_runtime::{Call, Error, Undocumented};
use tests::server::answering_with;
use tokio::runtime::{Builder, Runtime};
use wiremock::{MockServer, ResponseTemplate};

use crate::bodies::gzip_of_zeros;
use crate::provider::config;

static GET: Operation =
    Operation { id: "get", method: Method::Get, path: "/", idempotent: true, accept: "*/*", ..Operation::DEFAULT };
static EVENTS: Stream = Stream { accept: "text/event-stream", flag: None, sentinel: None, item: StreamItem::Json };
static LINES: Stream = Stream { accept: "application/x-ndjson", ..EVENTS };

const MIB: u64 = 1024 * 1024;
const LIMIT: u64 = 4 * MIB;

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Read {
    Json,
    Text,
    Pieces,
    Download,
    Events,
    Lines,
}

impl Read {
    /// To the end, or the first error.
    async fn all(self, call: Call) -> Result<(), Error> {
        match self {
            Self::Json => drop(call.send_json::<Value, Undocumented>().await?),
            Self::Text => drop(call.send_text::<Undocumented>().await?),
            Self::Download => drop(call.download_to::<Undocumented>(tokio::io::sink()).await?),
            Self::Pieces => {
                let mut pieces = call.stream_bytes::<Undocumented>().await?;
                while let Some(piece) = pieces.next().await {
                    piece?;
                }
            }
            Self::Events => {
                let mut events = call.stream_events::<Value, Undocumented>(&EVENTS).await?;
                while let Some(event) = events.next().await {
                    event?;
                }
            }
            Self::Lines => {
                let mut lines = call.stream_lines::<Value, Undocumented>(&LINES).await?;
                while let Some(line) = lines.next().await {
                    line?;
                }
            }
        }
        Ok(())
    }
}

/// The bomb of so many times 100,000 zeros. Its server has a thread of its own.
fn bomb(runtime: &Runtime, status: u16, times: usize, media_type: &str) -> MockServer {
    let answer = ResponseTemplate::new(status).insert_header("content-encoding", "gzip");
    runtime.block_on(answering_with(answer.set_body_raw(gzip_of_zeros(times), media_type)))
}

/// What came of it, and the most that the client held.
fn peak(runtime: &Runtime, server: &MockServer, read: Read, limit: u64) -> (Result<(), Error>, u64) {
    let mut config = config();
    config.base_url(server.uri());
    let mut call = Call::new(&config.build().unwrap(), &GET);
    call.max_response_bytes(limit);
    let mut came = Ok(());
    let held = allocation_counter::measure(|| came = runtime.block_on(read.all(call)));
    (came, held.bytes_max)
}

#[test]
fn a_gigabyte_in_a_megabyte_costs_no_more_memory_than_the_limit_allows_however_it_is_read() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    for (read, media_type) in [
        (Read::Json, "application/json"),
        (Read::Text, "text/plain"),
        (Read::Pieces, "application/octet-stream"),
        (Read::Download, "application/octet-stream"),
        (Read::Events, "text/event-stream"),
        (Read::Lines, "application/x-ndjson"),
    ] {
        for status in [200, 400] {
            let server = bomb(&runtime, status, 10_000, media_type);
            let (came, held) = peak(&runtime, &server, read, LIMIT);
            match came.unwrap_err() {
                Error::TooLarge(_) => assert_eq!(status, 200),
                Error::Api(error) => assert_eq!((status, error.text().len()), (400, 1024 * 1024)),
                error => panic!("{read:?} {status}: {error:?}"),
            }
            // A buffer that grows is copied once into one of twice its size.
            assert!(held < 3 * LIMIT, "{read:?} {status}: {held} bytes were held");
        }
    }
}

#[test]
fn what_is_held_is_seen_by_the_measure_and_what_is_passed_on_is_not_held() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(answering_with(ResponseTemplate::new(200).set_body_bytes(vec![b'0'; 20_000_000])));
    for (read, is_held) in [(Read::Text, true), (Read::Download, false), (Read::Pieces, false)] {
        let (came, held) = peak(&runtime, &server, read, 64 * MIB);
        came.unwrap();
        assert_eq!(held >= 20_000_000, is_held, "{read:?}: {held} of 20,000,000 bytes were held");
        assert!(is_held || held < 2 * MIB, "{read:?}: {held} bytes were held");
    }
}

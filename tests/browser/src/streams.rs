//! Answers that are read while they come.

use std::pin::Pin;
use std::task::{Context, Poll};

use specsmith_runtime::facts::{Operation, Stream, StreamItem};
use specsmith_runtime::serde_json::{Value, json};
use specsmith_runtime::{Call, Undocumented};

use crate::calls::{client, get, said};
use crate::run::{Outcome, found};

static EVENTS: Stream =
    Stream { accept: "text/event-stream", flag: None, sentinel: Some("[DONE]"), item: StreamItem::Json };

pub async fn events_come_typed_while_the_answer_is_open_and_dropping_it_ends_it(origin: String) -> Outcome {
    static OPEN: Operation = get("/open");
    let client = client(&origin, "events")?;
    let mut events = Call::new(client.core(), &OPEN).stream_events::<Value, Undocumented>(&EVENTS).await?;
    for expected in [1, 2] {
        let event = events.next().await.ok_or("the stream ended")??;
        found!(event.data, json!({ "n": expected }));
    }
    drop(events);
    // The server says so as soon as it knows, which is when its connection is gone.
    found!(said(&origin, "/left").await?, "1");
    Ok(())
}

pub async fn a_stream_that_breaks_goes_on_after_the_last_id(origin: String) -> Outcome {
    static BROKEN: Operation = get("/broken");
    let client = client(&origin, "events")?;
    let mut events = Call::new(client.core(), &BROKEN).stream_events::<Value, Undocumented>(&EVENTS).await?;
    let mut found = Vec::new();
    while let Some(event) = events.next().await {
        found.push(event?.data);
        // Browsers throw away what came and was not read when a connection breaks: not before this event is here.
        if found.len() == 1 {
            said(&origin, "/break").await?;
        }
    }
    found!(found, [json!(1), json!("after 1")]);
    Ok(())
}

pub async fn bytes_come_piece_by_piece(origin: String) -> Outcome {
    static BYTES: Operation = get("/bytes");
    let client = client(&origin, "said")?;
    let mut bytes = Call::new(client.core(), &BYTES).stream_bytes::<Undocumented>().await?;
    let mut all = Vec::new();
    while let Some(piece) = bytes.next().await {
        all.extend_from_slice(&piece?);
    }
    found!(all, b"some text");
    Ok(())
}

/// Pieces of a body, one after another.
pub struct Pieces(std::vec::IntoIter<&'static str>);

impl Pieces {
    pub fn of(pieces: &[&'static str]) -> Self {
        Self(pieces.to_vec().into_iter())
    }
}

impl futures_core::Stream for Pieces {
    type Item = Result<&'static str, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

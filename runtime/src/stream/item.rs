//! What came → a typed item.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::RawEvent;
use crate::answer::Answer;
use crate::client::OpenBody;
use crate::config::MAX_ERROR_BYTES;
use crate::error::{DecodeError, Failure};
use crate::facts::StreamItem;
use crate::media_type;

/// How an event becomes an item.
pub(super) type Decode<T> = fn(&RawEvent, &Answer) -> Result<T, DecodeError>;

/// The way that the facts say.
pub(super) fn decode<T: DeserializeOwned>(item: StreamItem) -> Decode<T> {
    match item {
        StreamItem::Json => |event, head| json(event.data.clone().into(), head),
        StreamItem::Text => |event, head| text(&event.data, head),
        StreamItem::Event => envelope,
    }
}

/// An item that is one JSON text. Of an error the body is that text.
pub(super) fn json<T: DeserializeOwned>(text: Bytes, head: &Answer) -> Result<T, DecodeError> {
    match serde_json::from_slice(&text) {
        Ok(item) => Ok(item),
        // Again, with what an error wants to know.
        Err(_) => with_body(head, text).json(),
    }
}

/// An item that is text as it stands.
fn text<T: DeserializeOwned>(text: &str, head: &Answer) -> Result<T, DecodeError> {
    let text = Value::from(text);
    T::deserialize(&text).or_else(|_| with_body(head, text.to_string().into()).json())
}

/// An event as an object of its fields: `data` as JSON where it is, else as text.
fn envelope<T: DeserializeOwned>(event: &RawEvent, head: &Answer) -> Result<T, DecodeError> {
    let RawEvent { id, event: name, data, retry } = event;
    let object = |data: Value| {
        let mut members = Map::new();
        if !id.is_empty() {
            members.insert("id".to_owned(), Value::from(id.as_str()));
        }
        members.insert("event".to_owned(), Value::from(name.as_str()));
        members.insert("data".to_owned(), data);
        if let Some(wait) = retry {
            members.insert("retry".to_owned(), Value::from(*wait));
        }
        Value::Object(members)
    };
    let as_text = object(Value::String(data.clone()));
    if let Ok(parsed) = serde_json::from_str(data) {
        let parsed = object(parsed);
        if let Ok(item) = T::deserialize(&parsed) {
            return Ok(item);
        }
        // Text that happens to be JSON: a number, `true`, a quoted word.
        return T::deserialize(&as_text).or_else(|_| with_body(head, parsed.to_string().into()).json());
    }
    with_body(head, as_text.to_string().into()).json()
}

fn with_body(head: &Answer, body: Bytes) -> Answer {
    Answer { body, ..head.clone() }
}

/// An answer that is a page for people, from a proxy or a login wall, is no stream of anything.
pub(super) async fn not_html(body: OpenBody) -> Result<OpenBody, Failure> {
    refuse(body, |essence| essence == "text/html", "is a page of HTML where a stream was expected").await
}

/// A server that does not know streams answers JSON: read as events that would be nothing.
pub(super) async fn events_only(body: OpenBody) -> Result<OpenBody, Failure> {
    let is_other = |essence: &str| essence == "text/html" || media_type::is_json(essence);
    refuse(body, is_other, "is no stream of events").await
}

async fn refuse(
    mut body: OpenBody,
    is_other: impl Fn(&str) -> bool,
    reason: &'static str,
) -> Result<OpenBody, Failure> {
    if !is_other(&media_type::of(body.head().headers())) {
        return Ok(body);
    }
    body.whole(MAX_ERROR_BYTES).await;
    Err(body.failed(Failure::Decode(DecodeError::other(body.head(), reason))))
}

//! Answers that come piece by piece: events, lines, records, each with an item, and then the text that stands for the end.

use super::answer::{Asked, sent_member};
use super::reply::{Content, Reply};
use super::site::{Document, wanted};
use super::value;
use crate::lower::facts::StreamFormat;
use crate::media_type::essence;
use crate::model::{Answer, Media};
use crate::plan::{StreamItemPlan, StreamPlan};
use serde_json::{Value, json};

/// How many items a stream has at least, and at most: of items that are made, and of those that the document shows.
const FEWEST: usize = 3;
const MOST: usize = 5;
const MOST_SHOWN: usize = 50;

/// The stream, if that is what is asked for.
pub(super) fn stream(
    document: &Document,
    plan: &StreamPlan,
    status: u16,
    answer: &Answer,
    asked: &Asked<'_>,
) -> Option<Reply> {
    if plan.format == StreamFormat::Bytes {
        return None;
    }
    let media = answer.content.iter().find(|media| media.media_type == plan.accept)?;
    is_asked(plan, media, answer, asked).then(|| {
        let items = items(document, plan, media, asked);
        let mut pieces: Vec<Vec<u8>> = items.iter().map(|item| piece(plan, item)).collect();
        pieces.extend(plan.sentinel.as_deref().map(|sentinel| end(plan.format, sentinel)));
        Reply::empty(status).body(&value::media_type(document, media), Content::Pieces(pieces))
    })
}

/// A switch in the body asks for it; else the media type does, if it is not also that of the whole answer.
fn is_asked(plan: &StreamPlan, media: &Media, answer: &Answer, asked: &Asked<'_>) -> bool {
    let quality = |media: &Media| wanted(asked.request, &media.media_type);
    if quality(media) == 0 {
        return false;
    }
    let switch = plan.flag.as_ref().and_then(|flag| sent_member(asked.request, flag));
    let others = answer.content.iter().filter(|other| essence(&other.media_type) != essence(&media.media_type));
    let best = others.map(quality).max();
    match (switch.and_then(|switch| switch.as_bool()), best) {
        (Some(true), _) => true,
        (_, None) => plan.flag.is_none(),
        (_, Some(other)) => quality(media) > other,
    }
}

/// The items: those that the document shows, else values of their schema. Examples stand for items in turn, and one that is a
/// list for all of them.
fn items(document: &Document, plan: &StreamPlan, media: &Media, asked: &Asked<'_>) -> Vec<Value> {
    let at = plan.item_at.as_ref().map(|at| document.place(at));
    let check = at.as_ref().and_then(|at| document.schemas().check(at).ok());
    let fits = |item: &Value| check.as_ref().is_none_or(|check| check.complaint(item).is_none());
    let examples = if asked.wish.dynamic { Vec::new() } else { value::examples(document, media, asked.wish) };
    let mut items: Vec<Value> = examples.iter().flat_map(|example| written(plan.format, example)).collect();
    let mut most = MOST_SHOWN;
    if items.is_empty() || !items.iter().all(fits) {
        most = MOST;
        items = at.as_ref().map(|at| made(document, at, asked.wish.dynamic)).unwrap_or_default();
    }
    if items.is_empty() {
        items = ["one", "two", "three"].map(Value::from).to_vec();
    }
    let count = items.len().clamp(FEWEST, most);
    items.iter().cycle().take(count).cloned().collect()
}

fn made(document: &Document, at: &str, dynamic: bool) -> Vec<Value> {
    let mut items: Vec<Value> = value::made(document, at, dynamic).into_iter().collect();
    if dynamic {
        items.extend(document.schemas().samples(at).into_iter().map(|sample| sample.value));
    }
    items
}

/// The items of an example: a list of them, one, or a stream as text.
fn written(format: StreamFormat, example: &Value) -> Vec<Value> {
    let read = |text: &str| serde_json::from_str(text.trim_matches(['\u{1e}', ' ', '\r'])).ok();
    match example {
        Value::Array(items) => items.clone(),
        Value::String(text) if format == StreamFormat::Events => {
            text.lines().filter_map(|line| read(line.strip_prefix("data:")?)).collect()
        }
        Value::String(text) => text.lines().filter_map(read).collect(),
        Value::Null => Vec::new(),
        other => vec![other.clone()],
    }
}

/// An item on the wire.
fn piece(plan: &StreamPlan, item: &Value) -> Vec<u8> {
    match (plan.format, plan.item) {
        (StreamFormat::Events, StreamItemPlan::Event) => event(item),
        (StreamFormat::Events, StreamItemPlan::Text) => data(&text(item)),
        (StreamFormat::Events, StreamItemPlan::Json) => data(&item.to_string()),
        (StreamFormat::Records, _) => format!("\u{1e}{item}\n"),
        (StreamFormat::Lines | StreamFormat::Bytes, _) => format!("{item}\n"),
    }
    .into_bytes()
}

fn end(format: StreamFormat, sentinel: &str) -> Vec<u8> {
    match format {
        StreamFormat::Events => data(sentinel),
        StreamFormat::Records => format!("\u{1e}{sentinel}\n"),
        StreamFormat::Lines | StreamFormat::Bytes => format!("{sentinel}\n"),
    }
    .into_bytes()
}

/// An event of which the item says every field (WHATWG HTML standard §9.2.6).
fn event(item: &Value) -> String {
    let mut lines = String::new();
    for name in ["id", "event", "retry"] {
        if let Some(value) = item.get(name).filter(|value| !value.is_null()) {
            lines.push_str(&format!("{name}: {}\n", text(value).replace(['\r', '\n'], " ")));
        }
    }
    lines + &data(&text(item.get("data").unwrap_or(&json!(""))))
}

fn data(text: &str) -> String {
    let lines: String = text.split('\n').map(|line| format!("data: {}\n", line.trim_end_matches('\r'))).collect();
    format!("{lines}\n")
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

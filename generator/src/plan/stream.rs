//! How an operation's answer can be read while it comes.

use super::operation::ProbeTypes;
use super::{StreamItemPlan, StreamPlan};
use crate::lower::facts::{StreamFacts, StreamFormat, StreamedItem};
use crate::reflect::RustType;

/// Plans the stream. `constant` is the name of the operation's own table.
pub fn stream(facts: &StreamFacts<'_>, types: &ProbeTypes<'_>, constant: &str) -> StreamPlan {
    let StreamFacts { media, format, item, item_at, secret_item: _, slot, only, flag, sentinel } = facts;
    let (item, rust_type) = match item {
        StreamedItem::Text => (StreamItemPlan::Text, RustType::String),
        StreamedItem::Event => (StreamItemPlan::Event, types.get(slot)),
        StreamedItem::Json => (StreamItemPlan::Json, types.get(slot)),
        StreamedItem::Any => (StreamItemPlan::Json, RustType::Json),
    };
    StreamPlan {
        format: *format,
        item,
        item_at: item_at.clone(),
        rust_type: (*format != StreamFormat::Bytes).then_some(rust_type),
        accept: media.media_type.clone(),
        flag: flag.clone(),
        sentinel: sentinel.clone(),
        constant: format!("{constant}_STREAM"),
        only: *only,
    }
}

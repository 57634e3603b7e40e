//! How an answer is read while it comes.

use crate::lower::facts::StreamFormat;
use crate::pointer::Pointer;
use crate::reflect::RustType;

/// A way to read an answer while it comes.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamPlan {
    /// How the bytes become items.
    pub format: StreamFormat,
    /// What becomes an item.
    pub item: StreamItemPlan,
    /// Where the schema of an item stands; `None` where none is given.
    pub item_at: Option<Pointer>,
    /// The item's type; `None` for bytes.
    pub rust_type: Option<RustType>,
    /// The media type asked for.
    pub accept: String,
    /// The member of the body that asks for the stream, as a JSON Pointer.
    pub flag: Option<String>,
    /// The text that stands for the end.
    pub sentinel: Option<String>,
    /// The constant that holds its facts.
    pub constant: String,
    /// Whether the operation gives nothing else: then there is no `send`.
    pub only: bool,
}

/// What of a stream becomes an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamItemPlan {
    /// A line, or the data of an event, as JSON.
    Json,
    /// The data of an event as it stands.
    Text,
    /// An event as an object of its fields.
    Event,
}

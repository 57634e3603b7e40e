//! Answers that are read while they come: bytes, server-sent events, lines of JSON.
//!
//! A call is opened, retried and classified like any other, up to the head of its answer; what follows is read when it is
//! asked for, so that a slow reader slows the server down. Dropping a stream ends it. The decoders do no input or output.
//!
//! | limit | what it means for a stream |
//! |---|---|
//! | `attempt_timeout` | each attempt up to the head of the answer |
//! | `timeout` of the client | all attempts up to the head |
//! | `timeout` of one call | that call to the last byte of its stream |
//! | `idle_timeout` | the silence between two pieces |
//! | `max_response_bytes` | one event or line; of bytes the whole, where it is set for the call |

mod byte_stream;
mod event_stream;
mod events;
mod input;
mod item;
mod json_lines;
mod lines;
mod reconnect;
#[cfg(not(target_family = "wasm"))]
mod to_file;

pub use byte_stream::ByteStream;
pub use event_stream::{Event, EventStream};
pub use events::{EventDecoder, RawEvent};
pub use json_lines::JsonLines;
pub use lines::{LineDecoder, Separator};

/// Where downloads can be written.
pub use tokio::io::AsyncWrite;

/// More bytes than a decoder may hold, and nothing complete among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing complete in {limit} bytes")]
pub struct TooLong {
    /// The limit in bytes.
    pub limit: usize,
}

//! Why a body cannot be read.

/// Why a body cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// It is a stream, and was read already.
    #[error("the body is a stream and was read already; give a new one, or make it by `Body::replayable`")]
    Spent,
    /// It is a stream, and has more or fewer bytes than [`Body::with_length`](super::Body::with_length) says.
    #[error("the body is a stream that does not have the {0} bytes that `Body::with_length` says")]
    Length(u64),
    /// It cannot be opened, or its stream failed.
    #[error("the body cannot be read: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
}

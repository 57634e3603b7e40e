//! Why a body cannot be read.

/// Why a body cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BodyError {
    /// It is a stream, and was read already.
    #[error("the body is a stream and was read already; give a new one, or make it by `Body::replayable`")]
    Spent,
    /// It cannot be opened, or its stream failed.
    #[error("the body cannot be read: {0}")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
}

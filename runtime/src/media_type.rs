//! Media types by name (RFC 9110 §8.3.1).

use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// That of an answer's body; empty if it has none.
pub(crate) fn of(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).and_then(|label| label.to_str().ok()).map(essence).unwrap_or_default()
}

/// Whether what has this media type is JSON (RFC 6839 §3.1).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == "application/json" || essence.ends_with("+json")
}

//! Headers that the caller adds.

use http::{HeaderName, HeaderValue};

use crate::encode::header_value;

/// Headers that frame the message: set by hand they would make two readers see two requests (RFC 9112 §11.2).
const FRAMING: [&str; 9] = [
    "content-length",
    "transfer-encoding",
    "connection",
    "host",
    "upgrade",
    "te",
    "trailer",
    "keep-alive",
    "proxy-connection",
];

/// A header's name, checked.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn header_name(name: &str) -> Result<HeaderName, &'static str> {
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a header name")?;
    if FRAMING.contains(&name.as_str()) {
        return Err("is set by the HTTP client alone");
    }
    Ok(name)
}

/// A header's name and value, checked. The value is marked sensitive: it is not printed, and HTTP/2 does not index it.
///
/// # Errors
/// What is wrong with it, without the value.
pub(crate) fn header_pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let name = header_name(name)?;
    let mut value = header_value(value)?;
    value.set_sensitive(true);
    Ok((name, value))
}

//! `Retry-After` in both its forms.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// How long the server asks to wait: seconds or an HTTP date (RFC 9110 §10.2.3), counted from the answer's own `Date` (RFC 9110 §6.6.1), or from
/// `now` where it has none.
///
/// A date that has passed is no wait; a value in neither form counts as absent. Fractions of a second, which some servers
/// send, are understood.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        // A number too large for a Duration is still a wish to wait, longer than any limit.
        return text.parse::<f64>().ok().map(|s| Duration::try_from_secs_f64(s).unwrap_or(Duration::MAX));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    // The server's own clock, where it tells it: ours may be wrong by more than the wait.
    let told = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?.trim()).ok());
    Some(date.duration_since(told.unwrap_or(now)).unwrap_or(Duration::ZERO))
}

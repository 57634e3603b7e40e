//! How parameter values are written into paths, queries, headers and cookies (OpenAPI 3.1 §4.8.12, RFC 6570, RFC 3986).
//!
//! Pure functions from values to text; the tests beside them are tables.

mod cookie;
mod finite;
mod form;
mod header;
mod path;
mod query;
mod shape;

pub use cookie::cookie_pairs;
pub(crate) use cookie::{append_ready_cookie, has_cookie};
pub(crate) use finite::{finite, to_value};
pub use form::form;
pub(crate) use header::header_constant;
pub use header::{header_text, header_value};
pub(crate) use path::fill_query;
pub use path::{PathPart, path};
pub use query::{append_pair, query};
pub use shape::Shape;
pub(crate) use shape::scalar_text;

use crate::facts::Style;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stands between the items of a list in one value, encoded for a URL, and as it is in a header.
fn separators(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::SpaceDelimited => ("%20", " "),
        Style::PipeDelimited => ("%7C", "|"),
        Style::TabDelimited => ("%09", "\t"),
        _ => (",", ","),
    }
}

pub(crate) fn escaped(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

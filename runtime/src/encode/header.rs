//! Header parameters, style `simple`.

use bytes::Bytes;
use http::HeaderValue;
use serde_json::Value;

use super::{Shape, separators};
use crate::facts::{Parameter, Style};

/// A header parameter's text; `None` when nothing is sent.
#[must_use]
pub fn header_text(parameter: &Parameter, value: &Value) -> Option<String> {
    if parameter.style == Style::Json {
        return (!value.is_null()).then(|| value.to_string());
    }
    Some(match Shape::of(value)? {
        Shape::Scalar(text) => text,
        Shape::List(items) => items.join(separators(parameter.style).1),
        Shape::Map(pairs) => {
            let between = if parameter.explode { '=' } else { ',' };
            pairs.iter().map(|(k, v)| format!("{k}{between}{v}")).collect::<Vec<_>>().join(",")
        }
    })
}

/// Why a text is no header's value.
const NO_VALUE: &str = "has a value with a line break or another control character, which no header may have";

/// A header's value (RFC 9110 §5.5): visible text, spaces and tabs; text beyond ASCII goes as UTF-8.
///
/// # Errors
/// Control characters, above all CR, LF and NUL, by which a value would become headers of its own.
pub fn header_value(text: &str) -> Result<HeaderValue, &'static str> {
    HeaderValue::from_bytes(text.as_bytes()).map_err(|_| NO_VALUE)
}

/// Like [`header_value`], without a copy.
pub(crate) fn header_constant(text: &'static str) -> Result<HeaderValue, &'static str> {
    HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes())).map_err(|_| NO_VALUE)
}

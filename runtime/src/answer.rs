//! An answer as it came: status, headers and the whole body, before it is decoded.

use std::fmt;
use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::client::Blot;
use crate::error::{DecodeError, Facts};
use crate::media_type;
use crate::response::Headers;
use crate::value::with_whole_numbers;

/// An answer as it came. Its Debug shows header names and the body's length only.
#[derive(Clone)]
pub struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Headers,
    pub(crate) body: Bytes,
    /// The body of an error is not whole: it is longer than the limit for them, broke off, or did not come in time.
    pub(crate) cut: bool,
    pub(crate) facts: Facts,
    /// Takes the request's credentials out of what is shown of this answer.
    pub(crate) blot: Blot,
    /// The text of a body that is not UTF-8, once somebody has asked for it.
    pub(crate) lossy: OnceLock<String>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, headers, body, cut, facts, blot: _, lossy: _ } = self;
        f.debug_struct("Answer")
            .field("operation", &facts.operation.id)
            .field("status", status)
            .field("headers", headers)
            .field("body_bytes", &body.len())
            .field("cut", cut)
            .finish()
    }
}

impl Answer {
    /// The head of an answer.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, facts: Facts, blot: Blot) -> Self {
        let headers = Headers(headers);
        Self { status, headers, body: Bytes::new(), cut: false, facts, blot, lossy: OnceLock::new() }
    }

    /// The status code (RFC 9110 §15).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The response headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers.0
    }

    /// The body, decompressed.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// Whether its media type is one of these, which are in small letters and without parameters; `image/*` is any image.
    #[must_use]
    pub fn is_any_of(&self, media_types: &[&str]) -> bool {
        let essence = media_type::of(self.headers());
        media_types.iter().any(|wanted| match wanted.strip_suffix('*') {
            Some(start) => essence.starts_with(start),
            None => essence == *wanted,
        })
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn text(&self) -> String {
        self.as_text().to_owned()
    }

    /// Without its body.
    pub(crate) fn head(&self) -> Self {
        Self { body: Bytes::new(), lossy: OnceLock::new(), ..self.clone() }
    }

    /// Like [`text`](Self::text), without a copy where the body is UTF-8.
    pub(crate) fn as_text(&self) -> &str {
        match std::str::from_utf8(&self.body) {
            Ok(text) => text,
            Err(_) => self.lossy.get_or_init(|| String::from_utf8_lossy(&self.body).into_owned()),
        }
    }

    /// The body as JSON. Whole numbers written `1.0` or `1e3` are integers, too.
    ///
    /// # Errors
    /// A [`DecodeError`] that says what was wrong (not JSON at all, cut short, a field of the wrong type) and where.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        let bytes = self.body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.body);
        // The fast way first: tracking the path costs time, and is wanted only when something is wrong.
        if let Ok(value) = serde_json::from_slice(bytes) {
            return Ok(value);
        }
        let whole = serde_json::from_slice(bytes).ok().and_then(with_whole_numbers);
        if let Some(value) = whole.and_then(|value| serde_json::from_value(value).ok()) {
            return Ok(value);
        }
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let failed = serde_path_to_error::deserialize::<_, T>(&mut deserializer);
        let (path, source) = match failed {
            Err(error) => (error.path().to_string(), error.into_inner()),
            // The value itself decoded: what is wrong comes after it.
            Ok(value) => match deserializer.end() {
                Err(error) => (".".to_owned(), error),
                Ok(()) => return Ok(value),
            },
        };
        Err(DecodeError::json(self, path, &source))
    }
}

/// What the body of a successful answer decodes into, where an operation documents more than one success status.
///
/// Generated for such operations as an enum with one variant a status.
pub trait SuccessBody: Sized {
    /// Whether an answer with this status is a success. A documented 302 belongs here: it is then not followed.
    #[must_use]
    fn accepts(status: StatusCode) -> bool {
        status.is_success()
    }

    /// Decodes the answer.
    ///
    /// # Errors
    /// A [`DecodeError`] when the body is not what the document says.
    fn decode(answer: &Answer) -> Result<Self, DecodeError>;
}

/// What the body of a failed answer decodes into: generated, one enum an operation, one variant a documented status.
pub trait ErrorBody: fmt::Debug + Send + Sync + Sized + 'static {
    /// Decodes the answer by its status.
    ///
    /// # Errors
    /// A [`DecodeError`] when the body is not what the document says for this status; [`ErrorBody::undocumented`] is then
    /// used, and the error keeps status, text and the `DecodeError`.
    fn decode(answer: &Answer) -> Result<Self, DecodeError>;

    /// The value that stands for everything that is not documented.
    fn undocumented() -> Self;
}

/// The error body of an operation that documents no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Undocumented;

impl ErrorBody for Undocumented {
    fn decode(_answer: &Answer) -> Result<Self, DecodeError> {
        Ok(Self)
    }

    fn undocumented() -> Self {
        Self
    }
}

/// Stands where the type of an operation's error body was: in the crate-wide [`Error`](crate::Error) that every
/// operation's error converts into. It deliberately does not implement [`ErrorBody`]: that is what lets one `From` cover
/// all operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Untyped;

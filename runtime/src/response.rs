//! What a call gives back when the server did what was asked.

use std::fmt;
use std::ops::Deref;

use http::{HeaderMap, StatusCode};

use crate::model::{secret, shown};

/// Headers under which servers name a request, in the order in which they are looked for.
const REQUEST_ID_HEADERS: [&str; 6] =
    ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid", "x-amz-request-id", "x-ms-request-id"];

/// The first request id that the headers hold.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok().filter(|id| !id.is_empty()))
}

/// A decoded answer with its status and headers; derefs to the model.
///
/// Where the document says that the whole value is a secret (a password), it prints as `***`, and is read like any other.
///
/// ```no_run
/// # async fn f(call: specsmith_runtime::Call) -> Result<(), specsmith_runtime::Error> {
/// let answer: specsmith_runtime::Response<String> =
///     call.send_text::<specsmith_runtime::Undocumented>().await?;
/// println!("{} {:?} {}", answer.status(), answer.request_id(), answer.len());
/// let text: String = answer.into_inner();
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: Headers,
    /// The value is kept out of Debug.
    is_secret: bool,
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, status, headers, is_secret } = self;
        let value = if *is_secret { secret(value) } else { shown(value) };
        f.debug_struct("Response").field("value", value).field("status", status).field("headers", headers).finish()
    }
}

/// Headers whose Debug shows names only: `Set-Cookie` and the like hold credentials.
#[derive(Clone)]
pub(crate) struct Headers(pub(crate) HeaderMap);

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self { value, status, headers: Headers(headers), is_secret: false }
    }

    /// With a value that is a secret as a whole, or not.
    pub(crate) fn secret(self, is_secret: bool) -> Self {
        Self { is_secret, ..self }
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

    /// The first header of this name, where it is text (RFC 9110 §5.5); names differ in more than case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.0.get(name)?.to_str().ok()
    }

    /// The id under which the server knows this request, if it sent one (`x-request-id`, `request-id`,
    /// `x-correlation-id`, `x-amzn-requestid` …). Quote it to the provider's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers.0)
    }

    /// The decoded value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The value, and the rest of the answer.
    pub(crate) fn into_parts(self) -> (Response<()>, T) {
        (Response { value: (), status: self.status, headers: self.headers, is_secret: false }, self.value)
    }

    /// The same answer with its value changed; what was a secret stays one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: change(self.value), status: self.status, headers: self.headers, is_secret: self.is_secret }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Streams are read through `&mut`.
impl<T> std::ops::DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// A list, or a stream that blocks, in a `for` loop.
impl<T: IntoIterator> IntoIterator for Response<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

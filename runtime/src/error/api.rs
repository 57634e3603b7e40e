//! The server answered with an error status.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::config::given;
use super::{DecodeError, Facts, Sent};
use crate::answer::{Answer, ErrorBody, Untyped};
use crate::model::{secret, shown};
use crate::response::request_id;
use crate::retry::{Outcome, Verdict, retry_after};

/// How much of the body's text goes into the message, in characters.
const SHOWN: usize = 200;

/// The server answered with an error status. [`body`](Self::body) is the decoded error body, one variant a documented
/// status.
///
/// Its Debug holds the decoded body and no header values; its Display is one line: operation, status, request id, the
/// start of the body, and at 401 where the refused credential was given. Both have the credentials blotted out that the request carried. Where the document says that the body is a
/// secret, or holds one, it stands in neither.
pub struct ApiError<E = Untyped> {
    shared: Box<Shared>,
    body: Box<E>,
}

struct Shared {
    answer: Answer,
    decode: Option<DecodeError>,
}

impl<E> ApiError<E> {
    /// The decoded body.
    #[must_use]
    pub fn body(&self) -> &E {
        &self.body
    }

    /// The decoded body, taken out.
    #[must_use]
    pub fn into_body(self) -> E {
        *self.body
    }

    /// The status code (RFC 9110 §15).
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.shared.answer.status
    }

    /// The response headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.shared.answer.headers()
    }

    /// The body as text, at most 1 MiB. It is what the server sent: it may hold anything.
    #[must_use]
    pub fn text(&self) -> &str {
        self.shared.answer.as_text()
    }

    /// The body as any type you expect, for servers that answer otherwise than their document says.
    ///
    /// # Errors
    /// When the body is not JSON of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, DecodeError> {
        self.shared.answer.json()
    }

    /// The id under which the server knows the request, if it sent one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers())
    }

    /// Why [`body`](Self::body) is the undocumented variant, when a documented body did not decode.
    #[must_use]
    pub fn decode_error(&self) -> Option<&DecodeError> {
        self.shared.decode.as_ref()
    }

    /// How long the server asks to wait before the next attempt (RFC 9110 §10.2.3), from now.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers(), crate::clock::now())
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.facts().verdict(Outcome::Answered(self.status())) == Verdict::Retry
    }

    /// Always [`Sent::Yes`]: the server answered.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        Sent::Yes
    }

    /// The `operationId` of the call.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.facts().operation.id
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.facts().attempts
    }

    /// What to look at when the server refuses a credential (RFC 9110 §15.5.2).
    fn credentials(&self) -> Option<String> {
        let Answer { status, facts, blot, .. } = &self.shared.answer;
        let provider = blot.core().settings().provider;
        let given = given(facts.schemes.iter().filter_map(|index| provider.schemes.get(*index)));
        (*status == StatusCode::UNAUTHORIZED && !given.is_empty()).then(|| format!("; check what {given} gives"))
    }

    fn is_secret(&self) -> bool {
        self.facts().operation.secrets.are_in_error(self.status())
    }

    pub(super) fn facts(&self) -> Facts {
        self.shared.answer.facts
    }

    /// The same error without the type of its body.
    pub(super) fn untyped(self) -> ApiError<Untyped> {
        ApiError { shared: self.shared, body: Box::new(Untyped) }
    }
}

impl<E: ErrorBody> ApiError<E> {
    /// Decodes the body; when that fails, the undocumented variant stands for it and the reason is kept.
    pub(crate) fn new(answer: Answer) -> Self {
        let (body, decode) = match E::decode(&answer) {
            Ok(body) => (body, None),
            Err(error) => (E::undocumented(), Some(error)),
        };
        Self { shared: Box::new(Shared { answer, decode }), body: Box::new(body) }
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = &self.shared.answer;
        write!(f, "{} answered {}", self.operation(), self.status())?;
        if let Some(id) = self.request_id() {
            write!(f, " (request {})", answer.blot.line(id, 100))?;
        }
        if self.attempts() > 1 {
            write!(f, " (after {} attempts)", self.attempts())?;
        }
        if self.is_secret() && !answer.bytes().is_empty() {
            f.write_str(": ***")?;
        } else {
            let shown = answer.blot.line(answer.as_text(), SHOWN);
            if !shown.is_empty() {
                write!(f, ": {shown}")?;
            }
        }
        f.write_str(&self.credentials().unwrap_or_default())
    }
}

/// The decoded body may hold what the server repeated.
impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shared, body } = self;
        let body = if self.is_secret() { secret(body) } else { shown(body) };
        let body = if f.alternate() { format!("{body:#?}") } else { format!("{body:?}") };
        f.debug_struct("ApiError")
            .field("answer", &shared.answer)
            .field("body", &format_args!("{}", shared.answer.blot.out(&body)))
            .field("decode", &shared.decode)
            .finish()
    }
}

impl<E: fmt::Debug> std::error::Error for ApiError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.shared.decode.as_ref().map(|e| e as &(dyn std::error::Error + 'static))
    }
}

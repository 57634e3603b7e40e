//! What every error of a call can be asked.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::{Error, Facts, Sent};
use crate::response::request_id;

impl<E> Error<E> {
    /// Whether the request reached the server, in any attempt that may have taken effect. `Maybe` is the answer to be careful
    /// with.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        match self {
            Self::Api(_) | Self::Redirect(_) | Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => Sent::Yes,
            Self::Config(_) => Sent::No,
            Self::Auth(e) => e.was_sent(),
            Self::Request(e) => e.was_sent(),
            Self::Transport(e) => e.was_sent(),
            Self::Timeout(e) => e.was_sent(),
        }
    }

    /// Whether the same call, sent again later, is safe and may succeed: the failure passes (429, 500, 502, 503, 504, a
    /// broken connection, a timeout), and the call is idempotent, carries an idempotency key or was not processed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(e) => e.is_retryable(),
            Self::Auth(e) => e.is_retryable(),
            Self::Transport(e) => e.is_retryable(),
            Self::Timeout(e) => e.is_retryable(),
            Self::Config(_) | Self::Request(_) | Self::Redirect(_) => false,
            Self::TooLarge(_) | Self::Decode(_) | Self::Write(_) => false,
        }
    }

    /// The status code, if the server answered; not of a success whose body did not come in time.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(e) => Some(e.status()),
            Self::Decode(e) => Some(e.status()),
            Self::Redirect(e) => Some(e.status()),
            Self::TooLarge(e) => Some(e.status()),
            Self::Write(e) => Some(e.status()),
            Self::Transport(e) => e.status(),
            Self::Config(_) | Self::Auth(_) | Self::Request(_) | Self::Timeout(_) => None,
        }
    }

    /// The body as text, if the server answered with an error status or something that did not decode; at most 1 MiB of an
    /// error's. It is what the server sent: it may hold anything.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Api(e) => Some(e.text()),
            Self::Decode(e) => Some(e.text()),
            _ => None,
        }
    }

    /// The response headers, where there is a [`status`](Self::status).
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(e) => Some(e.headers()),
            Self::Decode(e) => Some(e.headers()),
            Self::Redirect(e) => Some(e.headers()),
            Self::TooLarge(e) => Some(e.headers()),
            Self::Write(e) => Some(e.headers()),
            Self::Transport(e) => e.headers(),
            Self::Config(_) | Self::Auth(_) | Self::Request(_) | Self::Timeout(_) => None,
        }
    }

    /// The id under which the server knows the request, if it sent one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.headers().and_then(request_id)
    }

    /// The `operationId` of the call, if the error belongs to one.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.facts().map(|facts| facts.operation.id)
    }

    /// How often the request was sent, or was tried to be sent; 0 when it failed before that.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.facts().map_or(0, |facts| facts.attempts)
    }

    /// How long the server asks to wait before the next attempt (`Retry-After`, RFC 9110 §10.2.3), from now; or the token
    /// endpoint, where there was no token.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(e) => e.retry_after(),
            Self::Auth(e) => e.retry_after(),
            _ => None,
        }
    }

    /// Whether time ran out: of an attempt, of the whole call, or for making a connection.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Timeout(_) => true,
            Self::Transport(e) => e.is_timeout(),
            _ => false,
        }
    }

    /// Whether no connection to the server could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(e) if e.is_connect())
    }

    pub(crate) fn facts(&self) -> Option<Facts> {
        match self {
            Self::Api(e) => Some(e.facts()),
            Self::Config(_) => None,
            Self::Auth(e) => Some(e.facts()),
            Self::Request(e) => Some(e.facts()),
            Self::Transport(e) => Some(e.facts()),
            Self::Timeout(e) => Some(e.facts()),
            Self::Redirect(e) => Some(e.facts()),
            Self::TooLarge(e) => Some(e.facts()),
            Self::Decode(e) => Some(e.facts()),
            Self::Write(e) => Some(e.facts()),
        }
    }
}

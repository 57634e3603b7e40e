//! No credential could be had for a call.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::{Facts, OneLine, Sent, attempts};
use crate::retry::{Outcome, Verdict};

/// No credential could be had for an attempt, which was therefore not sent: a callback failed, or a token endpoint gave no
/// token.
#[derive(Debug)]
pub struct AuthError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    facts: Facts,
    scheme: &'static str,
    /// Shared by all calls that waited for the same token.
    problem: Arc<AuthProblem>,
}

impl AuthError {
    pub(crate) fn new(facts: Facts, scheme: &'static str, problem: Arc<AuthProblem>) -> Self {
        Self(Box::new(Inner { facts, scheme, problem }))
    }

    /// What went wrong, as data.
    #[must_use]
    pub fn problem(&self) -> &AuthProblem {
        &self.0.problem
    }

    /// The security scheme, as the document calls it.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        self.0.scheme
    }

    /// [`Sent::No`], unless an attempt before this one came further.
    #[must_use]
    pub fn was_sent(&self) -> Sent {
        self.0.facts.reached
    }

    /// See [`Error::is_retryable`](super::Error::is_retryable): the token endpoint could not be reached, or answered 429 or 5xx.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.outcome().is_some_and(|outcome| self.0.facts.verdict(outcome) == Verdict::Retry)
    }

    /// How long the token endpoint asks to wait before it is asked again (`Retry-After`, RFC 9110 §10.2.3), from its answer on.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.problem.retry_after()
    }

    /// As a request that did not reach the server, where trying again may help.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        self.0.problem.passes().then_some(Outcome::Broken(Sent::No))
    }

    pub(crate) fn facts_mut(&mut self) -> &mut Facts {
        &mut self.0.facts
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.facts
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { facts, scheme, problem } = &*self.0;
        write!(OneLine(f), "{} was not sent: no credential for `{scheme}`: {problem}", facts.operation.id)?;
        attempts(f, *facts)
    }
}

impl std::error::Error for AuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0.problem)
    }
}

/// Why there is no credential. Never holds one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthProblem {
    /// The caller's callback failed.
    #[error("the callback failed: {0}")]
    Callback(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A credential came that cannot be sent.
    #[error("the one that came {reason}")]
    Unusable {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The token endpoint could not be reached, or the connection broke.
    #[error("the token endpoint at {origin} could not be reached")]
    Unreachable {
        /// Scheme, host and port.
        origin: String,
        /// What the transport says.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The token endpoint refused (RFC 6749 §5.2).
    #[error("the token endpoint at {origin} answered {}: {code}{}", .status.as_u16(), .description.as_ref().map(|text| format!(" ({text})")).unwrap_or_default())]
    Refused {
        /// Scheme, host and port.
        origin: String,
        /// Its answer's status.
        status: StatusCode,
        /// Why.
        code: TokenErrorCode,
        /// Its own words, on one line, without the client's secret.
        description: Option<String>,
        /// How long it asks to wait (`Retry-After`, RFC 9110 §10.2.3).
        retry_after: Option<Duration>,
    },
    /// The token endpoint answered with something else.
    #[error("the token endpoint at {origin} answered {}, and its answer {reason}", .status.as_u16())]
    BadAnswer {
        /// Scheme, host and port.
        origin: String,
        /// Its answer's status.
        status: StatusCode,
        /// What is wrong with it.
        reason: &'static str,
        /// How long it asks to wait (`Retry-After`, RFC 9110 §10.2.3).
        retry_after: Option<Duration>,
    },
}

impl AuthProblem {
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::BadAnswer { retry_after, .. } => *retry_after,
            Self::Unreachable { .. } | Self::Callback(_) | Self::Unusable { .. } => None,
        }
    }

    /// Whether asking again may help.
    fn passes(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Refused { status, .. } | Self::BadAnswer { status, .. } => {
                matches!(status.as_u16(), 429 | 500 | 502 | 503 | 504)
            }
            Self::Callback(_) | Self::Unusable { .. } => false,
        }
    }
}

/// Why a token endpoint refuses (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorCode {
    /// `invalid_request`
    InvalidRequest,
    /// `invalid_client`: id and secret are not accepted.
    InvalidClient,
    /// `invalid_grant`
    InvalidGrant,
    /// `unauthorized_client`: the client may not use this grant.
    UnauthorizedClient,
    /// `unsupported_grant_type`
    UnsupportedGrantType,
    /// `invalid_scope`
    InvalidScope,
    /// Any other.
    Other(String),
}

impl TokenErrorCode {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "invalid_request" => Self::InvalidRequest,
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "unauthorized_client" => Self::UnauthorizedClient,
            "unsupported_grant_type" => Self::UnsupportedGrantType,
            "invalid_scope" => Self::InvalidScope,
            other => Self::Other(other.to_owned()),
        }
    }

    /// As the server writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::Other(text) => text,
        }
    }
}

impl fmt::Display for TokenErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

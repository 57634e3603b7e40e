//! Which credentials a call carries, and where they are put (OpenAPI 3.1 §4.8.10 `security`, §4.8.30).

mod api_key;
mod basic;
mod bearer;
mod choose;
mod client_credentials;
mod credential;
mod slot;
mod token;
mod token_endpoint;

pub(crate) use choose::{choose, given_by_hand};
pub use client_credentials::ClientCredentials;
pub(crate) use credential::{Asking, Configured, Credential, Fixed, Source};
pub(crate) use token::Callback;
pub use token::{BoxError, Token};

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};

use crate::config::header_name;
use crate::facts::{KeyLocation, Scheme, SchemeKind};
use crate::secret::Secret;
use crate::transport::Request;

/// Puts one credential into the request.
///
/// # Errors
/// When it cannot be written where the scheme wants it.
pub(crate) fn apply(scheme: &Scheme, secret: &Secret, request: &mut Request) -> Result<(), &'static str> {
    match (header(scheme, secret), &scheme.kind) {
        (Some(header), _) => {
            let (name, value) = header?;
            request.headers.insert(name, value);
            Ok(())
        }
        (None, SchemeKind::ApiKey { name, location: KeyLocation::Cookie }) => api_key::cookie(name, secret, request),
        (None, SchemeKind::ApiKey { name, .. }) => {
            api_key::query(name, secret, request);
            Ok(())
        }
        (None, SchemeKind::Basic | SchemeKind::Bearer | SchemeKind::OAuth2 { .. }) => Ok(()),
    }
}

/// The header that a credential makes; `None` of a scheme that puts it elsewhere.
pub(crate) fn header(scheme: &Scheme, secret: &Secret) -> Option<Result<(HeaderName, HeaderValue), &'static str>> {
    let text = secret.expose();
    Some(match &scheme.kind {
        SchemeKind::Basic => basic::credentials(text).and_then(|value| sensitive(AUTHORIZATION, &value)),
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => sensitive(AUTHORIZATION, &bearer::credentials(text)),
        SchemeKind::ApiKey { name, location: KeyLocation::Header } => {
            header_name(name).and_then(|name| sensitive(name, text))
        }
        SchemeKind::ApiKey { location: KeyLocation::Query | KeyLocation::Cookie, .. } => return None,
    })
}

/// A header whose value is marked so that nobody prints it.
fn sensitive(name: HeaderName, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let mut value: HeaderValue = crate::encode::header_value(value)?;
    value.set_sensitive(true);
    Ok((name, value))
}

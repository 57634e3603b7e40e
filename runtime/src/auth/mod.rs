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

pub(crate) use choose::{choose, given_by_header};
pub use client_credentials::ClientCredentials;
pub(crate) use credential::{Credential, Source};
pub(crate) use token::Callback;
pub use token::{BoxError, Token};

use http::{HeaderName, HeaderValue};

use crate::facts::{Scheme, SchemeKind};
use crate::secret::Secret;
use crate::transport::Request;

/// Puts one credential into the request.
///
/// # Errors
/// When it cannot be written where the scheme wants it.
pub(crate) fn apply(scheme: &Scheme, secret: &Secret, request: &mut Request) -> Result<(), &'static str> {
    match &scheme.kind {
        SchemeKind::Basic => basic::apply(secret, request),
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => bearer::apply(secret, request),
        SchemeKind::ApiKey { name, location } => api_key::apply(name, *location, secret, request),
    }
}

/// Sets a header to a credential, marked so that nobody prints it.
fn set_sensitive(request: &mut Request, name: HeaderName, value: &str) -> Result<(), &'static str> {
    let mut value: HeaderValue = crate::encode::header_value(value)?;
    value.set_sensitive(true);
    request.headers.insert(name, value);
    Ok(())
}

//! API keys in the query or a cookie; in a header they are as any other credential.

use http::header::COOKIE;

use super::sensitive;
use crate::encode::{append_pair, append_ready_cookie};
use crate::secret::Secret;
use crate::transport::Request;

pub(super) fn query(name: &str, secret: &Secret, request: &mut Request) {
    // Set by the server in a redirect: not twice.
    if request.url.query_pairs().any(|(key, _)| key == name) {
        return;
    }
    let mut query = request.url.query().unwrap_or_default().to_owned();
    append_pair(&mut query, name, secret.expose());
    request.url.set_query(Some(&query));
}

/// Beside the cookies that are there.
pub(super) fn cookie(name: &str, secret: &Secret, request: &mut Request) -> Result<(), &'static str> {
    let mut cookies = match request.headers.get(COOKIE) {
        Some(value) => String::from_utf8_lossy(value.as_bytes()).into_owned(),
        None => String::new(),
    };
    append_ready_cookie(&mut cookies, name, secret.expose());
    let (name, value) = sensitive(COOKIE, &cookies)?;
    request.headers.insert(name, value);
    Ok(())
}

//! API keys in a header, the query or a cookie.

use http::header::COOKIE;

use super::set_sensitive;
use crate::config::header_name;
use crate::encode::{append_cookie, append_pair};
use crate::facts::KeyLocation;
use crate::secret::Secret;
use crate::transport::Request;

pub(super) fn apply(
    name: &str,
    location: KeyLocation,
    secret: &Secret,
    request: &mut Request,
) -> Result<(), &'static str> {
    match location {
        KeyLocation::Header => {
            let name = header_name(name)?;
            set_sensitive(request, name, secret.expose())
        }
        KeyLocation::Query => {
            // Set by the caller, or by the server in a redirect: not twice.
            if request.url.query_pairs().any(|(key, _)| key == name) {
                return Ok(());
            }
            let mut query = request.url.query().unwrap_or_default().to_owned();
            append_pair(&mut query, name, secret.expose());
            request.url.set_query(Some(&query));
            Ok(())
        }
        KeyLocation::Cookie => {
            let mut cookies = match request.headers.get(COOKIE) {
                Some(value) => String::from_utf8_lossy(value.as_bytes()).into_owned(),
                None => String::new(),
            };
            append_cookie(&mut cookies, name, secret.expose());
            set_sensitive(request, COOKIE, &cookies)
        }
    }
}

//! `Authorization: Basic …` (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::AUTHORIZATION;

use super::set_sensitive;
use crate::secret::Secret;
use crate::transport::Request;

pub(super) fn apply(secret: &Secret, request: &mut Request) -> Result<(), &'static str> {
    if !secret.expose().contains(':') {
        return Err("is not of the form user:password");
    }
    set_sensitive(request, AUTHORIZATION, &format!("Basic {}", STANDARD.encode(secret.expose())))
}

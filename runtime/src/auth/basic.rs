//! `Authorization: Basic …` (RFC 7617).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) fn credentials(user_and_password: &str) -> Result<String, &'static str> {
    if !user_and_password.contains(':') {
        return Err("is not of the form user:password");
    }
    Ok(format!("Basic {}", STANDARD.encode(user_and_password)))
}

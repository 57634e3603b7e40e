//! `Authorization: Bearer …` (RFC 6750 §2.1).

use http::header::AUTHORIZATION;

use super::set_sensitive;
use crate::secret::Secret;
use crate::transport::Request;

pub(super) fn apply(secret: &Secret, request: &mut Request) -> Result<(), &'static str> {
    set_sensitive(request, AUTHORIZATION, &credentials(secret.expose()))
}

/// Tokens are often copied with the word before them; the scheme's name is not case-sensitive (RFC 9110 §11.1).
fn credentials(token: &str) -> String {
    let token = token.trim();
    match token.get(..7) {
        Some(prefix) if prefix.eq_ignore_ascii_case("bearer ") => token.to_owned(),
        _ => format!("Bearer {token}"),
    }
}

#[cfg(test)]
mod tests {
    use super::credentials;

    #[test]
    fn a_token_that_says_bearer_already_is_not_doubled() {
        for (token, sent) in [
            ("abc", "Bearer abc"),
            (" abc ", "Bearer abc"),
            ("Bearer abc", "Bearer abc"),
            ("bearer abc", "bearer abc"),
            ("BEARER abc", "BEARER abc"),
            ("bearerabc", "Bearer bearerabc"),
            ("ключ", "Bearer ключ"),
        ] {
            assert_eq!(credentials(token), sent, "{token:?}");
        }
    }
}

//! `Authorization: Bearer …` (RFC 6750 §2.1).

/// Tokens are often copied with the word before them; the scheme's name is not case-sensitive (RFC 9110 §11.1).
pub(super) fn credentials(token: &str) -> String {
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

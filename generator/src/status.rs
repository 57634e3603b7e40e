//! What the statuses of answers are called, and what they stand for.

use crate::model::Status;

/// The variant for a status: the reason phrase of RFC 9110 §15 (and RFC 6585, RFC 4918) as a name.
pub fn variant(status: Status) -> String {
    match status {
        Status::Code(code) => match phrase(code) {
            Some(phrase) => crate::lower::name::type_name(phrase),
            None => format!("Status{code}"),
        },
        Status::Range(1) => "Informational".to_owned(),
        Status::Range(2) => "Success".to_owned(),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(5) => "ServerError".to_owned(),
        Status::Range(hundreds) => format!("Status{hundreds}xx"),
        Status::Default => "Default".to_owned(),
    }
}

/// How a status is shown: `404`, `4XX`, `default`.
pub fn shown(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundreds) => format!("{hundreds}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// Whether an answer of this status is what the caller hoped for.
pub fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=299) | Status::Range(2))
}

/// Whether an answer of this status sends the caller elsewhere (RFC 9110 §15.4).
pub fn is_redirect(status: Status) -> bool {
    matches!(status, Status::Code(301..=303 | 307 | 308))
}

/// The first and the last that it stands for; `default` for any.
pub fn span(status: Status) -> (u16, u16) {
    match status {
        Status::Code(code) => (code, code),
        Status::Range(hundreds) => {
            let first = hundreds * 100;
            (first, first + 99)
        }
        Status::Default => (100, 999),
    }
}

/// The reason phrase of a status.
pub fn phrase(code: u16) -> Option<&'static str> {
    http::StatusCode::from_u16(code).ok()?.canonical_reason()
}

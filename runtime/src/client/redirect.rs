//! Redirects: followed only where no credential can get lost on the way.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::error::RedirectProblem;

/// How many redirects one attempt follows.
const LIMIT: u32 = 10;

/// A redirect that is not followed, and the origin it points to.
pub(super) struct Refused {
    pub(super) problem: RedirectProblem,
    pub(super) target: Option<String>,
}

/// Whether this status asks to go elsewhere (RFC 9110 §15.4); 300, 304, 305 and 306 do not.
pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where to go instead. Only GET and HEAD, and only inside the same origin: so https never becomes http, and no header, no
/// query and no cookie with a credential reaches anybody else. So many were followed before.
pub(super) fn target(method: &Method, from: &Url, headers: &HeaderMap, followed: u32) -> Result<Url, Refused> {
    let location = headers.get(LOCATION).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
    let Some(target) = location.and_then(|location| from.join(location).ok()) else {
        let is_hidden = cfg!(target_family = "wasm") && location.is_none();
        let problem = if is_hidden { RedirectProblem::Hidden } else { RedirectProblem::NoTarget };
        return Err(Refused { problem, target: None });
    };
    let origin = Some(target.origin().ascii_serialization());
    if target.origin() != from.origin() {
        return Err(Refused { problem: RedirectProblem::OtherOrigin, target: origin });
    }
    if *method != Method::GET && *method != Method::HEAD {
        return Err(Refused { problem: RedirectProblem::Method, target: origin });
    }
    if followed >= LIMIT {
        return Err(Refused { problem: RedirectProblem::TooMany, target: origin });
    }
    // An address with a user name would make the HTTP client send it as a credential.
    let mut target = target;
    let _ = target.set_username("");
    let _ = target.set_password(None);
    Ok(target)
}

//! Trading a client's id and secret for a token (RFC 6749 §4.4.2, §5).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::Value;
use url::Url;

use super::ClientCredentials;
use super::slot::{Fetched, Life};
use crate::client::{Blot, Core, Read, read};
use crate::clock;
use crate::encode::{append_pair, escaped, header_value};
use crate::error::{AuthProblem, TokenErrorCode};
use crate::retry::retry_after;
use crate::secret::Secret;
use crate::trace::Traced;
use crate::transport::{Arrived, Request, SendError};

/// What stands for an operation's id in the request.
const OPERATION: &str = "oauth2 token";

/// How large the endpoint's answer may be; a token has a few KiB.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

/// How much of the endpoint's own words is kept, in characters.
const SHOWN: usize = 200;

/// Fetches a token by the client's own transport, but with nothing of its headers: they are for another server. Redirects
/// are not followed: they would carry the secret elsewhere.
///
/// `ran_out` is set when it is dropped because time is over.
pub(super) async fn fetch(
    core: Core,
    ran_out: Arc<AtomicBool>,
    client: ClientCredentials,
    url: Url,
    scopes: String,
) -> Fetched {
    let origin = url.origin().ascii_serialization();
    let request = request(&core, &client, &url, &scopes)?;
    let blot = Blot::new(&core, &request);
    let span = Traced::token(&request);
    let asked = span.run_unless(|| ran_out.load(Ordering::Relaxed), ask(&core, request)).await;
    span.answered(asked.as_ref().map(|asked| asked.status));
    let Asked { status, retry_after, answer } = match asked {
        Ok(asked) => asked,
        Err(error) => return Err(AuthProblem::Unreachable { origin, source: error.source }),
    };
    let bad = |origin, reason| AuthProblem::BadAnswer { origin, status, reason, retry_after };
    if answer.cut {
        return Err(bad(origin, "is larger than 64 KiB"));
    }
    let value = serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null);
    if status.is_success() {
        return token(&value).map_err(|reason| bad(origin, reason));
    }
    // RFC 6749 §5.2.
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    Err(match text("error") {
        Some(code) => AuthProblem::Refused {
            origin,
            status,
            code: TokenErrorCode::of(&blot.line(code, SHOWN)),
            description: text("error_description").map(|text| blot.line(text, SHOWN)),
            retry_after,
        },
        None => bad(origin, "is no token and no OAuth2 error"),
    })
}

struct Asked {
    status: StatusCode,
    retry_after: Option<Duration>,
    answer: Read,
}

async fn ask(core: &Core, request: Request) -> Result<Asked, SendError> {
    let Arrived { status, headers, mut body } = core.settings().transport.send(request).await?;
    let retry_after = retry_after(&headers, clock::now());
    Ok(Asked { status, retry_after, answer: read(&mut body, MAX_ANSWER_BYTES).await? })
}

fn request(core: &Core, client: &ClientCredentials, url: &Url, scopes: &str) -> Result<Request, AuthProblem> {
    let mut form = String::new();
    append_pair(&mut form, "grant_type", "client_credentials");
    if !scopes.is_empty() {
        append_pair(&mut form, "scope", scopes);
    }
    for (name, value) in client.parameters() {
        append_pair(&mut form, name, value.expose());
    }
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    headers.insert(USER_AGENT, core.settings().user_agent.clone());
    if client.is_in_body() {
        append_pair(&mut form, "client_id", client.id());
        append_pair(&mut form, "client_secret", client.secret().expose());
    } else {
        // Each of the two as in a form first, so that a `:` in the id ends nothing (RFC 6749 §2.3.1).
        let pair = format!("{}:{}", escaped(client.id()), escaped(client.secret().expose()));
        let mut value = header_value(&format!("Basic {}", STANDARD.encode(pair)))
            .map_err(|reason| AuthProblem::Unusable { reason })?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(Request { operation: OPERATION, method: Method::POST, url: url.clone(), headers, body: form.into() })
}

/// The token of a good answer (RFC 6749 §5.1).
fn token(answer: &Value) -> Result<(Secret, Life), &'static str> {
    let member = |name: &str| answer.get(name).filter(|value| !value.is_null());
    let token = member("access_token").and_then(Value::as_str).ok_or("has no `access_token`")?;
    // Some servers leave the type out; another one than this is not understood (RFC 6749 §7.1).
    if member("token_type").is_some_and(|kind| !kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"))) {
        return Err("has a `token_type` that is not Bearer");
    }
    let life = match member("expires_in") {
        None => Life::UntilRefused,
        Some(seconds) => {
            let seconds = match seconds {
                Value::String(text) => text.trim().parse::<f64>().ok(),
                number => number.as_f64(),
            };
            // The token is good, whatever is wrong with its life: one that makes no sense is none, and too long a one is endless.
            let life = |seconds: f64| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
            seconds.map_or(Life::Once, |seconds| Life::For(life(seconds)))
        }
    };
    Ok((Secret::from(token), life))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Life, token};

    #[test]
    fn a_token_lives_as_long_as_its_answer_says() {
        for (answer, life) in [
            (
                json!({"access_token": "t", "token_type": "Bearer", "expires_in": 60}),
                Life::For(Duration::from_secs(60)),
            ),
            (
                json!({"access_token": "t", "token_type": "bearer", "expires_in": "60"}),
                Life::For(Duration::from_secs(60)),
            ),
            (json!({"access_token": "t", "expires_in": 0}), Life::For(Duration::ZERO)),
            (json!({"access_token": "t", "expires_in": null}), Life::UntilRefused),
            (json!({"access_token": "t"}), Life::UntilRefused),
            (json!({"access_token": "t", "expires_in": -1}), Life::For(Duration::ZERO)),
            (json!({"access_token": "t", "expires_in": "-1"}), Life::For(Duration::ZERO)),
            (json!({"access_token": "t", "expires_in": "NaN"}), Life::For(Duration::ZERO)),
            (json!({"access_token": "t", "expires_in": 1e300}), Life::For(Duration::MAX)),
            (json!({"access_token": "t", "expires_in": "soon"}), Life::Once),
            (json!({"access_token": "t", "expires_in": []}), Life::Once),
        ] {
            let (secret, found) = token(&answer).unwrap();
            assert_eq!((secret.expose(), found), ("t", life), "{answer}");
        }
    }

    #[test]
    fn an_answer_that_is_no_token_is_refused() {
        for (answer, reason) in [
            (json!(null), "has no `access_token`"),
            (json!({"access_token": 5}), "has no `access_token`"),
            (json!({"access_token": "t", "token_type": "mac"}), "has a `token_type` that is not Bearer"),
        ] {
            assert_eq!(token(&answer).unwrap_err(), reason, "{answer}");
        }
    }
}

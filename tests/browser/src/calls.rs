//! Calls of a generated crate, and what only the runtime's own calls can ask for.

use std::time::Duration;

use rxinfer_client::authentication::TokenRolesError;
use rxinfer_client::{Error, RxInfer};
use specsmith_runtime::error::RedirectProblem;
use specsmith_runtime::facts::{Method, Operation};
use specsmith_runtime::{Body, Call, Sent, Undocumented};

use crate::run::{Outcome, found};

/// A client for one of the server's folders.
pub fn client(origin: &str, folder: &str) -> Result<RxInfer, Box<dyn std::error::Error>> {
    Ok(RxInfer::builder().base_url(format!("{origin}/{folder}")).token("canary").build()?)
}

/// What the server says, as text.
pub async fn said(origin: &str, path: &'static str) -> Result<String, Box<dyn std::error::Error>> {
    static HITS: Operation = get("/elsewhere");
    static LEFT: Operation = get("/left");
    static BREAK: Operation = get("/break");
    let operation = match path {
        "/left" => &LEFT,
        "/break" => &BREAK,
        _ => &HITS,
    };
    let client = client(origin, "said")?;
    Ok(Call::new(client.core(), operation).send_text::<Undocumented>().await?.into_inner())
}

pub const fn get(path: &'static str) -> Operation {
    Operation { id: "get", method: Method::Get, path, accept: "*/*", idempotent: true, ..Operation::DEFAULT }
}

pub async fn a_call_carries_its_credential_and_gives_a_typed_answer(origin: String) -> Outcome {
    let roles = client(&origin, "typed")?.authentication().token_roles().send().await?;
    found!(roles.roles, ["Bearer canary"]);
    found!(roles.request_id(), Some("r-1"));
    Ok(())
}

pub async fn a_documented_error_is_typed(origin: String) -> Outcome {
    let error = client(&origin, "refused")?.authentication().token_roles().send().await.err();
    let Some(Error::Api(error)) = error else { return Err(format!("{error:?}").into()) };
    found!(error.body() => TokenRolesError::Unauthorized(body) if body.message == "no");
    Ok(())
}

pub async fn a_call_that_fails_in_passing_is_sent_again_after_a_wait(origin: String) -> Outcome {
    let roles = client(&origin, "busy")?.authentication().token_roles().send().await?;
    found!(roles.header("x-attempt"), Some("3"));
    Ok(())
}

pub async fn an_attempt_that_takes_too_long_is_a_timeout(origin: String) -> Outcome {
    let call = client(&origin, "never")?.authentication().token_roles().timeout(Duration::from_millis(200));
    found!(call.send().await => Err(Error::Timeout(_)));
    Ok(())
}

pub async fn a_server_that_nobody_answers_at_is_an_error(_: String) -> Outcome {
    let call = client("http://127.0.0.1:9", "nobody")?.authentication().token_roles();
    let error = call.retry(rxinfer_client::RetryPolicy::none()).send().await.err();
    found!(error => Some(Error::Transport(error)) if error.was_sent() == Sent::Maybe);
    Ok(())
}

pub async fn a_redirect_is_not_followed_and_nobody_else_sees_the_credential(origin: String) -> Outcome {
    let error = client(&origin, "moved")?.authentication().token_roles().send().await.err();
    found!(error => Some(Error::Redirect(error)) if error.problem() == RedirectProblem::Hidden);
    found!(said(&origin, "/elsewhere").await?, "0");
    Ok(())
}

pub async fn a_header_that_browsers_do_not_send_is_an_error_before_anything_is_sent(origin: String) -> Outcome {
    let call = client(&origin, "typed")?.authentication().token_roles().header("cookie", "session=canary");
    let error = call.send().await.err();
    found!(error => Some(Error::Request(error)) if format!("{error:?}").contains("the header cookie"));
    Ok(())
}

pub async fn a_streamed_body_arrives_whole(origin: String) -> Outcome {
    static UPLOAD: Operation = Operation { method: Method::Put, ..get("/upload") };
    let client = client(&origin, "said")?;
    let mut call = Call::new(client.core(), &UPLOAD);
    call.body(Body::replayable(|| crate::streams::Pieces::of(&["some ", "text"])));
    found!(*call.send_text::<Undocumented>().await?, *"application/octet-stream some text");
    Ok(())
}

pub async fn a_call_without_a_body_is_sent_whatever_its_method(origin: String) -> Outcome {
    static POST: Operation = Operation { method: Method::Post, ..get("/nothing") };
    static PUT: Operation = Operation { method: Method::Put, ..get("/nothing") };
    static PATCH: Operation = Operation { method: Method::Patch, ..get("/nothing") };
    let client = client(&origin, "said")?;
    for (operation, heard) in [(&POST, "POST 0"), (&PUT, "PUT 0"), (&PATCH, "PATCH ")] {
        found!(*Call::new(client.core(), operation).send_text::<Undocumented>().await?, *heard);
    }
    Ok(())
}

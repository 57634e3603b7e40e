//! All promises, one after another.

use std::pin::Pin;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::{calls, streams};

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Fails with what was found, where it is not what was expected.
macro_rules! found {
    ($found:expr, $expected:expr) => {
        let (came, expected) = (&$found, &$expected);
        if came != expected {
            return Err(format!("found {came:?}, expected {expected:?}").into());
        }
    };
    ($found:expr => $expected:pat $(if $guard:expr)?) => {
        let came = &$found;
        if !matches!(came, $expected $(if $guard)?) {
            return Err(format!("found {came:?}").into());
        }
    };
}
pub(crate) use found;

type Promise = (&'static str, fn(String) -> Pin<Box<dyn Future<Output = Outcome>>>);

macro_rules! promises {
    ($($module:ident::$name:ident),* $(,)?) => {
        &[$((stringify!($name), |url| Box::pin($module::$name(url)))),*]
    };
}

const PROMISES: &[Promise] = promises![
    calls::a_call_carries_its_credential_and_gives_a_typed_answer,
    calls::a_documented_error_is_typed,
    calls::a_call_that_fails_in_passing_is_sent_again_after_a_wait,
    calls::an_attempt_that_takes_too_long_is_a_timeout,
    calls::a_server_that_nobody_answers_at_is_an_error,
    calls::a_redirect_is_not_followed_and_nobody_else_sees_the_credential,
    calls::a_header_that_browsers_do_not_send_is_an_error_before_anything_is_sent,
    calls::a_streamed_body_arrives_whole,
    calls::a_call_without_a_body_is_sent_whatever_its_method,
    streams::events_come_typed_while_the_answer_is_open_and_dropping_it_ends_it,
    streams::a_stream_that_breaks_goes_on_after_the_last_id,
    streams::bytes_come_piece_by_piece,
];

/// Tries all promises against the server at this origin; a line for each, `ok` or what was wrong.
#[wasm_bindgen]
pub async fn run(origin: String) -> String {
    let mut report = String::new();
    for (name, promise) in PROMISES {
        let outcome = match promise(origin.clone()).await {
            Ok(()) => "ok".to_owned(),
            Err(error) => format!("FAILED: {error}"),
        };
        report.push_str(&format!("{outcome} {name}\n"));
    }
    report
}

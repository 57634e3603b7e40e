//! What a program says of a trial, against what should have come of it.

use super::trial::{Mode, Trial, Wanted};
use serde_json::Value;

/// What is wrong with what came of a trial; `None` if nothing is.
pub fn complaint(trial: &Trial, told: &Value) -> Option<String> {
    let text = |key: &str| told.get(key).and_then(Value::as_str);
    if let Some(error) = text("error") {
        return Some(error.to_owned());
    }
    let error = told.get("status").and_then(Value::as_u64);
    match (&trial.wanted, error) {
        (Wanted::Success(_), Some(status)) => {
            Some(format!("the server answers {status}: {}", text("text").unwrap_or_default()))
        }
        (Wanted::Success(_), None) if trial.mode != Mode::Send => {
            let items = told.get("items").and_then(Value::as_u64).unwrap_or_default();
            let ended = told.get("ended") == Some(&Value::Bool(true));
            match (items, ended) {
                (0, _) => Some("nothing comes".to_owned()),
                (_, false) => Some("it does not end".to_owned()),
                _ => None,
            }
        }
        (Wanted::Success(variant), None) => variant
            .as_deref()
            .filter(|wanted| text("variant") != Some(*wanted))
            .map(|wanted| format!("the answer is read as `{}`, not `{wanted}`", text("variant").unwrap_or_default())),
        (Wanted::Error(wanted, _), Some(status)) if u64::from(*wanted) != status => {
            Some(format!("the server answers {status}, not {wanted}: {}", text("text").unwrap_or_default()))
        }
        (Wanted::Error(..), Some(_)) if text("decode").is_some() => {
            Some(format!("an error's body does not decode: {}", text("decode").unwrap_or_default()))
        }
        (Wanted::Error(_, variant), Some(_)) => (text("variant") != Some(variant))
            .then(|| format!("the error is read as `{}`, not `{variant}`", text("variant").unwrap_or_default())),
        (Wanted::Error(wanted, _), None) => Some(format!("there is an answer, not an error of {wanted}")),
    }
}

//! What documents say of sending calls again: `x-sdk-retry`, `x-sdk-idempotency-header`, and other tools' words for it.

use super::{PlanInput, RetryPlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Extensions, Operation};
use crate::pointer::Pointer;
use serde_json::{Map, Value};

const NONE: RetryPlan = RetryPlan {
    max_attempts: None,
    initial_backoff: None,
    factor: None,
    max_backoff: None,
    max_elapsed: None,
    statuses: Vec::new(),
    connection_errors: true,
};

/// What is said of an operation.
#[derive(Debug, Default)]
pub struct Said {
    /// How it is sent again.
    pub retry: Option<RetryPlan>,
    /// It may be sent again whatever its method.
    pub replay: bool,
    /// The header for idempotency keys.
    pub idempotency_header: Option<String>,
}

/// What an operation says, else what its document does. A header for keys counts only where the method alone does not allow a
/// call to be sent again.
pub fn said(document: &PlanInput<'_>, operation: &Operation, report: &mut Vec<Diagnostic>) -> Said {
    let own = Place { extensions: &operation.extensions, at: &operation.at, of_operation: true };
    let root = Pointer::root();
    let common = Place { extensions: &document.api.extensions, at: &root, of_operation: false };
    let (retry, replay) = match own.retry(report).or_else(|| common.retry(&mut Vec::new())) {
        Some((retry, replay)) => (Some(retry).filter(|retry| *retry != NONE), replay),
        None => (None, false),
    };
    let header = own.header(report).or_else(|| common.header(&mut Vec::new())).flatten();
    Said { retry, replay, idempotency_header: header }
}

/// What is wrong with what the document says for all its operations; said once.
pub fn check(document: &PlanInput<'_>, report: &mut Vec<Diagnostic>) {
    let common = Place { extensions: &document.api.extensions, at: &Pointer::root(), of_operation: false };
    common.retry(report);
    common.header(report);
}

/// Where something is said.
struct Place<'a> {
    extensions: &'a Extensions,
    at: &'a Pointer,
    of_operation: bool,
}

/// Reads one tool's extension: the policy, and whether every call may be sent again; `None` where it is not understood.
type Reader = fn(&Value) -> Option<(RetryPlan, bool)>;

impl Place<'_> {
    fn retry(&self, report: &mut Vec<Diagnostic>) -> Option<(RetryPlan, bool)> {
        let tools: [(&str, Reader); 3] =
            [("x-sdk-retry", own), ("x-speakeasy-retries", speakeasy), ("x-fern-retries", fern)];
        let (name, value, read) =
            tools.into_iter().find_map(|(name, read)| Some((name, self.extensions.get(name)?, read)))?;
        let read = read(value);
        if read.is_none() {
            self.malformed(
                name,
                "does not say how calls are sent again",
                "say it by `x-sdk-retry: {max_attempts, initial_backoff_ms, factor, max_backoff_ms, max_elapsed_ms, \
                 statuses, connection_errors, replay}`, or by `false`",
                report,
            );
        }
        // Whoever writes it at one operation means that one.
        read.map(|(retry, replay)| (retry, replay && self.of_operation))
    }

    /// `Some(None)`: there is none.
    fn header(&self, report: &mut Vec<Diagnostic>) -> Option<Option<String>> {
        const NAME: &str = "x-sdk-idempotency-header";
        let is_token = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
        };
        match self.extensions.get(NAME)? {
            Value::Bool(false) => Some(None),
            Value::String(name) if is_token(name) => Some(Some(name.clone())),
            _ => {
                self.malformed(
                    NAME,
                    "is no header's name",
                    "write a name such as `Idempotency-Key`, or `false`",
                    report,
                );
                None
            }
        }
    }

    fn malformed(&self, name: &str, what: &str, advice: &str, report: &mut Vec<Diagnostic>) {
        report.push(Diagnostic::new(Code::BadExtension, &self.at.key(name), format!("`{name}` {what}"), advice));
    }
}

/// The same on every operation that it is on.
fn never() -> (RetryPlan, bool) {
    (RetryPlan { max_attempts: Some(1), ..NONE }, false)
}

fn own(value: &Value) -> Option<(RetryPlan, bool)> {
    let members = match value {
        Value::Bool(false) => return Some(never()),
        Value::Object(members) => members,
        _ => return None,
    };
    const KNOWN: [&str; 8] = [
        "max_attempts",
        "initial_backoff_ms",
        "factor",
        "max_backoff_ms",
        "max_elapsed_ms",
        "statuses",
        "connection_errors",
        "replay",
    ];
    if members.keys().any(|name| !KNOWN.contains(&name.as_str())) {
        return None;
    }
    let attempts = whole(members, "max_attempts")?.map(u32::try_from).transpose().ok()?;
    let retry = RetryPlan {
        max_attempts: attempts,
        initial_backoff: whole(members, "initial_backoff_ms")?,
        factor: number(members, "factor")?,
        max_backoff: whole(members, "max_backoff_ms")?,
        max_elapsed: whole(members, "max_elapsed_ms")?,
        statuses: statuses(members.get("statuses"))?,
        connection_errors: flag(members, "connection_errors", true)?,
    };
    Some((retry, flag(members, "replay", false)?))
}

/// `{strategy, backoff: {initialInterval, maxInterval, maxElapsedTime, exponent}, statusCodes, retryConnectionErrors}`. Time
/// bounds it, not a number of attempts; and it is written for calls of every method.
fn speakeasy(value: &Value) -> Option<(RetryPlan, bool)> {
    let members = value.as_object()?;
    let none = Map::new();
    let backoff = members.get("backoff").and_then(Value::as_object).unwrap_or(&none);
    match members.get("strategy").and_then(Value::as_str) {
        Some("none") => return Some(never()),
        Some("backoff") | None => {}
        Some(_) => return None,
    }
    let retry = RetryPlan {
        max_attempts: Some(u32::MAX),
        initial_backoff: whole(backoff, "initialInterval")?,
        factor: number(backoff, "exponent")?,
        max_backoff: whole(backoff, "maxInterval")?,
        max_elapsed: whole(backoff, "maxElapsedTime")?,
        statuses: statuses(members.get("statusCodes"))?,
        connection_errors: flag(members, "retryConnectionErrors", true)?,
    };
    Some((retry, true))
}

/// `{disabled: true}`.
fn fern(value: &Value) -> Option<(RetryPlan, bool)> {
    match flag(value.as_object()?, "disabled", false)? {
        true => Some(never()),
        false => Some((NONE, false)),
    }
}

/// `Some(None)` where it is absent.
fn whole(members: &Map<String, Value>, name: &str) -> Option<Option<u64>> {
    match members.get(name) {
        None => Some(None),
        Some(value) => value.as_u64().map(Some),
    }
}

fn number(members: &Map<String, Value>, name: &str) -> Option<Option<f64>> {
    match members.get(name) {
        None => Some(None),
        Some(value) => value.as_f64().filter(|factor| factor.is_finite() && *factor >= 1.0).map(Some),
    }
}

fn flag(members: &Map<String, Value>, name: &str, otherwise: bool) -> Option<bool> {
    members.get(name).map_or(Some(otherwise), Value::as_bool)
}

/// `503`, `"503"` and `5XX`.
fn statuses(value: Option<&Value>) -> Option<Vec<(u16, u16)>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let one = |value: &Value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_ascii_uppercase);
        let (from, to) = match text.strip_suffix("XX") {
            Some(hundreds) => (format!("{hundreds}00"), format!("{hundreds}99")),
            None => (text.clone(), text),
        };
        let (from, to): (u16, u16) = (from.parse().ok()?, to.parse().ok()?);
        (100..=599).contains(&from).then_some((from, to))
    };
    value.as_array()?.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::{NONE, RetryPlan, fern, own, speakeasy};
    use serde_json::json;

    #[test]
    fn every_tools_words_are_read_and_what_is_not_understood_is_nothing() {
        let six = RetryPlan {
            max_attempts: Some(6),
            initial_backoff: Some(100),
            factor: Some(2.0),
            max_backoff: Some(1_000),
            max_elapsed: Some(9_000),
            statuses: vec![(408, 408), (500, 599)],
            connection_errors: false,
        };
        let ours = json!({"max_attempts": 6, "initial_backoff_ms": 100, "factor": 2, "max_backoff_ms": 1000,
            "max_elapsed_ms": 9000, "statuses": [408, "5xx"], "connection_errors": false, "replay": true});
        assert_eq!(own(&ours), Some((six.clone(), true)));
        let theirs = json!({"strategy": "backoff", "statusCodes": ["408", "5XX"], "retryConnectionErrors": false,
            "backoff": {"initialInterval": 100, "maxInterval": 1000, "maxElapsedTime": 9000, "exponent": 2}});
        assert_eq!(speakeasy(&theirs), Some((RetryPlan { max_attempts: Some(u32::MAX), ..six }, true)));
        let never = RetryPlan { max_attempts: Some(1), ..NONE };
        for read in [own(&json!(false)), speakeasy(&json!({"strategy": "none"})), fern(&json!({"disabled": true}))] {
            assert_eq!(read, Some((never.clone(), false)));
        }
        for wrong in [
            json!(true),
            json!(3),
            json!({"attempts": 3}),
            json!({"max_attempts": -1}),
            json!({"factor": 0.5}),
            json!({"statuses": 500}),
            json!({"statuses": ["many"]}),
            json!({"statuses": [42]}),
            json!({"statuses": [70_000]}),
            json!({"replay": "yes"}),
        ] {
            assert_eq!(own(&wrong), None, "{wrong}");
        }
        assert_eq!(speakeasy(&json!({"strategy": "prayer"})), None);
    }
}

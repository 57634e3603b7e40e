//! How an operation is sent again, in words.

use crate::markdown;
use crate::plan::{OperationPlan, RetryPlan};

/// Whether an operation is sent again, for the line below its heading.
pub(super) fn in_short(operation: &OperationPlan) -> String {
    match (&operation.retry, &operation.idempotency_header) {
        (Some(RetryPlan { max_attempts: Some(1), .. }), _) => "sent once, whatever happens".to_owned(),
        (_, Some(header)) => {
            format!("sent with a key in {}, so retried when it fails in a way that may pass", markdown::code(header))
        }
        _ if operation.idempotent => "retried when it fails in a way that may pass".to_owned(),
        _ => "not idempotent, so sent again only if the server cannot have acted on it".to_owned(),
    }
}

/// What the document says of it, where that is more.
pub(super) fn policy(operation: &OperationPlan) -> Option<String> {
    let RetryPlan { max_attempts, initial_backoff, factor, max_backoff, max_elapsed, statuses, connection_errors } =
        operation.retry.as_ref()?;
    let mut parts = Vec::new();
    match max_attempts {
        Some(1) => return None,
        Some(u32::MAX) => parts.push("any number of attempts".to_owned()),
        Some(attempts) => parts.push(format!("at most {attempts} attempts")),
        None => {}
    }
    parts.extend(initial_backoff.map(|wait| format!("a first wait of up to {}", time(wait))));
    parts.extend(factor.map(|factor| format!("waits that grow by {factor}")));
    parts.extend(max_backoff.map(|wait| format!("waits of at most {}", time(wait))));
    parts.extend(max_elapsed.map(|limit| format!("no attempt later than {}", time(limit))));
    if !statuses.is_empty() {
        let shown: Vec<String> = statuses.iter().map(|range| status(*range)).collect();
        parts.push(format!("after {} only", shown.join(", ")));
    }
    parts.extend((!connection_errors).then(|| "not after a connection that breaks".to_owned()));
    (!parts.is_empty()).then(|| format!("Unless the client or the call has a policy of its own: {}.", parts.join(", ")))
}

fn status((from, to): (u16, u16)) -> String {
    match from == to {
        true => from.to_string(),
        false => format!("{from}–{to}"),
    }
}

fn time(milliseconds: u64) -> String {
    match milliseconds {
        whole if whole % 1000 == 0 => format!("{} s", whole / 1000),
        part => format!("{part} ms"),
    }
}

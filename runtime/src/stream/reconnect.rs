//! When a stream of events is opened again (WHATWG HTML standard §9.2.3).

use std::time::Duration;

use http::StatusCode;

use super::item::events_only;
use crate::client::{Call, Open};
use crate::clock::{Instant, sleep};
use crate::encode::header_value;
use crate::error::Failure;
use crate::transport::BoxFuture;

/// How often in a row, without an event of a new id between, a stream is opened again.
pub(super) const RECONNECTS: u32 = 5;

/// What browsers wait when the server does not say.
const WAIT: Duration = Duration::from_secs(3);

/// What is waited at least, whatever the server says.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);

/// A server that asks for a longer wait is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Opens a stream again.
pub(super) struct Reconnect {
    call: Call,
    limit: u32,
    made: u32,
    /// After which id it was opened last; empty before the first time.
    after: String,
}

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The server ended it.
    Closed,
    /// The connection broke, or was silent for too long.
    Broken,
}

impl Reconnect {
    /// For a call as it was sent; `None` where sending it twice may do harm.
    pub(super) fn new(call: &mut Call) -> Option<Self> {
        call.begin();
        call.is_idempotent().then(|| Self { call: call.clone(), limit: RECONNECTS, made: 0, after: String::new() })
    }

    pub(super) fn limit(&mut self, limit: u32) {
        self.limit = limit;
    }

    /// An event came: where its id leads on, the next interruption is counted from nothing.
    pub(super) fn came(&mut self, id: &str) {
        if id != self.after {
            self.made = 0;
        }
    }

    /// The answer to the call made again, after the wait that the server asks for; `None` when that is not to be done.
    ///
    /// A stream that broke goes on only where an id says from where. One that the server ended is at its end, unless the
    /// server has said by `retry` when to come back.
    pub(super) fn start(
        &mut self,
        ending: Ending,
        last_id: &str,
        retry: Option<u64>,
    ) -> Option<BoxFuture<'static, Result<Open, Failure>>> {
        // An id that no header can hold leads nowhere.
        let is_id = !last_id.is_empty() && header_value(last_id).is_ok();
        let goes_on = is_id && (ending == Ending::Broken || retry.is_some());
        let wait = retry.map_or(WAIT, Duration::from_millis).max(SHORTEST_WAIT);
        let too_late =
            self.call.end().is_some_and(|(end, _)| Instant::now().checked_add(wait).is_none_or(|again| again >= end));
        if !goes_on || self.made >= self.limit || wait > LONGEST_WAIT || too_late {
            return None;
        }
        self.made += 1;
        last_id.clone_into(&mut self.after);
        let mut call = self.call.clone();
        call.header("last-event-id", last_id);
        Some(Box::pin(async move {
            sleep(wait).await;
            match call.open(StatusCode::is_success).await? {
                // The server has nothing more to say.
                Open::Success(body) if body.head().status == StatusCode::NO_CONTENT => Ok(Open::Success(body)),
                Open::Success(body) => Ok(Open::Success(events_only(body).await?)),
                Open::Error(answer) => Ok(Open::Error(answer)),
            }
        }))
    }
}

//! When a call is sent again, and after how long.

mod budget;
mod classify;
mod policy;
mod retry_after;
mod rule;

pub(crate) use budget::{Budget, RETRY, RETRY_AFTER_TIMEOUT, SUCCESS};
pub use classify::{Outcome, Verdict, classify};
pub(crate) use classify::{classify_as, reached};
pub use policy::RetryPolicy;
pub use retry_after::retry_after;
pub use rule::FailedAttempt;
pub(crate) use rule::{Rule, ruled};

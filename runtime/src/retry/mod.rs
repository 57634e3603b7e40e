//! When a call is sent again, and after how long.

mod classify;
mod policy;
mod retry_after;

pub use classify::{Outcome, Verdict, classify};
pub use policy::RetryPolicy;
pub use retry_after::retry_after;

//! How many retries a client has left, over all its calls.

use std::sync::atomic::{AtomicU32, Ordering};

/// Tokens that a client begins with, and never has more than.
pub(crate) const TOKENS: u32 = 500;
/// Cost of a retry.
pub(crate) const RETRY: u32 = 5;
/// Cost of a retry after an attempt that ran out of time: it held a connection for long, and the server at work.
pub(crate) const RETRY_AFTER_TIMEOUT: u32 = 10;
/// What a call that succeeds at once gives back.
pub(crate) const SUCCESS: u32 = 1;

/// A bucket of tokens, as the AWS SDKs have it: while a server is down, every call of a program fails, and retries would
/// multiply the load that keeps it down. Every retry takes tokens, a success puts back what its retries took, or one
/// token; when there are too few, calls end with the error they have.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(TOKENS))
    }

    /// Takes the tokens, if there are as many.
    pub(crate) fn take(&self, cost: u32) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(cost)).is_ok()
    }

    /// Puts tokens back, up to what there was at first.
    pub(crate) fn put_back(&self, tokens: u32) {
        let filled = |left: u32| Some(left.saturating_add(tokens).min(TOKENS));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, filled);
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, RETRY, RETRY_AFTER_TIMEOUT, SUCCESS, TOKENS};

    #[test]
    fn tokens_run_out_and_come_back_up_to_the_first_number() {
        let budget = Budget::new();
        budget.put_back(SUCCESS);
        for _ in 0..TOKENS / RETRY_AFTER_TIMEOUT {
            assert!(budget.take(RETRY_AFTER_TIMEOUT));
        }
        assert!(!budget.take(RETRY));
        for _ in 0..RETRY {
            budget.put_back(SUCCESS);
        }
        assert!(budget.take(RETRY) && !budget.take(1));
    }
}

//! How often and how fast a call is sent again.

use std::time::Duration;

/// How often and how fast a call is sent again when it failed in a way that may pass.
///
/// | setting | default |
/// |---|---|
/// | attempts, the first included | 4 |
/// | wait before the second attempt | up to 500 ms |
/// | growth of the wait | ×1.5 an attempt, at most 60 s |
/// | jitter | full: the wait is drawn evenly from zero to its bound, so that clients do not come back together |
/// | all attempts and waits together | 5 min; no new attempt starts after it |
/// | longest `Retry-After` that is waited for | 60 s; a longer one ends the call with its error |
/// | replay of calls that are not idempotent | no |
///
/// ```
/// use std::time::Duration;
/// use specsmith_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(8).max_elapsed(Some(Duration::from_secs(600)));
/// let never = RetryPolicy::none();
/// # let _ = (patient, never);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    factor: f64,
    max_backoff: Duration,
    max_elapsed: Option<Duration>,
    max_retry_after: Duration,
    replay_non_idempotent: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(500),
            factor: 1.5,
            max_backoff: Duration::from_secs(60),
            max_elapsed: Some(Duration::from_secs(300)),
            max_retry_after: Duration::from_secs(60),
            replay_non_idempotent: false,
        }
    }
}

impl RetryPolicy {
    /// Sends once, whatever happens.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// How often the call is sent at most, the first time included. Zero counts as one.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Upper bound of the wait before the second attempt.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// By what the bound grows from attempt to attempt. Values below one, and what is not a number, count as one.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> Self {
        self.factor = if factor.is_finite() { factor.max(1.0) } else { 1.0 };
        self
    }

    /// The most that the bound grows to.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// After this time since the call began no new attempt starts. `None`: only the attempts are counted.
    #[must_use]
    pub fn max_elapsed(mut self, limit: Option<Duration>) -> Self {
        self.max_elapsed = limit;
        self
    }

    /// The longest `Retry-After` (RFC 9110 §10.2.3) that is waited for. When the server asks for more, the call ends with
    /// its error: coming back earlier than asked would be rude and useless.
    #[must_use]
    pub fn max_retry_after(mut self, limit: Duration) -> Self {
        self.max_retry_after = limit;
        self
    }

    /// Also sends calls again that are not idempotent and may have taken effect. Only for calls of which you know that
    /// doing them twice does no harm.
    #[must_use]
    pub fn replay_non_idempotent(mut self, allowed: bool) -> Self {
        self.replay_non_idempotent = allowed;
        self
    }

    pub(crate) fn replays_everything(&self) -> bool {
        self.replay_non_idempotent
    }

    /// How long to wait before the next attempt; `None` when there is none.
    ///
    /// `made` attempts were made, `elapsed` since the call began; `random` is drawn evenly from `0.0..1.0`; `asked` is what
    /// the server asked for by `Retry-After`.
    #[must_use]
    pub fn wait(&self, made: u32, elapsed: Duration, random: f64, asked: Option<Duration>) -> Option<Duration> {
        if made >= self.max_attempts || asked.is_some_and(|asked| asked > self.max_retry_after) {
            return None;
        }
        let grown = self.initial_backoff.as_secs_f64() * self.factor.powf(f64::from(made.saturating_sub(1)));
        let bound = Duration::try_from_secs_f64(grown).unwrap_or(self.max_backoff).min(self.max_backoff);
        let jittered = bound.mul_f64(random.clamp(0.0, 1.0));
        // The server's wish is a lower bound; the jitter on top keeps clients from coming back in the same instant.
        let wait = match asked {
            Some(asked) => asked.saturating_add(jittered.min(self.initial_backoff)),
            None => jittered,
        };
        let fits = self.max_elapsed.is_none_or(|limit| elapsed.saturating_add(wait) < limit);
        fits.then_some(wait)
    }
}

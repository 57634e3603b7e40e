//! How often and how fast a call is sent again.

use std::time::Duration;

use crate::facts::Retry;

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
/// Beside it every client, with its clones, has a budget that no policy changes: 500 tokens, of which a retry takes 5 (10
/// after an attempt that ran out of time), and a success puts back what its retries took, or 1. While there are too few,
/// calls end with the error they have: retries must not keep a server down.
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
    /// Sends once, whatever happens; only a 401 to a credential that can be fetched anew is followed by one more attempt.
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

    /// What a document says, and for the rest the default.
    pub(crate) fn of(facts: &Retry) -> Self {
        let Retry {
            max_attempts,
            initial_backoff,
            factor,
            max_backoff,
            max_elapsed,
            statuses: _,
            connection_errors: _,
        } = *facts;
        let default = Self::default();
        let or = |millis: Option<u64>, otherwise| millis.map_or(otherwise, Duration::from_millis);
        let policy = Self {
            max_attempts: max_attempts.unwrap_or(default.max_attempts).max(1),
            initial_backoff: or(initial_backoff, default.initial_backoff),
            max_backoff: or(max_backoff, default.max_backoff),
            max_elapsed: max_elapsed.map(Duration::from_millis).or(default.max_elapsed),
            ..default
        };
        match factor {
            Some(factor) => policy.factor(factor),
            None => policy,
        }
    }

    pub(crate) fn replays_everything(&self) -> bool {
        self.replay_non_idempotent
    }

    /// How long to wait before the next attempt; `None` when there is none.
    ///
    /// `made` attempts were made, `elapsed` since the call began; `random` is drawn evenly from `0.0..1.0`; `asked` is what
    /// the server asked for by `Retry-After`.
    pub(crate) fn wait(&self, made: u32, elapsed: Duration, random: f64, asked: Option<Duration>) -> Option<Duration> {
        if made >= self.max_attempts || asked.is_some_and(|asked| asked > self.max_retry_after) {
            return None;
        }
        let jittered = part(self.bound(made), random);
        // The server's wish is a lower bound; the jitter on top keeps clients from coming back in the same instant.
        let wait = match asked {
            Some(asked) => asked.saturating_add(jittered.min(self.initial_backoff)),
            None => jittered,
        };
        let fits = self.max_elapsed.is_none_or(|limit| elapsed.saturating_add(wait) < limit);
        fits.then_some(wait)
    }

    /// The longest wait after this many attempts.
    fn bound(&self, made: u32) -> Duration {
        let grown = self.factor.powf(f64::from(made.saturating_sub(1)));
        match Duration::try_from_secs_f64(self.initial_backoff.as_secs_f64() * grown) {
            Ok(grown) => grown.min(self.max_backoff),
            // 0 × ∞ is not a number: no wait stays none however often it grows.
            Err(_) if self.initial_backoff.is_zero() => Duration::ZERO,
            Err(_) => self.max_backoff,
        }
    }
}

/// A part of a wait, where `Duration::mul_f64` panics on what is not a number and on overflow by rounding.
fn part(wait: Duration, part: f64) -> Duration {
    if part >= 1.0 {
        return wait;
    }
    Duration::try_from_secs_f64(wait.as_secs_f64() * part).unwrap_or(if part > 0.0 { wait } else { Duration::ZERO })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_wait_grows_to_its_cap_and_is_drawn_from_zero() {
        let policy = RetryPolicy::default().max_attempts(u32::MAX);
        let millis = |made, random| policy.wait(made, Duration::ZERO, random, None).unwrap().as_millis();
        for (made, bound) in
            [(1, 500), (2, 750), (3, 1125), (4, 1687), (13, 60_000), (1000, 60_000), (u32::MAX - 1, 60_000)]
        {
            assert_eq!((millis(made, 1.0), millis(made, 0.0)), (bound, 0), "{made}");
        }
        assert_eq!((millis(1, 0.5), millis(1, f64::INFINITY)), (250, 500));
    }

    #[test]
    fn attempts_and_time_run_out() {
        let wait = |policy: &RetryPolicy, made, elapsed| policy.wait(made, elapsed, 0.0, None).is_some();
        let default = RetryPolicy::default();
        assert!(wait(&default, 3, Duration::ZERO) && !wait(&default, 4, Duration::ZERO));
        assert!(wait(&default, 1, 299 * SECOND) && !wait(&default, 1, 300 * SECOND));
        assert!(wait(&default.max_elapsed(None), 1, 9999 * SECOND));
        assert!(!wait(&RetryPolicy::none(), 1, Duration::ZERO));
        assert!(!wait(&RetryPolicy::default().max_attempts(0), 1, Duration::ZERO));
    }

    #[test]
    fn odd_settings_do_no_harm() {
        for factor in [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300] {
            let policy = RetryPolicy::default().factor(factor).max_attempts(10).initial_backoff(Duration::MAX);
            assert!(policy.wait(5, Duration::ZERO, 1.0, None).is_none_or(|wait| wait <= 60 * SECOND), "{factor}");
        }
        let endless = RetryPolicy::default().max_attempts(u32::MAX).max_elapsed(None).max_backoff(Duration::MAX);
        for random in [0.0, 0.1, 1.0 - f64::EPSILON, 1.0, 2.0, -1.0, f64::NAN, f64::INFINITY] {
            for made in [0, 1, 5, 1_000_000, u32::MAX - 1] {
                let none = endless.clone().initial_backoff(Duration::ZERO).factor(1e300);
                assert_eq!(none.wait(made, Duration::MAX, random, None), Some(Duration::ZERO), "{random} {made}");
                for first in [Duration::from_nanos(1), SECOND, Duration::MAX] {
                    for factor in [1.0, 1.5, 1e300] {
                        let policy =
                            endless.clone().initial_backoff(first).factor(factor).max_retry_after(Duration::MAX);
                        assert!(policy.wait(made, Duration::ZERO, random, None).is_some());
                        assert!(policy.wait(made, Duration::MAX, random, Some(Duration::MAX)).is_some());
                    }
                }
            }
        }
    }

    #[test]
    fn retry_after_is_a_lower_bound_up_to_its_limit() {
        let policy = RetryPolicy::default();
        let wait = |random, asked| policy.wait(1, Duration::ZERO, random, Some(asked));
        assert_eq!(wait(0.0, 10 * SECOND), Some(10 * SECOND));
        assert_eq!(wait(1.0, 10 * SECOND), Some(Duration::from_millis(10_500)));
        assert_eq!(wait(0.0, 61 * SECOND), None);
        assert_eq!(
            policy.max_retry_after(100 * SECOND).wait(1, Duration::ZERO, 0.0, Some(61 * SECOND)),
            Some(61 * SECOND)
        );
    }
}

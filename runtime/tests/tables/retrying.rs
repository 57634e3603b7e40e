//! How long to wait, and what the server asks for.

use std::time::{Duration, SystemTime};

use specsmith_runtime::RetryPolicy;
use specsmith_runtime::http::HeaderMap;
use specsmith_runtime::retry::retry_after;

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
}

#[test]
fn retry_after_is_a_lower_bound_up_to_its_limit() {
    let policy = RetryPolicy::default();
    let wait = |random, asked| policy.wait(1, Duration::ZERO, random, Some(asked));
    assert_eq!(wait(0.0, 10 * SECOND), Some(10 * SECOND));
    assert_eq!(wait(1.0, 10 * SECOND), Some(Duration::from_millis(10_500)));
    assert_eq!(wait(0.0, 61 * SECOND), None);
    assert_eq!(policy.max_retry_after(100 * SECOND).wait(1, Duration::ZERO, 0.0, Some(61 * SECOND)), Some(61 * SECOND));
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (value, date, expected) in [
        ("120", None, Some(120.0)),
        (" 0 ", None, Some(0.0)),
        ("1.5", None, Some(1.5)),
        ("Sun, 06 Nov 1994 08:50:07 GMT", None, Some(30.0)),
        ("Sunday, 06-Nov-94 08:50:07 GMT", None, Some(30.0)),
        ("Sun, 06 Nov 1994 08:00:00 GMT", None, Some(0.0)),
        ("Sun, 06 Nov 1994 08:50:07 GMT", Some("Sun, 06 Nov 1994 08:50:00 GMT"), Some(7.0)),
        ("-5", None, None),
        ("soon", None, None),
        ("", None, None),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", value.parse().unwrap());
        if let Some(date) = date {
            headers.insert("date", date.parse().unwrap());
        }
        assert_eq!(retry_after(&headers, now).map(|wait| wait.as_secs_f64()), expected, "{value:?}");
    }
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
}

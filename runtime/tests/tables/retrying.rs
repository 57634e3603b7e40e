//! What the server asks for.

use std::time::{Duration, SystemTime};

use specsmith_runtime::http::HeaderMap;
use specsmith_runtime::retry::retry_after;

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

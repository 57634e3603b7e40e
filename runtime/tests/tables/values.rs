//! Dates.

use specsmith_runtime::serde_json::{self, Value};
use specsmith_runtime::{Date, DateTime};

#[test]
fn a_point_in_time_is_read_leniently_and_written_strictly() {
    for (text, written) in [
        ("2024-05-01T10:00:00Z", Some("2024-05-01T10:00:00Z")),
        ("2024-05-01t10:00:00z", Some("2024-05-01T10:00:00Z")),
        ("2024-05-01T10:00:00.120Z", Some("2024-05-01T10:00:00.120Z")),
        ("2024-05-01T10:00:00.123456789+02:00", Some("2024-05-01T10:00:00.123456789+02:00")),
        ("2024-05-01 10:00:00", Some("2024-05-01T10:00:00Z")),
        ("2024-05-01T10:00:00.5", Some("2024-05-01T10:00:00.500Z")),
        ("2024-05-01T10:00:00+0530", Some("2024-05-01T10:00:00+05:30")),
        ("2024-05-01 10:00:00 +00:00", Some("2024-05-01T10:00:00Z")),
        ("2024-05-01", None),
        ("soon", None),
        ("", None),
    ] {
        let read = serde_json::from_value::<DateTime>(Value::from(text)).ok();
        assert_eq!(read.map(|time| time.to_string()).as_deref(), written, "{text:?}");
        if let (Some(time), Some(written)) = (read, written) {
            assert_eq!(serde_json::to_value(time).unwrap(), Value::from(written));
        }
    }
}

#[test]
fn a_day_is_read_from_a_date_or_a_point_in_time() {
    for (text, written) in [
        ("2024-05-01", Some("2024-05-01")),
        ("2024-05-01T23:30:00-05:00", Some("2024-05-01")),
        ("2024-05-01 00:00:00", Some("2024-05-01")),
        ("2024-13-01", None),
        ("01.05.2024", None),
    ] {
        let read = serde_json::from_value::<Date>(Value::from(text)).ok();
        assert_eq!(read.map(|day| day.to_string()).as_deref(), written, "{text:?}");
    }
}

//! Points in time.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{FixedOffset, NaiveDateTime, SecondsFormat, Utc};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use crate::model::Key;

/// A point in time with its offset from UTC (RFC 3339 §5.6), the type of `format: date-time`.
///
/// Reading is lenient, because servers are: a space may stand for the `T`, and where no offset is given it is UTC. Writing
/// is RFC 3339, with `Z` for UTC and as many digits of the second as there are.
///
/// ```
/// use specsmith_runtime::DateTime;
///
/// for text in ["2024-05-01T10:00:00Z", "2024-05-01 10:00:00", "2024-05-01T10:00:00+00:00"] {
///     assert_eq!(text.parse::<DateTime>()?.to_string(), "2024-05-01T10:00:00Z");
/// }
/// # Ok::<(), specsmith_runtime::chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(chrono::DateTime<FixedOffset>);

impl DateTime {
    /// The same point in time in UTC.
    #[must_use]
    pub fn to_utc(self) -> chrono::DateTime<Utc> {
        self.0.to_utc()
    }

    /// As chrono's type.
    #[must_use]
    pub fn into_inner(self) -> chrono::DateTime<FixedOffset> {
        self.0
    }
}

impl FromStr for DateTime {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        let text = text.trim();
        let strict = match chrono::DateTime::parse_from_rfc3339(text) {
            Ok(time) => return Ok(Self(time)),
            Err(error) => error,
        };
        // `+0000` and `+00` are ISO 8601, and what many languages print.
        for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z"] {
            if let Ok(time) = chrono::DateTime::parse_from_str(text, format) {
                return Ok(Self(time));
            }
        }
        for format in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"] {
            if let Ok(time) = NaiveDateTime::parse_from_str(text, format) {
                return Ok(Self(time.and_utc().fixed_offset()));
            }
        }
        Err(strict)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Deref for DateTime {
    type Target = chrono::DateTime<FixedOffset>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<chrono::DateTime<FixedOffset>> for DateTime {
    fn from(time: chrono::DateTime<FixedOffset>) -> Self {
        Self(time)
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self(time.fixed_offset())
    }
}

/// A moment of the system's clock, in UTC: `SystemTime::now().into()`.
impl From<std::time::SystemTime> for DateTime {
    fn from(time: std::time::SystemTime) -> Self {
        chrono::DateTime::<Utc>::from(time).into()
    }
}

impl From<DateTime> for chrono::DateTime<FixedOffset> {
    fn from(time: DateTime) -> Self {
        time.0
    }
}

impl From<DateTime> for chrono::DateTime<Utc> {
    fn from(time: DateTime) -> Self {
        time.to_utc()
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Key::deserialize(deserializer)?;
        text.parse().map_err(|error| D::Error::custom(format_args!("not a date and time: {error}")))
    }
}

//! Days.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use super::DateTime;
use crate::model::Key;

/// A day (RFC 3339 §5.6 `full-date`), the type of `format: date`. Reading also takes a full date and time, and its day as
/// it is written there.
///
/// ```
/// use specsmith_runtime::Date;
///
/// assert_eq!("2024-05-01".parse::<Date>()?.to_string(), "2024-05-01");
/// assert_eq!("2024-05-01T23:30:00-05:00".parse::<Date>()?.to_string(), "2024-05-01");
/// # Ok::<(), specsmith_runtime::chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// As chrono's type.
    #[must_use]
    pub fn into_inner(self) -> NaiveDate {
        self.0
    }
}

impl FromStr for Date {
    type Err = chrono::ParseError;

    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        let text = text.trim();
        match text.parse::<NaiveDate>() {
            Ok(date) => Ok(Self(date)),
            Err(error) => text.parse::<DateTime>().map(|time| Self(time.date_naive())).map_err(|_| error),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Deref for Date {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self(date)
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Key::deserialize(deserializer)?;
        text.parse().map_err(|error| D::Error::custom(format_args!("not a date: {error}")))
    }
}

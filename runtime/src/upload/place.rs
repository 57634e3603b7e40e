//! How far an upload came, to be kept.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How far an upload came: kept as text ([`Display`](fmt::Display), [`FromStr`], serde) it can be gone on with by another
/// process, see [`Upload::resume`](super::Upload::resume).
///
/// ```
/// use specsmith_runtime::UploadPlace;
///
/// let place: UploadPlace = "3 300 nightly-2026-05-01".parse().unwrap();
/// assert_eq!((place.pages(), place.items(), place.upload_id()), (3, 300, "nightly-2026-05-01"));
/// assert!(!place.is_complete());
/// assert_eq!(place.to_string(), "3 300 nightly-2026-05-01");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadPlace {
    pub(super) upload_id: String,
    pub(super) pages: u64,
    pub(super) items: u64,
    pub(super) complete: bool,
}

/// A text that does not say how far an upload came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this does not say how far an upload came")]
#[non_exhaustive]
pub struct UploadPlaceError;

impl UploadPlace {
    /// The id that all pages carry.
    #[must_use]
    pub fn upload_id(&self) -> &str {
        &self.upload_id
    }

    /// How many pages the server has taken.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// How many items they hold.
    #[must_use]
    pub fn items(&self) -> u64 {
        self.items
    }

    /// Whether that is all of them.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }
}

impl fmt::Display for UploadPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { upload_id, pages, items, complete } = self;
        write!(f, "{pages} {items}{} {upload_id}", if *complete { "!" } else { "" })
    }
}

impl FromStr for UploadPlace {
    type Err = UploadPlaceError;

    fn from_str(text: &str) -> Result<Self, UploadPlaceError> {
        let mut parts = text.splitn(3, ' ');
        let (Some(pages), Some(items), Some(upload_id)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(UploadPlaceError);
        };
        let number = |text: &str| text.parse().map_err(|_| UploadPlaceError);
        Ok(Self {
            upload_id: upload_id.to_owned(),
            pages: number(pages)?,
            items: number(items.trim_end_matches('!'))?,
            complete: items.ends_with('!'),
        })
    }
}

impl Serialize for UploadPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UploadPlace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

//! Where a list goes on, to be kept.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Where a list goes on: kept as text ([`Display`](fmt::Display), [`FromStr`], serde) it can be resumed by another process,
/// see [`Pages::resume`](super::Pages::resume). Its Debug does not show it: servers put all kinds of things into tokens.
///
/// ```
/// use specsmith_runtime::page::PageToken;
///
/// let kept = "token:\"abc\"".parse::<PageToken>().unwrap().to_string();
/// assert_eq!(kept, "token:\"abc\"");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PageToken(pub(super) Place);

impl PageToken {
    /// A short name for the page, the same whenever it is asked for: FNV-1a of the token, since servers make long ones, of all
    /// kinds of characters.
    pub(super) fn name(&self) -> String {
        let hash = self
            .to_string()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    }
}

/// What leads to a page.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// What the server gave, as JSON.
    Token(Value),
    /// Of the first item.
    Offset(u64),
    Number(u64),
    Url(String),
}

/// A text that is no page token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no page token")]
#[non_exhaustive]
pub struct PageTokenError;

impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageToken(***)")
    }
}

impl fmt::Display for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Token(value) => write!(f, "token:{value}"),
            Place::Offset(offset) => write!(f, "offset:{offset}"),
            Place::Number(number) => write!(f, "page:{number}"),
            Place::Url(url) => write!(f, "url:{url}"),
        }
    }
}

impl FromStr for PageToken {
    type Err = PageTokenError;

    fn from_str(text: &str) -> Result<Self, PageTokenError> {
        let (kind, value) = text.split_once(':').ok_or(PageTokenError)?;
        let number = || value.parse().map_err(|_| PageTokenError);
        Ok(Self(match kind {
            "token" => Place::Token(serde_json::from_str(value).map_err(|_| PageTokenError)?),
            "offset" => Place::Offset(number()?),
            "page" => Place::Number(number()?),
            "url" => Place::Url(value.to_owned()),
            _ => return Err(PageTokenError),
        }))
    }
}

impl Serialize for PageToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PageToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

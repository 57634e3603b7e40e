//! `open_enum!`: an enum of strings that keeps what it does not know.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Reads what is made of text, where the input has it: of a value that is known no copy is made.
///
/// # Errors
/// A value that is no text.
#[inline]
pub fn deserialize_text<'de, T, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'text> From<&'text str>,
{
    deserializer.deserialize_str(Text(PhantomData))
}

struct Text<T>(PhantomData<T>);

impl<T: for<'text> From<&'text str>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        Ok(T::from(text))
    }
}

/// Makes an enum of unit variants and one catch-all `Other(String)` (its name is given first) an open enum: a value that
/// the document does not know is kept, and written back unchanged.
///
/// Gives `as_str`, `Display`, `From<&str>`, `From<String>`, `FromStr` (which cannot fail), `Serialize`, `Deserialize`.
///
/// ```
/// use specsmith_runtime::serde_json;
///
/// #[derive(Debug, Clone, PartialEq)]
/// enum Color { Red, DarkBlue, Other(String) }
/// specsmith_runtime::open_enum! { Color, Other { Red = "red", DarkBlue = "dark blue" } }
///
/// assert_eq!(Color::from("dark blue"), Color::DarkBlue);
/// let new: Color = serde_json::from_str(r#""mauve""#)?;
/// assert_eq!(new, Color::Other("mauve".into()));
/// assert_eq!(serde_json::to_string(&new)?, r#""mauve""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    ($name:ident, $other:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $name {
            /// The value as it is on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(text) => text,
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                match &*text {
                    $($text => Self::$variant,)*
                    _ => Self::$other(text),
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$other(::std::borrow::ToOwned::to_owned(text)),
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(::core::convert::From::from(text))
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = $crate::model::deserialize_text(deserializer)?;
                if let Self::$other(_) = value {
                    $crate::model::unknown_value();
                }
                ::core::result::Result::Ok(value)
            }
        }
    };
}

//! `open_integers!` and `open_values!`: enums of JSON values other than strings, which keep what they do not know.

/// Makes an enum of unit variants and one catch-all `Other(i64)` (its name is given first) an open enum of whole numbers: a
/// value that the document does not know is kept, and written back unchanged.
///
/// Gives `From<i64>`, `Into<i64>`, `Display`, `Serialize`, `Deserialize`.
///
/// ```
/// use specsmith_runtime::serde_json;
///
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// enum Level { Low, High, Other(i64) }
/// specsmith_runtime::open_integers! { Level, Other { Low = 1, High = 10 } }
///
/// assert_eq!(serde_json::from_str::<Level>("10")?, Level::High);
/// assert_eq!(Level::from(11), Level::Other(11));
/// assert_eq!(serde_json::to_string(&Level::Low)?, "1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_integers {
    ($name:ident, $other:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl ::core::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$variant => $value,)*
                    $name::$other(value) => value,
                }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&i64::from(*self), f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(i64::from(*self))
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: i64 = $crate::serde::Deserialize::deserialize(deserializer)?;
                let value = ::core::convert::From::from(value);
                if let Self::$other(_) = value {
                    $crate::model::unknown_value();
                }
                ::core::result::Result::Ok(value)
            }
        }
    };
}

/// Makes an enum of unit variants and one catch-all `Other(serde_json::Value)` (its name is given first) an open enum of JSON
/// values of any kind: one that the document does not know is kept, and written back unchanged.
///
/// Gives `From<serde_json::Value>`, `Display` (as JSON), `Serialize`, `Deserialize`.
///
/// ```
/// use specsmith_runtime::serde_json::{self, Value};
///
/// #[derive(Debug, Clone, PartialEq)]
/// enum Size { Auto, Half, Other(Value) }
/// specsmith_runtime::open_values! { Size, Other { Auto = "auto", Half = 0.5 } }
///
/// assert_eq!(serde_json::from_str::<Size>("0.5")?, Size::Half);
/// assert_eq!(serde_json::from_str::<Size>("true")?, Size::Other(true.into()));
/// assert_eq!(serde_json::to_string(&Size::Auto)?, r#""auto""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_values {
    ($name:ident, $other:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl ::core::convert::From<$crate::serde_json::Value> for $name {
            fn from(value: $crate::serde_json::Value) -> Self {
                $(if $crate::model::same_value(&value, &$crate::serde_json::Value::from($value)) {
                    return Self::$variant;
                })*
                Self::$other(value)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $(Self::$variant => ::core::fmt::Display::fmt(&$crate::serde_json::Value::from($value), f),)*
                    Self::$other(value) => ::core::fmt::Display::fmt(value, f),
                }
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant => $crate::serde::Serialize::serialize(&$value, serializer),)*
                    Self::$other(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: $crate::serde_json::Value = $crate::serde::Deserialize::deserialize(deserializer)?;
                let value = ::core::convert::From::from(value);
                if let Self::$other(_) = value {
                    $crate::model::unknown_value();
                }
                ::core::result::Result::Ok(value)
            }
        }
    };
}

/// Whether two values are the same, numbers by what they are worth: `1` and `1.0` are (JSON Schema 2020-12 §4.2.2).
#[must_use]
pub fn same_value(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    one == other || one.as_f64().is_some_and(|one| other.as_f64() == Some(one))
}

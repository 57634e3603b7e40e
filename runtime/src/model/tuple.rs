//! `tuple!`: a JSON list of a fixed length, with a type for each place.

/// Makes a tuple struct a JSON list of as many items (`prefixItems`, JSON Schema 2020-12 §10.3.1.1). Further items are not
/// kept; fewer are an error.
///
/// The rows name the places: the tuple struct's types stand where it is declared.
///
/// ```
/// use specsmith_runtime::serde_json;
///
/// #[derive(Debug, PartialEq)]
/// struct Pair(String, i64);
/// specsmith_runtime::tuple! { Pair { first second } }
///
/// let pair: Pair = serde_json::from_str(r#"["a", 1]"#)?;
/// assert_eq!(pair, Pair("a".into(), 1));
/// assert_eq!(serde_json::to_string(&pair)?, r#"["a",1]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! tuple {
    ($name:ident { $($item:ident)* }) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                let Self($($item),*) = self;
                $crate::serde::Serialize::serialize(&($($item,)*), serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let ($($item,)*) = $crate::serde::Deserialize::deserialize(deserializer)?;
                ::core::result::Result::Ok(Self($($item),*))
            }
        }
    };
}

//! `object!`: a struct that is a JSON object.

/// Makes a struct a JSON object: implements [`Model`](crate::model::Model), `Serialize` and `Deserialize`.
///
/// | kind | field's type | read | written |
/// |---|---|---|---|
/// | `required "name"` | `T` | missing: an error that names it | always |
/// | `optional "name"` | `Option<T>` | absent and `null` are `None` | `None` is left out |
/// | `nullable "name"` | `Option<Option<T>>` | absent is `None`, `null` is `Some(None)` | `Some(None)` is `null` |
/// | `additional` | a map from `String` | every member that no field is named after | its members |
///
/// Members that no field knows are skipped; of members that come twice, the last counts.
///
/// ```
/// use specsmith_runtime::serde_json;
///
/// #[derive(Debug, PartialEq)]
/// struct Account { id: String, name: Option<String>, nick: Option<Option<String>> }
///
/// specsmith_runtime::object! { Account {
///     id: required "id",
///     name: optional "displayName",
///     nick: nullable "nick",
/// } }
///
/// let account: Account = serde_json::from_str(r#"{"id": "a", "nick": null, "new": 1}"#)?;
/// assert_eq!(account, Account { id: "a".into(), name: None, nick: Some(None) });
/// assert_eq!(serde_json::to_string(&account)?, r#"{"id":"a","nick":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    ($model:ident { $($field:ident : $kind:ident $name:literal),* $(,)? }) => {
        impl $crate::model::Model for $model {
            const NAME: &'static str = ::core::stringify!($model);

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                fields: &mut $crate::model::Fields<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                while let ::core::option::Option::Some(key) = fields.key()? {
                    match &*key {
                        $($name => fields.$kind(&mut $field),)*
                        _ => fields.skip(),
                    }?;
                }
                $(let ::core::option::Option::Some($field) = $crate::model::End.$kind($field) else {
                    return ::core::result::Result::Err(fields.missing($name));
                };)*
                ::core::result::Result::Ok(Self { $($field),* })
            }

            fn write<M: $crate::serde::ser::SerializeMap>(&self, out: &mut $crate::model::Writer<M>) {
                let _ = &out;
                $(out.$kind($name, &self.$field);)*
            }
        }
        $crate::object! { @serde $model }
    };
    (@serde $model:ident) => {
        impl $crate::serde::Serialize for $model {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $model {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model::deserialize(deserializer)
            }
        }
    };
    // With a field that takes the rest: it has no name, and every member without a field is offered to all fields.
    ($model:ident { $($field:ident : $kind:ident $($name:literal)?),* $(,)? }) => {
        impl $crate::model::Model for $model {
            const NAME: &'static str = ::core::stringify!($model);

            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                fields: &mut $crate::model::Fields<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::default::Default::default();)*
                while let ::core::option::Option::Some(key) = fields.key()? {
                    match &*key {
                        $(name if $crate::model::matches(name, &[$($name)?]) => fields.$kind(&mut $field),)*
                        _ => {
                            let mut rest = fields.rest(key);
                            $(rest.$kind(&mut $field);)*
                            rest.finish()
                        }
                    }?;
                }
                $(let ::core::option::Option::Some($field) = $crate::model::End.$kind($field) else {
                    return ::core::result::Result::Err(fields.missing(::core::concat!($($name)?)));
                };)*
                ::core::result::Result::Ok(Self { $($field),* })
            }

            fn write<M: $crate::serde::ser::SerializeMap>(&self, out: &mut $crate::model::Writer<M>) {
                $(out.$kind($($name,)? &self.$field);)*
            }
        }
        $crate::object! { @serde $model }
    };
}

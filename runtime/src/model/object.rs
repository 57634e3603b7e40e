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
/// The rows are numbered: so a name is compared once, where the input has it, and what the rest of the code passes on is a number.
/// Members that no field knows are skipped; of members that come twice, the last counts.
///
/// ```
/// use specsmith_runtime::serde_json;
///
/// #[derive(Debug, PartialEq)]
/// struct Account { id: String, name: Option<String>, nick: Option<Option<String>> }
///
/// specsmith_runtime::object! { Account {
///     0 id: required "id",
///     1 name: optional "displayName",
///     2 nick: nullable "nick",
/// } }
///
/// let account: Account = serde_json::from_str(r#"{"id": "a", "nick": null, "new": 1}"#)?;
/// assert_eq!(account, Account { id: "a".into(), name: None, nick: Some(None) });
/// assert_eq!(serde_json::to_string(&account)?, r#"{"id":"a","nick":null}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! object {
    ($model:ident { $($index:literal $field:ident : $kind:ident $name:literal),* $(,)? }) => {
        impl $crate::model::Model for $model {
            const NAME: &'static str = ::core::stringify!($model);

            #[inline]
            fn place(name: &str) -> usize {
                match name {
                    $($name => $index,)*
                    _ => ::core::primitive::usize::MAX,
                }
            }

            #[inline]
            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                fields: &mut $crate::model::Fields<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                // What is made of the members stands before what reads them: so the compiler knows all types when it comes to
                // those calls, and has nothing to look for. Half of what a struct costs to check is here.
                loop {
                    let ::core::option::Option::Some(place) = fields.place::<Self>()? else {
                        $($crate::object! { @end $kind $field $name, fields })*
                        return ::core::result::Result::Ok(Self { $($field),* });
                    };
                    match place {
                        $($index => fields.$kind(&mut $field),)*
                        _ => fields.skip(),
                    }?;
                }
            }

            fn write<M: $crate::serde::ser::SerializeMap>(&self, out: &mut $crate::model::Writer<M>) {
                let _ = &out;
                $(out.$kind($name, &self.$field);)*
            }
        }
        $crate::object! { @serde $model }
    };
    (@end required $field:ident $name:literal, $fields:ident) => {
        let ::core::option::Option::Some($field) = $field else {
            return ::core::result::Result::Err($fields.missing($name));
        };
    };
    (@end $kind:ident $field:ident $($name:literal)?, $fields:ident) => {};
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
    ($model:ident { $($index:literal $field:ident : $kind:ident $($name:literal)?),* $(,)? }) => {
        impl $crate::model::Model for $model {
            const NAME: &'static str = ::core::stringify!($model);

            #[inline]
            fn place(name: &str) -> usize {
                match name {
                    $($($name => $index,)?)*
                    _ => ::core::primitive::usize::MAX,
                }
            }

            #[inline]
            fn read<'de, A: $crate::serde::de::MapAccess<'de>>(
                fields: &mut $crate::model::Fields<'de, A>,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::default::Default::default();)*
                loop {
                    let ::core::option::Option::Some(key) = fields.key()? else {
                        $($crate::object! { @end $kind $field $($name)?, fields })*
                        return ::core::result::Result::Ok(Self { $($field),* });
                    };
                    match Self::place(&key) {
                        $($index => fields.$kind(&mut $field),)*
                        _ => {
                            let mut rest = fields.rest(key);
                            $(rest.$kind(&mut $field);)*
                            rest.finish()
                        }
                    }?;
                }
            }

            fn write<M: $crate::serde::ser::SerializeMap>(&self, out: &mut $crate::model::Writer<M>) {
                $(out.$kind($($name,)? &self.$field);)*
            }
        }
        $crate::object! { @serde $model }
    };
}

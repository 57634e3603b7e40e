//! `union!`: an enum of types that a JSON value may be, and keeps what none of them is.

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::fit::{self, Misfit};
use crate::encode::to_value;
use crate::value::with_whole_numbers;

/// A value that is one of several types. Implemented by [`union!`](crate::union).
pub trait Union: Sized + 'static {
    /// The member that says which variant it is (OpenAPI 3.1 §4.8.25, Discriminator Object).
    const TAG: Option<&'static str>;
    /// In the order of preference.
    const VARIANTS: &'static [Variant<Self>];

    /// What no variant is.
    fn unknown(value: Value) -> Self;
}

/// A variant of a [`Union`].
#[derive(Debug)]
pub struct Variant<U> {
    /// The values of the tag that lead to it.
    pub tags: &'static [&'static str],
    /// Reads it, if it is that.
    pub read: fn(&Value) -> Option<U>,
}

/// Reads a variant's content.
pub fn content<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Reads a union, as [`union!`](crate::union) says.
///
/// # Errors
/// Only for input that is no JSON.
pub fn deserialize_union<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let counted = Misfit::take();
    let read = || best(&value).or_else(|| best(&with_whole_numbers(value.clone())?));
    let best = fit::bounded(|| nodes(&value).saturating_mul(16), read);
    let (misfit, chosen) = best.unwrap_or_else(|| (Misfit::one_unknown(), U::unknown(value)));
    counted.plus(misfit).restore();
    Ok(chosen)
}

/// Of the variants that the tag allows, the one that fits best.
fn best<U: Union>(value: &Value) -> Option<(Misfit, U)> {
    let tag = U::TAG.and_then(|name| value.get(name)).and_then(tag_text);
    let said = tag.as_deref().filter(|tag| U::VARIANTS.iter().any(|variant| variant.tags.contains(tag)));
    let allowed = |variant: &&Variant<U>| match (&tag, said) {
        (_, Some(said)) => variant.tags.contains(&said),
        (Some(_), None) => variant.tags.is_empty(),
        (None, None) => true,
    };
    let has_members = value.as_object().is_some_and(|members| !members.is_empty());
    let mut best: Option<(Misfit, U)> = None;
    for variant in U::VARIANTS.iter().filter(allowed) {
        if !fit::may_attempt() {
            break;
        }
        Misfit::take();
        fit::was_strange();
        let Some(read) = (variant.read)(value) else { continue };
        let misfit = Misfit::take();
        // An object of which nothing is known is something else, even where nothing is required; unless its tag says so.
        if said.is_none() && has_members && fit::was_strange() {
            continue;
        }
        if best.as_ref().is_none_or(|(least, _)| misfit < *least) {
            best = Some((misfit, read));
        }
        if misfit.is_none() {
            break;
        }
    }
    best
}

/// A tag as text: numbers and booleans are tags, too.
fn tag_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// How many values a value is made of.
fn nodes(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(nodes).sum::<usize>() + 1,
        Value::Object(members) => members.values().map(nodes).sum::<usize>() + 1,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// Writes what a variant of a tagged union holds, with the tag added where the value has none.
///
/// # Errors
/// What the content or the serializer says.
pub fn serialize_tagged<U: Union, T: Serialize, S: Serializer>(
    content: &T,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = to_value(content).map_err(S::Error::custom)?;
    if let (Some(name), Some(members)) = (U::TAG, value.as_object_mut()) {
        members.entry(name).or_insert_with(|| tag.into());
    }
    value.serialize(serializer)
}

/// Makes an enum of newtype variants and one catch-all `Other(serde_json::Value)` (its name is given first) a union: JSON
/// that is one of several types (`oneOf`, `anyOf`, several `type`s).
///
/// Which variant a value is:
/// - with a tag (the name of a member, after the catch-all's name), the variant that the member's value leads to;
/// - else, and among several with that tag: of the variants that the value can be read as, the one that leaves the fewest
///   members unread and enum values unknown; then the one that takes the fewest members into a map of further ones; then
///   the first. An object of which a variant knows no member is not that variant.
///
/// What no variant is, and what has a tag that this version does not know, is kept as it came and written back unchanged, as far as
/// [`serde_json::Value`] can hold it: a number of more than 64 bits becomes the nearest `f64`.
/// So reading a union never fails.
///
/// `Name(Type)` in a row also gives `From<Type>`. Tags stand after `=` where every value of the type has the tag, and after `=>`
/// where one may lack it: then the first is added to what is written.
///
/// ```
/// use specsmith_runtime::serde_json::{self, Value};
///
/// #[derive(Debug, PartialEq)]
/// struct Cat { kind: String, lives: i64 }
/// specsmith_runtime::object! { Cat { 0 kind: required "kind", 1 lives: required "lives" } }
///
/// #[derive(Debug, PartialEq)]
/// enum Pet { Cat(Cat), Name(String), Other(Value) }
/// specsmith_runtime::union! { Pet, Other, "kind" { Cat(Cat) = "cat" | "kitten", Name(String) } }
///
/// let read = |text: &str| serde_json::from_str::<Pet>(text);
/// assert_eq!(read(r#"{"kind": "kitten", "lives": 9}"#)?, Cat { kind: "kitten".into(), lives: 9 }.into());
/// assert_eq!(read(r#""Tom""#)?, Pet::Name("Tom".into()));
/// assert!(matches!(read(r#"{"kind": "dog"}"#)?, Pet::Other(_)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! union {
    ($name:ident, $other:ident $(, $tag:literal)? {
        $($variant:ident $(($from:ty))? $(= $($value:literal)|+)? $(=> $($added:literal)|+)?),* $(,)?
    }) => {
        impl $crate::model::Union for $name {
            const TAG: ::core::option::Option<&'static str> =
                $crate::union!(@tag $($tag)?);
            const VARIANTS: &'static [$crate::model::Variant<Self>] = &[$($crate::model::Variant {
                tags: &[$($($value),+)? $($($added),+)?],
                read: |value| ::core::option::Option::map($crate::model::content(value), Self::$variant),
            }),*];

            fn unknown(value: $crate::serde_json::Value) -> Self {
                Self::$other(value)
            }
        }

        $($(impl ::core::convert::From<$from> for $name {
            fn from(content: $from) -> Self {
                Self::$variant(::core::convert::Into::into(content))
            }
        })?)*

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(content) => $crate::union!(@write content, serializer $($(, $added)+)?),)*
                    Self::$other(value) => $crate::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model::deserialize_union(deserializer)
            }
        }
    };
    (@write $content:ident, $serializer:ident) => { $crate::serde::Serialize::serialize($content, $serializer) };
    (@write $content:ident, $serializer:ident, $added:literal $(, $more:literal)*) => {
        $crate::model::serialize_tagged::<Self, _, _>($content, $added, $serializer)
    };
    (@tag) => { ::core::option::Option::None };
    (@tag $tag:literal) => { ::core::option::Option::Some($tag) };
}

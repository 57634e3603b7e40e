//! A [`Value`] read from any serde format, with the two checks that `Value` itself does not make: no key twice in one
//! object, and no nesting beyond the limit.

use super::MAX_DEPTH;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;
use std::sync::Mutex;

/// The start of the message for too deep a document, by which [`super::parse`] tells it from other errors.
pub(super) const TOO_DEEP: &str = "nested more than";
/// The start of the message for a key that occurs twice.
pub(super) const DUPLICATE: &str = "duplicate key";

/// What becomes of an object that has a key twice.
#[derive(Debug, Clone, Copy)]
pub(super) enum Twice<'found> {
    /// An error.
    Refused,
    /// The last counts, as most readers have it; of two objects under a path (`/…`) the members are put together, so that
    /// no operation is lost. The keys are noted.
    LastCounts(&'found Mutex<Vec<String>>),
}

/// Reads a value at some depth.
#[derive(Clone, Copy)]
pub(super) struct Tree<'found> {
    depth: usize,
    twice: Twice<'found>,
}

impl<'found> Tree<'found> {
    pub(super) fn root(twice: Twice<'found>) -> Self {
        Self { depth: 0, twice }
    }

    fn inside<E: Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format_args!("{TOO_DEEP} {MAX_DEPTH} levels deep")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML or JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inside)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inside = self.inside()?;
        let mut map = Map::new();
        // Keys are read as strings, so `200:` and `true:` in YAML become "200" and "true".
        while let Some(key) = members.next_key::<String>()? {
            if !map.contains_key(&key) {
                map.insert(key, members.next_value_seed(inside)?);
                continue;
            }
            let Twice::LastCounts(found) = self.twice else {
                return Err(A::Error::custom(format_args!("{DUPLICATE} `{key}`")));
            };
            let value = members.next_value_seed(inside)?;
            match (map.get_mut(&key), value) {
                (Some(Value::Object(known)), Value::Object(more)) if key.starts_with('/') => known.extend(more),
                (_, value) => {
                    map.insert(key.clone(), value);
                }
            }
            if let Ok(mut found) = found.lock() {
                found.push(key);
            }
        }
        Ok(Value::Object(map))
    }
}

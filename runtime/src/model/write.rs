//! Writing objects.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{AdditionalFields, Model};

/// Writes a model as a map of its members.
///
/// # Errors
/// What the serializer or a member says.
pub fn serialize<T: Model, S: Serializer>(model: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer { map: serializer.serialize_map(None)?, failed: None };
    model.write(&mut out);
    match out.failed {
        Some(error) => Err(error),
        None => out.map.end(),
    }
}

/// An object that is being written. The first error is kept, and nothing is written after it: so a model's `write` is one
/// line a field. Its methods are named like the kinds of [`object!`](crate::object).
pub struct Writer<M: SerializeMap> {
    map: M,
    failed: Option<M::Error>,
}

impl<M: SerializeMap> fmt::Debug for Writer<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("failed", &self.failed.is_some()).finish_non_exhaustive()
    }
}

impl<M: SerializeMap> Writer<M> {
    /// Writes a member.
    pub fn required<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.failed.is_none() {
            self.failed = self.map.serialize_entry(name, value).err();
        }
    }

    /// Writes a member unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a member, `null` included, unless it is absent.
    pub fn nullable<T: Serialize>(&mut self, name: &str, value: &Option<Option<T>>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes all members of a map.
    pub fn additional<C: AdditionalFields>(&mut self, members: &C) {
        for (name, value) in members.members() {
            self.required(name, value);
        }
    }
}

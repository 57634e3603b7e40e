//! Reading objects: one visitor for all models.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;

use super::{Key, Writer, fit};

/// A JSON object with known members. Implemented by [`object!`](crate::object).
pub trait Model: Sized {
    /// The type's name, for messages.
    const NAME: &'static str;

    /// The number of the field that is named so; another number if none is.
    fn place(name: &str) -> usize;

    /// Reads the members.
    ///
    /// # Errors
    /// A member of the wrong type, or a required one that is missing.
    fn read<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<Self, A::Error>;

    /// Writes the members, in the order of the fields.
    fn write<M: SerializeMap>(&self, out: &mut Writer<M>);
}

/// Reads a model. Members that it does not know are skipped; of members that come twice the last counts.
///
/// # Errors
/// What [`Model::read`] says.
pub fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ModelVisitor(PhantomData))
}

struct ModelVisitor<T>(PhantomData<T>);

impl<'de, T: Model> Visitor<'de> for ModelVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", T::NAME)
    }

    // Compiled where the reader of JSON is, so that its `next_key_seed` becomes a part of the loop, as in derived code.
    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Fields { map, came: 0, skipped: 0, unnamed: 0, input: PhantomData })
    }
}

/// Counts when the object has been read: after it, so that what was read is not moved once more.
impl<A> Drop for Fields<'_, A> {
    #[inline]
    fn drop(&mut self) {
        fit::object_read(self.came, self.skipped, self.unnamed);
    }
}

/// Finds a member's field while the input has its name: no copy is made of it, and none passed on.
struct Name<M>(PhantomData<M>);

impl<'de, M: Model> DeserializeSeed<'de> for Name<M> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<M: Model> Visitor<'_> for Name<M> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(M::place(name))
    }
}

/// The members of an object that is being read. Its methods are named like the kinds of [`object!`](crate::object), and are to
/// be part of the loop that calls them: that is what makes reading as fast as with derived code.
pub struct Fields<'de, A> {
    map: A,
    /// How many members came, were skipped, were taken by a map of further members.
    came: usize,
    skipped: usize,
    unnamed: usize,
    input: PhantomData<&'de ()>,
}

impl<A> fmt::Debug for Fields<'_, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fields").finish_non_exhaustive()
    }
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    /// The next member's name.
    ///
    /// # Errors
    /// Broken input.
    #[inline]
    pub fn key(&mut self) -> Result<Option<Key<'de>>, A::Error> {
        let key = self.map.next_key()?;
        self.came += usize::from(key.is_some());
        Ok(key)
    }

    /// The next member: the number of its field, see [`Model::place`].
    ///
    /// # Errors
    /// Broken input.
    #[inline]
    pub fn place<M: Model>(&mut self) -> Result<Option<usize>, A::Error> {
        let place = self.map.next_key_seed(Name::<M>(PhantomData))?;
        self.came += usize::from(place.is_some());
        Ok(place)
    }

    /// Reads a member that must be there.
    ///
    /// # Errors
    /// A value of the wrong type.
    #[inline]
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads a member that may be absent; `null` is absent.
    ///
    /// # Errors
    /// A value of the wrong type.
    #[inline]
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        Ok(())
    }

    /// Reads a member for which absent and `null` differ.
    ///
    /// # Errors
    /// A value of the wrong type.
    #[inline]
    pub fn nullable<T: Deserialize<'de>>(&mut self, slot: &mut Option<Option<T>>) -> Result<(), A::Error> {
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Never called with a value: additional members have no name of their own.
    ///
    /// # Errors
    /// A value that is not JSON.
    pub fn additional<C: AdditionalFields>(&mut self, _slot: &mut C) -> Result<(), A::Error> {
        self.skip()
    }

    /// Passes over a member that nobody wants.
    ///
    /// # Errors
    /// A value that is not JSON.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.skipped += 1;
        self.map.next_value::<IgnoredAny>().map(|_| ())
    }

    /// A member that no field is named after.
    pub fn rest(&mut self, key: Key<'de>) -> Rest<'_, 'de, A> {
        Rest { fields: self, key: Some(key), result: Ok(()) }
    }

    /// The error for a required member that is missing.
    pub fn missing(&self, name: &'static str) -> A::Error {
        A::Error::missing_field(name)
    }
}

/// A member that no field is named after, offered to every field in turn: only an `additional` one takes it.
pub struct Rest<'a, 'de, A: MapAccess<'de>> {
    fields: &'a mut Fields<'de, A>,
    key: Option<Key<'de>>,
    result: Result<(), A::Error>,
}

impl<'de, A: MapAccess<'de>> fmt::Debug for Rest<'_, 'de, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").field("key", &self.key).finish_non_exhaustive()
    }
}

impl<'de, A: MapAccess<'de>> Rest<'_, 'de, A> {
    /// Does not take it.
    pub fn required<T>(&mut self, _slot: &mut Option<T>) {}

    /// Does not take it.
    pub fn optional<T>(&mut self, _slot: &mut Option<T>) {}

    /// Does not take it.
    pub fn nullable<T>(&mut self, _slot: &mut Option<Option<T>>) {}

    /// Takes it.
    pub fn additional<C: AdditionalFields>(&mut self, slot: &mut C)
    where
        C::Value: Deserialize<'de>,
    {
        if let Some(key) = self.key.take() {
            self.fields.unnamed += 1;
            self.result = self.fields.map.next_value().map(|value| slot.put(key.into_string(), value));
        }
    }

    /// Passes over it if nobody took it.
    ///
    /// # Errors
    /// A value of the wrong type.
    pub fn finish(self) -> Result<(), A::Error> {
        match self.key {
            Some(_) => self.fields.skip(),
            None => self.result,
        }
    }
}

/// A map that takes the members that no other field does (`additionalProperties`, JSON Schema 2020-12 §10.3.2.3).
pub trait AdditionalFields: Default {
    /// What every member holds.
    type Value: serde::Serialize;

    /// Takes one member.
    fn put(&mut self, name: String, value: Self::Value);

    /// All members taken.
    fn members(&self) -> impl Iterator<Item = (&str, &Self::Value)>;
}

impl<V: serde::Serialize> AdditionalFields for BTreeMap<String, V> {
    type Value = V;

    fn put(&mut self, name: String, value: V) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&str, &V)> {
        self.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<V: serde::Serialize, S: BuildHasher + Default> AdditionalFields for HashMap<String, V, S> {
    type Value = V;

    fn put(&mut self, name: String, value: V) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&str, &V)> {
        self.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl AdditionalFields for serde_json::Map<String, serde_json::Value> {
    type Value = serde_json::Value;

    fn put(&mut self, name: String, value: serde_json::Value) {
        self.insert(name, value);
    }

    fn members(&self) -> impl Iterator<Item = (&str, &serde_json::Value)> {
        self.iter().map(|(name, value)| (name.as_str(), value))
    }
}

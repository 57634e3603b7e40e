//! Numbers that serde_json changes: what JSON has no text for becomes `null`, and an `f32` on its way through a value an `f64`
//! of many more digits.

use std::fmt::Display;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::{Error, Value};

/// Looks through a value without writing it.
///
/// # Errors
/// A number in it that is infinite or no number, and what the value itself says.
pub(crate) fn finite(value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
    value.serialize(Finite::default()).map(drop)
}

/// A value as JSON, each number with the digits that it has as text.
///
/// # Errors
/// As [`finite`].
pub(crate) fn to_value(value: &(impl Serialize + ?Sized)) -> Result<Value, Error> {
    if value.serialize(Finite::default())?.has_f32 {
        serde_json::from_str(&serde_json::to_string(value)?)
    } else {
        serde_json::to_value(value)
    }
}

/// What was seen of a value.
#[derive(Default)]
struct Finite {
    has_f32: bool,
}

fn check(number: f64) -> Result<Finite, Error> {
    match number.is_finite() {
        true => Ok(Finite::default()),
        false => Err(Error::custom(format!("{number} is no number that can be sent"))),
    }
}

impl Finite {
    fn see(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        self.has_f32 |= value.serialize(Self::default())?.has_f32;
        Ok(())
    }
}

macro_rules! nothing {
    ($($method:ident: $value:ty),* $(,)?) => {
        $(fn $method(self, _: $value) -> Result<Finite, Error> {
            Ok(self)
        })*
    };
}

impl Serializer for Finite {
    type Ok = Self;
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    nothing! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, number: f32) -> Result<Finite, Error> {
        check(number.into()).map(|_| Finite { has_f32: true })
    }

    fn serialize_f64(self, number: f64) -> Result<Finite, Error> {
        check(number)
    }

    fn serialize_none(self) -> Result<Finite, Error> {
        Ok(self)
    }

    fn serialize_unit(self) -> Result<Finite, Error> {
        Ok(self)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Finite, Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Finite, Error> {
        Ok(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Finite, Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<Finite, Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<Finite, Error> {
        Ok(self)
    }
}

macro_rules! compound {
    ($($of:ident::$method:ident),*) => {
        $(impl $of for Finite {
            type Ok = Self;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                self.see(value)
            }

            fn end(self) -> Result<Finite, Error> {
                Ok(self)
            }
        })*
    };
    (named $($of:ident),*) => {
        $(impl $of for Finite {
            type Ok = Self;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Error> {
                self.see(value)
            }

            fn end(self) -> Result<Finite, Error> {
                Ok(self)
            }
        })*
    };
}

compound!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field
);
compound!(named SerializeStruct, SerializeStructVariant);

impl SerializeMap for Finite {
    type Ok = Self;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Error> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.see(value)
    }

    fn end(self) -> Result<Finite, Error> {
        Ok(self)
    }
}

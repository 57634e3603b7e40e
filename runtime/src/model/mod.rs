//! JSON objects, unions, open enums and redacted Debug: macros whose expansion is small, over one generic implementation here.
//!
//! `derive(Deserialize)` makes every struct a visitor of its own, which is half of what a crate with hundreds of models
//! costs to compile; here there is one visitor for all.

mod fit;
mod key;
mod object;
mod open_enum;
mod open_values;
mod read;
mod redacted;
mod tuple;
mod union;
mod wrapper;
mod write;

pub use fit::unknown_value;
pub use key::Key;
pub use open_enum::deserialize_text;
pub use open_values::same_value;
pub use read::{AdditionalFields, Fields, Model, Rest, deserialize};
pub use redacted::{secret, shown};
pub use union::{Union, Variant, content, deserialize_union, serialize_tagged};
pub use write::{Writer, serialize};

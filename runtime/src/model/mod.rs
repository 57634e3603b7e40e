//! JSON objects, open enums and redacted Debug: macros whose expansion is small, over one generic implementation here.
//!
//! `derive(Deserialize)` makes every struct a visitor of its own, which is half of what a crate with hundreds of models
//! costs to compile; here there is one visitor for all.

mod key;
mod object;
mod open_enum;
mod read;
mod redacted;
mod write;

pub use key::Key;
pub use read::{AdditionalFields, End, Fields, Model, Rest, deserialize, matches};
pub use redacted::{secret, shown};
pub use write::{Writer, serialize};

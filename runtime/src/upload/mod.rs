//! Any number of items, sent as the pages of one upload: one call after the other.
//!
//! Generated code says by [`Bulk`] where an operation's request has its items, its upload's id and its marks of the first and
//! the last page; [`Upload`] cuts what it is given into pages and makes the calls. Nothing is held in memory but the page that
//! is on its way.

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;
mod pages;
mod place;
mod source;

pub use pages::Upload;
pub use place::{UploadPlace, UploadPlaceError};

use serde::Serialize;

use crate::answer::ErrorBody;
use crate::client::{Call, Sending};
use crate::facts;

/// A request that sends one page of an upload. Generated.
pub trait Bulk {
    /// What is uploaded.
    type Item: Serialize;
    /// What the call of one page gives.
    type Answer;
    /// What the operation documents as its error bodies.
    type Error: ErrorBody;
    /// Where a page says what it is.
    const BULK: facts::Bulk;

    /// The call.
    fn into_call(self) -> Call;

    /// Sends one page.
    fn send(page: Call) -> Sending<Self::Answer, Self::Error>;
}

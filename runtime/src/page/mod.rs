//! Lists that come in pages: one call after the other, each made from the answer before it.
//!
//! Generated code says by [`Paged`] where an operation's items are and what leads to the next page; [`Pages`] and [`Items`]
//! make the calls. Each page is a call like any other: retried, limited, and with its own typed error.

mod items;
mod link;
mod next;
mod pages;
mod token;

pub use items::Items;
pub use link::next_link;
pub use next::next_value;
pub use pages::Pages;
pub(crate) use token::Place;
pub use token::{PageToken, PageTokenError};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answer::ErrorBody;
use crate::client::Call;
use crate::facts;

/// A request whose answer is one page of a list. Generated.
pub trait Paged {
    /// What one call gives.
    type Page: DeserializeOwned + Send + 'static;
    /// What the list is of.
    type Item;
    /// What the operation documents as its error bodies.
    type Error: ErrorBody;
    /// What leads from one page to the next.
    const PAGING: facts::Paging;

    /// The call.
    fn into_call(self) -> Call;

    /// What the page says of the next one: a token or a URL, as [`next_value`] gives it.
    #[must_use]
    fn next(page: &Self::Page) -> Option<Value> {
        let _ = page;
        None
    }

    /// Whether the page says that there are more; `None` if it does not say.
    #[must_use]
    fn more(page: &Self::Page) -> Option<bool> {
        let _ = page;
        None
    }

    /// How many items the page has.
    #[must_use]
    fn count(page: &Self::Page) -> usize;

    /// The items of the page.
    #[must_use]
    fn take(page: Self::Page) -> Vec<Self::Item>;
}

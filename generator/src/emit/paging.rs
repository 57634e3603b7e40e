//! How a request's pages are run through.

use super::rust_file::{ident, number};
use super::rust_type::{From, rust_type};
use crate::plan::{AccessPlan, AccessStep, OperationPlan, PageTargetPlan, PagingPlan, StepPlan};
use proc_macro2::TokenStream;
use quote::quote;

/// `pages` and `items`.
pub fn methods(operation: &OperationPlan) -> Option<TokenStream> {
    operation.paging.as_ref()?;
    Some(quote! {
        /// The pages of the list, one call after the other, each made when it is asked for.
        pub fn pages(self) -> specsmith_runtime::Pages<Self> {
            specsmith_runtime::Pages::new(self)
        }

        /// The items of the list, page after page.
        pub fn items(self) -> specsmith_runtime::Items<Self> {
            specsmith_runtime::Items::new(self)
        }

        specsmith_runtime::pages_blocking!();
    })
}

/// Where a page has its items, and what leads to the next one.
pub fn paged(operation: &OperationPlan, error: &TokenStream) -> Option<TokenStream> {
    let PagingPlan { step, to, header, next, more, items, page, item } = operation.paging.as_ref()?;
    let request = ident(&operation.request);
    let (page, item) = (rust_type(page, From::Resource), rust_type(item, From::Resource));
    let step = match step {
        StepPlan::Token => quote!(facts::Step::Token),
        StepPlan::Offset => quote!(facts::Step::Offset),
        StepPlan::Number { first } => {
            let first = number(usize::try_from(*first).unwrap_or_default());
            quote!(facts::Step::Number { first: #first })
        }
        StepPlan::Link => quote!(facts::Step::Link),
        StepPlan::Url => quote!(facts::Step::Url),
    };
    let to = match to {
        PageTargetPlan::Parameter(index) => {
            let index = number(*index);
            quote!(facts::PageTarget::Parameter(#index))
        }
        PageTargetPlan::Body(pointer) => quote!(facts::PageTarget::Body(#pointer)),
        PageTargetPlan::Url => quote!(facts::PageTarget::Url),
    };
    let header = match header {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let next = next.as_ref().map(|access| {
        let said = borrowed(access).optional();
        quote! {
            fn next(page: &Self::Page) -> Option<specsmith_runtime::serde_json::Value> {
                specsmith_runtime::page::next_value(#said)
            }
        }
    });
    let more = more.as_ref().map(|access| {
        let said = match borrowed(access) {
            Place::Plain(place) => quote!(Some(#place)),
            Place::Optional(value) => quote!(#value.copied()),
        };
        quote! {
            fn more(page: &Self::Page) -> Option<bool> {
                #said
            }
        }
    });
    let count = match borrowed(items) {
        Place::Plain(place) => quote!(#place.len()),
        Place::Optional(value) => quote!(#value.map_or(0, Vec::len)),
    };
    let take = match owned(items) {
        Place::Plain(place) => place,
        Place::Optional(value) => quote!(#value.unwrap_or_default()),
    };
    Some(quote! {
        impl specsmith_runtime::page::Paged for #request {
            type Page = #page;
            type Item = #item;
            type Error = #error;

            const PAGING: facts::Paging = facts::Paging { step: #step, to: #to, header: #header };

            fn into_call(self) -> specsmith_runtime::Call {
                self.call
            }

            #next
            #more

            fn count(page: &Self::Page) -> usize {
                #count
            }

            fn take(page: Self::Page) -> Vec<Self::Item> {
                #take
            }
        }
    })
}

/// An expression on the way through a page.
enum Place {
    /// A value that is there.
    Plain(TokenStream),
    /// An `Option`.
    Optional(TokenStream),
}

impl Place {
    /// As an `Option` of a reference.
    fn optional(self) -> TokenStream {
        match self {
            Self::Plain(place) => quote!(Some(&#place)),
            Self::Optional(value) => value,
        }
    }
}

/// The value behind a way, by reference.
fn borrowed(access: &AccessPlan) -> Place {
    access.steps.iter().fold(Place::Plain(quote!(page)), |place, step| match (place, step) {
        (Place::Plain(place), AccessStep::Last) => Place::Optional(quote!(#place.last())),
        (Place::Optional(value), AccessStep::Last) => Place::Optional(quote!(#value.and_then(|inner| inner.last()))),
        (Place::Plain(place), AccessStep::Field { name, wire: _, options }) => {
            let name = ident(name);
            match options {
                0 => Place::Plain(quote!(#place.#name)),
                _ => flattened(quote!(#place.#name.as_ref()), *options, &quote!(.and_then(Option::as_ref))),
            }
        }
        (Place::Optional(value), AccessStep::Field { name, wire: _, options }) => {
            let name = ident(name);
            match options {
                0 => Place::Optional(quote!(#value.map(|inner| &inner.#name))),
                _ => {
                    let value = quote!(#value.and_then(|inner| inner.#name.as_ref()));
                    flattened(value, *options, &quote!(.and_then(Option::as_ref)))
                }
            }
        }
    })
}

/// The value behind a way, taken out.
fn owned(access: &AccessPlan) -> Place {
    access.steps.iter().fold(Place::Plain(quote!(page)), |place, step| {
        let AccessStep::Field { name, wire: _, options } = step else { return place };
        let name = ident(name);
        match (place, options) {
            (Place::Plain(place), 0) => Place::Plain(quote!(#place.#name)),
            (Place::Plain(place), _) => flattened(quote!(#place.#name), *options, &quote!(.flatten())),
            (Place::Optional(value), 0) => Place::Optional(quote!(#value.map(|inner| inner.#name))),
            (Place::Optional(value), _) => {
                flattened(quote!(#value.and_then(|inner| inner.#name)), *options, &quote!(.flatten()))
            }
        }
    })
}

/// `by` for each `Option` inside the first.
fn flattened(value: TokenStream, options: usize, by: &TokenStream) -> Place {
    let rest = std::iter::repeat_n(by, options.saturating_sub(1));
    Place::Optional(quote!(#value #(#rest)*))
}

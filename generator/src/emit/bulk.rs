//! How a request is made the pages of an upload.

use super::request::{error_type, sender};
use super::rust_file::{ident, number};
use super::rust_type::{From, rust_type};
use crate::plan::{BulkPlan, OperationPlan};
use proc_macro2::TokenStream;
use quote::quote;

/// `upload`, `try_upload` and `upload_stream`.
pub fn methods(operation: &OperationPlan) -> Option<TokenStream> {
    let item = rust_type(&operation.bulk.as_ref()?.item, From::Resource);
    Some(quote! {
        /// Uploads any number of items, a page after the other. What the request's own list holds is not sent.
        pub fn upload<I>(self, items: I) -> specsmith_runtime::Upload<Self>
        where
            I: IntoIterator<Item = #item>,
            I::IntoIter: Send + 'static,
        {
            specsmith_runtime::Upload::new(self, items)
        }

        /// The same with items that may fail to be had; an error of theirs ends the upload, without its last page.
        pub fn try_upload<I, E>(self, items: I) -> specsmith_runtime::Upload<Self>
        where
            I: IntoIterator<Item = Result<#item, E>>,
            I::IntoIter: Send + 'static,
            E: Into<specsmith_runtime::BoxError> + 'static,
        {
            specsmith_runtime::Upload::fallible(self, items)
        }

        /// The same with items that are still to come.
        pub fn upload_stream<S, E>(self, items: S) -> specsmith_runtime::Upload<Self>
        where
            S: specsmith_runtime::futures_core::Stream<Item = Result<#item, E>> + Send + 'static,
            E: Into<specsmith_runtime::BoxError> + 'static,
        {
            specsmith_runtime::Upload::stream(self, items)
        }
    })
}

/// Where a page says what it is.
pub fn bulk(operation: &OperationPlan) -> Option<TokenStream> {
    let BulkPlan { items, item, upload_id, first, last, restart, page_size, page_bytes } = operation.bulk.as_ref()?;
    let (request, error) = (ident(&operation.request), error_type(operation));
    let item = rust_type(item, From::Resource);
    let (answer, send) = sender(operation);
    let said = |pointer: &Option<String>| match pointer {
        Some(pointer) => quote!(Some(#pointer)),
        None => quote!(None),
    };
    let (first, last, restart) = (said(first), said(last), said(restart));
    let limit = |size: &Option<u64>| match size {
        Some(size) => {
            let size = number(usize::try_from(*size).unwrap_or(usize::MAX));
            quote!(Some(#size))
        }
        None => quote!(None),
    };
    let (page_size, page_bytes) = (limit(page_size), limit(page_bytes));
    Some(quote! {
        impl specsmith_runtime::upload::Bulk for #request {
            type Item = #item;
            type Answer = #answer;
            type Error = #error;

            const BULK: facts::Bulk = facts::Bulk {
                items: #items,
                upload_id: #upload_id,
                first: #first,
                last: #last,
                restart: #restart,
                page_size: #page_size,
                page_bytes: #page_bytes,
            };

            fn into_call(self) -> specsmith_runtime::Call {
                self.call
            }

            fn send(page: specsmith_runtime::Call) -> specsmith_runtime::Sending<#answer, #error> {
                page.#send()
            }
        }
    })
}

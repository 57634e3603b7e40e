//! `src/lib.rs`.

use super::rust_file::{ident, text};
use crate::plan::SdkPlan;
use proc_macro2::TokenStream;
use quote::quote;

/// The crate's root: its modules and what it takes from the runtime.
pub fn library(plan: &SdkPlan) -> TokenStream {
    let provider = ident(&plan.provider.type_name);
    let builder = ident(&format!("{provider}Builder"));
    let modules = plan.apis.iter().map(|api| match &api.module {
        Some(module) => {
            let name = ident(module);
            quote!(pub mod #name;)
        }
        None => super::api::modules(api),
    });
    let deep = plan.recursion_limit.map(|limit| {
        let limit = text(&limit.to_string());
        quote!(#![recursion_limit = #limit])
    });
    quote! {
        #deep
        #![doc = include_str!("crate.md")]
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![allow(
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::len_without_is_empty,
            clippy::module_inception,
            clippy::should_implement_trait,
            clippy::too_many_arguments,
            clippy::wrong_self_convention,
            reason = "names, sizes and numbers of arguments are the document's"
        )]
        #![allow(clippy::needless_update, reason = "a table may differ from the default in every row")]

        mod provider;
        #(#modules)*

        pub use provider::{#provider, #builder};
        pub use specsmith_runtime::{
            ApiError, AuthError, Body, BoxError, ByteStream, ClientCredentials, ConfigError, Date, DateTime, DecodeError, Environment, Error, ErrorBody, Event, EventStream, Items, JsonLines, Multipart, PageToken, Pages, Part, RedirectError,
            RequestError, Response, RetryPolicy, Secret, Sending, Sent, TimeoutError, Token, TooLargeError, TransportError, Upload, UploadPlace, WriteError,
        };
        pub use specsmith_runtime as runtime;
    }
}

/// `#[cfg(feature = …)]`, and the same for the documentation.
pub fn gate<'feature>(features: impl ExactSizeIterator<Item = &'feature String>) -> TokenStream {
    let literals: Vec<_> = features.map(|feature| text(feature)).collect();
    match literals.as_slice() {
        [] => quote!(),
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}

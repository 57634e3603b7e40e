//! The Rust types of a plan as tokens.

use super::rust_file::ident;
use crate::plan::BodyKind;
use crate::reflect::RustType;
use proc_macro2::TokenStream;
use quote::quote;

/// Where the code stands that names a type.
#[derive(Debug, Clone, Copy)]
pub enum From {
    /// In the module of the models itself.
    Models,
    /// In a resource, which has the models as `models`.
    Resource,
}

/// A type.
pub fn rust_type(found: &RustType, from: From) -> TokenStream {
    let inner = |found: &RustType| rust_type(found, from);
    match found {
        RustType::Bool => quote!(bool),
        RustType::Integer(name) | RustType::Float(name) => {
            let name = ident(name);
            quote!(#name)
        }
        RustType::String => quote!(String),
        RustType::Uuid => quote!(specsmith_runtime::uuid::Uuid),
        RustType::DateTime => quote!(specsmith_runtime::DateTime),
        RustType::Date => quote!(specsmith_runtime::Date),
        RustType::Part => quote!(specsmith_runtime::Part),
        RustType::Parts => quote!(specsmith_runtime::Multipart),
        RustType::Json => quote!(specsmith_runtime::serde_json::Value),
        RustType::JsonObject => {
            quote!(specsmith_runtime::serde_json::Map<String, specsmith_runtime::serde_json::Value>)
        }
        RustType::Model(name) => {
            let name = ident(name);
            match from {
                From::Models => quote!(#name),
                From::Resource => quote!(models::#name),
            }
        }
        RustType::List(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        RustType::Map(value) => {
            let value = inner(value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        RustType::Option(value) => {
            let value = inner(value);
            quote!(Option<#value>)
        }
        RustType::Boxed(value) => {
            let value = inner(value);
            quote!(Box<#value>)
        }
    }
}

/// What a body holds; nothing is `()`.
pub fn body_type(kind: Option<&BodyKind>) -> TokenStream {
    match kind {
        None => quote!(()),
        Some(BodyKind::Json(found)) => rust_type(found, From::Resource),
        Some(BodyKind::Text) => quote!(String),
        Some(BodyKind::Bytes) => quote!(specsmith_runtime::bytes::Bytes),
    }
}

/// An argument: its type, and the expression that makes the value from it. Text is taken in any form.
pub fn argument(found: &RustType, name: &proc_macro2::Ident, from: From) -> (TokenStream, TokenStream) {
    match found {
        RustType::String => (quote!(impl Into<String>), quote!(#name.into())),
        RustType::List(item) if **item == RustType::String => (
            quote!(impl IntoIterator<Item = impl Into<String>>),
            quote!(#name.into_iter().map(Into::into).collect::<Vec<String>>()),
        ),
        RustType::List(item) => {
            let item = rust_type(item, from);
            (quote!(impl IntoIterator<Item = #item>), quote!(#name.into_iter().collect::<Vec<#item>>()))
        }
        other => (rust_type(other, from), quote!(#name)),
    }
}

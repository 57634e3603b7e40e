//! The methods by which an answer is read while it comes.

use super::rust_file::ident;
use super::rust_type::{From, rust_type};
use crate::lower::facts::StreamFormat;
use crate::plan::{OperationPlan, StreamItemPlan, StreamPlan};
use crate::reflect::RustType;
use proc_macro2::TokenStream;
use quote::quote;

/// The table of a stream of items.
pub fn table(stream: &StreamPlan) -> Option<TokenStream> {
    let StreamPlan { format, item, item_at: _, rust_type: _, accept, flag, sentinel, constant, only: _ } = stream;
    let constant = ident(constant);
    let optional = |text: &Option<String>| match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let (flag, sentinel) = (optional(flag), optional(sentinel));
    let item = match item {
        StreamItemPlan::Json => quote!(facts::StreamItem::Json),
        StreamItemPlan::Text => quote!(facts::StreamItem::Text),
        StreamItemPlan::Event => quote!(facts::StreamItem::Event),
    };
    (*format != StreamFormat::Bytes).then(|| {
        quote! {
            static #constant: facts::Stream = facts::Stream {
                accept: #accept,
                flag: #flag,
                sentinel: #sentinel,
                item: #item,
            };
        }
    })
}

/// `stream`, and for bytes what writes them somewhere. `error` is the type of the operation's error bodies.
pub fn methods(operation: &OperationPlan, error: &TokenStream) -> Option<TokenStream> {
    let stream = operation.stream.as_ref()?;
    let constant = ident(&stream.constant);
    let item = rust_type(stream.rust_type.as_ref().unwrap_or(&RustType::Json), From::Resource);
    let (about, held, call) = match stream.format {
        StreamFormat::Bytes => return Some(bytes(error)),
        StreamFormat::Events => (
            " Sends the request, and gives the events of its answer as they come.",
            quote!(specsmith_runtime::EventStream<#item>),
            quote!(stream_events(&#constant)),
        ),
        StreamFormat::Lines => (
            " Sends the request, and gives the lines of its answer as they come.",
            quote!(specsmith_runtime::JsonLines<#item>),
            quote!(stream_lines(&#constant)),
        ),
        StreamFormat::Records => (
            " Sends the request, and gives the records of its answer as they come.",
            quote!(specsmith_runtime::JsonLines<#item>),
            quote!(stream_records(&#constant)),
        ),
    };
    Some(quote! {
        #[doc = #about]
        ///
        /// # Errors
        ///
        /// The server answered with an error, or no answer came. What goes wrong after the answer has begun is an item of
        /// the stream.
        pub async fn stream(self) -> Result<Response<#held>, Error<#error>> {
            self.call.#call.await
        }

        specsmith_runtime::stream_blocking!(#held, #error);
    })
}

fn bytes(error: &TokenStream) -> TokenStream {
    quote! {
        /// Sends the request, and gives the bytes of its answer as they come.
        ///
        /// # Errors
        ///
        /// The server answered with an error, or no answer came. What goes wrong after the answer has begun is an item of
        /// the stream.
        pub async fn stream(self) -> Result<Response<specsmith_runtime::ByteStream>, Error<#error>> {
            self.call.stream_bytes().await
        }

        specsmith_runtime::stream_blocking!(specsmith_runtime::ByteStream, #error);

        /// Sends the request, writes the bytes of its answer as they come, and gives their number.
        ///
        /// # Errors
        ///
        /// The server answered with an error, no answer came, or the writer failed.
        pub async fn download_to(
            self,
            writer: impl specsmith_runtime::stream::AsyncWrite,
        ) -> Result<Response<u64>, Error<#error>> {
            self.call.download_to(writer).await
        }

        /// Sends the request, writes the bytes of its answer to a file, and gives their number. Until all have come they
        /// are in a file beside it, whose name ends in `.part`.
        ///
        /// # Errors
        ///
        /// The server answered with an error, no answer came, or the file cannot be written.
        #[cfg(not(target_family = "wasm"))]
        pub async fn download_to_file(
            self,
            path: impl AsRef<std::path::Path>,
        ) -> Result<Response<u64>, Error<#error>> {
            self.call.download_to_file(path).await
        }

        specsmith_runtime::download_blocking!(#error);
    }
}

//! What of an operation's answers nobody may see, as a row of its table.

use super::rust_file::number;
use crate::plan::OperationPlan;
use crate::status;
use proc_macro2::TokenStream;
use quote::quote;

/// The row; nothing where everything may be seen.
pub fn row(operation: &OperationPlan) -> Option<TokenStream> {
    let OperationPlan { secret_answer: answer, secret_errors: errors, .. } = operation;
    let statuses = errors.iter().map(|status| {
        // Of any status, under `default`: rather too much is kept back.
        let (first, last) = status::span(*status);
        let (first, last) = (number(first.into()), number(last.into()));
        quote!((#first, #last))
    });
    (*answer || !errors.is_empty())
        .then(|| quote!(secrets: facts::Secrets { answer: #answer, errors: &[#(#statuses),*] },))
}

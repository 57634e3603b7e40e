//! What of an operation's answers nobody may see, as a row of its table.

use super::rust_file::number;
use crate::model::Status;
use crate::plan::OperationPlan;
use proc_macro2::TokenStream;
use quote::quote;

/// The row; nothing where everything may be seen.
pub fn row(operation: &OperationPlan) -> Option<TokenStream> {
    let OperationPlan { secret_answer: answer, secret_errors: errors, .. } = operation;
    let statuses = errors.iter().map(|status| {
        let (first, last) = span(*status);
        let (first, last) = (number(first), number(last));
        quote!((#first, #last))
    });
    (*answer || !errors.is_empty())
        .then(|| quote!(secrets: facts::Secrets { answer: #answer, errors: &[#(#statuses),*] },))
}

/// The statuses that one of the document stands for. `default` is taken for any: rather too much is kept back.
fn span(status: Status) -> (usize, usize) {
    match status {
        Status::Code(code) => (code.into(), code.into()),
        Status::Range(hundreds) => (usize::from(hundreds) * 100, usize::from(hundreds) * 100 + 99),
        Status::Default => (100, 999),
    }
}

//! How an operation is sent again, as its document says.

use crate::plan::RetryPlan;
use proc_macro2::TokenStream;
use quote::quote;

/// The row of the operation's table.
pub fn row(retry: &RetryPlan) -> TokenStream {
    let RetryPlan { max_attempts, initial_backoff, factor, max_backoff, max_elapsed, statuses, connection_errors } =
        retry;
    let attempts = max_attempts.map(|attempts| match attempts {
        u32::MAX => quote!(max_attempts: Some(u32::MAX),),
        attempts => {
            let attempts = plain(attempts.into());
            quote!(max_attempts: Some(#attempts),)
        }
    });
    let factor = factor.map(|factor| {
        let factor = proc_macro2::Literal::f64_unsuffixed(factor);
        quote!(factor: Some(#factor),)
    });
    let time = |name: TokenStream, millis: &Option<u64>| millis.map(plain).map(|millis| quote!(#name: Some(#millis),));
    let initial = time(quote!(initial_backoff), initial_backoff);
    let longest = time(quote!(max_backoff), max_backoff);
    let elapsed = time(quote!(max_elapsed), max_elapsed);
    let ranges = statuses.iter().map(|(from, to)| {
        let (from, to) = (plain((*from).into()), plain((*to).into()));
        quote!((#from, #to))
    });
    let statuses = (!statuses.is_empty()).then(|| quote!(statuses: &[#(#ranges),*],));
    let connections = (!connection_errors).then(|| quote!(connection_errors: false,));
    quote! {
        retry: Some(&facts::Retry {
            #attempts #initial #factor #longest #elapsed #statuses #connections
            ..facts::Retry::DEFAULT
        }),
    }
}

fn plain(number: u64) -> proc_macro2::Literal {
    proc_macro2::Literal::u64_unsuffixed(number)
}

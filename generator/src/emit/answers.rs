//! The enums of an operation's answers: documented errors, and successes where there are several.

use super::documentation::{comment, described};
use super::rust_file::{ident, number};
use super::rust_type::body_type;
use crate::model::Status;
use crate::plan::{AnswerPlan, BodyKind, OperationPlan, SuccessPlan};
use crate::status;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Both enums, where there are any.
pub fn answers(operation: &OperationPlan) -> TokenStream {
    let error = operation.error.as_ref().map(|name| error(name, operation));
    let success = match &operation.success {
        SuccessPlan::Several { name, answers } => Some(success(name, answers, operation)),
        SuccessPlan::One { .. } => None,
    };
    quote! { #error #success }
}

fn error(name: &str, operation: &OperationPlan) -> TokenStream {
    let about = format!("The errors that {} documents.", crate::markdown::code(&operation.id));
    let declared = declared(name, &about, &operation.errors);
    let (decoded, answer) = (by_status(&operation.errors), argument(&operation.errors));
    let name = ident(name);
    quote! {
        #declared

        impl specsmith_runtime::ErrorBody for #name {
            fn decode(#answer: &specsmith_runtime::Answer) -> Result<Self, specsmith_runtime::DecodeError> {
                Ok(#decoded)
            }

            fn undocumented() -> Self {
                Self::Undocumented
            }
        }
    }
}

fn success(name: &str, answers: &[AnswerPlan], operation: &OperationPlan) -> TokenStream {
    let about = format!("What {} gives, by status.", crate::markdown::code(&operation.id));
    let declared = declared(name, &about, answers);
    let (decoded, answer) = (by_status(answers), argument(answers));
    let redirects: Vec<usize> = answers.iter().filter_map(|answer| redirect(answer.status)).collect();
    let accepts = (!redirects.is_empty()).then(|| {
        let codes = redirects.iter().map(|code| number(*code));
        quote! {
            fn accepts(status: specsmith_runtime::http::StatusCode) -> bool {
                status.is_success() || matches!(status.as_u16(), #(#codes)|*)
            }
        }
    });
    let name = ident(name);
    quote! {
        #declared

        impl specsmith_runtime::SuccessBody for #name {
            #accepts

            fn decode(#answer: &specsmith_runtime::Answer) -> Result<Self, specsmith_runtime::DecodeError> {
                Ok(#decoded)
            }
        }
    }
}

fn redirect(status: Status) -> Option<usize> {
    match status {
        Status::Code(code) if status::is_redirect(status) => Some(code.into()),
        Status::Code(_) | Status::Range(_) | Status::Default => None,
    }
}

fn declared(name: &str, about: &str, answers: &[AnswerPlan]) -> TokenStream {
    let about = comment(about);
    let name = ident(name);
    let variants = answers.iter().map(|answer| {
        let described = described(answer.description.as_deref(), "");
        let about = comment(format!("{}: {described}", status::shown(answer.status)).trim_end_matches(": "));
        let variant = ident(&answer.variant);
        match &answer.kind {
            None => quote!(#about #variant),
            kind => {
                let body = body_type(kind.as_ref());
                quote!(#about #variant(#body))
            }
        }
    });
    quote! {
        #about
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A status that the document does not list, or a body that is not what it says.
            Undocumented,
        }
    }
}

/// The argument that the variant is made of; a lone `default` without a body asks nothing of it.
fn argument(answers: &[AnswerPlan]) -> Ident {
    let asks_nothing = matches!(answers, [AnswerPlan { status: Status::Default, kind: None, .. }]);
    ident(if asks_nothing { "_answer" } else { "answer" })
}

/// The variant for an answer's status. Where `default` is all that is documented, there is nothing to tell apart.
fn by_status(answers: &[AnswerPlan]) -> TokenStream {
    if let [AnswerPlan { status: Status::Default, .. }] = answers {
        return answers.iter().map(made).collect();
    }
    let mut sorted: Vec<&AnswerPlan> = answers.iter().collect();
    // Of one status, the forms that a media type tells come before the one that it is otherwise.
    sorted.sort_by_key(|answer| (answer.status, answer.only_for.is_empty()));
    let arms = sorted.into_iter().map(arm);
    let has_default = answers.iter().any(|answer| answer.status == Status::Default);
    let rest = (!has_default).then(|| quote!(_ => Self::Undocumented,));
    quote! {
        match answer.status().as_u16() {
            #(#arms)*
            #rest
        }
    }
}

fn arm(answer: &AnswerPlan) -> TokenStream {
    let made = made(answer);
    let only_for = &answer.only_for;
    let guard = (!only_for.is_empty()).then(|| quote!(if answer.is_any_of(&[#(#only_for),*])));
    match answer.status {
        Status::Code(code) => {
            let code = number(code.into());
            quote!(#code #guard => #made,)
        }
        Status::Range(_) => {
            let (first, last) = status::span(answer.status);
            let (first, last) = (number(first.into()), number(last.into()));
            quote!(#first..=#last #guard => #made,)
        }
        Status::Default => quote!(_ #guard => #made,),
    }
}

fn made(answer: &AnswerPlan) -> TokenStream {
    let variant = ident(&answer.variant);
    match &answer.kind {
        None => quote!(Self::#variant),
        Some(BodyKind::Json(_)) => quote!(Self::#variant(answer.json()?)),
        Some(BodyKind::Text) => quote!(Self::#variant(answer.text())),
        Some(BodyKind::Bytes) => quote!(Self::#variant(answer.bytes().clone())),
    }
}

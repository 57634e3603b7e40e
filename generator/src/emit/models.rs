//! `models.rs`: the types of an API. How they are read and written stands in `models/serde.rs`.

use super::documentation::{comment, described, value};
use super::library::gate;
use super::rust_file::ident;
use super::rust_type::{From, argument, rust_type};
use crate::plan::{
    ApiPlan, FieldKind, FieldPlan, Holds, InNew, ItemPlan, MemberPlan, ModelKind, ModelPlan, VariantPlan,
};
use crate::reflect::RustType;
use proc_macro2::TokenStream;
use quote::quote;

/// The whole file.
pub fn models(api: &ApiPlan) -> TokenStream {
    let models = api.models.iter().map(model);
    quote! {
        //! The types that requests and answers are made of.

        mod serde;

        #(#models)*
    }
}

fn model(model: &ModelPlan) -> TokenStream {
    match &model.kind {
        ModelKind::Struct(fields) => structure(model, fields),
        ModelKind::Enum { holds, catch_all, members } => enumeration(model, *holds, catch_all, members),
        ModelKind::Union { catch_all, tag: _, variants } => union(model, catch_all, variants),
        ModelKind::Tuple(items) => tuple(model, items),
        ModelKind::Wrapper(held) => wrapper(model, held),
    }
}

fn about(model: &ModelPlan) -> TokenStream {
    let mut text =
        described(model.description.as_deref(), &format!("The schema at {}.", crate::markdown::code(&model.place)));
    if model.deprecated {
        text.push_str("\n\nDeprecated.");
    }
    comment(&text)
}

fn structure(model: &ModelPlan, fields: &[FieldPlan]) -> TokenStream {
    let (gate, about, name) = (gate(model.features.iter()), about(model), ident(&model.name));
    // What parts hold may be streams, which cannot be compared.
    let compared = model.parts.is_none().then(|| quote!(PartialEq));
    let debug = (!fields.iter().any(|field| field.secret)).then(|| quote!(Debug,));
    let default = (!fields.iter().any(FieldPlan::is_needed)).then(|| quote!(Default,));
    // Answers may grow; what a caller builds with a struct expression may not.
    let non_exhaustive = (!model.in_requests).then(|| quote!(#[non_exhaustive]));
    let declared = fields.iter().map(|field| {
        let otherwise = match field.kind {
            FieldKind::Additional => "All other members.".to_owned(),
            _ if model.parts.is_some() => format!("The part {}.", crate::markdown::code(&field.wire)),
            _ if field.wire.trim().is_empty() => "The member whose name is empty.".to_owned(),
            _ => format!("The member {}.", crate::markdown::code(&field.wire)),
        };
        let mut about = value(&field.documentation, &otherwise);
        if field.kind == FieldKind::Nullable {
            about.push_str("\n\n`None` is left out, `Some(None)` is null.");
        }
        if let Some(said) = field.direction.said() {
            about.push_str(&format!("\n\n{said}"));
        }
        let about = comment(&about);
        let (name, rust_type) = (ident(&field.name), rust_type(&field.rust_type, From::Models));
        quote!(#about pub #name: #rust_type)
    });
    let new = model.in_requests.then(|| new(model, fields));
    quote! {
        #about
        #gate
        #[derive(#debug Clone, #default #compared)]
        #non_exhaustive
        pub struct #name {
            #(#declared,)*
        }

        #new
    }
}

/// `Model::new(required…)`: the rest is absent, or can only be one value.
fn new(model: &ModelPlan, fields: &[FieldPlan]) -> TokenStream {
    let (gate, name) = (gate(model.features.iter()), ident(&model.name));
    let arguments = fields.iter().filter_map(|field| {
        let name = ident(&field.name);
        let (declared, _) = new_argument(field.argument()?, &name);
        Some(quote!(#name: #declared))
    });
    let values = fields.iter().map(|field| {
        let name = ident(&field.name);
        match (&field.in_new, field.kind) {
            (InNew::Filled { variant: Some(variant), value: _ }, _) => {
                let (held, variant) = (rust_type(&field.rust_type, From::Models), ident(variant));
                quote!(#name: #held::#variant)
            }
            (InNew::Filled { variant: None, value }, _) => {
                let text = value.as_str().unwrap_or_default();
                quote!(#name: #text.to_owned())
            }
            (InNew::Taken, kind) => {
                let (_, value) = new_argument(field.argument().unwrap_or(&field.rust_type), &name);
                match (kind, &field.rust_type) {
                    (FieldKind::Optional, _) => quote!(#name: Some(#value)),
                    (_, RustType::String | RustType::Part) => quote!(#name: #value),
                    _ => quote!(#name),
                }
            }
            (InNew::Absent, FieldKind::Additional) => quote!(#name: Default::default()),
            (InNew::Absent, _) => quote!(#name: None),
        }
    });
    // Where nothing is asked for, `Default` is expected; it is derived unless something is filled in.
    let takes_nothing = fields.iter().all(|field| field.argument().is_none());
    let default = (takes_nothing && fields.iter().any(FieldPlan::is_needed)).then(|| {
        quote! {
            #gate
            impl Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let is_filled = fields.iter().any(|field| matches!(field.in_new, InNew::Filled { .. }));
    let about = match is_filled {
        true => " With what is required; what can only be one value is set, everything else is absent.",
        false => " With what is required; everything else is absent.",
    };
    quote! {
        #gate
        impl #name {
            #[doc = #about]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }

        #default
    }
}

/// Text and files are taken in any form, all else as it is.
fn new_argument(found: &RustType, name: &proc_macro2::Ident) -> (TokenStream, TokenStream) {
    match found {
        RustType::String => argument(found, name, From::Models),
        RustType::Part => (quote!(impl Into<specsmith_runtime::Part>), quote!(#name.into())),
        other => (rust_type(other, From::Models), quote!(#name)),
    }
}

fn enumeration(model: &ModelPlan, holds: Holds, catch_all: &str, members: &[MemberPlan]) -> TokenStream {
    let (gate, about, name, catch_all) =
        (gate(model.features.iter()), about(model), ident(&model.name), ident(catch_all));
    let variants = members.iter().map(|member| {
        let shown = crate::markdown::code(&member.wire);
        let otherwise = if shown.trim().is_empty() { "Empty text." } else { &shown };
        let about = comment(&described(member.description.as_deref(), otherwise));
        let variant = ident(&member.variant);
        quote!(#about #variant)
    });
    let (derived, held) = match holds {
        Holds::Text => (quote!(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash), quote!(String)),
        Holds::Integer => (quote!(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash), quote!(i64)),
        Holds::Any => (quote!(Debug, Clone, PartialEq), rust_type(&RustType::Json, From::Models)),
    };
    quote! {
        #about
        #gate
        #[derive(#derived)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this version does not know, as it came.
            #catch_all(#held),
        }
    }
}

fn union(model: &ModelPlan, catch_all: &str, variants: &[VariantPlan]) -> TokenStream {
    let (gate, about, name, catch_all) =
        (gate(model.features.iter()), about(model), ident(&model.name), ident(catch_all));
    let declared = variants.iter().map(|variant| {
        let held = rust_type(&variant.rust_type, From::Models);
        let tags: Vec<String> = variant.tags.iter().map(|tag| crate::markdown::code(tag)).collect();
        let otherwise = match tags.as_slice() {
            [] => format!("A `{}`.", held.to_string().replace(' ', "")),
            tags => format!("{}.", tags.join(", ")),
        };
        let about = comment(&described(variant.description.as_deref(), &otherwise));
        let name = ident(&variant.name);
        quote!(#about #name(#held))
    });
    let json = rust_type(&RustType::Json, From::Models);
    quote! {
        #about
        #gate
        #[derive(Debug, Clone, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "the types are the document's, and easier to match without a box")]
        #[non_exhaustive]
        pub enum #name {
            #(#declared,)*
            /// What this version does not know, as it came.
            #catch_all(#json),
        }
    }
}

fn tuple(model: &ModelPlan, items: &[ItemPlan]) -> TokenStream {
    let (gate, about, name) = (gate(model.features.iter()), about(model), ident(&model.name));
    let declared = items.iter().enumerate().map(|(index, item)| {
        let about = comment(&value(&item.documentation, &format!("The item at index {index}.")));
        let held = rust_type(&item.rust_type, From::Models);
        quote!(#about pub #held)
    });
    quote! {
        #about
        #gate
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name(#(#declared,)*);
    }
}

fn wrapper(model: &ModelPlan, held: &RustType) -> TokenStream {
    let (gate, about, name) = (gate(model.features.iter()), about(model), ident(&model.name));
    let held = rust_type(held, From::Models);
    quote! {
        #about
        #gate
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name(
            /// All of it.
            pub #held,
        );
    }
}

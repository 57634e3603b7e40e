//! The handle of an API and its module's list of resources.

use super::documentation::{comment, described, inner_comment};
use super::library::gate;
use super::rust_file::ident;
use crate::plan::{ApiPlan, SdkPlan};
use proc_macro2::TokenStream;
use quote::quote;

/// `src/<api>.rs`.
pub fn module(plan: &SdkPlan, api: &ApiPlan) -> TokenStream {
    let documentation = inner_comment(&described(api.description.as_deref(), &api.title));
    let modules = modules(api);
    let handle = ident(&api.handle);
    let provider = ident(&plan.provider.type_name);
    let about = comment(&format!("The handle of {}. Cheap to clone.", crate::markdown::line(&api.title)));
    let accessors = accessors(api);
    quote! {
        #documentation

        #modules

        #about
        #[derive(Debug, Clone)]
        pub struct #handle {
            core: specsmith_runtime::Core,
        }

        impl #handle {
            pub(crate) fn new(core: specsmith_runtime::Core) -> Self {
                Self { core }
            }

            /// The runtime's client behind this handle.
            pub fn core(&self) -> &specsmith_runtime::Core {
                &self.core
            }

            #accessors
        }

        impl ::core::convert::From<&crate::#provider> for #handle {
            fn from(provider: &crate::#provider) -> Self {
                Self::new(provider.core().clone())
            }
        }
    }
}

/// The list of an API's modules.
pub fn modules(api: &ApiPlan) -> TokenStream {
    let resources = api.resources.iter().map(|resource| {
        let gate = gate([&resource.feature].into_iter());
        let module = ident(&resource.module);
        quote!(#gate pub mod #module;)
    });
    let models = (!api.models.is_empty()).then(|| {
        quote!(
            pub mod models;
        )
    });
    quote! { #(#resources)* #models }
}

/// A method for each resource.
pub fn accessors(api: &ApiPlan) -> TokenStream {
    let path = match &api.module {
        Some(module) => {
            let module = ident(module);
            quote!(crate::#module)
        }
        None => quote!(crate),
    };
    let accessors = api.resources.iter().map(|resource| {
        let gate = gate([&resource.feature].into_iter());
        let documentation = comment(&described(resource.description.as_deref(), &title(&resource.title)));
        let (accessor, module, handle) = (ident(&resource.accessor), ident(&resource.module), ident(&resource.handle));
        quote! {
            #documentation
            #gate
            pub fn #accessor(&self) -> #path::#module::#handle {
                #path::#module::#handle::new(self.core.clone())
            }
        }
    });
    quote! { #(#accessors)* }
}

fn title(title: &str) -> String {
    format!("The operations of {}.", crate::markdown::line(title))
}

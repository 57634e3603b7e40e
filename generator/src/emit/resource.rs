//! One resource: its handle, its free functions, and a request for each operation.

use super::documentation::{comment, described, inner_comment, operation as operation_comment};
use super::rust_file::ident;
use super::rust_type::{From, argument, rust_type};
use super::{answers, request};
use crate::plan::{ApiPlan, BodyKind, OperationPlan, ResourcePlan, SdkPlan};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The whole file of a resource. `api_index` is the place of its API among the provider's.
pub fn resource(plan: &SdkPlan, api: &ApiPlan, resource: &ResourcePlan, api_index: usize) -> TokenStream {
    let documentation = inner_comment(&described(resource.description.as_deref(), &resource.title));
    let handle = ident(&resource.handle);
    let provider = ident(&plan.provider.type_name);
    let models = models_import(api, resource);
    let about = comment(&format!("The operations of {}. Cheap to clone.", crate::markdown::line(&resource.title)));
    let methods = resource.operations.iter().map(method);
    let functions = resource.operations.iter().map(|operation| function(plan, resource, operation));
    let requests = resource.operations.iter().map(|operation| request::request(operation, api_index));
    let answers = resource.operations.iter().map(answers::answers);
    quote! {
        #documentation

        #models
        use crate::#provider;
        use specsmith_runtime::{Error, Response, facts};

        #about
        #[derive(Debug, Clone)]
        pub struct #handle {
            core: specsmith_runtime::Core,
        }

        impl #handle {
            pub(crate) fn new(core: specsmith_runtime::Core) -> Self {
                Self { core }
            }

            #(#methods)*
        }

        #(#functions)*
        #(#requests #answers)*
    }
}

/// `use …::models`, if any operation of the resource names one.
fn models_import(api: &ApiPlan, resource: &ResourcePlan) -> Option<TokenStream> {
    let names_a_model = resource.operations.iter().any(|operation| operation.names_a_model());
    let module = api.module.as_deref().map(ident);
    names_a_model.then(|| match module {
        Some(module) => quote!(use crate::#module::models;),
        None => quote!(
            use crate::models;
        ),
    })
}

/// The arguments of an operation: names with types, and the names alone.
pub struct Arguments {
    pub declared: Vec<TokenStream>,
    pub names: Vec<Ident>,
}

pub fn arguments(operation: &OperationPlan) -> Arguments {
    let mut arguments = Arguments { declared: Vec::new(), names: Vec::new() };
    let mut add = |name: Ident, declared: TokenStream| {
        arguments.declared.push(quote!(#name: #declared));
        arguments.names.push(name);
    };
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let name = ident(&parameter.name);
        let (declared, _) = argument(&parameter.rust_type, &name, From::Resource);
        add(name, declared);
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        add(ident(&body.name), body_argument(&body.kind));
    }
    arguments
}

/// The type of a body as an argument.
pub fn body_argument(kind: &BodyKind) -> TokenStream {
    match kind {
        BodyKind::Json(found) => rust_type(found, From::Resource),
        BodyKind::Text => quote!(impl Into<String>),
        BodyKind::Bytes => quote!(impl Into<specsmith_runtime::bytes::Bytes>),
    }
}

fn method(operation: &OperationPlan) -> TokenStream {
    let documentation = comment(&operation_comment(operation));
    let deprecated = deprecated(operation);
    let (function, request) = (ident(&operation.function), ident(&operation.request));
    let Arguments { declared, names } = arguments(operation);
    quote! {
        #documentation
        #deprecated
        pub fn #function(&self, #(#declared),*) -> #request {
            #request::new(&self.core, #(#names),*)
        }
    }
}

/// The same without a handle, for callers that pass the client around.
fn function(plan: &SdkPlan, resource: &ResourcePlan, operation: &OperationPlan) -> TokenStream {
    let documentation = comment(&format!(
        "{}\n\nThe same as [`{}::{}`], as a function.",
        summary(operation),
        resource.handle,
        operation.function
    ));
    let deprecated = deprecated(operation);
    let (function, request) = (ident(&operation.function), ident(&operation.request));
    let (provider, provider_type) = (ident(&plan.provider.variable), ident(&plan.provider.type_name));
    let Arguments { declared, names } = arguments(operation);
    quote! {
        #documentation
        #deprecated
        pub fn #function(#provider: &#provider_type, #(#declared),*) -> #request {
            #request::new(#provider.core(), #(#names),*)
        }
    }
}

fn summary(operation: &OperationPlan) -> String {
    let said = operation.summary.as_deref().or(operation.description.as_deref()).map(crate::markdown::line);
    said.filter(|line| !line.is_empty()).unwrap_or_else(|| crate::markdown::code(&operation.id))
}

fn deprecated(operation: &OperationPlan) -> Option<TokenStream> {
    operation.deprecated.then(|| quote!(#[deprecated = "the API's document says so"]))
}

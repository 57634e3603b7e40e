//! One resource: its handle, its free functions, and a request for each operation.

use super::documentation::{comment, described, inner_comment, operation as operation_comment};
use super::rust_file::ident;
use super::rust_type::{From, argument, rust_type};
use super::{answers, request};
use crate::plan::{ApiPlan, BodyKind, BodyPlan, OperationPlan, OtherBodyPlan, ResourcePlan, SdkPlan};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The whole file of a resource. `api_index` is the place of its API among the provider's.
pub fn resource(plan: &SdkPlan, api: &ApiPlan, resource: &ResourcePlan, api_index: usize) -> TokenStream {
    let documentation = inner_comment(&described(resource.description.as_deref(), &resource.title));
    let handle = ident(&resource.handle);
    let provider = ident(&plan.provider.type_name);
    let models = models_import(api, resource);
    let sends = resource.operations.iter().any(|operation| !operation.is_only_streamed()).then(|| quote!(Sending,));
    let streams = resource.operations.iter().any(|operation| operation.stream.is_some());
    let streams = streams.then(|| quote!(Error, Response,));
    let about = comment(&format!("The operations of {}. Cheap to clone.", crate::markdown::line(&resource.title)));
    let methods = resource.operations.iter().flat_map(methods);
    let functions = resource.operations.iter().flat_map(|operation| functions(plan, resource, operation));
    let requests = resource.operations.iter().map(|operation| request::request(operation, api_index));
    let answers = resource.operations.iter().map(answers::answers);
    quote! {
        #documentation

        #models
        use crate::#provider;
        use specsmith_runtime::{#streams #sends facts};

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

/// The arguments, with one of the forms of the body where it must be given.
pub fn arguments(operation: &OperationPlan, body: Option<&BodyPlan>) -> Arguments {
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
    if let Some(body) = body.filter(|body| body.required) {
        add(ident(&body.name), body_argument(&body.kind));
    }
    arguments
}

/// The type of a body as an argument.
pub fn body_argument(kind: &BodyKind) -> TokenStream {
    match kind {
        BodyKind::Json(found) => rust_type(found, From::Resource),
        BodyKind::Text => quote!(impl Into<String>),
        BodyKind::Bytes => quote!(impl Into<specsmith_runtime::Body>),
    }
}

/// One way to make a request: with the usual body, or another.
struct Way<'plan> {
    function: &'plan str,
    constructor: &'plan str,
    body: Option<&'plan BodyPlan>,
    /// What is said of it, where it is not the usual one.
    note: String,
}

/// The ways to make a request of an operation, the usual one first. A body that may be left out is a setter, and no way.
fn ways(operation: &OperationPlan) -> Vec<Way<'_>> {
    let usual =
        Way { function: &operation.function, constructor: "new", body: operation.body.as_ref(), note: String::new() };
    let others = operation.other_bodies.iter().filter(|other| other.body.required);
    let others = others.map(|OtherBodyPlan { function, constructor, body }| Way {
        function,
        constructor,
        body: Some(body),
        note: format!("\n\nWith a body of {}.", crate::markdown::code(&body.media_type)),
    });
    std::iter::once(usual).chain(others).collect()
}

fn methods(operation: &OperationPlan) -> Vec<TokenStream> {
    ways(operation).into_iter().map(|way| method(operation, &way)).collect()
}

fn functions(plan: &SdkPlan, resource: &ResourcePlan, operation: &OperationPlan) -> Vec<TokenStream> {
    ways(operation).into_iter().map(|way| function(plan, resource, operation, &way)).collect()
}

fn method(operation: &OperationPlan, way: &Way<'_>) -> TokenStream {
    let documentation = comment(&format!("{}{}", operation_comment(operation), way.note));
    let deprecated = deprecated(operation);
    let (function, request) = (ident(way.function), ident(&operation.request));
    let constructor = ident(way.constructor);
    let Arguments { declared, names } = arguments(operation, way.body);
    quote! {
        #documentation
        #deprecated
        pub fn #function(&self, #(#declared),*) -> #request {
            #request::#constructor(&self.core, #(#names),*)
        }
    }
}

/// The same without a handle, for callers that pass the client around.
fn function(plan: &SdkPlan, resource: &ResourcePlan, operation: &OperationPlan, way: &Way<'_>) -> TokenStream {
    let documentation = comment(&format!(
        "{}\n\nThe same as [`{}::{}`], as a function.",
        summary(operation),
        resource.handle,
        way.function
    ));
    let deprecated = deprecated(operation);
    let (function, request) = (ident(way.function), ident(&operation.request));
    let constructor = ident(way.constructor);
    let (provider, provider_type) = (ident(&plan.provider.variable), ident(&plan.provider.type_name));
    let Arguments { declared, names } = arguments(operation, way.body);
    quote! {
        #documentation
        #deprecated
        pub fn #function(#provider: &#provider_type, #(#declared),*) -> #request {
            #request::#constructor(#provider.core(), #(#names),*)
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

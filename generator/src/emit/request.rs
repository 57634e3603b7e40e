//! The request of an operation: its table, its type, its setters and `send`.

use super::documentation::{comment, described, value};
use super::resource::{Arguments, arguments, body_argument};
use super::rust_file::{ident, number};
use super::rust_type::{From, argument, body_type};
use super::{bulk, paging, retry, secrets, stream};
use crate::model::Location;
use crate::plan::{
    BodyEncoding, BodyKind, BodyPlan, FormFieldPlan, OperationPlan, OtherBodyPlan, ParameterPlan, ParameterStyle,
    ScopesPlan, SuccessPlan,
};
use proc_macro2::TokenStream;
use quote::quote;

/// Everything about a request but what its answers are.
pub fn request(operation: &OperationPlan, api_index: usize) -> TokenStream {
    let table = table(operation, api_index);
    let name = ident(&operation.request);
    let about = comment(&format!(
        "A call of {}, to be sent.",
        crate::markdown::code(&format!("{} {}", operation.method, operation.path))
    ));
    let usual = new(operation, "new", operation.body.as_ref(), None);
    let others = operation.other_bodies.iter().filter(|other| other.body.required);
    let others = others.map(|OtherBodyPlan { function: _, constructor, body }| {
        new(operation, constructor, Some(body), Some(&body.media_type))
    });
    let setters = operation.parameters.iter().enumerate().filter(|(_, parameter)| !parameter.required);
    let setters = setters.map(|(index, parameter)| setter(index, parameter));
    let body_setters = operation.body.iter().map(|body| (body, None));
    let others_too = operation.other_bodies.iter().map(|other| (&other.body, Some(&other.body.media_type)));
    let body_setters = body_setters.chain(others_too).filter(|(body, _)| !body.required);
    let body_setters = body_setters.map(|(body, media_type)| body_setter(body, media_type));
    let error = error_type(operation);
    let send = (!operation.is_only_streamed()).then(|| send(operation, &error));
    let stream_table = operation.stream.as_ref().and_then(stream::table);
    let stream = stream::methods(operation, &error);
    let (pages, paged) = (paging::methods(operation), paging::paged(operation, &error));
    let (upload, bulk) = (bulk::methods(operation), bulk::bulk(operation));
    quote! {
        #table
        #stream_table

        #about
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name {
            call: specsmith_runtime::Call,
        }

        impl #name {
            #usual
            #(#others)*
            #(#setters)*
            #(#body_setters)*
            #send
            #stream
            #pages
            #upload
        }

        specsmith_runtime::request_options!(#name);

        #paged
        #bulk
    }
}

fn table(operation: &OperationPlan, api_index: usize) -> TokenStream {
    let OperationPlan { id, path, accept, idempotent, scopes, .. } = operation;
    let constant = ident(&operation.constant);
    let api = number(api_index);
    let method = method(&operation.method);
    let parameters = operation.parameters.iter().map(parameter_row);
    let security = operation.security.iter().map(|set| {
        let indexes = set.iter().map(|index| number(*index));
        quote!(&[#(#indexes),*])
    });
    let rows = scopes.iter().map(|ScopesPlan { alternative, scheme, scopes }| {
        let (alternative, scheme) = (number(*alternative), number(*scheme));
        quote!(facts::Scopes { alternative: #alternative, scheme: #scheme, scopes: &[#(#scopes),*] })
    });
    let scopes = (!scopes.is_empty()).then(|| quote!(scopes: &[#(#rows),*],));
    let own_servers = operation.own_servers.map(|index| {
        let index = number(index);
        quote!(own_servers: Some(#index),)
    });
    let follows = operation.follows_redirects.then(|| quote!(follows_redirects: true,));
    let secrets = secrets::row(operation);
    let idempotency_header = operation.idempotency_header.as_ref().map(|name| quote!(idempotency_header: Some(#name),));
    let retry = operation.retry.as_ref().map(retry::row);
    let streams = operation.stream.as_ref().filter(|stream| stream.flag.is_some() && !stream.only).map(|stream| {
        let constant = ident(&stream.constant);
        quote!(streams: Some(&#constant),)
    });
    let content_type = match &operation.body {
        Some(BodyPlan { media_type, .. }) => quote!(Some(#media_type)),
        None => quote!(None),
    };
    quote! {
        static #constant: facts::Operation = facts::Operation {
            id: #id,
            method: #method,
            path: #path,
            api: #api,
            #own_servers
            parameters: &[#(#parameters),*],
            security: &[#(#security),*],
            #scopes
            content_type: #content_type,
            accept: #accept,
            idempotent: #idempotent,
            #follows
            #idempotency_header
            #retry
            #secrets
            #streams
            ..facts::Operation::DEFAULT
        };
    }
}

fn method(method: &str) -> TokenStream {
    match method {
        "GET" => quote!(facts::Method::Get),
        "PUT" => quote!(facts::Method::Put),
        "POST" => quote!(facts::Method::Post),
        "DELETE" => quote!(facts::Method::Delete),
        "OPTIONS" => quote!(facts::Method::Options),
        "HEAD" => quote!(facts::Method::Head),
        "PATCH" => quote!(facts::Method::Patch),
        "TRACE" => quote!(facts::Method::Trace),
        other => quote!(facts::Method::Custom(#other)),
    }
}

fn parameter_row(parameter: &ParameterPlan) -> TokenStream {
    let ParameterPlan { wire, location, style, explode, allow_reserved, .. } = parameter;
    row(wire, *location, *style, *explode, *allow_reserved)
}

fn row(wire: &str, location: Location, style: ParameterStyle, explode: bool, allow_reserved: bool) -> TokenStream {
    let location = match location {
        Location::Path => quote!(facts::Location::Path),
        Location::Query => quote!(facts::Location::Query),
        Location::Header => quote!(facts::Location::Header),
        Location::Cookie => quote!(facts::Location::Cookie),
    };
    let style = match style {
        ParameterStyle::Simple => quote!(facts::Style::Simple),
        ParameterStyle::Label => quote!(facts::Style::Label),
        ParameterStyle::Matrix => quote!(facts::Style::Matrix),
        ParameterStyle::Form => quote!(facts::Style::Form),
        ParameterStyle::SpaceDelimited => quote!(facts::Style::SpaceDelimited),
        ParameterStyle::PipeDelimited => quote!(facts::Style::PipeDelimited),
        ParameterStyle::TabDelimited => quote!(facts::Style::TabDelimited),
        ParameterStyle::DeepObject => quote!(facts::Style::DeepObject),
        ParameterStyle::Json => quote!(facts::Style::Json),
    };
    quote! {
        facts::Parameter {
            name: #wire,
            location: #location,
            style: #style,
            explode: #explode,
            allow_reserved: #allow_reserved,
        }
    }
}

/// A constructor. `media_type` is said where it is not the one in the table.
fn new(
    operation: &OperationPlan,
    constructor: &str,
    body: Option<&BodyPlan>,
    media_type: Option<&String>,
) -> TokenStream {
    let (constant, constructor) = (ident(&operation.constant), ident(constructor));
    let Arguments { declared, .. } = arguments(operation, body);
    let sets = operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.required);
    let mut sets: Vec<TokenStream> = sets.map(|(index, parameter)| set(index, parameter)).collect();
    if let Some(body) = body.filter(|body| body.required) {
        sets.extend(media_type.map(|media_type| quote!(media_type(#media_type))));
        sets.push(set_body(body));
    }
    let call = quote!(specsmith_runtime::Call::new(core, &#constant));
    let body = if sets.is_empty() {
        quote!(Self { call: #call })
    } else {
        quote! {
            let mut call = #call;
            #(call.#sets;)*
            Self { call }
        }
    };
    quote! {
        fn #constructor(core: &specsmith_runtime::Core, #(#declared),*) -> Self {
            #body
        }
    }
}

/// `set(0, &value)`
fn set(index: usize, parameter: &ParameterPlan) -> TokenStream {
    let (index, name) = (number(index), ident(&parameter.name));
    let (_, value) = argument(&parameter.rust_type, &name, From::Resource);
    match parameter.rust_type {
        crate::reflect::RustType::String => quote!(set(#index, &Into::<String>::into(#name))),
        _ => quote!(set(#index, &#value)),
    }
}

fn set_body(body: &BodyPlan) -> TokenStream {
    let name = ident(&body.name);
    match (&body.encoding, &body.kind) {
        (BodyEncoding::Multipart, _) => quote!(multipart(&#name)),
        (BodyEncoding::Form(fields), _) => {
            let rows = fields.iter().map(form_row);
            quote!(form(&#name, &[#(#rows),*]))
        }
        (BodyEncoding::Plain, BodyKind::Json(_)) => quote!(json(&#name)),
        (BodyEncoding::Plain, BodyKind::Text) => quote!(text(#name)),
        (BodyEncoding::Plain, BodyKind::Bytes) => quote!(body(#name)),
    }
}

fn form_row(field: &FormFieldPlan) -> TokenStream {
    let FormFieldPlan { wire, style, explode, allow_reserved } = field;
    row(wire, Location::Query, *style, *explode, *allow_reserved)
}

fn setter(index: usize, parameter: &ParameterPlan) -> TokenStream {
    let name = ident(&parameter.name);
    let about = comment(&value(&parameter.documentation, &format!("Sets {}.", crate::markdown::code(&parameter.wire))));
    let (declared, _) = argument(&parameter.rust_type, &name, From::Resource);
    let set = set(index, parameter);
    quote! {
        #about
        pub fn #name(mut self, #name: #declared) -> Self {
            self.call.#set;
            self
        }
    }
}

fn body_setter(body: &BodyPlan, media_type: Option<&String>) -> TokenStream {
    let name = ident(&body.name);
    let mut about = described(body.description.as_deref(), "Sets the body.");
    let media_type = media_type.map(|media_type| {
        about.push_str(&format!("\n\nIt is sent as {}.", crate::markdown::code(media_type)));
        quote!(self.call.media_type(#media_type);)
    });
    let about = comment(&about);
    let declared = body_argument(&body.kind);
    let set = set_body(body);
    quote! {
        #about
        pub fn #name(mut self, #name: #declared) -> Self {
            #media_type
            self.call.#set;
            self
        }
    }
}

pub fn error_type(operation: &OperationPlan) -> TokenStream {
    match &operation.error {
        Some(name) => {
            let name = ident(name);
            quote!(#name)
        }
        None => quote!(specsmith_runtime::Undocumented),
    }
}

/// What an operation gives, and the method of `Call` that gets it.
pub fn sender(operation: &OperationPlan) -> (TokenStream, TokenStream) {
    match &operation.success {
        SuccessPlan::Several { name, .. } => {
            let name = ident(name);
            (quote!(#name), quote!(send_with))
        }
        SuccessPlan::One { kind, .. } => {
            let send = match kind {
                None => quote!(send_empty),
                Some(BodyKind::Json(_)) => quote!(send_json),
                Some(BodyKind::Text) => quote!(send_text),
                Some(BodyKind::Bytes) => quote!(send_bytes),
            };
            (body_type(kind.as_ref()), send)
        }
    }
}

fn send(operation: &OperationPlan, error: &TokenStream) -> TokenStream {
    let (success, send) = sender(operation);
    quote! {
        /// Sends the request.
        ///
        /// # Errors
        ///
        /// The server answered with an error, or no answer came; the error says whether the request was sent, and
        /// whether it may be sent again.
        pub fn send(self) -> Sending<#success, #error> {
            self.call.#send()
        }

        specsmith_runtime::send_blocking!(#success, #error);
    }
}

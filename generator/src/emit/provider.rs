//! `src/provider.rs`: the type that users start from, its builder, and the table of what configures it.

use super::documentation::{comment, described};
use super::rust_file::{ident, text};
use crate::markdown;
use crate::model::Location;
use crate::plan::{
    ApiPlan, ClientPlan, OwnServersPlan, ProviderPlan, SchemeKind, SchemePlan, SdkPlan, ServerPlan, VariablePlan,
};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

/// The whole file.
pub fn provider(plan: &SdkPlan) -> TokenStream {
    let table = table(plan);
    let client = client(plan);
    let builder = builder(plan);
    quote! {
        use specsmith_runtime::{Config, ConfigError, Core, facts};

        #table
        #client
        #builder
    }
}

fn table(plan: &SdkPlan) -> TokenStream {
    let ProviderPlan { type_name, variable: _, base_url_env, schemes, certificates: _, variables, own_servers } =
        &plan.provider;
    let package = text(&format!("{}/", plan.package.name));
    let schemes = schemes.iter().map(scheme_row);
    let rows = variables.iter().map(variable_row);
    let apis = plan.apis.iter().map(api_row);
    let own_servers = own_servers.iter().map(own_row);
    quote! {
        static PROVIDER: facts::Provider = facts::Provider {
            name: #type_name,
            user_agent: concat!(#package, env!("CARGO_PKG_VERSION")),
            base_url_env: #base_url_env,
            schemes: &[#(#schemes),*],
            variables: &[#(#rows),*],
            apis: &[#(#apis),*],
            own_servers: &[#(#own_servers),*],
        };
    }
}

fn scheme_row(scheme: &SchemePlan) -> TokenStream {
    let SchemePlan { id, setter, callback: _, kind, flows: _, client, env, env_is_declared: _, description: _ } =
        scheme;
    let kind = match kind {
        SchemeKind::Bearer if client.is_some() => client_row(client.as_ref()),
        SchemeKind::Bearer => quote!(facts::SchemeKind::Bearer),
        SchemeKind::Basic => quote!(facts::SchemeKind::Basic),
        SchemeKind::ApiKey { name, location } => {
            let location = match location {
                Location::Query => quote!(facts::KeyLocation::Query),
                Location::Cookie => quote!(facts::KeyLocation::Cookie),
                Location::Header | Location::Path => quote!(facts::KeyLocation::Header),
            };
            quote!(facts::SchemeKind::ApiKey { name: #name, location: #location })
        }
    };
    quote!(facts::Scheme { id: #id, setter: #setter, kind: #kind, env: &[#(#env),*] })
}

fn client_row(client: Option<&ClientPlan>) -> TokenStream {
    let rows = client.map(|ClientPlan { setter, token_url, api, env: [id, secret] }| {
        let api = super::rust_file::number(*api);
        quote! {
            facts::SchemeKind::OAuth2 { token_url: #token_url, api: #api, setter: #setter, client_env: [#id, #secret] }
        }
    });
    quote!(#rows)
}

fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}

fn variable_row(variable: &VariablePlan) -> TokenStream {
    let VariablePlan { name, setter, default, env, allowed, description: _ } = variable;
    let default = optional(default.as_ref());
    quote! {
        facts::Variable { name: #name, setter: #setter, default: #default, env: &[#(#env),*], allowed: &[#(#allowed),*] }
    }
}

fn api_row(api: &ApiPlan) -> TokenStream {
    let name = &api.name;
    let servers = api.servers.iter().map(server_row);
    quote!(facts::Api { name: #name, servers: &[#(#servers),*] })
}

fn own_row(own: &OwnServersPlan) -> TokenStream {
    let OwnServersPlan { api, servers } = own;
    let (api, servers) = (super::rust_file::number(*api), servers.iter().map(server_row));
    quote!(facts::OwnServers { api: #api, servers: &[#(#servers),*] })
}

fn server_row(server: &ServerPlan) -> TokenStream {
    let ServerPlan { name, url, description: _, variables } = server;
    let used = variables.iter().map(|index| super::rust_file::number(*index));
    quote!(facts::Server { name: #name, url: #url, variables: &[#(#used),*] })
}

fn client(plan: &SdkPlan) -> TokenStream {
    let name = ident(&plan.provider.type_name);
    let builder = format_ident!("{name}Builder");
    let documentation = comment(&format!(
        "{}\n\nCheap to clone: all clones share one connection pool, one configuration and one retry budget.",
        markdown::line(&plan.package.description)
    ));
    let accessors = plan.apis.iter().map(|api| match &api.module {
        None => super::api::accessors(api),
        Some(module) => {
            let documentation = comment(&described(None, &markdown::line(&api.title)));
            let (module, handle) = (ident(module), ident(&api.handle));
            quote! {
                #documentation
                pub fn #module(&self) -> crate::#module::#handle {
                    crate::#module::#handle::new(self.core.clone())
                }
            }
        }
    });
    let environment = comment(&environment(&plan.provider));
    quote! {
        #documentation
        #[derive(Debug, Clone)]
        pub struct #name {
            core: Core,
        }

        impl #name {
            #environment
            pub fn from_env() -> Result<Self, ConfigError> {
                Self::builder().build()
            }

            /// Starts a configuration. What it is not given comes from the environment, else from the document.
            pub fn builder() -> #builder {
                #builder { config: Config::new(&PROVIDER) }
            }

            /// The runtime's client behind this handle.
            pub fn core(&self) -> &Core {
                &self.core
            }

            #(#accessors)*
        }
    }
}

fn environment(provider: &ProviderPlan) -> String {
    let clients = |scheme: &SchemePlan| scheme.client.iter().flat_map(|client| client.env.clone()).collect::<Vec<_>>();
    let schemes = provider.schemes.iter().flat_map(|scheme| [scheme.env.clone(), clients(scheme)].concat());
    let variables = provider.variables.iter().flat_map(|variable| &variable.env);
    let names: Vec<String> = schemes
        .chain(variables.cloned())
        .chain([provider.base_url_env.clone()])
        .map(|name| markdown::code(&name))
        .collect();
    format!(
        "A client configured by the environment: {}.\n\n# Errors\n\nA value is missing that has no default, or a value cannot be used.",
        names.join(", ")
    )
}

fn builder(plan: &SdkPlan) -> TokenStream {
    let provider = &plan.provider;
    let name = ident(&provider.type_name);
    let builder = format_ident!("{name}Builder");
    let about = comment(&format!("Configures a [`{name}`]: explicit values before the environment before defaults."));
    let credentials = provider.schemes.iter().enumerate().map(|(index, scheme)| {
        let is_asked_for = plan.apis.iter().any(|api| api.asks_for(index));
        credential(index, scheme, is_asked_for)
    });
    let variables = provider.variables.iter().enumerate().map(|(index, variable)| variable_setter(index, variable));
    quote! {
        #about
        #[derive(Debug, Clone)]
        #[must_use = "a builder does nothing until `build` is called"]
        pub struct #builder {
            config: Config,
        }

        impl #builder {
            #(#credentials)*
            #(#variables)*

            /// Makes the client.
            ///
            /// # Errors
            ///
            /// A value is missing that has no default, or a value cannot be used.
            pub fn build(self) -> Result<#name, ConfigError> {
                Ok(#name { core: self.config.build()? })
            }
        }

        specsmith_runtime::builder_options!(#builder);
    }
}

fn credential(index: usize, scheme: &SchemePlan, is_asked_for: bool) -> TokenStream {
    let SchemePlan { id, setter, callback, kind, flows, client, env, env_is_declared: _, description } = scheme;
    let (own, index) = (ident(setter), super::rust_file::number(index));
    let id = markdown::code(id);
    let mut about = described(description.as_deref(), &format!("The credential {id}."));
    if !is_asked_for {
        about.push_str("\n\nNo operation asks for it.");
    }
    if !flows.is_empty() {
        let names: Vec<String> = flows.iter().map(|name| markdown::code(name)).collect();
        about.push_str(&format!(
            "\n\nAn access token that you bring: this crate does not run the flow by which it is got ({}). One that runs out is \
             best asked for by `{callback}`.",
            names.join(", ")
        ));
    }
    if !env.is_empty() {
        let names: Vec<String> = env.iter().map(|name| markdown::code(name)).collect();
        about.push_str(&format!("\n\nWithout it, the environment is asked: {}.", names.join(", ")));
    }
    let about = comment(&about);
    let fixed = match kind {
        SchemeKind::Basic => quote! {
            #about
            pub fn #own(mut self, user: impl Into<String>, password: impl Into<specsmith_runtime::Secret>) -> Self {
                self.config.basic(#index, user, password);
                self
            }
        },
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => quote! {
            #about
            pub fn #own(mut self, #own: impl Into<specsmith_runtime::Secret>) -> Self {
                self.config.credential(#index, #own);
                self
            }
        },
    };
    let client = client.as_ref().map(|client| client_setter(&id, client, &index));
    let form = if *kind == SchemeKind::Basic { ", as `user:password`" } else { "" };
    let about = comment(&format!(
        "Asks for the credential {id}{form} when a call needs one, at most once at a time: for every attempt, unless it \
         says for how long it is valid. When it fails, nothing is sent, and the call ends with its error."
    ));
    let callback = ident(callback);
    quote! {
        #fixed
        #client
        #about
        pub fn #callback<F, A, T>(mut self, ask: F) -> Self
        where
            F: Fn() -> A + Send + Sync + 'static,
            A: Future<Output = Result<T, specsmith_runtime::BoxError>> + Send + 'static,
            T: Into<specsmith_runtime::Token>,
        {
            self.config.credential_with(#index, ask);
            self
        }
    }
}

fn client_setter(id: &str, client: &ClientPlan, index: &Literal) -> TokenStream {
    let ClientPlan { setter, token_url, api: _, env: [client_id, secret] } = client;
    let own = ident(setter);
    let code = |text: &str| markdown::code(text);
    let about = comment(&format!(
        "Id and secret of this program, for which it gets the credential {id} at {} by itself.\n\nWithout it, the \
         environment is asked: {} and {}.",
        code(token_url),
        code(client_id),
        code(secret)
    ));
    quote! {
        #about
        pub fn #own(mut self, client: specsmith_runtime::ClientCredentials) -> Self {
            self.config.client_credentials(#index, client);
            self
        }
    }
}

fn variable_setter(index: usize, variable: &VariablePlan) -> TokenStream {
    let setter = ident(&variable.setter);
    let index = super::rust_file::number(index);
    let mut about =
        described(variable.description.as_deref(), &format!("The server variable {}.", markdown::code(&variable.name)));
    let list = |names: &[String]| names.iter().map(|name| markdown::code(name)).collect::<Vec<_>>().join(", ");
    if !variable.allowed.is_empty() {
        about.push_str(&format!("\n\nOne of {}.", list(&variable.allowed)));
    }
    let mut otherwise: Vec<String> = Vec::new();
    if !variable.env.is_empty() {
        otherwise.push(format!("the environment is asked: {}", list(&variable.env)));
    }
    otherwise.extend(variable.default.as_ref().map(|default| format!("it is {}", markdown::code(default))));
    if !otherwise.is_empty() {
        about.push_str(&format!("\n\nWithout it, {}.", otherwise.join(", or else ")));
    }
    let about = comment(&about);
    quote! {
        #about
        pub fn #setter(mut self, #setter: impl Into<String>) -> Self {
            self.config.variable(#index, #setter);
            self
        }
    }
}

//! An invented provider with every kind of credential.

use specsmith_runtime::facts::{
    Api, KeyLocation, Location, Method, Operation, Parameter, Provider, Scheme, SchemeKind, Server, Style,
};
use specsmith_runtime::{Config, Environment};

pub static PROVIDER: Provider = Provider {
    name: "Everything",
    user_agent: "everything/1.0",
    base_url_env: "",
    schemes: &[
        Scheme { id: "bearer", setter: "token", kind: SchemeKind::Bearer, env: &[] },
        Scheme { id: "basic", setter: "basic_auth", kind: SchemeKind::Basic, env: &[] },
        Scheme { id: "header", setter: "header_key", kind: key("X-API-Key", KeyLocation::Header), env: &[] },
        Scheme { id: "query", setter: "query_key", kind: key("key", KeyLocation::Query), env: &[] },
        Scheme { id: "cookie", setter: "cookie_key", kind: key("session", KeyLocation::Cookie), env: &[] },
    ],
    variables: &[],
    apis: &[Api {
        name: "everything",
        servers: &[Server { name: "api", url: "https://api.example.com", variables: &[] }],
    }],
    own_servers: &[],
};

const fn key(name: &'static str, location: KeyLocation) -> SchemeKind {
    SchemeKind::ApiKey { name, location }
}

/// `GET /v1/users/{id}/keys`, signed by the scheme of the same index.
pub static OPERATIONS: [Operation; 5] =
    [signed(&[&[0]]), signed(&[&[1]]), signed(&[&[2]]), signed(&[&[3]]), signed(&[&[4]])];

const fn signed(security: &'static [&'static [usize]]) -> Operation {
    Operation {
        id: "listKeys",
        method: Method::Get,
        path: "/v1/users/{id}/keys",
        api: 0,
        parameters: &[Parameter {
            name: "id",
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        }],
        security,
        accept: "*/*",
        idempotent: true,
        ..Operation::DEFAULT
    }
}

/// A configuration with a credential for every scheme.
pub fn config() -> Config {
    let mut config = Config::new(&PROVIDER);
    config.environment(Environment::empty());
    for (index, scheme) in PROVIDER.schemes.iter().enumerate() {
        match scheme.kind {
            SchemeKind::Basic => config.basic(index, "canary-user", "canary-password"),
            _ => config.credential(index, format!("canary-{index}")),
        }
    }
    config
}

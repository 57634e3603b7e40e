//! What configures a client: credentials and servers, over all APIs of a crate.

use super::server::{self, is_variable};
use super::{ClientPlan, PlanInput, ProviderPlan, SchemeKind, SchemePlan, ScopesPlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::name::{Names, snake_name};
use crate::model::{self, Extensions, SecurityScheme};
use crate::pointer::Pointer;
use serde_json::Value;

/// Methods that every builder has anyway.
const BUILDER_METHODS: &[&str] = &[
    "allow_http",
    "attempt_timeout",
    "base_url",
    "build",
    "clone",
    "config",
    "connect_timeout",
    "configure_http",
    "environment",
    "header",
    "hook",
    "into",
    "max_response_bytes",
    "mock",
    "new",
    "retry",
    "retry_rule",
    "server",
    "timeout",
    "transport",
    "user_agent_suffix",
];

/// Names that the crate's root and the code of every file use for something else.
const PROVIDER_TYPES: &[&str] = &[
    "ApiError",
    "AuthError",
    "Body",
    "Box",
    "BoxError",
    "ByteStream",
    "ClientCredentials",
    "Clone",
    "Config",
    "ConfigError",
    "Core",
    "Date",
    "DateTime",
    "Debug",
    "DecodeError",
    "Default",
    "Environment",
    "Err",
    "Error",
    "ErrorBody",
    "Event",
    "EventStream",
    "Fn",
    "From",
    "Future",
    "Into",
    "IntoIterator",
    "Items",
    "JsonLines",
    "Multipart",
    "None",
    "Ok",
    "Option",
    "PageToken",
    "Pages",
    "Part",
    "RedirectError",
    "RequestError",
    "Response",
    "Result",
    "RetryPolicy",
    "Secret",
    "Self",
    "Send",
    "Sending",
    "Sent",
    "Some",
    "String",
    "Sync",
    "TimeoutError",
    "Token",
    "TooLargeError",
    "TransportError",
    "Upload",
    "UploadPlace",
    "Vec",
];

/// Plans the provider's type.
pub fn provider(wanted: String, variable: String, documents: &[PlanInput<'_>]) -> ProviderPlan {
    let type_name = if PROVIDER_TYPES.contains(&wanted.as_str()) { format!("{wanted}Client") } else { wanted };
    let mut setters = Names::without(BUILDER_METHODS);
    let prefix = variable.trim_end_matches('_').to_uppercase();
    let schemes = schemes(documents, &prefix, &mut setters);
    let variables = server::variables(documents, &mut setters);
    ProviderPlan {
        own_servers: server::own(documents, &variables),
        base_url_env: format!("{prefix}_BASE_URL"),
        type_name,
        variable,
        schemes,
        certificates: certificates(documents),
        variables,
    }
}

fn schemes(documents: &[PlanInput<'_>], prefix: &str, setters: &mut Names) -> Vec<SchemePlan> {
    let mut plans: Vec<SchemePlan> = Vec::new();
    let all = documents.iter().enumerate();
    for (api, (id, scheme)) in
        all.flat_map(|(api, document)| document.api.schemes.iter().map(move |entry| (api, entry)))
    {
        let Some(kind) = scheme_kind(scheme) else { continue };
        // One credential for all documents that mean the same by it; another environment variable is another credential.
        if plans.iter().any(|plan| is_scheme(plan, id, scheme)) {
            continue;
        }
        plans.push(SchemePlan {
            id: id.clone(),
            setter: String::new(),
            callback: String::new(),
            kind,
            flows: flows(scheme),
            client: token_url(scheme).map(|token_url| ClientPlan {
                setter: String::new(),
                token_url: token_url.to_owned(),
                api,
                env: ["client_id", "client_secret"]
                    .map(|part| client_env(&scheme.extensions, part).unwrap_or_default()),
            }),
            env: env(&scheme.extensions),
            env_is_declared: !env(&scheme.extensions).is_empty(),
            description: scheme.description.clone(),
        });
    }
    let only =
        |plans: &[SchemePlan], word: &str| plans.iter().filter(|plan| usual_setter(&plan.kind) == word).count() == 1;
    for index in 0..plans.len() {
        let Some(SchemePlan { id, kind, .. }) = plans.get(index) else { continue };
        let usual = usual_setter(kind);
        let setter = setters.take(&if only(&plans, usual) { usual.to_owned() } else { snake_name(id) });
        if let Some(plan) = plans.get_mut(index) {
            if !plan.env_is_declared && plan.client.is_none() {
                plan.env = vec![format!("{prefix}_{}", setter.trim_end_matches('_').to_uppercase())];
            }
            plan.callback = setters.take(&format!("{setter}_with"));
            plan.setter = setter;
        }
    }
    name_clients(&mut plans, prefix, setters);
    plans
}

/// Methods and environment variables for the ids and secrets of programs: plain ones where there is one pair.
fn name_clients(plans: &mut [SchemePlan], prefix: &str, setters: &mut Names) {
    let several = plans.iter().filter(|plan| plan.client.is_some()).count() > 1;
    for SchemePlan { setter, client, .. } in plans {
        let Some(client) = client else { continue };
        let own = if several { format!("{setter}_") } else { String::new() };
        client.setter = setters.take(&format!("{own}client_credentials"));
        for (env, part) in client.env.iter_mut().zip(["CLIENT_ID", "CLIENT_SECRET"]) {
            if env.is_empty() {
                *env = format!("{prefix}_{}{part}", own.to_uppercase());
            }
        }
    }
}

/// Whether a plan is for a scheme: two of one name that differ otherwise are two.
fn is_scheme(plan: &SchemePlan, id: &str, scheme: &SecurityScheme) -> bool {
    let own = |part| client_env(&scheme.extensions, part);
    plan.id == id
        && Some(&plan.kind) == scheme_kind(scheme).as_ref()
        && (if plan.env_is_declared { plan.env == env(&scheme.extensions) } else { env(&scheme.extensions).is_empty() })
        && plan.client.as_ref().map(|client| client.token_url.as_str()) == token_url(scheme)
        && plan.client.as_ref().is_none_or(|client| {
            let [id, secret] = &client.env;
            own("client_id").is_none_or(|own| own == *id) && own("client_secret").is_none_or(|own| own == *secret)
        })
}

/// The schemes that are a certificate of the client.
fn certificates(documents: &[PlanInput<'_>]) -> Vec<String> {
    let all = documents.iter().flat_map(|document| &document.api.schemes);
    let mut ids: Vec<String> =
        all.filter(|(_, scheme)| scheme.kind == model::SchemeKind::MutualTls).map(|(id, _)| id.clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Where a program gets a token for its own id and secret.
fn token_url(scheme: &SecurityScheme) -> Option<&str> {
    let model::SchemeKind::OAuth2 { flows } = &scheme.kind else { return None };
    let url = flows.get("clientCredentials")?.get("tokenUrl")?.as_str()?.trim();
    (!url.is_empty()).then_some(url)
}

/// The flows in which a person or another program gets the token.
fn flows(scheme: &SecurityScheme) -> Vec<String> {
    match &scheme.kind {
        model::SchemeKind::OAuth2 { flows: Value::Object(flows) } => {
            flows.keys().filter(|name| !name.starts_with("x-") && *name != "clientCredentials").cloned().collect()
        }
        model::SchemeKind::OpenIdConnect { .. } => vec!["OpenID Connect".to_owned()],
        _ => Vec::new(),
    }
}

/// `x-sdk-env` as an object: a name for each part of a credential.
fn client_env(extensions: &Extensions, part: &str) -> Option<String> {
    extensions.get("x-sdk-env")?.get(part)?.as_str().map(str::to_owned)
}

/// What a builder's method is called when there is one scheme of a kind.
fn usual_setter(kind: &SchemeKind) -> &'static str {
    match kind {
        SchemeKind::Bearer => "token",
        SchemeKind::Basic => "basic_auth",
        SchemeKind::ApiKey { .. } => "api_key",
    }
}

/// How a scheme's credential is sent; `None` where no header, query or cookie carries it.
fn scheme_kind(scheme: &SecurityScheme) -> Option<SchemeKind> {
    match &scheme.kind {
        model::SchemeKind::Http { scheme } if scheme == "basic" => Some(SchemeKind::Basic),
        model::SchemeKind::Http { scheme } if scheme == "bearer" => Some(SchemeKind::Bearer),
        model::SchemeKind::ApiKey { name, location } => {
            Some(SchemeKind::ApiKey { name: name.clone(), location: *location })
        }
        // The caller brings the access token (RFC 6750 §2.1).
        model::SchemeKind::OAuth2 { .. } | model::SchemeKind::OpenIdConnect { .. } => Some(SchemeKind::Bearer),
        model::SchemeKind::Http { .. } | model::SchemeKind::MutualTls | model::SchemeKind::Unknown(_) => None,
    }
}

/// `x-sdk-env`: one name or several; as an object, those of the token.
pub fn env(extensions: &Extensions) -> Vec<String> {
    match extensions.get("x-sdk-env") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Object(parts)) => {
            parts.get("token").and_then(Value::as_str).map(str::to_owned).into_iter().collect()
        }
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What setters of a document's credentials and variables are called otherwise than these, since other setters have their
/// names.
pub fn renamed(api: &model::Api, provider: &ProviderPlan) -> Vec<Diagnostic> {
    let schemes = api.schemes.iter().filter_map(|(id, scheme)| {
        let plan = provider.schemes.iter().find(|plan| is_scheme(plan, id, scheme))?;
        let is_expected = plan.setter == usual_setter(&plan.kind) || plan.setter == snake_name(id);
        (!is_expected).then_some((&scheme.at, snake_name(id), &plan.setter))
    });
    let variables = api.all_servers().flat_map(|server| &server.variables).filter_map(|(name, variable)| {
        let plan = provider.variables.iter().find(|plan| is_variable(plan, name, variable))?;
        (plan.setter != snake_name(name)).then_some((&variable.at, snake_name(name), &plan.setter))
    });
    let note = |(at, wanted, setter): (&Pointer, String, &String)| {
        let message = format!("the method `{wanted}` of the builder does something else; this is set by `{setter}`");
        Diagnostic::new(Code::Renamed, at, message, "nothing needs to be done; another name in the document avoids it")
    };
    schemes.chain(variables).map(note).collect()
}

/// What an operation's security becomes.
pub struct Security {
    /// Alternatives of sets of indexes into the provider's schemes.
    pub alternatives: Vec<Vec<usize>>,
    /// What they need of OAuth2 schemes.
    pub scopes: Vec<ScopesPlan>,
}

/// Operation security as indexes into the provider's schemes.
///
/// An alternative with a scheme that cannot be sent is left out; a scheme outside HTTP (mutual TLS) adds nothing to its
/// set. `None` if there is security and no alternative is left.
pub fn security(requirements: &[model::Requirement], api: &model::Api, provider: &ProviderPlan) -> Option<Security> {
    let mut security = Security { alternatives: Vec::new(), scopes: Vec::new() };
    for requirement in requirements {
        let found: Option<Vec<Option<usize>>> = requirement.schemes.keys().map(|id| index(id, api, provider)).collect();
        let Some(found) = found else { continue };
        for (scheme, scopes) in found.iter().zip(requirement.schemes.values()) {
            let Some(scheme) = *scheme else { continue };
            let client = provider.schemes.get(scheme).and_then(|plan| plan.client.as_ref());
            if client.is_some() && !scopes.is_empty() {
                let alternative = security.alternatives.len();
                security.scopes.push(ScopesPlan { alternative, scheme, scopes: scopes.clone() });
            }
        }
        security.alternatives.push(found.into_iter().flatten().collect());
    }
    (requirements.is_empty() || !security.alternatives.is_empty()).then_some(security)
}

/// The alternatives that [`security`] leaves out, each with the scheme for which it does.
pub fn unsent<'api>(
    requirements: &'api [model::Requirement],
    api: &model::Api,
    provider: &ProviderPlan,
) -> impl Iterator<Item = (&'api Pointer, &'api str)> {
    requirements.iter().filter_map(|requirement| {
        let scheme = requirement.schemes.keys().find(|id| index(id, api, provider).is_none())?;
        Some((&requirement.at, scheme.as_str()))
    })
}

fn index(id: &str, api: &model::Api, provider: &ProviderPlan) -> Option<Option<usize>> {
    let scheme = api.schemes.get(id)?;
    if scheme.kind == model::SchemeKind::MutualTls {
        return Some(None);
    }
    scheme_kind(scheme)?;
    provider.schemes.iter().position(|plan| is_scheme(plan, id, scheme)).map(Some)
}

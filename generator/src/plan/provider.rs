//! What configures a client: credentials and servers, over all APIs of a crate.

use super::{PlanInput, ProviderPlan, SchemeKind, SchemePlan, ServerPlan, VariablePlan};
use crate::lower::name::{Names, snake_name};
use crate::model::{self, Extensions, SecurityScheme, Server, ServerVariable};
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
    "into",
    "max_response_bytes",
    "mock",
    "new",
    "retry",
    "server",
    "timeout",
    "transport",
    "user_agent_suffix",
];

/// Names that the crate's root and the code of every file use for something else.
const PROVIDER_TYPES: &[&str] = &[
    "ApiError",
    "Box",
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
    "From",
    "Into",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Response",
    "Result",
    "RetryPolicy",
    "Secret",
    "Self",
    "Sent",
    "Some",
    "String",
    "TimeoutError",
    "TransportError",
    "Vec",
];

/// Plans the provider's type.
pub fn provider(wanted: String, variable: String, documents: &[PlanInput<'_>]) -> ProviderPlan {
    let type_name = if PROVIDER_TYPES.contains(&wanted.as_str()) { format!("{wanted}Client") } else { wanted };
    let mut setters = Names::without(BUILDER_METHODS);
    let schemes = schemes(documents, &mut setters);
    let variables = variables(documents, &mut setters);
    ProviderPlan {
        base_url_env: format!("{}_BASE_URL", variable.trim_end_matches('_').to_uppercase()),
        type_name,
        variable,
        schemes,
        variables,
    }
}

fn schemes(documents: &[PlanInput<'_>], setters: &mut Names) -> Vec<SchemePlan> {
    let mut plans: Vec<SchemePlan> = Vec::new();
    for (id, scheme) in documents.iter().flat_map(|document| &document.api.schemes) {
        let Some(kind) = scheme_kind(scheme) else { continue };
        // One credential for all documents that mean the same by it; another environment variable is another credential.
        let is_same = |plan: &SchemePlan| plan.id == *id && plan.kind == kind && plan.env == env(&scheme.extensions);
        if plans.iter().any(is_same) {
            continue;
        }
        plans.push(SchemePlan {
            id: id.clone(),
            setter: String::new(),
            kind,
            env: env(&scheme.extensions),
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
            plan.setter = setter;
        }
    }
    plans
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

/// `x-sdk-env`: one name or several.
fn env(extensions: &Extensions) -> Vec<String> {
    match extensions.get("x-sdk-env") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn variables(documents: &[PlanInput<'_>], setters: &mut Names) -> Vec<VariablePlan> {
    let mut plans: Vec<VariablePlan> = Vec::new();
    let servers = documents.iter().flat_map(|document| &document.api.servers);
    for (name, variable) in servers.flat_map(|server| &server.variables) {
        if !plans.iter().any(|plan| is_variable(plan, name, variable)) {
            plans.push(VariablePlan {
                name: name.clone(),
                setter: setters.take(&snake_name(name)),
                default: default(variable),
                env: env(&variable.extensions),
                allowed: variable.allowed.clone(),
                description: variable.description.clone(),
            });
        }
    }
    plans
}

/// Whether a plan is for a variable: two of one name that differ otherwise are two.
fn is_variable(plan: &VariablePlan, name: &str, variable: &ServerVariable) -> bool {
    plan.name == name
        && plan.default == default(variable)
        && plan.env == env(&variable.extensions)
        && plan.allowed == variable.allowed
}

/// The default, unless the document says that it is only a placeholder (`x-sdk-required`).
fn default(variable: &ServerVariable) -> Option<String> {
    let required = variable.extensions.get("x-sdk-required").and_then(Value::as_bool).unwrap_or(false);
    (!required).then(|| variable.default.clone())
}

/// Plans the servers of a document.
pub fn servers(servers: &[Server], provider: &ProviderPlan) -> Vec<ServerPlan> {
    let mut names = Names::default();
    let plans = servers.iter().map(|server| {
        let named = server.extensions.get("x-sdk-name").and_then(Value::as_str);
        let described = server.description.as_deref().filter(|text| text.split_whitespace().count() <= 3);
        let wanted = named.or(described).map_or_else(|| "server".to_owned(), snake_name);
        let planned = |(name, variable): (&String, &ServerVariable)| {
            provider.variables.iter().position(|plan| is_variable(plan, name, variable))
        };
        ServerPlan {
            name: names.take(&wanted),
            url: server.url.clone(),
            description: server.description.clone(),
            variables: server.variables.iter().filter_map(planned).collect(),
        }
    });
    plans.collect()
}

/// Operation security as indexes into the provider's schemes: alternatives of sets.
///
/// An alternative with a scheme that cannot be sent is left out; a scheme outside HTTP (mutual TLS) adds nothing to its
/// set. `None` if there is security and no alternative is left.
pub fn security(
    requirements: &[model::Requirement],
    api: &model::Api,
    provider: &ProviderPlan,
) -> Option<Vec<Vec<usize>>> {
    let alternatives: Vec<Vec<usize>> = requirements
        .iter()
        .filter_map(|requirement| requirement.schemes.keys().map(|id| index(id, api, provider)).collect())
        .map(|set: Vec<Option<usize>>| set.into_iter().flatten().collect())
        .collect();
    (requirements.is_empty() || !alternatives.is_empty()).then_some(alternatives)
}

fn index(id: &str, api: &model::Api, provider: &ProviderPlan) -> Option<Option<usize>> {
    let scheme = api.schemes.get(id)?;
    if scheme.kind == model::SchemeKind::MutualTls {
        return Some(None);
    }
    let kind = scheme_kind(scheme)?;
    let env = env(&scheme.extensions);
    provider.schemes.iter().position(|plan| plan.id == id && plan.kind == kind && plan.env == env).map(Some)
}

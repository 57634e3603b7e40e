//! Where an API and its operations are: servers and the variables in their URLs.

use super::provider::env;
use super::{OwnServersPlan, PlanInput, ServerPlan, VariablePlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::name::{Names, snake_name};
use crate::lower::operation::label;
use crate::model::{Api, Operation, Server, ServerVariable};
use serde_json::Value;

/// The servers of an API: the document's. Where each operation has servers of its own, the document's are nobody's: then
/// those of most operations are the API's.
pub fn common(api: &Api) -> &[Server] {
    let mut lists: Vec<(&[Server], usize)> = Vec::new();
    for operation in &api.operations {
        let own = operation.servers.as_slice();
        if own.is_empty() {
            return &api.servers;
        }
        match lists.iter_mut().find(|(list, _)| same_urls(list, own)) {
            Some((_, uses)) => *uses += 1,
            None => lists.push((own, 1)),
        }
    }
    let most = lists.iter().map(|(_, uses)| *uses).max();
    let found = lists.iter().find(|(_, uses)| Some(*uses) == most);
    found.map_or(&api.servers, |(list, _)| list)
}

fn same_urls(one: &[Server], other: &[Server]) -> bool {
    one.iter().map(|server| &server.url).eq(other.iter().map(|server| &server.url))
}

/// The servers of an operation that are not those of its API; a list that begins alike has the same default.
fn own_of<'api>(operation: &'api Operation, common: &[Server]) -> Option<&'api [Server]> {
    let default = |servers: &'api [Server]| servers.first().map(|server| server.url.trim_end_matches('/'));
    let first = default(&operation.servers)?;
    (common.first().map(|server| server.url.trim_end_matches('/')) != Some(first)).then_some(&operation.servers)
}

/// The servers that operations have for themselves, each list once.
pub fn own(documents: &[PlanInput<'_>], variables: &[VariablePlan]) -> Vec<OwnServersPlan> {
    let mut plans: Vec<OwnServersPlan> = Vec::new();
    for (api, document) in documents.iter().enumerate() {
        let common = common(document.api);
        for own in document.api.operations.iter().filter_map(|operation| own_of(operation, common)) {
            let plan = OwnServersPlan { api, servers: servers(own, variables) };
            if !plans.contains(&plan) {
                plans.push(plan);
            }
        }
    }
    plans
}

/// Which of the plans are an operation's own servers. Says where its calls go without credentials.
pub fn own_index(
    operation: &Operation,
    document: &PlanInput<'_>,
    plans: &[OwnServersPlan],
    variables: &[VariablePlan],
    report: &mut Vec<Diagnostic>,
) -> Option<usize> {
    operation.servers.first()?;
    let common = common(document.api);
    let own = own_of(operation, common)?;
    let planned = servers(own, variables);
    let index = plans.iter().position(|plan| plan.servers == planned)?;
    let first = own.first()?;
    if is_elsewhere(&first.url, common.first().map(|server| server.url.as_str())) {
        report.push(Diagnostic::new(
            Code::OwnServer,
            &first.at,
            format!("`{}` is at a server of its own, `{}`: its calls carry no credentials", label(operation), first.url),
            "a caller lets them go there by `.send_credentials_to_base_url()`; a path alone (`/v2`) stays at the same server",
        ));
    }
    Some(index)
}

/// Whether a URL is of another origin than a server's, as far as it is written out.
pub fn is_elsewhere(url: &str, common: Option<&str>) -> bool {
    fn origin(url: &str) -> Option<&str> {
        let (scheme, rest) = url.split_once("://")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        url.get(..scheme.len() + 3 + host.len())
    }
    origin(url).is_some_and(|own| common.and_then(origin).is_none_or(|common| !common.eq_ignore_ascii_case(own)))
}

/// The variables of all servers, each once.
pub fn variables(documents: &[PlanInput<'_>], setters: &mut Names) -> Vec<VariablePlan> {
    let mut plans: Vec<VariablePlan> = Vec::new();
    let servers = documents.iter().flat_map(|document| document.api.all_servers());
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
pub fn is_variable(plan: &VariablePlan, name: &str, variable: &ServerVariable) -> bool {
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

/// Plans a list of servers.
pub fn servers(servers: &[Server], variables: &[VariablePlan]) -> Vec<ServerPlan> {
    let mut names = Names::default();
    let plans = servers.iter().map(|server| {
        let named = server.extensions.get("x-sdk-name").and_then(Value::as_str).or(server.name.as_deref());
        let described = server.description.as_deref().filter(|text| text.split_whitespace().count() <= 3);
        let wanted = named.or(described).map_or_else(|| "server".to_owned(), snake_name);
        let planned = |(name, variable): (&String, &ServerVariable)| {
            variables.iter().position(|plan| is_variable(plan, name, variable))
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

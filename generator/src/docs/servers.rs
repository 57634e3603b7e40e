//! Where an API is, and how to choose among its servers.

use super::authorization::{needs_base_url, variables};
use super::page::Markdown;
use super::place::Place;
use crate::markdown;
use crate::plan::{OperationPlan, ServerPlan, VariablePlan, is_elsewhere};

/// Which servers there are, and how to choose.
pub(super) fn servers(page: &mut Markdown, places: &[Place<'_>]) {
    let Some(plan) = places.first().map(|place| place.plan) else {
        return;
    };
    page.heading(2, "Servers");
    for place in places {
        let rows = place.api.servers.iter().enumerate().map(|(index, server)| {
            let about = server.description.as_deref().map(markdown::cell).unwrap_or_default();
            let default = if index == 0 { ", the default" } else { "" };
            let chosen = format!("`.server(\"{}\")`{default}", server.name);
            [chosen, markdown::code(&server.url), about]
        });
        if let Some(module) = &place.api.module {
            page.paragraph(&format!("For `{module}()`:"));
        }
        page.table(["Builder", "URL", "What it is"], rows);
    }
    if !plan.provider.variables.is_empty() {
        page.paragraph("What stands in braces is a variable:");
    }
    let rows = plan.provider.variables.iter().map(|variable| {
        let VariablePlan { name, setter, default, env, allowed, description } = variable;
        let default = default.as_deref().map(markdown::code).filter(|code| !code.is_empty());
        let mut about = description.as_deref().map(markdown::cell).unwrap_or_default();
        if !allowed.is_empty() {
            let allowed: Vec<String> = allowed.iter().map(|value| markdown::code(value)).collect();
            about.push_str(&format!(" One of {}.", allowed.join(", ")));
        }
        let env = Some(variables(env)).filter(|env| !env.is_empty()).unwrap_or_else(|| "none".to_owned());
        let default = default.unwrap_or_else(|| "none, must be given".to_owned());
        [markdown::code(name), format!("`.{setter}(…)`"), env, default, about.trim().to_owned()]
    });
    page.table(["Variable", "Builder", "Environment", "Default", "What it is"], rows);
    let env = markdown::code(&plan.provider.base_url_env);
    let said = match places.iter().any(needs_base_url) {
        true => "Where the server is, the document does not say. It must be given",
        false => "Any other server",
    };
    page.paragraph(&format!(
        "{said}: `.base_url(…)` on the builder, or {env} in the environment. The builder counts before the \
         environment, the environment before the default. Plain `http` is refused except to this machine, unless \
         `.allow_http(true)` says otherwise.",
    ));
    if !plan.provider.own_servers.is_empty() {
        page.paragraph(
            "Some operations are at servers of their own, which their pages name. A base URL counts there too, but one of the \
             environment not where a variable of that server is given to the builder. Credentials go along \
             only where the origin is that of the API, or where the call says `.send_credentials_to_base_url()`.",
        );
    }
}

/// Where an operation is, if not at the servers of its API; else nothing.
pub(super) fn own(place: &Place<'_>, operation: &OperationPlan) -> String {
    let own = operation.own_servers.and_then(|index| place.plan.provider.own_servers.get(index));
    let Some((first, others)) = own.and_then(|own| own.servers.split_first()) else { return String::new() };
    let mut text = format!("At a server of its own: {}", markdown::code(&first.url));
    for ServerPlan { name, url, description: _, variables: _ } in others {
        text.push_str(&format!(", or {} for `.server(\"{name}\")`", markdown::code(url)));
    }
    if needs_consent(place, operation) {
        text.push_str(". The client's credentials go there only after `.send_credentials_to_base_url()`");
    }
    text + "."
}

/// Whether an operation's credentials go to its server only if the call says so.
pub(super) fn needs_consent(place: &Place<'_>, operation: &OperationPlan) -> bool {
    let own = operation.own_servers.and_then(|index| place.plan.provider.own_servers.get(index));
    let first = own.and_then(|own| own.servers.first());
    let common = place.api.servers.first().map(|server| server.url.as_str());
    !operation.security.is_empty() && first.is_some_and(|first| is_elsewhere(&first.url, common))
}

//! Which credentials a call carries, in words and in a program.

use super::layout::{Expression, Link};
use super::place::Place;
use super::program::Program;
use crate::markdown;
use crate::model::Location;
use crate::plan::{OperationPlan, SchemeKind, SchemePlan, SdkPlan, VariablePlan};

/// What a scheme sends.
pub(super) fn sent(scheme: &SchemePlan) -> String {
    match &scheme.kind {
        SchemeKind::Bearer => "`Authorization: Bearer …`".to_owned(),
        SchemeKind::Basic => "`Authorization: Basic …`".to_owned(),
        SchemeKind::ApiKey { name, location } => {
            let place = match location {
                Location::Query => "query parameter",
                Location::Cookie => "cookie",
                Location::Header | Location::Path => "header",
            };
            format!("{place} {}", markdown::code(name))
        }
    }
}

/// The builder's methods of a scheme, as documentation shows them.
pub(super) fn setter(scheme: &SchemePlan) -> String {
    let own = match scheme.kind {
        SchemeKind::Basic => format!("`.{}(user, password)`", scheme.setter),
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => format!("`.{}(…)`", scheme.setter),
    };
    match &scheme.client {
        Some(client) => format!("`.{}(…)` or {own}", client.setter),
        None => own,
    }
}

/// The environment variables of a scheme: each way to give it, with the names that do so together.
pub(super) fn environment(scheme: &SchemePlan) -> Vec<&[String]> {
    let own = scheme.env.iter().map(std::slice::from_ref);
    own.chain(scheme.client.iter().map(|client| client.env.as_slice())).collect()
}

/// The environment variables of a scheme, as documentation shows them.
pub(super) fn in_environment(scheme: &SchemePlan) -> String {
    let together = |names: &[String]| names.iter().map(|name| markdown::code(name)).collect::<Vec<_>>().join(" and ");
    environment(scheme).into_iter().map(together).collect::<Vec<_>>().join(", ")
}

/// Environment variables, as documentation shows them.
pub(super) fn variables(names: &[String]) -> String {
    names.iter().map(|name| markdown::code(name)).collect::<Vec<_>>().join(", ")
}

/// One line for each way in which a call may be authorized.
pub(super) fn alternatives(plan: &SdkPlan, operation: &OperationPlan) -> Vec<String> {
    let scheme = |index: &usize| {
        let scheme = plan.provider.schemes.get(*index)?;
        let from = match in_environment(scheme) {
            none if none.is_empty() => setter(scheme),
            env => format!("{} or {env}", setter(scheme)),
        };
        Some(format!("{} ({}), from {from}", markdown::code(&scheme.id), sent(scheme)))
    };
    let alternatives = operation.security.iter().map(|set| match set.as_slice() {
        [] => "no credential at all".to_owned(),
        set => set.iter().filter_map(scheme).collect::<Vec<_>>().join(", together with "),
    });
    alternatives.collect()
}

/// The schemes of the alternative that asks the least of a program: most credentials come from the environment.
pub(super) fn needed<'plan>(plan: &'plan SdkPlan, operation: &OperationPlan) -> Vec<&'plan SchemePlan> {
    let schemes =
        |set: &Vec<usize>| set.iter().filter_map(|index| plan.provider.schemes.get(*index)).collect::<Vec<_>>();
    let by_hand = |set: &Vec<&SchemePlan>| set.iter().filter(|scheme| environment(scheme).is_empty()).count();
    // Without security there is none.
    operation.security.iter().map(schemes).min_by_key(by_hand).unwrap_or_default()
}

/// The variables of the default server that have no default.
pub(super) fn needed_variables<'plan>(place: &Place<'plan>) -> impl Iterator<Item = &'plan VariablePlan> {
    let used = place.api.servers.first().map(|server| server.variables.as_slice()).unwrap_or_default();
    let variables = used.iter().filter_map(|index| place.plan.provider.variables.get(*index));
    variables.filter(|variable| variable.default.is_none())
}

/// Whether no client is made before somebody says where a server is: the document names none, or only a path.
pub(super) fn needs_base_url(place: &Place<'_>) -> bool {
    place.api.servers.first().is_none_or(|server| !server.url.contains("://") && !server.url.starts_with('{'))
}

/// What a program needs of the environment: for each value the names that may hold it, credentials first.
pub(super) fn read<'plan>(place: &Place<'plan>, operation: &OperationPlan) -> Vec<&'plan [String]> {
    let schemes = needed(place.plan, operation).into_iter().flat_map(|scheme| match (&scheme.client, &scheme.env) {
        (Some(client), env) if env.is_empty() => client.env.iter().map(std::slice::from_ref).collect(),
        (_, env) => vec![env.as_slice()],
    });
    let variables = needed_variables(place).map(|variable| variable.env.as_slice());
    let base_url = needs_base_url(place).then(|| std::slice::from_ref(&place.plan.provider.base_url_env));
    let all = schemes.chain(variables).chain(base_url);
    all.filter(|names| !names.is_empty()).collect()
}

/// The first lines of a program: the client, from the environment as far as that reaches; `more` goes to its builder.
pub(super) fn client(place: &Place<'_>, operation: &OperationPlan, program: &mut Program, more: Vec<Link>) {
    let plan = place.plan;
    let provider = program.import(&plan.package.library, &plan.provider.type_name);
    let mut links: Vec<Link> = Vec::new();
    for scheme in needed(plan, operation).into_iter().filter(|scheme| environment(scheme).is_empty()) {
        let arguments = match scheme.kind {
            SchemeKind::Basic => vec![Expression::atom("\"your-name\""), Expression::atom("\"your-password\"")],
            SchemeKind::Bearer | SchemeKind::ApiKey { .. } => vec![Expression::atom("\"your-credential\"")],
        };
        links.push(Link::call(&scheme.setter, arguments));
    }
    for variable in needed_variables(place).filter(|variable| variable.env.is_empty()) {
        let value = variable.allowed.first().cloned().unwrap_or_else(|| format!("your-{}", variable.name));
        links.push(Link::call(&variable.setter, vec![Expression::atom(format!("{value:?}"))]));
    }
    links.extend(more);
    let made = if links.is_empty() {
        Expression::atom(format!("{provider}::from_env()?"))
    } else {
        links.push(Link { suffix: "?", ..Link::call("build", Vec::new()) });
        Expression::chain(Expression::atom(format!("{provider}::builder()")), links)
    };
    let read: Vec<String> = read(place, operation).iter().map(|names| names.join(" or ")).collect();
    if let Some((last, others)) = read.split_last() {
        let all = if others.is_empty() { last.clone() } else { format!("{} and {last}", others.join(", ")) };
        program.comment(&format!("Reads {all}."));
    }
    program.bind(&plan.provider.variable, &made);
}

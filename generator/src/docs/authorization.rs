//! Which credentials a call carries, in words and in a program.

use super::layout::{Expression, Link};
use super::place::Place;
use super::program::Program;
use crate::markdown;
use crate::model::Location;
use crate::plan::{OperationPlan, SchemeKind, SchemePlan, SdkPlan};

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

/// The builder's method of a scheme, as documentation shows it.
pub(super) fn setter(scheme: &SchemePlan) -> String {
    match scheme.kind {
        SchemeKind::Basic => format!("`.{}(user, password)`", scheme.setter),
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => format!("`.{}(…)`", scheme.setter),
    }
}

/// Environment variables, as documentation shows them.
pub(super) fn variables(names: &[String]) -> String {
    names.iter().map(|name| markdown::code(name)).collect::<Vec<_>>().join(", ")
}

/// One line for each way in which a call may be authorized.
pub(super) fn alternatives(plan: &SdkPlan, operation: &OperationPlan) -> Vec<String> {
    let scheme = |index: &usize| {
        let scheme = plan.provider.schemes.get(*index)?;
        let from = match variables(&scheme.env) {
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

/// The schemes whose credential a program has to give itself, because no environment variable can.
fn missing<'plan>(plan: &'plan SdkPlan, operation: &OperationPlan) -> Vec<&'plan SchemePlan> {
    let schemes = |set: &Vec<usize>| {
        let found = set.iter().filter_map(|index| plan.provider.schemes.get(*index));
        found.filter(|scheme| scheme.env.is_empty()).collect::<Vec<_>>()
    };
    // The alternative that needs the least of the program; without security there is none.
    operation.security.iter().map(schemes).min_by_key(Vec::len).unwrap_or_default()
}

/// The first lines of a program: the client, from the environment as far as that reaches.
pub(super) fn client(place: &Place<'_>, operation: Option<&OperationPlan>, program: &mut Program) {
    let plan = place.plan;
    let provider = program.import(&plan.package.library, &plan.provider.type_name);
    let mut links: Vec<Link> = Vec::new();
    for scheme in operation.map(|operation| missing(plan, operation)).unwrap_or_default() {
        let arguments = match scheme.kind {
            SchemeKind::Basic => vec![Expression::atom("\"your-name\""), Expression::atom("\"your-password\"")],
            SchemeKind::Bearer | SchemeKind::ApiKey { .. } => vec![Expression::atom("\"your-credential\"")],
        };
        links.push(Link::call(&scheme.setter, arguments));
    }
    let url = place.api.servers.first().map(|server| server.url.as_str()).unwrap_or_default();
    for variable in &plan.provider.variables {
        let used = url.contains(&format!("{{{}}}", variable.name));
        if used && variable.default.is_none() && variable.env.is_empty() {
            let value = variable.allowed.first().cloned().unwrap_or_else(|| format!("your-{}", variable.name));
            links.push(Link::call(&variable.setter, vec![Expression::atom(format!("{value:?}"))]));
        }
    }
    let made = if links.is_empty() {
        Expression::atom(format!("{provider}::from_env()?"))
    } else {
        links.push(Link { suffix: "?", ..Link::call("build", Vec::new()) });
        Expression::chain(Expression::atom(format!("{provider}::builder()")), links)
    };
    program.bind(&plan.provider.variable, &made);
}

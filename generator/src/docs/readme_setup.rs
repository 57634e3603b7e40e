//! The README's part before any call: dependencies, credentials, servers.

use super::authorization::{needed_variables, sent, setter, variables};
use super::call::Target;
use super::page::Markdown;
use super::place::Place;
use super::program::Program;
use super::readme::COMPILED;
use crate::markdown;
use crate::plan::{SchemeKind, SchemePlan, SdkPlan, VariablePlan};

pub(super) fn install(page: &mut Markdown, plan: &SdkPlan) {
    page.heading(2, "Install");
    let (name, version) = (&plan.package.name, &plan.package.version);
    let tokio = "tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }";
    page.fence("toml", &format!("[dependencies]\n{name} = \"{version}\"\n{tokio}"));
}

/// How to give credentials; nothing where there are none.
pub(super) fn authentication(page: &mut Markdown, places: &[Place<'_>], first: Option<Target<'_>>) {
    let Some(plan) = places.first().map(|place| place.plan) else {
        return;
    };
    let schemes = &plan.provider.schemes;
    if schemes.is_empty() {
        return;
    }
    page.heading(2, "Authentication");
    let rows = schemes.iter().map(|scheme| {
        let env = match variables(&scheme.env) {
            none if none.is_empty() => "none".to_owned(),
            some => some,
        };
        let about = scheme.description.as_deref().map(markdown::line).unwrap_or_default();
        [markdown::code(&scheme.id), sent(scheme), setter(scheme), env, about]
    });
    page.table(["Scheme", "Sent as", "Builder", "Environment", "What it is"], rows);
    page.paragraph(
        "What the builder is given counts before the environment. A credential goes only to the operations that ask for \
         it, only to the configured server, and prints as `***`. An operation without security is sent without any.",
    );
    let modules = |index: usize| places.iter().filter(move |place| asks(place, index)).map(|place| &place.api.module);
    for (index, scheme) in schemes.iter().enumerate() {
        let modules: Vec<String> = modules(index).flatten().map(|module| format!("`{module}()`")).collect();
        if let [others @ .., last] = modules.as_slice()
            && !others.is_empty()
        {
            // One scheme may stand for several kinds of credential: only the documents' words tell them apart.
            page.paragraph(&format!(
                "A client has one credential for {}, and sends it to {} and {last}. Where these take different ones, make \
                 a client for each.",
                markdown::code(&scheme.id),
                others.join(", ")
            ));
        }
    }
    let asked = schemes.iter().enumerate().find(|(index, _)| modules(*index).next().is_some());
    let shown = asked.map(|(_, scheme)| scheme).or(schemes.first());
    if let (Some(scheme), Some(target)) = (shown, first) {
        page.fence(COMPILED, &with_credential(plan, scheme, target));
    }
}

/// Whether an operation of the API asks for a scheme.
fn asks(place: &Place<'_>, scheme: usize) -> bool {
    let mut operations = place.api.resources.iter().flat_map(|resource| &resource.operations);
    operations.any(|operation| operation.security.iter().flatten().any(|used| *used == scheme))
}

/// A program that gives a credential by hand.
fn with_credential(plan: &SdkPlan, scheme: &SchemePlan, target: Target<'_>) -> String {
    let mut program = Program::default();
    let name = program.import(&plan.package.library, &plan.provider.type_name);
    let variable = scheme.env.first().cloned().unwrap_or_else(|| "MY_CREDENTIAL".to_owned());
    let read = format!("std::env::var({variable:?})?");
    let arguments = match scheme.kind {
        SchemeKind::Basic => format!("\"your-name\", {read}"),
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => read,
    };
    let mut lines = vec![format!(".{}({arguments})", scheme.setter)];
    lines
        .extend(needed_variables(target.place).map(|variable| format!(".{}({:?})", variable.setter, sample(variable))));
    let links: String = lines.iter().map(|line| format!("        {line}\n")).collect();
    let own = &plan.provider.variable;
    program.statement(format!("    let {own} = {name}::builder()\n{links}        .build()?;"));
    program.statement(format!("    println!(\"{{{own}:?}}\");"));
    program.finish_as("", "fn main() -> Result<(), Box<dyn std::error::Error>>")
}

fn sample(variable: &VariablePlan) -> String {
    variable.allowed.first().or(variable.default.as_ref()).cloned().unwrap_or_else(|| format!("your-{}", variable.name))
}

/// Which servers there are, and how to choose.
pub(super) fn servers(page: &mut Markdown, places: &[Place<'_>]) {
    let Some(plan) = places.first().map(|place| place.plan) else {
        return;
    };
    page.heading(2, "Servers");
    for place in places {
        let rows = place.api.servers.iter().enumerate().map(|(index, server)| {
            let about = server.description.as_deref().map(markdown::line).unwrap_or_default();
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
        let mut about = description.as_deref().map(markdown::line).unwrap_or_default();
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
    page.paragraph(&format!(
        "Any other server: `.base_url(…)` on the builder, or {env} in the environment. The builder counts before the \
         environment, the environment before the default. Plain `http` is refused except to this machine, unless \
         `.allow_http(true)` says otherwise.",
    ));
}

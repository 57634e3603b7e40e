//! The README's part before any call: dependencies, credentials.

use super::authorization::{in_environment, needed_variables, needs_base_url, sent, setter};
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
    if let Some(limit) = plan.recursion_limit {
        page.paragraph(&format!(
            "The types of this crate stand deep in one another, deeper than the compiler looks by itself. A program that \
             moves them between threads, as `tokio::spawn` does, begins with `#![recursion_limit = \"{limit}\"]`."
        ));
    }
}

/// How to give credentials; nothing where there are none.
pub(super) fn authentication(page: &mut Markdown, places: &[Place<'_>], first: Option<Target<'_>>) {
    let Some(plan) = places.first().map(|place| place.plan) else {
        return;
    };
    let schemes = &plan.provider.schemes;
    if schemes.is_empty() && plan.provider.certificates.is_empty() {
        return;
    }
    page.heading(2, "Authentication");
    let rows = schemes.iter().enumerate().map(|(index, scheme)| {
        let env = match in_environment(scheme) {
            none if none.is_empty() => "none".to_owned(),
            some => some,
        };
        let about = scheme.description.as_deref().map(markdown::cell).unwrap_or_default();
        let is_asked_for = plan.apis.iter().any(|api| api.asks_for(index));
        let note = if is_asked_for { "" } else { "**No operation asks for it.** " };
        [markdown::code(&scheme.id), sent(scheme), setter(scheme), env, format!("{note}{about}").trim_end().to_owned()]
    });
    page.table(["Scheme", "Sent as", "Builder", "Environment", "What it is"], rows);
    certificates(page, plan);
    if schemes.is_empty() {
        return;
    }
    page.paragraph(
        "What the builder is given counts before the environment. A credential goes only to the operations that ask for \
         it, only to the configured server, and prints as `***`. An operation without security is sent without any.",
    );
    let modules =
        |index: usize| places.iter().filter(move |place| place.api.asks_for(index)).map(|place| &place.api.module);
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
        page.paragraph(&format!(
            "A credential that changes is asked for by `.{}(…)` when a call needs it, at most once at a time; one that says \
             for how long it is valid is kept that long. After a 401 it is asked for once more, and the call repeated. When \
             it fails, nothing is sent, and the call ends with `Error::Auth`.",
            scheme.callback
        ));
        page.fence(COMPILED, &with_callback(plan, scheme, target));
    }
}

/// How to give a certificate, for which there is no builder method.
fn certificates(page: &mut Markdown, plan: &SdkPlan) {
    let ids: Vec<String> = plan.provider.certificates.iter().map(|id| markdown::code(id)).collect();
    if !ids.is_empty() {
        page.paragraph(&format!(
            "{} is a certificate of yours (mutual TLS): give it to the HTTP client, \
             `.configure_http(move |http| http.identity(identity.clone()))` with a `runtime::reqwest::Identity`.",
            ids.join(", ")
        ));
    }
}

/// A program that is asked for a credential.
fn with_callback(plan: &SdkPlan, scheme: &SchemePlan, target: Target<'_>) -> String {
    let mut program = Program::default();
    let name = program.import(&plan.package.library, &plan.provider.type_name);
    let token = program.import(&plan.package.library, "Token");
    let error = program.import(&plan.package.library, "BoxError");
    let duration = program.import("std::time", "Duration");
    let items = format!(
        "async fn current() -> Result<{token}, {error}> {{\n    let text = std::fs::read_to_string(\"/run/secrets/credential\")?;\n    \
         Ok({token}::new(text.trim()).valid_for({duration}::from_secs(300)))\n}}\n\n"
    );
    let own = &plan.provider.variable;
    let links = links(target, format!(".{}(current)", scheme.callback));
    program.statement(format!("    let {own} = {name}::builder()\n{links}        .build()?;"));
    program.statement(format!("    println!(\"{{{own}:?}}\");"));
    program.finish_as(&items, "fn main() -> Result<(), Box<dyn std::error::Error>>")
}

/// A credential, and what else the builder needs.
fn links(target: Target<'_>, credential: String) -> String {
    let more = needed_variables(target.place).map(|variable| format!(".{}({:?})", variable.setter, sample(variable)));
    let base_url = needs_base_url(target.place).then(|| ".base_url(\"https://api.example.com\")".to_owned());
    std::iter::once(credential).chain(more).chain(base_url).map(|line| format!("        {line}\n")).collect()
}

/// A program that gives a credential by hand.
fn with_credential(plan: &SdkPlan, scheme: &SchemePlan, target: Target<'_>) -> String {
    let mut program = Program::default();
    let name = program.import(&plan.package.library, &plan.provider.type_name);
    let variable = scheme.env.first().cloned().unwrap_or_else(|| "MY_CREDENTIAL".to_owned());
    let read = |variable: &str| format!("std::env::var({variable:?})?");
    let (setter, arguments) = match (&scheme.client, &scheme.kind) {
        (Some(client), _) => {
            let made = program.import(&plan.package.library, "ClientCredentials");
            let [_, secret] = &client.env;
            (&client.setter, format!("{made}::new(\"your-program\", {})", read(secret)))
        }
        (None, SchemeKind::Basic) => (&scheme.setter, format!("\"your-name\", {}", read(&variable))),
        (None, SchemeKind::Bearer | SchemeKind::ApiKey { .. }) => (&scheme.setter, read(&variable)),
    };
    let links = links(target, format!(".{setter}({arguments})"));
    let own = &plan.provider.variable;
    program.statement(format!("    let {own} = {name}::builder()\n{links}        .build()?;"));
    program.statement(format!("    println!(\"{{{own}:?}}\");"));
    program.finish_as("", "fn main() -> Result<(), Box<dyn std::error::Error>>")
}

fn sample(variable: &VariablePlan) -> String {
    variable.allowed.first().or(variable.default.as_ref()).cloned().unwrap_or_else(|| format!("your-{}", variable.name))
}

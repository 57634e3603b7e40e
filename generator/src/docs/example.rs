//! The example program of an API: what a new user runs first.

use super::Page;
use super::call;
use super::place::{Place, portable};
use super::program::Program;
use crate::emit::Example;
use crate::plan::OperationPlan;

/// `examples/<api>.rs`; none if the API has no operation.
pub(super) fn example(place: &Place<'_>) -> Option<Page> {
    let target = call::first(place)?;
    let operation = target.operation;
    let (name, path) = (name(place), path(place));
    let mut program = Program::default();
    call::begin(target, &mut program);
    call::send(target, &mut program, Vec::new());
    program.statement(super::show::answer(place, operation, 4));
    // What is parsed or kept fails in ways of its own, which the crate's error does not hold.
    let text = if program.fails_otherwise() {
        program.finish_async()
    } else {
        let error = program.import(&place.plan.package.library, "Error");
        let main = main(&error, &usage(place, operation));
        program.finish_as(&main, &format!("async fn first_call() -> Result<(), {error}>"))
    };
    Some(Page { path, text: format!("{}\n{text}", header(place, operation, &name)) })
}

/// What cargo calls the program, and the feature of the resource that it calls.
pub(super) fn named(place: &Place<'_>) -> Option<Example> {
    let target = call::first(place)?;
    Some(Example { name: name(place), feature: target.resource.feature.clone() })
}

fn name(place: &Place<'_>) -> String {
    let name = match &place.api.module {
        Some(module) => module.clone(),
        None => crate::lower::name::snake_name(&place.plan.provider.type_name),
    };
    portable(&name)
}

/// Where the program stands in the crate.
pub(super) fn path(place: &Place<'_>) -> String {
    format!("examples/{}.rs", name(place))
}

/// `main`, which says how to configure the client when something is missing.
fn main(error: &str, usage: &str) -> String {
    format!(
        "#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {{
    match first_call().await {{
        // Something is missing: the message says which method or variable gives it.
        Err({error}::Config(problem)) => {{
            eprintln!(\"{{problem}}\");
            eprintln!({usage:?});
            std::process::exit(2);
        }}
        outcome => Ok(outcome?),
    }}
}}

"
    )
}

fn usage(place: &Place<'_>, operation: &OperationPlan) -> String {
    let variables = environment(place, operation);
    match variables.is_empty() {
        true => format!("this program reads {}, the server's address", place.plan.provider.base_url_env),
        false => format!("this program reads {}", variables.join(" and ")),
    }
}

/// The variables that the program needs, one for each value.
pub(super) fn environment(place: &Place<'_>, operation: &OperationPlan) -> Vec<String> {
    super::authorization::read(place, operation).iter().filter_map(|names| names.first()).cloned().collect()
}

fn header(place: &Place<'_>, operation: &OperationPlan, name: &str) -> String {
    let about = crate::markdown::inline(operation.summary.as_deref().unwrap_or(&operation.id));
    let stop = if about.ends_with(['.', '?', '!']) { "" } else { "." };
    let set: String = environment(place, operation).iter().map(|name| format!("{name}=… ")).collect();
    format!("//! A first call: {about}{stop}\n//!\n//! ```text\n//! {set}cargo run --example {name}\n//! ```\n")
}

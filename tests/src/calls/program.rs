//! The program: a function an operation, and what runs a file of trials.

use super::rust::Types;
use generator::plan::{ApiPlan, BodyKind, BodyPlan, OperationPlan, ResourcePlan, SchemeKind, SdkPlan};
use std::fmt::Write;

/// What every program begins with: reading trials, and telling what came of them.
const BEGIN: &str = include_str!("program/begin.rs");

/// A module for each crate, and `main`, which takes the index of a crate and the file of its trials.
pub fn program(plans: &[&SdkPlan]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    if let Some(first) = plans.first() {
        let _ = writeln!(text, "#![allow(deprecated, unused)]\nuse {}::runtime;\n{BEGIN}", first.package.library);
    }
    for (index, plan) in plans.iter().enumerate() {
        let _ = writeln!(text, "{}", module(plan, index));
    }
    let arms: String =
        (0..plans.len()).map(|index| format!("        \"{index}\" => crate_{index}::run().await,\n")).collect();
    let _ = writeln!(
        text,
        "#[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    match argument(1).as_str() {{\n{arms}        _ => {{}}\n    }}\n}}"
    );
    text
}

/// The environment in which a crate's client finds all that it needs.
pub fn environment(plan: &SdkPlan, base_url: &str) -> Vec<(String, String)> {
    let mut found = vec![(plan.provider.base_url_env.clone(), base_url.to_owned())];
    for scheme in &plan.provider.schemes {
        let value = if scheme.kind == SchemeKind::Basic { "user:password" } else { "secret" };
        found.extend(scheme.env.first().map(|name| (name.clone(), value.to_owned())));
    }
    for variable in &plan.provider.variables {
        let value = variable.allowed.first().or(variable.default.as_ref()).map_or("value", String::as_str);
        found.extend(variable.env.first().map(|name| (name.clone(), value.to_owned())));
    }
    found
}

fn module(plan: &SdkPlan, index: usize) -> String {
    let library = &plan.package.library;
    let client = format!("{library}::{}", plan.provider.type_name);
    let mut functions = String::new();
    let mut count = 0;
    for api in &plan.apis {
        let root = match &api.module {
            Some(module) => format!("{library}::{module}"),
            None => library.clone(),
        };
        let types = Types::new(&root, api);
        for resource in &api.resources {
            for operation in &resource.operations {
                functions.push_str(&function(count, &client, api, resource, operation, &types));
                count += 1;
            }
        }
    }
    // What no variable holds: a token that a program gets by itself, in place of getting it.
    let without = plan.provider.schemes.iter().filter(|scheme| scheme.env.is_empty());
    let credentials: String = without.map(|scheme| format!(".{}(\"secret\")", scheme.setter)).collect();
    let calls: String = (0..count).map(|index| format!("call_{index}, ")).collect();
    format!(
        "mod crate_{index} {{
    use super::*;

    const CALLS: &[Called<{client}>] = &[{calls}];

    pub async fn run() {{
        match {client}::builder(){credentials}.retry(runtime::RetryPolicy::none()).timeout(LIMIT).build() {{
            Ok(client) => super::run(&client, CALLS).await,
            Err(error) => eprintln!(\"{{error}}\"),
        }}
    }}

{functions}}}
"
    )
}

fn function(
    index: usize,
    client: &str,
    api: &ApiPlan,
    resource: &ResourcePlan,
    operation: &OperationPlan,
    types: &Types<'_>,
) -> String {
    let handle: String = api.module.iter().chain([&resource.accessor]).map(|name| format!(".{name}()")).collect();
    let mut text = format!("    fn call_{index}<'a>(client: &'a {client}, mut trial: Trial) -> Told<'a> {{\n");
    let _ = writeln!(text, "        Box::pin(async move {{\n            let handle = client{handle};");
    let _ = writeln!(text, "            let request = match trial.way {{");
    for (way, (function, body)) in ways(operation).into_iter().enumerate() {
        let required = operation.parameters.iter().filter(|parameter| parameter.required);
        let mut arguments: Vec<String> = required
            .map(|parameter| types.made(&parameter.rust_type, &format!("trial.value({:?})?", parameter.name)))
            .collect();
        arguments.extend(body.filter(|body| body.required).map(|body| made_body(body, types, "trial.body()?")));
        let mut made = format!("handle.{function}({})", arguments.join(", "));
        if let Some(body) = body.filter(|body| !body.required) {
            made = format!(
                "match trial.body.take() {{ Some(body) => {made}.{}({}), None => {made} }}",
                body.name,
                made_body(body, types, "body")
            );
        }
        let pattern = if way == 0 { "_".to_owned() } else { way.to_string() };
        let arm = format!("                {pattern} => {made},\n");
        // What fits everything stands last.
        let at = if way == 0 { text.len() } else { text.rfind("                _ => ").unwrap_or(text.len()) };
        text.insert_str(at, &arm);
    }
    let _ = writeln!(text, "            }};\n            let request = match &trial.prefer {{");
    let _ = writeln!(text, "                Some(prefer) => request.header(\"Prefer\", prefer.clone()),");
    let _ = writeln!(
        text,
        "                None => request,\n            }};\n            let request = match &trial.accept {{"
    );
    let _ = writeln!(text, "                Some(accept) => request.header(\"Accept\", accept.clone()),");
    let _ = writeln!(text, "                None => request,\n            }};");
    for parameter in operation.parameters.iter().filter(|parameter| !parameter.required) {
        let made = types.made(&parameter.rust_type, "value");
        let _ = writeln!(
            text,
            "            let request = match trial.find({:?}) {{ Some(value) => request.{}({made}), None => request }};",
            parameter.name, parameter.name
        );
    }
    text.push_str("            match trial.mode {\n");
    if operation.stream.is_some() {
        text.push_str(
            "                Mode::Stream => items!(answered(request.stream().await).map(Response::into_inner)),\n",
        );
    }
    if operation.paging.is_some() {
        text.push_str("                Mode::Pages => items!(Ok::<_, Result<Value, String>>(request.pages())),\n");
    }
    if !operation.is_only_streamed() {
        let told = match operation.success {
            generator::plan::SuccessPlan::Several { .. } => "told_variant",
            generator::plan::SuccessPlan::One { .. } => "told",
        };
        let _ = writeln!(text, "                Mode::Send => {told}(request.send().await),");
    }
    text.push_str("                #[allow(unreachable_patterns)]\n");
    text.push_str("                _ => Err(\"there is no such way to read the answer\".to_owned()),\n            }\n        })\n    }\n\n");
    text
}

/// The methods that make a request, each with the body that it is for.
fn ways(operation: &OperationPlan) -> Vec<(&String, Option<&BodyPlan>)> {
    let others = operation.other_bodies.iter().map(|other| {
        let function = if other.body.required { &other.function } else { &operation.function };
        (function, Some(&other.body))
    });
    std::iter::once((&operation.function, operation.body.as_ref())).chain(others).collect()
}

fn made_body(body: &BodyPlan, types: &Types<'_>, value: &str) -> String {
    match &body.kind {
        BodyKind::Json(rust_type) => types.made(rust_type, value),
        BodyKind::Text => format!("text({value})"),
        BodyKind::Bytes => format!("text({value}).into_bytes()"),
    }
}

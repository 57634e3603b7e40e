//! The README's part about errors: what went wrong, and how it becomes an error of the application's own.

use super::call::{self, Style, Target};
use super::layout::Link;
use super::page::Markdown;
use super::place::Place;
use super::program::Program;
use super::readme::COMPILED;
use super::show;
use crate::model::Status;
use crate::plan::{AnswerPlan, BodyKind, OperationPlan};
use crate::status;

/// Documented statuses that a `match` shows.
const SHOWN: usize = 3;

/// How to tell what went wrong, on an operation that documents something.
pub(super) fn errors(page: &mut Markdown, places: &[Place<'_>], first: Target<'_>) {
    let target = documents(&first).then_some(first).or_else(|| places.iter().find_map(documented)).unwrap_or(first);
    page.heading(2, "Errors");
    page.paragraph(
        "A call gives `Error`, whose variants say how far it came: `Api` is an answer of the server that is no success, \
         with `status()`, `text()` and `body()`, an enum with a variant for each status that the document lists. The other \
         variants are about configuration, credentials that could not be had, the request, the connection, time limits and \
         answers that do not decode.",
    );
    page.paragraph(
        "What may be done next: `is_retryable()` is true when the same call may succeed later and does no harm, such as \
         after a 429 that was left when all attempts were made; `was_sent()` is `Sent::No` when the request provably did \
         not reach the server. Printed by `{}` or `{:?}`, as a `main` that fails does, an error says what to do; `{:#?}` shows what \
         it is made of.",
    );
    page.fence(COMPILED, &error_program(target));
    let Some(target) = std::iter::once(first).chain(places.iter().flat_map(all)).find_map(own_error) else {
        return;
    };
    page.paragraph(
        "By `?` every operation's error becomes the crate's `Error`. It becomes an error of your own by one `impl` for all \
         operations, over the types of their bodies:",
    );
    page.fence(COMPILED, &target);
}

fn all<'plan>(place: &'plan Place<'plan>) -> impl Iterator<Item = Target<'plan>> {
    place.api.resources.iter().flat_map(move |resource| {
        resource.operations.iter().map(move |operation| Target { place, resource, operation })
    })
}

/// Whether a `match` has a documented status to show.
fn documents(target: &Target<'_>) -> bool {
    target.operation.error.is_some() && target.operation.errors.iter().any(|answer| stays(target.operation, answer))
}

/// The operation of an API that documents errors and asks for the least.
fn documented<'plan>(place: &'plan Place<'plan>) -> Option<Target<'plan>> {
    all(place).filter(documents).min_by_key(|target| {
        let operation = target.operation;
        let required = operation.parameters.iter().filter(|parameter| parameter.required).count();
        (operation.deprecated, operation.body.is_some(), required)
    })
}

/// Whether an answer is still one to look into after `is_retryable()`: see the runtime's `retry::classify`.
fn stays(operation: &OperationPlan, answer: &AnswerPlan) -> bool {
    match answer.status {
        Status::Code(429) => false,
        Status::Code(500 | 502 | 503 | 504) => !operation.is_replayable(),
        Status::Code(_) | Status::Range(_) | Status::Default => true,
    }
}

fn error_program(target: Target<'_>) -> String {
    let Target { place, resource, operation } = target;
    let mut program = Program::default();
    let error = program.import(&place.plan.package.library, "Error");
    call::begin(target, &mut program);
    let links = vec![Link::call(call::sent_by(target.operation), Vec::new()), Link::awaited("")];
    let call = call::expression(target, Style::Method, &mut program, links);
    program.bind("answer", &call);
    let api = match operation.error.as_ref().filter(|_| documents(&target)) {
        None => format!("        Err({error}::Api(error)) => eprintln!(\"{{}} {{}}\", error.status(), error.text()),"),
        Some(name) => {
            let module = format!("{}::{}", place.root(), resource.module);
            let body = program.import(&module, name);
            let shown = operation.errors.iter().filter(|answer| stays(operation, answer)).take(SHOWN);
            let arms: String = shown.map(|answer| arm(&body, answer)).collect();
            format!(
                "        Err({error}::Api(error)) => match error.body() {{\n{arms}            \
                 _ => eprintln!(\"{{}} {{}}\", error.status(), error.text()),\n        }},"
            )
        }
    };
    program.statement(format!(
        "    match answer {{\n{}\n        \
         Err(error) if error.is_retryable() => eprintln!(\"try again later: {{error}}\"),\n{api}\n        \
         Err(error) => return Err(error.into()),\n    }}",
        show::arm(place, operation)
    ));
    program.finish_async()
}

fn arm(enumeration: &str, answer: &AnswerPlan) -> String {
    let variant = &answer.variant;
    let shown = status::shown(answer.status);
    match &answer.kind {
        None => format!("            {enumeration}::{variant} => eprintln!(\"{shown}\"),\n"),
        Some(BodyKind::Json(_) | BodyKind::Text | BodyKind::Bytes) => {
            format!("            {enumeration}::{variant}(body) => eprintln!(\"{shown}: {{body:?}}\"),\n")
        }
    }
}

/// A program with an error type of its own; `None` where it would need one for parsing, too.
fn own_error(target: Target<'_>) -> Option<String> {
    let mut program = Program::default();
    let library = &target.place.plan.package.library;
    let [error, body, config] = ["Error", "ErrorBody", "ConfigError"].map(|name| program.import(library, name));
    call::begin(target, &mut program);
    call::send_briefly(target, &mut program, Vec::new());
    if program.fails_otherwise() {
        return None;
    }
    let items = format!(
        "#[derive(Debug)]
enum MyError {{
    Call({error}),
}}

impl<E: {body}> From<{error}<E>> for MyError {{
    fn from(error: {error}<E>) -> Self {{
        Self::Call(error.into())
    }}
}}

// For `from_env` and `build`.
impl From<{config}> for MyError {{
    fn from(error: {config}) -> Self {{
        Self::Call(error.into())
    }}
}}

impl std::fmt::Display for MyError {{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{
        match self {{
            Self::Call(error) => write!(f, \"the call failed: {{error}}\"),
        }}
    }}
}}

impl std::error::Error for MyError {{}}

"
    );
    Some(program.finish_as(&items, "#[tokio::main]\nasync fn main() -> Result<(), MyError>"))
}

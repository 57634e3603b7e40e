//! The README's part about calls: errors, retries, time limits, options.

use super::call::{self, Style, Target};
use super::layout::Link;
use super::page::Markdown;
use super::place::Place;
use super::program::Program;
use super::readme::COMPILED;
use crate::plan::{AnswerPlan, BodyKind, OperationPlan, status};

/// Documented statuses that a `match` shows.
const SHOWN: usize = 3;

/// How to tell what went wrong, on an operation that documents something.
pub(super) fn errors(page: &mut Markdown, places: &[Place<'_>], first: Target<'_>) {
    let target = with_errors(first).or_else(|| places.iter().find_map(documented)).unwrap_or(first);
    page.heading(2, "Errors");
    page.paragraph(
        "A call gives `Error`, whose variants say how far it came: `Api` is an answer of the server that is no success, \
         with `status()`, `text()` and `body()`, an enum with a variant for each status that the document lists. The other \
         variants are about configuration, the request, the connection, time limits and answers that do not decode. \
         `is_retryable()` and `was_sent()` say what may be done next. By `?` every operation's error becomes the crate's \
         `Error`.",
    );
    page.fence(COMPILED, &error_program(target));
}

fn with_errors(target: Target<'_>) -> Option<Target<'_>> {
    target.operation.error.as_ref().map(|_| target)
}

/// The operation of an API that documents errors and asks for the least.
fn documented<'plan>(place: &'plan Place<'plan>) -> Option<Target<'plan>> {
    let all =
        place.api.resources.iter().flat_map(|resource| {
            resource.operations.iter().map(move |operation| Target { place, resource, operation })
        });
    all.filter(|target| target.operation.error.is_some()).min_by_key(|target| {
        let operation = target.operation;
        let required = operation.parameters.iter().filter(|parameter| parameter.required).count();
        (operation.deprecated, operation.body.is_some(), required)
    })
}

fn error_program(target: Target<'_>) -> String {
    let Target { place, resource, operation } = target;
    let mut program = Program::default();
    let error = program.import(&place.plan.package.library, "Error");
    call::begin(target, &mut program);
    let links = vec![Link::call("send", Vec::new()), Link::awaited("")];
    let call = call::expression(target, Style::Method, &mut program, links);
    program.bind("answer", &call);
    let arms = match &operation.error {
        None => "        Err(Error::Api(error)) => eprintln!(\"{} {}\", error.status(), error.text()),\n".to_owned(),
        Some(name) => {
            let module = format!("{}::{}", place.root(), resource.module);
            let body = program.import(&module, name);
            let arms: String = operation.errors.iter().take(SHOWN).map(|answer| arm(&body, answer)).collect();
            format!(
                "        Err(Error::Api(error)) => match error.body() {{\n{arms}            \
                 _ => eprintln!(\"{{}} {{}}\", error.status(), error.text()),\n        }},\n"
            )
        }
    };
    let arms = arms.replace("Error::Api", &format!("{error}::Api"));
    program.statement(format!(
        "    match answer {{\n        Ok(response) => {}\n{arms}        \
         Err(error) if error.is_retryable() => eprintln!(\"try again later: {{error}}\"),\n        \
         Err(error) => return Err(error.into()),\n    }}",
        call::print(operation, "").trim_end_matches(';').to_owned() + ","
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

/// When a call is sent again.
pub(super) fn retries(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Retries");
    page.paragraph(
        "A call that fails in a way that may pass is sent again: answers 429, 500, 502, 503 and 504, connections that fail \
         or break, attempts that run out of time. At most 4 attempts; the wait is drawn from zero up to a bound that starts \
         at 500 ms and grows by 1.5 to at most 60 s; a `Retry-After` of the server is kept. A call that is not idempotent \
         is sent again only if the server cannot have acted on it, or if it has an idempotency key.",
    );
    page.paragraph("The policy is the client's, and each call may have its own:");
    let mut program = Program::default();
    let policy = program.import(&first.place.plan.package.library, "RetryPolicy");
    call::begin(first, &mut program);
    let link = Link::call("retry", vec![super::layout::Expression::atom(format!("{policy}::none()"))]);
    page.fence(COMPILED, &finished(first, program, vec![link]));
}

/// How long a call may take.
pub(super) fn timeouts(page: &mut Markdown) {
    page.heading(2, "Timeouts");
    page.table(
        ["Limits", "Builder", "Call", "Default"],
        [
            ["a whole call, with all attempts and waits", "`.timeout(…)`", "`.timeout(…)`", "none"],
            ["one attempt", "`.attempt_timeout(…)`", "`.attempt_timeout(…)`", "60 s"],
            ["making a connection", "`.connect_timeout(…)`", "", "10 s"],
        ]
        .map(|row| row.map(str::to_owned)),
    );
}

/// What a single call can be told.
pub(super) fn options(page: &mut Markdown, first: Target<'_>) {
    page.heading(2, "Options of a call");
    page.table(
        ["Method", "What it does"],
        [
            ["`.timeout(…)`, `.attempt_timeout(…)`", "Limits this call, or each of its attempts."],
            ["`.retry(…)`", "Sets how this call is sent again."],
            ["`.header(name, value)`", "Adds a header, or replaces one."],
            ["`.query(name, value)`", "Adds a query parameter that the document does not have."],
            ["`.base_url(…)`", "Sends this call elsewhere; credentials go along only to the same origin."],
            ["`.idempotency_key(…)`", "Names the call, so that a server that knows such keys does it once."],
        ]
        .map(|row| row.map(str::to_owned)),
    );
    let mut program = Program::default();
    let duration = program.import("std::time", "Duration");
    call::begin(first, &mut program);
    let atom = |text: &str| super::layout::Expression::atom(text);
    let links = vec![
        Link::call("timeout", vec![atom(&format!("{duration}::from_secs(5)"))]),
        Link::call("header", vec![atom("\"x-trace\""), atom("\"first-call\"")]),
    ];
    page.fence(COMPILED, &finished(first, program, links));
}

/// The call with more behind it, sent, its answer printed.
fn finished(target: Target<'_>, mut program: Program, mut links: Vec<Link>) -> String {
    let operation: &OperationPlan = target.operation;
    links.extend([Link::call("send", Vec::new()), Link::awaited("?")]);
    let call = call::expression(target, Style::Method, &mut program, links);
    program.bind("response", &call);
    program.statement(call::print(operation, "    "));
    program.finish_async()
}

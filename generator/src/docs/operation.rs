//! The part of a resource's page about one operation.

use super::authorization;
use super::call::{self, Target};
use super::page::Markdown;
use super::place::Place;
use super::retry;
use crate::lower::facts::Documentation;
use crate::markdown;
use crate::model::{Location, Status};
use crate::plan::{AnswerPlan, BodyKind, BodyPlan, OperationPlan, OtherBodyPlan, ParameterPlan, SuccessPlan};
use crate::status;
use serde_json::Value;
use std::collections::BTreeSet;

/// Values of a closed list that a table shows.
const LISTED: usize = 20;

/// The columns of a table of answers.
const ANSWERS: [&str; 4] = ["Status", "Body", "Content type", "Description"];

/// Everything about one operation.
pub(super) fn operation(page: &mut Markdown, target: Target<'_>, path: &str) {
    let Target { place, resource: _, operation } = target;
    page.heading(2, &markdown::code(&operation.function));
    if operation.deprecated {
        page.paragraph("**Deprecated**: the API's document says not to use it any more.");
    }
    let summary = operation.summary.as_deref().unwrap_or_default();
    let description = operation.description.as_deref().filter(|text| text.trim() != summary.trim());
    page.paragraph(&markdown::safe(summary));
    page.paragraph(&markdown::safe(description.unwrap_or_default()));
    page.paragraph(&http_line(operation));
    page.paragraph(&super::servers::own(place, operation));
    page.heading(3, "Example");
    example(page, target);
    page.heading(3, "Parameters");
    parameters(page, place, operation, path);
    if let Some(body) = &operation.body {
        page.heading(3, "Request body");
        request_body(page, place, body, path);
        other_bodies(page, place, operation, path);
    }
    page.heading(3, "Response");
    response(page, place, operation, path);
    super::lists::lists(page, place, operation, path);
    page.heading(3, "Errors");
    errors(page, target, path);
    page.heading(3, "Authorization");
    authorization(page, place, operation);
    page.heading(3, "HTTP headers");
    let content_type =
        operation.body.as_ref().map(|body| format!("`Content-Type`: {}", markdown::code(&body.media_type)));
    let accept = (!operation.accept.is_empty()).then(|| format!("`Accept`: {}", markdown::code(&operation.accept)));
    page.list(
        [content_type.unwrap_or_else(|| "`Content-Type`: none, no body is sent".to_owned())].into_iter().chain(accept),
    );
}

/// The program, and what may stand in it in place of its call.
fn example(page: &mut Markdown, target: Target<'_>) {
    let call::Shown { program, with_options, by_function, others } = call::shown(target);
    page.fence("rust", &program);
    if let Some(statement) = with_options {
        page.paragraph("The call with some of its options:");
        page.fence("rust", &statement);
    }
    for (what, statements) in others {
        page.paragraph(what);
        page.fence("rust", &statements);
    }
    page.paragraph("The call as a free function:");
    page.fence("rust", &by_function);
}

/// The headings below an operation's own, in their order.
pub(super) fn headings(operation: &OperationPlan) -> impl Iterator<Item = &'static str> {
    let body = operation.body.as_ref().map(|_| "Request body");
    let rest = ["Response", "Errors", "Authorization", "HTTP headers"];
    ["Example", "Parameters"].into_iter().chain(body).chain(rest)
}

/// The method and path, and whether it is replayed.
fn http_line(operation: &OperationPlan) -> String {
    let line = markdown::code(&format!("{} {}", operation.method, operation.path));
    let policy = retry::policy(operation).map(|policy| format!(" {policy}")).unwrap_or_default();
    format!("{line}, {}.{policy}", retry::in_short(operation))
}

fn parameters(page: &mut Markdown, place: &Place<'_>, operation: &OperationPlan, path: &str) {
    if operation.parameters.is_empty() {
        page.paragraph("This operation has none.");
        return;
    }
    let row = |parameter: &ParameterPlan| {
        let place_of = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let sent_as = format!("{place_of} {}", markdown::code(&parameter.wire));
        [
            if parameter.required { markdown::code(&parameter.name) } else { format!("`.{}(…)`", parameter.name) },
            place.shown(&parameter.rust_type, path),
            sent_as,
            if parameter.required { "yes" } else { "no" }.to_owned(),
            described(&parameter.documentation),
        ]
    };
    page.table(["Parameter", "Type", "Sent as", "Required", "Description"], operation.parameters.iter().map(row));
    if operation.parameters.iter().any(|parameter| !parameter.required) {
        page.paragraph("Required ones are arguments, the others are methods of the request.");
    }
}

/// What the document says of a value, and what limits it.
pub(super) fn described(documentation: &Documentation) -> String {
    let Documentation { description, deprecated, constraints, default, example } = documentation;
    let mut parts = Vec::new();
    parts.extend(deprecated.then(|| "**Deprecated.**".to_owned()));
    parts.extend(description.as_deref().map(markdown::cell).filter(|text| !text.is_empty()));
    let said = parts.len();
    parts.extend(default.as_ref().map(|value| format!("Default: {}.", value_code(value))));
    parts.extend(constraints.iter().map(|(keyword, value)| constraint(keyword, value)));
    parts.extend(example.as_ref().map(|value| format!("Example: {}.", value_code(value))));
    // What follows begins a sentence.
    if parts.len() > said
        && let Some(before) = said.checked_sub(1).and_then(|last| parts.get_mut(last))
        && before.ends_with(char::is_alphanumeric)
    {
        before.push('.');
    }
    parts.join(" ")
}

fn constraint(keyword: &str, value: &Value) -> String {
    let shown = value_code(value);
    match (keyword, value) {
        ("enum", Value::Array(allowed)) => {
            let shown: Vec<String> = allowed.iter().take(LISTED).map(value_code).collect();
            match allowed.len().saturating_sub(LISTED) {
                0 => format!("One of {}.", shown.join(", ")),
                more => format!("One of {}, and {more} more.", shown.join(", ")),
            }
        }
        ("minimum", _) => format!("At least {shown}."),
        ("maximum", _) => format!("At most {shown}."),
        ("exclusiveMinimum", _) => format!("More than {shown}."),
        ("exclusiveMaximum", _) => format!("Less than {shown}."),
        ("minLength", _) => format!("At least {shown} characters."),
        ("maxLength", _) => format!("At most {shown} characters."),
        ("minItems", _) => format!("At least {shown} items."),
        ("maxItems", _) => format!("At most {shown} items."),
        ("uniqueItems", Value::Bool(true)) => "No item twice.".to_owned(),
        ("multipleOf", _) => format!("A multiple of {shown}."),
        ("pattern", _) => format!("Matches {shown}."),
        ("format", _) => format!("Format: {shown}."),
        (other, _) => format!("{}: {shown}.", markdown::code(other)),
    }
}

/// A JSON value as code; long ones are cut.
fn value_code(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(120) {
        Some((end, _)) => markdown::code(&format!("{}…", text.get(..end).unwrap_or_default())),
        None if text.trim().is_empty() => "the empty string".to_owned(),
        None => markdown::code(&text),
    }
}

fn request_body(page: &mut Markdown, place: &Place<'_>, body: &BodyPlan, path: &str) {
    let how =
        if body.required { "The last argument".to_owned() } else { format!("Optional, set by `.{}(…)`", body.name) };
    page.paragraph(&format!("{how}: {}, sent as {}.", sent(place, body, path), markdown::code(&body.media_type)));
    page.paragraph(&super::files::in_body(place, &body.kind, path));
    page.paragraph(&markdown::safe(body.description.as_deref().unwrap_or_default()));
}

/// The forms besides the usual one, and what takes them.
fn other_bodies(page: &mut Markdown, place: &Place<'_>, operation: &OperationPlan, path: &str) {
    if operation.other_bodies.is_empty() {
        return;
    }
    page.paragraph("In its place the operation takes:");
    let row = |OtherBodyPlan { function, constructor: _, body }: &OtherBodyPlan| {
        let by = if body.required { format!("`{function}(…)`") } else { format!("`.{}(…)`", body.name) };
        [by, sent(place, body, path), markdown::code(&body.media_type)]
    };
    page.table(["By", "Body", "Content type"], operation.other_bodies.iter().map(row));
}

/// The type of what is sent, linked.
fn sent(place: &Place<'_>, body: &BodyPlan, path: &str) -> String {
    match body.kind {
        BodyKind::Bytes => "`Body`: bytes, a file or a stream".to_owned(),
        _ => kind(place, Some(&body.kind), path),
    }
}

/// The type of a body, linked.
pub(super) fn kind(place: &Place<'_>, kind: Option<&BodyKind>, path: &str) -> String {
    match kind {
        None => "nothing".to_owned(),
        Some(BodyKind::Json(rust_type)) => place.shown(rust_type, path),
        Some(BodyKind::Text) => "`String`".to_owned(),
        Some(BodyKind::Bytes) => "`Bytes`".to_owned(),
    }
}

fn response(page: &mut Markdown, place: &Place<'_>, operation: &OperationPlan, path: &str) {
    if operation.is_only_streamed() {
        page.paragraph("A stream: there is no `.send()`.");
        if operation.secret_answer {
            page.paragraph("Its items are secrets: an `Event` prints its data as `***`, and `.data` gives it.");
        }
        let (SuccessPlan::One { answers, .. } | SuccessPlan::Several { answers, .. }) = &operation.success;
        let rows = answers.iter().map(|answer| {
            [status::shown(answer.status), "a stream".to_owned(), media_type(answer), described_answer(answer)]
        });
        page.table(ANSWERS, rows);
        asides(page, operation);
        return;
    }
    let answers = match &operation.success {
        SuccessPlan::One { kind: found, answers } => {
            let held = match found {
                None => "`Response<()>`: the status and headers, and no body.".to_owned(),
                some => format!("`Response` of {}, with the status and headers.", kind(place, some.as_ref(), path)),
            };
            let statuses: BTreeSet<Status> = answers.iter().map(|answer| answer.status).collect();
            let which = if statuses.len() > 1 { " `.status()` tells which of these it was." } else { "" };
            page.paragraph(&format!("{held}{which}"));
            answers
        }
        SuccessPlan::Several { name, answers } => {
            let in_forms = answers.iter().any(|answer| !answer.only_for.is_empty());
            let forms = if in_forms { " and each form of it: the content type of the answer tells which" } else { "" };
            page.paragraph(&format!("`Response` of `{name}`, an enum with a variant for each status{forms}."));
            if operation.follows_redirects {
                page.paragraph("A redirect is followed where it stays at the same server; else it is the answer.");
            }
            answers
        }
    };
    if operation.secret_answer {
        page.paragraph("The answer is a secret: the `Response` prints it as `***`, and `.into_inner()` gives it.");
    }
    let several = matches!(operation.success, SuccessPlan::Several { .. });
    let rows = answers.iter().map(|answer| {
        let held = match (several, &operation.success) {
            (true, SuccessPlan::Several { name, .. }) => variant(place, name, answer, path),
            _ => kind(place, answer.kind.as_ref(), path),
        };
        [status::shown(answer.status), held, media_type(answer), described_answer(answer)]
    });
    page.table(ANSWERS, rows);
    asides(page, operation);
}

/// Headers of the answers, and what the document says beside the call.
fn asides(page: &mut Markdown, operation: &OperationPlan) {
    let answers = || operation.answers();
    let rows = answers().flat_map(|answer| {
        answer.headers.iter().map(|(name, description)| {
            let about = description.as_deref().map(markdown::cell).unwrap_or_default();
            [status::shown(answer.status), markdown::code(&format!(".header({name:?})")), about]
        })
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        page.paragraph("With these headers:");
        page.table(["Status", "Header", "Description"], rows);
    }
    let links = answers().flat_map(|answer| &answer.links);
    for (what, names) in [
        ("The document links its answers to", links.collect::<Vec<_>>()),
        ("The server calls back, which is not part of this crate", operation.callbacks.iter().collect()),
    ] {
        if !names.is_empty() {
            let names: Vec<String> = names.into_iter().map(|name| markdown::code(name)).collect();
            page.paragraph(&format!("{what}: {}.", names.join(", ")));
        }
    }
}

fn variant(place: &Place<'_>, name: &str, answer: &AnswerPlan, path: &str) -> String {
    let variant = format!("`{name}::{}`", answer.variant);
    match &answer.kind {
        None => variant,
        found => format!("{variant} of {}", kind(place, found.as_ref(), path)),
    }
}

fn media_type(answer: &AnswerPlan) -> String {
    answer
        .media_type
        .as_deref()
        .map(markdown::code)
        .filter(|code| !code.is_empty())
        .unwrap_or_else(|| "none".to_owned())
}

fn described_answer(answer: &AnswerPlan) -> String {
    answer.description.as_deref().map(markdown::cell).unwrap_or_default()
}

fn errors(page: &mut Markdown, target: Target<'_>, path: &str) {
    let Target { place, resource, operation } = target;
    let Some(name) = &operation.error else {
        page.paragraph(
            "The document lists none. Any answer that is no success is `Error::Api`, with its `status()` and `text()`.",
        );
        return;
    };
    let module = format!("{}::{}", place.root(), resource.module);
    page.paragraph(&format!("`Error::Api` whose `body()` is a `{module}::{name}`:"));
    let documented = operation.errors.iter().map(|answer| {
        [status::shown(answer.status), variant(place, name, answer, path), media_type(answer), described_answer(answer)]
    });
    // Where there is a `default`, no status is left.
    let (statuses, when) = match operation.errors.iter().any(|answer| answer.status == Status::Default) {
        true => ("any", "A body that is not as documented: see `text()`."),
        false => ("any other", "A status that is not listed, or a body that is not as documented: see `text()`."),
    };
    let rest = [statuses.to_owned(), format!("`{name}::Undocumented`"), "any".to_owned(), when.to_owned()];
    page.table(["Status", "Variant", "Content type", "Description"], documented.chain([rest]));
    if !operation.secret_errors.is_empty() {
        let statuses =
            operation.secret_errors.iter().map(|status| status::shown(*status)).collect::<Vec<_>>().join(", ");
        page.paragraph(&format!(
            "What may hold a secret ({statuses}) is printed by no error: its body is `***` there, and `.body()` and `.text()` give it."
        ));
    }
}

fn authorization(page: &mut Markdown, place: &Place<'_>, operation: &OperationPlan) {
    let alternatives = authorization::alternatives(place.plan, operation);
    match alternatives.as_slice() {
        [] => page.paragraph("None: no credential is sent."),
        [one] => page.paragraph(&format!("{one}.")),
        several => {
            page.paragraph("One of:");
            page.list(several.iter().cloned());
        }
    }
}

fn of_kind(kind: &BodyKind) -> Option<&str> {
    match kind {
        BodyKind::Json(rust_type) => rust_type.model(),
        BodyKind::Text | BodyKind::Bytes => None,
    }
}

/// The models that an operation names itself.
pub(super) fn models(operation: &OperationPlan) -> BTreeSet<&str> {
    let parameters = operation.parameters.iter().filter_map(|parameter| parameter.rust_type.model());
    let body = operation.bodies().filter_map(|body| of_kind(&body.kind));
    let answers = operation.answers().filter_map(|answer| answer.kind.as_ref().and_then(of_kind));
    let streamed = operation.streamed().and_then(|rust_type| rust_type.model());
    parameters.chain(body).chain(answers).chain(streamed).collect()
}

//! A program that makes one call.

use super::expression::{Position, Writer};
use super::layout::{Expression, Link};
use super::place::Place;
use super::program::Program;
use super::sample::{Extent, Sampler};
use super::shortened::lines;
use crate::lower::facts::StreamFormat;
use crate::markdown;
use crate::model::Location;
use crate::plan::{BodyKind, BodyPlan, BulkPlan, OperationPlan, ParameterPlan, ResourcePlan};
use crate::pointer::unescaped;
use crate::reflect::RustType;
use serde_json::Value;

/// Optional parameters that a program shows.
const SHOWN: usize = 3;

/// A body longer than this gets a line of its own.
const LONG_BODY: usize = 40;

/// Lines that a program may have up to its call.
const MOST_LINES: usize = 33;

/// Lines of JSON that are never too many, however they are written.
const SHORT: usize = 8;

/// One operation and where it is.
#[derive(Clone, Copy)]
pub(super) struct Target<'plan> {
    pub place: &'plan Place<'plan>,
    pub resource: &'plan ResourcePlan,
    pub operation: &'plan OperationPlan,
}

impl Target<'_> {
    /// What the operation is called, from the client on: `accounts().get`.
    pub fn name(&self) -> String {
        let accessors: String = self.place.accessors(self.resource).iter().map(|name| format!("{name}().")).collect();
        markdown::code(&format!("{accessors}{}", self.operation.function))
    }
}

/// What a new user of an API calls first.
pub(super) fn first<'plan>(place: &'plan Place<'plan>) -> Option<Target<'plan>> {
    let found = place.api.first_call?;
    let resource = place.api.resources.get(found.resource)?;
    Some(Target { place, resource, operation: resource.operations.get(found.operation)? })
}

/// How a call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `acme.accounts().get(…)`
    Method,
    /// `accounts::get(&acme, …)`
    Function,
}

/// A call as a page shows it: once as a complete program, and whatever else is to be said as what stands there instead.
pub(super) struct Shown {
    /// Client, call, answer shown.
    pub program: String,
    /// The statement of the call with some of what may be left out, and an option; `None` if nothing may be left out.
    pub with_options: Option<String>,
    /// The statement of the call by the free function.
    pub by_function: String,
    /// The other ways to make the call: what each is for, and the statements.
    pub others: Vec<(&'static str, String)>,
}

/// A call in all ways in which it is written.
pub(super) fn shown(target: Target<'_>) -> Shown {
    let mut program = Program::default();
    begin(target, &mut program);
    finish(target, &mut program);
    let mut with_options = program.instead();
    let mut links = setters(target, &mut with_options);
    let with_options = (!links.is_empty()).then(|| {
        let duration = with_options.import("std::time", "Duration");
        links.push(Link::call("timeout", vec![Expression::atom(format!("{duration}::from_secs(10)"))]));
        bind(target, Style::Method, &mut with_options, links);
        with_options.finish_instead(&program)
    });
    let mut by_function = program.instead();
    bind(target, Style::Function, &mut by_function, Vec::new());
    let by_function = by_function.finish_instead(&program);
    let others = others(target, &program);
    Shown { program: program.finish_async(), with_options, by_function, others }
}

/// The ways to make a call that do not end with `send`, where there is one that does.
fn others(target: Target<'_>, program: &Program) -> Vec<(&'static str, String)> {
    let OperationPlan { paging, stream, bulk, .. } = target.operation;
    let is_streamed = stream.is_some() && !target.operation.is_only_streamed();
    let shown = |write: fn(Target<'_>, &mut Program)| {
        let mut instead = program.instead();
        write(target, &mut instead);
        instead.finish_instead(program)
    };
    let items = paging.as_ref().map(|_| ("The items of all pages:", shown(items)));
    let stream = is_streamed.then(|| ("The answer as it comes:", shown(self::stream)));
    let upload = bulk.as_ref().map(|_| ("Any number of items, page after page:", shown(upload)));
    [items, stream, upload].into_iter().flatten().collect()
}

/// A complete program: client, call, answer shown.
pub(super) fn program(target: Target<'_>) -> String {
    let mut program = Program::default();
    begin(target, &mut program);
    finish(target, &mut program);
    program.finish_async()
}

/// The client and an empty line.
pub(super) fn begin(target: Target<'_>, program: &mut Program) {
    begin_with(target, program, Vec::new());
}

/// The client, with more said to its builder, and an empty line.
pub(super) fn begin_with(target: Target<'_>, program: &mut Program, more: Vec<Link>) {
    if target.operation.deprecated {
        program.attribute("#[allow(deprecated)]");
    }
    super::authorization::client(target.place, target.operation, program, more);
    program.statement("");
}

/// The call, sent, and its answer shown.
fn finish(target: Target<'_>, program: &mut Program) {
    if target.operation.is_only_streamed() {
        stream(target, program);
    } else {
        send(target, program, Vec::new());
        program.statement(super::show::answer(target.place, target.operation, 4));
    }
}

/// The method that sends a request.
pub(super) fn sent_by(operation: &OperationPlan) -> &'static str {
    if operation.is_only_streamed() { "stream" } else { "send" }
}

/// The call with `links` behind it, sent, its answer bound to `response` or its stream to `stream`.
fn bind(target: Target<'_>, style: Style, program: &mut Program, links: Vec<Link>) {
    let name = if target.operation.is_only_streamed() { "mut stream" } else { "response" };
    bind_as(name, target, style, program, links);
}

fn bind_as(name: &str, target: Target<'_>, style: Style, program: &mut Program, mut links: Vec<Link>) {
    links.extend([Link::call(sent_by(target.operation), Vec::new()), Link::awaited("?")]);
    let call = expression(target, style, program, links);
    program.bind(name, &call);
}

/// The call with `links` behind it, sent, its answer bound.
pub(super) fn send(target: Target<'_>, program: &mut Program, links: Vec<Link>) {
    bind_as("response", target, Style::Method, program, links);
}

/// The call as a stream, its items shown.
pub(super) fn stream(target: Target<'_>, program: &mut Program) {
    let links = vec![Link::call("stream", Vec::new()), Link::awaited("?")];
    let call = expression(target, Style::Method, program, links);
    program.bind("mut stream", &call);
    let shown = shown_item(target.operation);
    program.statement(format!("    while let Some(item) = stream.next().await {{\n        {shown}\n    }}"));
}

/// The same as an iterator.
pub(super) fn stream_blocking(target: Target<'_>, program: &mut Program) {
    let link = Link { suffix: "?", ..Link::call("stream_blocking", Vec::new()) };
    let call = expression(target, Style::Method, program, vec![link]);
    program.bind("stream", &call);
    let shown = shown_item(target.operation);
    program.statement(format!("    for item in stream {{\n        {shown}\n    }}"));
}

/// How an item of a stream is shown.
fn shown_item(operation: &OperationPlan) -> &'static str {
    match operation.stream.as_ref().map(|stream| stream.format) {
        Some(StreamFormat::Events) => "println!(\"{:?}\", item?.data);",
        Some(StreamFormat::Bytes) | None => "println!(\"{} bytes\", item?.len());",
        Some(StreamFormat::Lines | StreamFormat::Records) => "println!(\"{:?}\", item?);",
    }
}

/// The items of all pages, shown.
pub(super) fn items(target: Target<'_>, program: &mut Program) {
    let call = expression(target, Style::Method, program, vec![Link::call("items", Vec::new())]);
    program.bind("mut items", &call);
    program.statement("    // `while let` for all of them: the next page is asked for when this one is used up.");
    program.statement("    if let Some(item) = items.next().await {\n        println!(\"{:?}\", item?);\n    }");
}

/// The same as an iterator.
pub(super) fn items_blocking(target: Target<'_>, program: &mut Program) {
    let call = expression(target, Style::Method, program, vec![Link::call("items_blocking", Vec::new())]);
    program.bind("mut items", &call);
    program
        .statement("    // `for item in items` for all of them: the next page is asked for when this one is used up.");
    program.statement("    if let Some(item) = items.next() {\n        println!(\"{:?}\", item?);\n    }");
}

/// Any number of items, uploaded.
pub(super) fn upload(target: Target<'_>, program: &mut Program) {
    let Some(bulk) = &target.operation.bulk else { return };
    if bulk.replaces() {
        program.comment("All there are: what is not among them goes away when the last page is in.");
    }
    let items = several(target.place, program, bulk);
    program.bind("items", &items);
    program.comment("An upload without an id makes one.");
    let links = vec![Link::call("upload", vec![Expression::atom("items")])];
    let call = expression_sending(target, Style::Method, program, links, |body| without_page(target, body, bulk));
    program.bind("mut upload", &call);
    program.statement("    let place = upload.send().await?;");
    program.statement("    println!(\"{} items in {} pages\", place.items(), place.pages());");
}

/// Items that differ by their ids; a list that begins with one where none is known to have an id, or where one may fail to be
/// made.
fn several(place: &Place<'_>, program: &mut Program, bulk: &BulkPlan) -> Expression {
    let sampler = Sampler::new(&place.models, Extent::Request);
    let mut value = on_a_screen(place, program, &sampler, &bulk.item, sampler.value(&bulk.item, None));
    let one = Writer { place, program }.expression(&bulk.item, &value, Position::Value);
    let list = |one| Expression::List { head: "vec!", items: vec![one] };
    let is_word = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let Some(Value::String(id)) = value.get_mut("id").filter(|id| id.as_str().is_some_and(is_word)) else {
        return list(one);
    };
    // No text of the document is taken for the mark.
    let mark = format!("{id}\u{E000}");
    let format = format!("format!(\"{id}-{{number}}\")");
    id.clone_from(&mark);
    let marked = Writer { place, program }.expression(&bulk.item, &value, Position::Value);
    let written = format!("{mark:?}");
    let numbered = marked
        .clone()
        .with_atoms(&|text| text.replace(&format!("{written}.to_owned()"), &format).replace(&written, &format));
    match numbered == marked || numbered.flat().contains(".parse()?") {
        true => list(one),
        false => Expression::call("(1..=250).map", vec![numbered.after("|number| ")]),
    }
}

/// A body without what the pages of an upload say themselves, their id among it: an upload makes one.
fn without_page(target: Target<'_>, mut body: Value, bulk: &BulkPlan) -> Value {
    let sampler = Sampler::new(&target.place.models, Extent::Request);
    let rust_type = target.operation.body.as_ref().and_then(|body| body.json());
    if let Some(items) = body.pointer_mut(&bulk.items) {
        *items = Value::Array(Vec::new());
    }
    if let Some(id) = body.pointer_mut(&bulk.upload_id) {
        *id = Value::String(String::new());
    }
    for said in [Some(&bulk.upload_id), bulk.first.as_ref(), bulk.last.as_ref(), bulk.restart.as_ref()] {
        let Some((parent, name)) = said.and_then(|said| said.rsplit_once('/')) else { continue };
        let mut without = body.clone();
        if let Some(members) = without.pointer_mut(parent).and_then(Value::as_object_mut) {
            members.remove(&unescaped(name));
        }
        // What must be there stays.
        if rust_type.is_some_and(|rust_type| sampler.fits(rust_type, &without)) {
            body = without;
        }
    }
    body
}

/// The same in a program that is about something else than the answer.
pub(super) fn send_briefly(target: Target<'_>, program: &mut Program, links: Vec<Link>) {
    send(target, program, links);
    program.statement("    println!(\"{}\", response.status());");
}

/// The request with its arguments, and `more` behind it; a long body is bound first.
pub(super) fn expression(target: Target<'_>, style: Style, program: &mut Program, more: Vec<Link>) -> Expression {
    expression_sending(target, style, program, more, |body| body)
}

/// The same with a body that is not the sample itself.
fn expression_sending(
    target: Target<'_>,
    style: Style,
    program: &mut Program,
    more: Vec<Link>,
    change: impl FnOnce(Value) -> Value,
) -> Expression {
    let Target { place, resource, operation } = target;
    let sampler = Sampler::new(&place.models, Extent::Request);
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut arguments: Vec<Expression> =
        required.map(|parameter| argument(place, program, &sampler, parameter)).collect();
    let body = operation.body.as_ref().map(|body| (body, body_argument(place, program, &sampler, body, change)));
    let mut setters = Vec::new();
    if let Some((body, value)) = body {
        if body.required {
            arguments.push(value);
        } else {
            setters.push(Link::call(&body.name, vec![value]));
        }
    }
    let variable = &place.plan.provider.variable;
    let (root, mut links) = match style {
        Style::Method => {
            let mut links: Vec<Link> =
                place.accessors(resource).iter().map(|name| Link::call(name, Vec::new())).collect();
            links.push(Link::call(&operation.function, arguments));
            (Expression::atom(variable), links)
        }
        Style::Function => {
            let module = program.import(&place.root(), &resource.module);
            arguments.insert(0, Expression::atom(format!("&{variable}")));
            (Expression::call(format!("{module}::{}", operation.function), arguments), Vec::new())
        }
    };
    links.extend(setters);
    if super::servers::needs_consent(place, operation) {
        links.push(Link::call("send_credentials_to_base_url", Vec::new()));
    }
    links.extend(more);
    Expression::chain(root, links)
}

/// Setters of optional parameters: those first of which the document has a value. A header of which it has none is not shown:
/// it says who asks, or how, more than what is asked for, and what is made up for it would be wrong in most programs.
fn setters(target: Target<'_>, program: &mut Program) -> Vec<Link> {
    let Target { place, resource: _, operation } = target;
    let sampler = Sampler::new(&place.models, Extent::Request);
    let optional = operation.parameters.iter().filter(|one| !one.required && !one.documentation.deprecated);
    let mut optional: Vec<&ParameterPlan> = optional.collect();
    let is_made_up = |one: &ParameterPlan| sampler.documented(&one.rust_type, &one.documentation).is_none();
    optional.retain(|one| one.location != Location::Header || !is_made_up(one));
    optional.sort_by_key(|one| is_made_up(one));
    let shown = optional.into_iter().take(SHOWN);
    shown.map(|one| Link::call(&one.name, vec![argument(place, program, &sampler, one)])).collect()
}

fn argument(place: &Place<'_>, program: &mut Program, sampler: &Sampler<'_>, parameter: &ParameterPlan) -> Expression {
    let value = match sampler.value(&parameter.rust_type, Some(&parameter.documentation)) {
        // Empty or a dot, a path would lead elsewhere: the runtime refuses it.
        Value::String(text) if matches!(text.as_str(), "" | "." | "..") => Value::String("text".to_owned()),
        value => value,
    };
    Writer { place, program }.expression(&parameter.rust_type, &value, Position::Argument)
}

fn body_argument(
    place: &Place<'_>,
    program: &mut Program,
    sampler: &Sampler<'_>,
    body: &BodyPlan,
    change: impl FnOnce(Value) -> Value,
) -> Expression {
    let value = change(sampler.body(&body.kind, body.example.as_ref()));
    let value = match &body.kind {
        BodyKind::Json(rust_type) => on_a_screen(place, program, sampler, rust_type, value),
        BodyKind::Text | BodyKind::Bytes => value,
    };
    if matches!(body.kind, BodyKind::Bytes) {
        program.comment(super::files::BODY_OF_THE_DISK);
    }
    let written = match (&body.kind, &value) {
        (BodyKind::Json(rust_type), value) => Writer { place, program }.expression(rust_type, value, Position::Value),
        (BodyKind::Text | BodyKind::Bytes, Value::String(text)) => Expression::atom(format!("{text:?}")),
        (BodyKind::Text | BodyKind::Bytes, _) => Expression::atom("\"text\""),
    };
    // Only a model says its own type: anything else needs the method's signature.
    let says_its_type = matches!(&body.kind, BodyKind::Json(RustType::Model(_)));
    if written.flat().len() <= LONG_BODY || !says_its_type || place.plan.provider.variable == "request" {
        return written;
    }
    program.bind("request", &written);
    Expression::atom("request")
}

/// The value, or as much of it that the program so far and the value, written in it, leave room for the call on a screen.
fn on_a_screen(
    place: &Place<'_>,
    program: &Program,
    sampler: &Sampler<'_>,
    rust_type: &RustType,
    value: Value,
) -> Value {
    sampler.shortened_to(rust_type, value, |value| {
        lines(value) <= SHORT || {
            let mut with = program.clone();
            let written = Writer { place, program: &mut with }.expression(rust_type, value, Position::Value);
            with.bind("request", &written);
            with.finish_async().lines().count() <= MOST_LINES
        }
    })
}

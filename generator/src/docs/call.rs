//! A program that makes one call.

use super::expression::{Position, Writer};
use super::layout::{Expression, Link};
use super::place::Place;
use super::program::Program;
use super::sample::{Extent, Sampler};
use crate::model::Location;
use crate::plan::{BodyKind, BodyPlan, OperationPlan, ParameterPlan, ResourcePlan, SuccessPlan};
use crate::reflect::RustType;
use serde_json::Value;

/// Optional query parameters with an example of their own that a program shows.
const SHOWN: usize = 3;

/// A body longer than this gets a line of its own.
const LONG_BODY: usize = 40;

/// One operation and where it is.
#[derive(Clone, Copy)]
pub(super) struct Target<'plan> {
    pub place: &'plan Place<'plan>,
    pub resource: &'plan ResourcePlan,
    pub operation: &'plan OperationPlan,
}

/// How a call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `acme.accounts().get(…)`
    Method,
    /// `accounts::get(&acme, …)`
    Function,
}

/// A complete program: client, call, answer printed.
pub(super) fn program(target: Target<'_>, style: Style) -> String {
    let mut program = Program::default();
    begin(target, &mut program);
    let links = vec![Link::call("send", Vec::new()), Link::awaited("?")];
    let call = expression(target, style, &mut program, links);
    program.bind("response", &call);
    program.statement(print(target.operation, "    "));
    program.finish_async()
}

/// The client and an empty line.
pub(super) fn begin(target: Target<'_>, program: &mut Program) {
    if target.operation.deprecated {
        program.attribute("#[allow(deprecated)]");
    }
    super::authorization::client(target.place, Some(target.operation), program);
    program.statement("");
}

/// The request with its arguments and a few setters, and `more` behind it; a long body is bound first.
pub(super) fn expression(target: Target<'_>, style: Style, program: &mut Program, more: Vec<Link>) -> Expression {
    let Target { place, resource, operation } = target;
    let sampler = Sampler::new(&place.models, Extent::Request);
    let (required, optional): (Vec<_>, Vec<_>) = operation.parameters.iter().partition(|parameter| parameter.required);
    let mut arguments: Vec<Expression> =
        required.into_iter().map(|parameter| argument(place, program, &sampler, parameter)).collect();
    let body = operation.body.as_ref().map(|body| (body, body_argument(place, program, &sampler, body)));
    let mut setters = Vec::new();
    for parameter in optional.into_iter().filter(|parameter| is_shown(&sampler, parameter)).take(SHOWN) {
        setters.push(Link::call(&parameter.name, vec![argument(place, program, &sampler, parameter)]));
    }
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
    links.extend(more);
    Expression::chain(root, links)
}

fn is_shown(sampler: &Sampler<'_>, parameter: &ParameterPlan) -> bool {
    let documentation = &parameter.documentation;
    let example = documentation.example.as_ref().filter(|value| sampler.fits(&parameter.rust_type, value));
    parameter.location == Location::Query && !documentation.deprecated && example.is_some()
}

fn argument(place: &Place<'_>, program: &mut Program, sampler: &Sampler<'_>, parameter: &ParameterPlan) -> Expression {
    let value = match sampler.value(&parameter.rust_type, Some(&parameter.documentation)) {
        // Empty or a dot, a path would lead elsewhere: the runtime refuses it.
        Value::String(text) if matches!(text.as_str(), "" | "." | "..") => Value::String("text".to_owned()),
        value => value,
    };
    Writer { place, program }.expression(&parameter.rust_type, &value, Position::Argument)
}

fn body_argument(place: &Place<'_>, program: &mut Program, sampler: &Sampler<'_>, body: &BodyPlan) -> Expression {
    let value = sampler.body(&body.kind, body.example.as_ref());
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

/// A line that prints what `response` holds.
pub(super) fn print(operation: &OperationPlan, indent: &str) -> String {
    let shown = match &operation.success {
        SuccessPlan::Several { .. } => "println!(\"{:#?}\", response.into_inner());",
        SuccessPlan::One { kind, .. } => match kind {
            None => "println!(\"{}\", response.status());",
            Some(BodyKind::Json(_)) => "println!(\"{:#?}\", response.into_inner());",
            Some(BodyKind::Text) => "println!(\"{}\", response.into_inner());",
            Some(BodyKind::Bytes) => "println!(\"{} bytes\", response.len());",
        },
    };
    format!("{indent}{shown}")
}

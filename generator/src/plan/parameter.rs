//! The parameters of an operation: their order, names and styles.

use super::naming::{REQUEST_METHODS, take_or_end_with};
use super::operation::ProbeTypes;
use super::{ParameterPlan, ParameterStyle, ProviderPlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::facts::{OperationFacts, ParameterFacts};
use crate::lower::media::is_json;
use crate::lower::name::{Names, snake_name};
use crate::media_type::essence;
use crate::model::{Location, Parameter};
use serde_json::Value;

/// Plans the parameters, and finds a name for each form of the body beside them.
pub fn parameters(
    facts: &OperationFacts<'_>,
    types: &ProbeTypes<'_>,
    provider: &ProviderPlan,
    report: &mut Vec<Diagnostic>,
) -> (Vec<ParameterPlan>, Vec<String>) {
    let mut names = Scopes {
        // The free function's first argument, and what a request is made from.
        arguments: Names::without(&[&provider.variable, "core", "call"]),
        setters: Names::without(REQUEST_METHODS),
    };
    let path = &facts.operation.path;
    let mut plans: Vec<ParameterPlan> =
        facts.parameters.iter().map(|facts| parameter(facts, types, &mut names, report)).collect();
    // Arguments read in the order of the path; what is not in the path keeps the document's order.
    plans.sort_by_key(|plan| match (plan.required, plan.location) {
        (true, Location::Path) => (0, path.find(&format!("{{{}}}", plan.wire)).unwrap_or(usize::MAX)),
        (true, _) => (1, 0),
        (false, _) => (2, 0),
    });
    let required = facts.body.as_ref().is_some_and(|body| body.body.required);
    let mut bodies = vec![take_or_end_with(names.of(required), "body", "_value")];
    for other in &facts.other_bodies {
        // Of arguments only one is there at a time.
        let name = match bodies.first() {
            Some(first) if required => first.clone(),
            _ => take_or_end_with(names.of(required), &format!("body_{}", other.suffix), "_value"),
        };
        bodies.push(name);
    }
    (plans, bodies)
}

/// Arguments and setters do not meet.
struct Scopes {
    arguments: Names,
    setters: Names,
}

impl Scopes {
    fn of(&mut self, required: bool) -> &mut Names {
        if required { &mut self.arguments } else { &mut self.setters }
    }
}

fn parameter(
    facts: &ParameterFacts<'_>,
    types: &ProbeTypes<'_>,
    names: &mut Scopes,
    report: &mut Vec<Diagnostic>,
) -> ParameterPlan {
    let ParameterFacts { parameter, slot, documentation } = facts;
    let given = ["x-sdk-name", "x-speakeasy-name-override", "x-fern-parameter-name", "x-ms-client-name"]
        .iter()
        .find_map(|name| parameter.extensions.get(*name).and_then(Value::as_str));
    let wanted = given.map_or_else(|| argument_name(&parameter.name, parameter.location), snake_name);
    let required = parameter.required || parameter.location == Location::Path;
    let name = take_or_end_with(names.of(required), &wanted, "_param");
    if name != wanted {
        report.push(Diagnostic::new(
            Code::Renamed,
            &parameter.at,
            format!("`{wanted}` is a method of every request or another parameter; the parameter is called `{name}`"),
            "nothing needs to be done; a name of your own goes into `x-sdk-name`",
        ));
    }
    let style = style(facts);
    remark_on_style(parameter, report);
    ParameterPlan {
        wire: parameter.name.clone(),
        location: parameter.location,
        style,
        explode: parameter.explode.unwrap_or(style == ParameterStyle::Form),
        allow_reserved: parameter.allow_reserved,
        name,
        rust_type: types.get(slot),
        required,
        documentation: documentation.clone(),
    }
}

/// A parameter's name in Rust; a header's `X-` says nothing.
fn argument_name(wire: &str, location: Location) -> String {
    let bare = match location {
        Location::Header => wire.get(..2).filter(|start| start.eq_ignore_ascii_case("x-")).and(wire.get(2..)),
        _ => None,
    };
    snake_name(bare.filter(|bare| !bare.is_empty()).unwrap_or(wire))
}

/// The style that the document names, or the default of the location (OpenAPI 3.1 §4.8.12.2).
fn style(facts: &ParameterFacts<'_>) -> ParameterStyle {
    let parameter = facts.parameter;
    let content = parameter.content.as_ref().filter(|_| parameter.schema.is_none());
    if content.is_some_and(|media| is_json(&essence(&media.media_type))) {
        return ParameterStyle::Json;
    }
    match (parameter.location, parameter.style.as_deref()) {
        (Location::Path, Some("label")) => ParameterStyle::Label,
        (Location::Path, Some("matrix")) => ParameterStyle::Matrix,
        // Of paths and headers Swagger 2.0 knows these alone.
        (Location::Path | Location::Header | Location::Query, Some("spaceDelimited")) => ParameterStyle::SpaceDelimited,
        (Location::Path | Location::Header | Location::Query, Some("pipeDelimited")) => ParameterStyle::PipeDelimited,
        (Location::Path | Location::Header | Location::Query, Some("tabDelimited")) => ParameterStyle::TabDelimited,
        (Location::Path | Location::Header, _) => ParameterStyle::Simple,
        (Location::Query, Some("deepObject")) => ParameterStyle::DeepObject,
        (Location::Query | Location::Cookie, _) => ParameterStyle::Form,
    }
}

/// Says that a style is none of its location (OpenAPI 3.1 §4.8.12.3), and another is used.
fn remark_on_style(parameter: &Parameter, report: &mut Vec<Diagnostic>) {
    let known: &[&str] = match parameter.location {
        Location::Path => &["simple", "label", "matrix"],
        Location::Query => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Location::Header => &["simple"],
        Location::Cookie => &["form", "cookie"],
    };
    let is_delimited = |said: &str| said.ends_with("Delimited") && parameter.location != Location::Cookie;
    if let (Some(said), [usual, ..]) = (&parameter.style, known)
        && !known.contains(&said.as_str())
        && !is_delimited(said)
    {
        report.push(Diagnostic::new(
            Code::UnusedStyle,
            &parameter.at.key("style"),
            format!("`{said}` is no style of such a parameter: `{}` is written as `{usual}`", parameter.name),
            format!("write one of {}", known.join(", ")),
        ));
    }
}

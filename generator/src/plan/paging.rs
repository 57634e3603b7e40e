//! Which operations give a list in pages, and how one page leads to the next: by what the document says, or by the shape of
//! the operation. What does not fit the types is reported, and the operation has no pager.

mod extension;
mod recognise;

use super::access::{Models, bare};
use super::{
    AnswerPlan, BodyKind, BodyPlan, ModelPlan, OperationPlan, PageTargetPlan, PagingPlan, PlanInput, ResourcePlan,
    StepPlan, SuccessPlan,
};
use crate::diagnostic::{Change, Code, Diagnostic};
use crate::lower::facts::OperationFacts;
use crate::pointer::escaped;
use crate::reflect::RustType;
use serde_json::json;
use std::collections::HashMap;

/// What is wanted, in the document's words.
#[derive(Debug, Clone, PartialEq)]
struct Wanted {
    step: StepPlan,
    /// Where what leads to the next page goes; `None` where it is the URL.
    to: Option<Request>,
    /// The header that says it.
    header: Option<String>,
    /// The member that says it, as a JSON Pointer.
    next: Option<String>,
    /// The list, as a JSON Pointer; `None` where it is the only one.
    items: Option<String>,
    /// The member that says whether there are more.
    more: Option<String>,
}

/// A part of a request.
#[derive(Debug, Clone, PartialEq)]
enum Request {
    Parameter(String),
    /// A JSON Pointer.
    Body(String),
    /// A parameter of this name, or else a member of the body.
    Either(String),
}

impl Request {
    /// A parameter's name, or a pointer into the body.
    fn named(text: &str) -> Self {
        if text.starts_with('/') { Self::Body(text.to_owned()) } else { Self::Parameter(text.to_owned()) }
    }

    fn either(text: &str) -> Self {
        Self::Either(text.to_owned())
    }
}

/// What a document says.
#[derive(Debug, PartialEq)]
enum Said {
    Nothing,
    /// That there are no pages.
    Off,
    /// Something that is not understood, by this extension.
    Malformed(&'static str),
    Wanted(&'static str, Wanted),
}

/// Gives a pager to each operation that has pages.
pub fn attach(
    document: &PlanInput<'_>,
    resources: &mut [ResourcePlan],
    models: &[ModelPlan],
    report: &mut Vec<Diagnostic>,
) {
    let models = Models::new(models);
    let facts: HashMap<(&str, &str), &OperationFacts<'_>> = document
        .facts
        .operations
        .iter()
        .map(|facts| ((facts.operation.method.as_str(), facts.operation.path.as_str()), facts))
        .collect();
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let Some(facts) = facts.get(&(operation.method.as_str(), operation.path.as_str())) else { continue };
        operation.paging = paging(facts, operation, &models, report);
    }
}

fn paging(
    facts: &OperationFacts<'_>,
    operation: &OperationPlan,
    models: &Models<'_>,
    report: &mut Vec<Diagnostic>,
) -> Option<PagingPlan> {
    let at = &facts.operation.at;
    let page = page(operation);
    match extension::read(&facts.operation.extensions) {
        Said::Off => None,
        Said::Malformed(name) => {
            report.push(Diagnostic::new(
                Code::BadExtension,
                &at.key(name),
                format!("`{name}` of `{}` does not say how one page leads to the next", operation.id),
                "say it by `x-sdk-pagination: {style, request, response, items}`; see ARCHITECTURE.md of the generator",
            ));
            None
        }
        Said::Wanted(name, wanted) => {
            let found =
                page.ok_or("its answer is not one JSON value").and_then(|page| fit(wanted, operation, page, models));
            found
                .map_err(|reason| {
                    report.push(Diagnostic::new(
                        Code::UnfitPaging,
                        &at.key(name),
                        format!("`{}` has no pager: {reason}", operation.id),
                        "name a parameter or member that the document describes",
                    ));
                })
                .ok()
        }
        Said::Nothing => {
            let wanted = recognise::recognise(facts, operation, page?, models)?;
            let plan = fit(wanted, operation, page?, models).ok()?;
            let remark = Diagnostic::new(
                Code::RecognisedPaging,
                at,
                format!("`{}` gives its list in pages: {}", operation.id, shown(&plan, operation)),
                "nothing needs to be done; if it does not, write `x-sdk-pagination: false`",
            );
            report.push(remark.mended_by([Change::update(at, json!({ "x-sdk-pagination": false }))]));
            Some(plan)
        }
    }
}

/// The type of a page: of the one success that there is, in the form that is asked for first.
fn page(operation: &OperationPlan) -> Option<&RustType> {
    match &operation.success {
        SuccessPlan::One { kind: Some(BodyKind::Json(rust_type)), .. } => Some(rust_type),
        SuccessPlan::Several { name: _, answers } => match answers.as_slice() {
            [AnswerPlan { kind: Some(BodyKind::Json(rust_type)), .. }, others @ ..]
                if others.iter().all(|other| !other.only_for.is_empty()) =>
            {
                Some(rust_type)
            }
            _ => None,
        },
        SuccessPlan::One { .. } => None,
    }
}

/// Brings together what is wanted and the types that there are.
fn fit(
    wanted: Wanted,
    operation: &OperationPlan,
    page: &RustType,
    models: &Models<'_>,
) -> Result<PagingPlan, &'static str> {
    let Wanted { step, to, header, next, items, more } = wanted;
    if matches!(step, StepPlan::Link | StepPlan::Url) && operation.method != "GET" {
        return Err("the URL of a next page is for GET");
    }
    let to = match to {
        None => PageTargetPlan::Url,
        Some(request) => target(&request, operation, models).ok_or("it has no such parameter or member of its body")?,
    };
    let next = match next {
        None => None,
        Some(pointer) => {
            let found = models.resolve(page, &pointer).ok_or("its answer has no such member for the next page")?;
            let fits = match step {
                StepPlan::Token => matches!(
                    found.rust_type,
                    RustType::String | RustType::Json | RustType::Integer(_) | RustType::Uuid | RustType::DateTime
                ),
                _ => matches!(found.rust_type, RustType::String | RustType::Json),
            };
            Some(found.access)
                .filter(|_| fits)
                .ok_or("what leads to the next page is neither text nor a number")?
                .into()
        }
    };
    let more = match more {
        None => None,
        Some(pointer) => {
            let found = models.resolve(page, &pointer).filter(|found| found.rust_type == RustType::Bool);
            Some(found.ok_or("its answer has no such member for whether there are more")?.access)
        }
    };
    let items = match items {
        Some(pointer) => models.resolve(page, &pointer),
        None => only_list(page, models).and_then(|pointer| models.resolve(page, &pointer)),
    };
    let items = items.ok_or("its answer has no such list")?;
    let RustType::List(item) = items.rust_type else { return Err("what should be its items is no list") };
    let is_by_last = items.access.steps.contains(&crate::plan::AccessStep::Last);
    if is_by_last {
        return Err("its list is inside another");
    }
    Ok(PagingPlan {
        step,
        to,
        header: header.map(|name| name.to_ascii_lowercase()),
        next,
        more,
        items: items.access,
        page: page.clone(),
        item: *item,
    })
}

fn target(request: &Request, operation: &OperationPlan, models: &Models<'_>) -> Option<PageTargetPlan> {
    let parameter = |name: &str| {
        operation.parameters.iter().position(|parameter| parameter.wire == name).map(PageTargetPlan::Parameter)
    };
    let body = |pointer: &str| {
        let rust_type = operation.body.as_ref().and_then(BodyPlan::json)?;
        let known =
            matches!(rust_type, RustType::Json | RustType::JsonObject) || models.resolve(rust_type, pointer).is_some();
        known.then(|| PageTargetPlan::Body(pointer.to_owned()))
    };
    match request {
        Request::Parameter(name) => parameter(name),
        Request::Body(pointer) => body(pointer),
        Request::Either(name) => parameter(name).or_else(|| body(&format!("/{}", name.replace('.', "/")))),
    }
}

/// The pointer to the only list of a page: the page itself, or its one member that is a list.
fn only_list(page: &RustType, models: &Models<'_>) -> Option<String> {
    if matches!(page, RustType::List(_)) {
        return Some(String::new());
    }
    let mut lists = models.fields(page).iter().filter(|field| matches!(bare(&field.rust_type).1, RustType::List(_)));
    match (lists.next(), lists.next()) {
        (Some(only), None) => Some(format!("/{}", escaped(&only.wire))),
        _ => None,
    }
}

/// How one page leads to the next, in words.
pub fn shown(paging: &PagingPlan, operation: &OperationPlan) -> String {
    let to = match &paging.to {
        PageTargetPlan::Parameter(index) => {
            operation.parameters.get(*index).map_or_else(String::new, |parameter| format!("`{}`", parameter.wire))
        }
        PageTargetPlan::Body(pointer) => format!("`{pointer}` of the body"),
        PageTargetPlan::Url => String::new(),
    };
    match paging.step {
        StepPlan::Token => format!("the token of each answer goes into {to}"),
        StepPlan::Offset => format!("the number of items so far goes into {to}"),
        StepPlan::Number { first } => format!("{to} counts the pages from {first}"),
        StepPlan::Link => "the `Link` header of each answer leads to the next".to_owned(),
        StepPlan::Url => "each answer has the URL of the next".to_owned(),
    }
}

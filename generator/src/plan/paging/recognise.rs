//! Lists that come in pages, by the shape of their operation. Careful: a request that takes what an answer gives, or nothing.

use super::{Request, Wanted};
use crate::lower::facts::OperationFacts;
use crate::model::Location;
use crate::plan::access::{Models, bare};
use crate::plan::{FieldPlan, OperationPlan, ParameterPlan, StepPlan};
use crate::pointer::escaped;
use crate::reflect::RustType;
use crate::status::is_success;

/// Pairs of what a request takes and what its answer gives for the next one, as letters and digits in lower case.
const TOKENS: [(&str, &[&str]); 8] = [
    ("cursor", &["nextcursor", "nextpagecursor", "endcursor"]),
    ("nextcursor", &["nextcursor"]),
    ("pagecursor", &["nextcursor", "nextpagecursor"]),
    ("pagetoken", &["nextpagetoken", "nexttoken"]),
    ("nextpagetoken", &["nextpagetoken"]),
    ("nexttoken", &["nexttoken"]),
    ("continuationtoken", &["continuationtoken", "nextcontinuationtoken"]),
    ("paginationtoken", &["paginationtoken", "nextpaginationtoken"]),
];

/// What says whether there are more.
const MORE: [&str; 4] = ["hasmore", "hasmoreresults", "hasnextpage", "hasnext"];

/// Objects that hold what is said of the pages, beside the list.
const AROUND: [&str; 7] = ["pagination", "paging", "meta", "metadata", "pageinfo", "responsemetadata", "links"];

/// Members that are the URL of the next page.
const URLS: [&str; 5] = ["nextlink", "nexturl", "nextpageurl", "odatanextlink", "nextpageuri"];

/// How many items a page has, as parameters say it.
const SIZES: [&str; 7] = ["limit", "perpage", "pagesize", "size", "take", "top", "maxresults"];

/// What the shape of an operation says. `page` is the type of its answer.
pub fn recognise(
    facts: &OperationFacts<'_>,
    operation: &OperationPlan,
    page: &RustType,
    models: &Models<'_>,
) -> Option<Wanted> {
    let members = members(page, models);
    let more = members.iter().find(|member| MORE.contains(&member.plain.as_str()) && member.is(&RustType::Bool));
    let wanted = |step, to, next: Option<String>| Wanted {
        step,
        to,
        header: None,
        next,
        items: None,
        more: more.map(|member| member.pointer.clone()),
    };
    if let Some((request, next)) = token(operation, &members, more.is_some(), models) {
        return Some(wanted(StepPlan::Token, Some(request), Some(next)));
    }
    if operation.method != "GET" {
        return None;
    }
    if has_link(facts) {
        return Some(wanted(StepPlan::Link, None, None));
    }
    if let Some(url) = members.iter().find(|member| is_url(member, &members)) {
        return Some(wanted(StepPlan::Url, None, Some(url.pointer.clone())));
    }
    let number = |names: &[&str]| {
        let mut found = queries(operation).filter(|parameter| names.contains(&plain(&parameter.wire).as_str()));
        found.find(|parameter| matches!(parameter.rust_type, RustType::Integer(_)))
    };
    number(&SIZES)?;
    if let Some(offset) = number(&["offset", "skip"]) {
        return Some(wanted(StepPlan::Offset, Some(Request::Parameter(offset.wire.clone())), None));
    }
    let page = number(&["page", "pagenumber"])?;
    // Whether pages are counted from zero or one must be said: a guess would leave one out.
    let documentation = &page.documentation;
    let first = documentation.default.as_ref().or_else(|| documentation.constraints.get("minimum"))?.as_u64()?;
    (first <= 1).then(|| wanted(StepPlan::Number { first }, Some(Request::Parameter(page.wire.clone())), None))
}

/// A member of a page, or of an object beside its list.
struct Member<'plan> {
    pointer: String,
    plain: String,
    field: &'plan FieldPlan,
}

impl Member<'_> {
    fn is(&self, rust_type: &RustType) -> bool {
        bare(&self.field.rust_type).1 == rust_type
    }
}

fn members<'plan>(page: &RustType, models: &Models<'plan>) -> Vec<Member<'plan>> {
    let mut members = Vec::new();
    for field in models.fields(page) {
        let pointer = format!("/{}", escaped(&field.wire));
        if AROUND.contains(&plain(&field.wire).as_str()) {
            for inner in models.fields(&field.rust_type) {
                let pointer = format!("{pointer}/{}", escaped(&inner.wire));
                members.push(Member { pointer, plain: plain(&inner.wire), field: inner });
            }
        }
        members.push(Member { pointer, plain: plain(&field.wire), field });
    }
    members
}

/// A parameter or member of the body, and the member of the answer that gives its next value.
fn token(
    operation: &OperationPlan,
    members: &[Member<'_>],
    says_more: bool,
    models: &Models<'_>,
) -> Option<(Request, String)> {
    let in_query = queries(operation)
        .filter(|parameter| !parameter.required)
        .map(|parameter| (plain(&parameter.wire), Request::Parameter(parameter.wire.clone())));
    let body = operation.body.iter().filter_map(|body| body.json());
    let in_body = body
        .flat_map(|body| models.fields(body))
        .map(|field| (plain(&field.wire), Request::Body(format!("/{}", escaped(&field.wire)))));
    for (asked, request) in in_query.chain(in_body) {
        let Some((_, given)) = TOKENS.iter().find(|(name, _)| *name == asked) else { continue };
        let said = |member: &&Member<'_>| {
            // One that has the name of what was sent may be what was sent, unless something else ends the list.
            let is_it = given.contains(&member.plain.as_str()) || says_more && member.plain == asked;
            is_it && (member.is(&RustType::String) || matches!(bare(&member.field.rust_type).1, RustType::Integer(_)))
        };
        if let Some(member) = members.iter().find(said) {
            return Some((request, member.pointer.clone()));
        }
    }
    None
}

/// Whether a success documents a `Link` header.
fn has_link(facts: &OperationFacts<'_>) -> bool {
    let successes = facts.operation.answers.iter().filter(|answer| is_success(answer.status));
    successes.flat_map(|answer| answer.headers.keys()).any(|name| name.eq_ignore_ascii_case("link"))
}

/// A URL by its name; or `next` beside `previous` or with the format of one.
fn is_url(member: &Member<'_>, members: &[Member<'_>]) -> bool {
    let format = member.field.documentation.constraints.get("format").and_then(|format| format.as_str());
    let is_uri = matches!(format, Some("uri" | "url" | "uri-reference"));
    let has_previous = members.iter().any(|other| matches!(other.plain.as_str(), "previous" | "prev"));
    let is_next = URLS.contains(&member.plain.as_str()) || member.plain == "next" && (is_uri && has_previous);
    is_next && member.is(&RustType::String)
}

fn queries(operation: &OperationPlan) -> impl Iterator<Item = &ParameterPlan> {
    operation.parameters.iter().filter(|parameter| parameter.location == Location::Query)
}

/// A name's letters and digits, in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

//! The documented answers of an operation, as they are sent.

use super::pages;
use super::prefer::Wish;
use super::problem::{problem, problem_with};
use super::reply::{Content, Reply};
use super::site::{Document, FILE, wanted};
use super::stream;
use super::value;
use crate::media_type::essence;
use crate::mock::Request;
use crate::model::{Answer, Media, Operation, Status};
use crate::plan::OperationPlan;
use crate::status::{is_redirect, shown};
use serde_json::{Value, json};

/// What is asked.
pub(super) struct Asked<'a> {
    /// The request, with its path below the server's.
    pub request: &'a Request,
    /// Its path as it was sent.
    pub path: &'a str,
    /// Where it was sent, without a slash at its end.
    pub origin: &'a str,
    /// What it wishes.
    pub wish: &'a Wish,
    /// The page that its URL names, of lists whose next page is a URL.
    pub page: Option<u64>,
}

/// Answers a request with which nothing is wrong.
pub(super) fn answer(
    document: &Document,
    operation: &Operation,
    plan: Option<&OperationPlan>,
    asked: &Asked<'_>,
) -> Reply {
    let (status, answer) = match asked.wish.code {
        Some(code) => (code, documented(&operation.answers, code)),
        None => usual(&operation.answers),
    };
    let Some(answer) = answer else {
        return match asked.wish.code {
            None => Reply::empty(status),
            Some(code) => problem(code, &format!("the operation has no answer {code}: it has {}", statuses(operation))),
        };
    };
    let is_success = (200..300).contains(&status);
    let stream = plan.and_then(|plan| plan.stream.as_ref()).filter(|_| is_success);
    if let Some(reply) = stream.and_then(|plan| stream::stream(document, plan, status, answer, asked)) {
        return with_headers(document, reply, answer, asked);
    }
    let paging = plan.and_then(|plan| Some((plan, plan.paging.as_ref()?))).filter(|_| is_success);
    match (paging, form(document, status, answer, asked)) {
        (_, Err(refused)) => refused,
        (Some((plan, paging)), Ok(Some(media))) => {
            let reply = pages::page(document, plan, paging, media, status, asked);
            with_headers(document, reply, answer, asked)
        }
        (_, Ok(_)) => of(document, status, answer, asked),
    }
}

/// A documented answer by its status.
pub(super) fn of(document: &Document, status: u16, answer: &Answer, asked: &Asked<'_>) -> Reply {
    let reply = match form(document, status, answer, asked) {
        Err(refused) => return refused,
        Ok(None) => Reply::empty(status),
        Ok(Some(media)) => {
            let bytes = value::bytes(document, media, asked.wish);
            Reply::empty(status).body(&value::media_type(document, media), Content::Whole(bytes))
        }
    };
    with_headers(document, reply, answer, asked)
}

/// The statuses that an operation documents.
fn statuses(operation: &Operation) -> String {
    match operation.answers.is_empty() {
        true => "none".to_owned(),
        false => operation.answers.iter().map(|answer| shown(answer.status)).collect::<Vec<_>>().join(", "),
    }
}

/// What there is to say where the example that a request wishes for is not there.
pub(super) fn example_missing(
    document: &Document,
    operation: &Operation,
    status: u16,
    asked: &Asked<'_>,
) -> Option<String> {
    let name = asked.wish.example.as_deref()?;
    let content = documented(&operation.answers, status).map(|answer| answer.content.as_slice()).unwrap_or_default();
    let names: Vec<&String> = content.iter().flat_map(|media| value::example_names(document, media)).collect();
    if names.iter().any(|known| *known == name) {
        return None;
    }
    let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let known = if known.is_empty() { "none with a name".to_owned() } else { known.join(", ") };
    Some(format!("the answer {status} has no example `{name}`: it has {known}"))
}

/// The answer for a status: its own, that of its hundred, or the one for all others.
fn documented(answers: &[Answer], code: u16) -> Option<&Answer> {
    let find = |status: Status| answers.iter().find(|answer| answer.status == status);
    find(Status::Code(code)).or_else(|| find(Status::Range(code / 100))).or_else(|| find(Status::Default))
}

/// What is answered when nothing else is wished: a success of its own before a redirect, and both before `default`.
fn usual(answers: &[Answer]) -> (u16, Option<&Answer>) {
    let found = answers.iter().filter_map(|answer| match answer.status {
        Status::Code(status @ 200..=299) => Some((0, status, answer)),
        Status::Range(2) => Some((1, 200, answer)),
        Status::Code(status @ 300..=399) => Some((2, status, answer)),
        Status::Default => Some((3, 200, answer)),
        Status::Code(_) | Status::Range(_) => None,
    });
    let best = found.min_by_key(|(rank, status, _)| (*rank, *status));
    best.map_or((204, None), |(_, status, answer)| (status, Some(answer)))
}

/// The form of an answer that is wanted most, of equals the first; `None` if it has no body. Who waits for a stream is told of
/// an error all the same.
fn form<'doc>(
    document: &Document,
    status: u16,
    answer: &'doc Answer,
    asked: &Asked<'_>,
) -> Result<Option<&'doc Media>, Reply> {
    if answer.content.is_empty() {
        return Ok(None);
    }
    let is_stream = |media: &Media| essence(&media.media_type) == "text/event-stream";
    let ranked = answer.content.iter().map(|media| (wanted(asked.request, &media.media_type), media));
    let mut best: Option<(u32, &Media)> = None;
    for (quality, media) in ranked.filter(|(quality, _)| *quality > 0) {
        // Who takes anything does not mean a stream.
        let is_better = best.is_none_or(|(most, first)| {
            quality > most || quality == most && is_stream(first) && asked.request.header("accept") == Some("*/*")
        });
        if is_better {
            best = Some((quality, media));
        }
    }
    let otherwise = if status >= 400 { answer.content.first() } else { None };
    best.map(|(_, media)| media).or(otherwise).map(Some).ok_or_else(|| {
        let known: Vec<String> = answer.content.iter().map(|media| value::media_type(document, media)).collect();
        problem_with(406, "the answer has no form that `Accept` takes", "forms", json!(known))
    })
}

/// Headers that follow from the answer itself.
const OWN: [&str; 8] = [
    "content-type",
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "link",
    "location",
    "retry-after",
];

/// The headers that an answer documents, and where it leads if it is a redirect.
fn with_headers(document: &Document, reply: Reply, answer: &Answer, asked: &Asked<'_>) -> Reply {
    let mut reply = reply;
    let is_there = |reply: &Reply, name: &str| reply.headers.iter().any(|(key, _)| key.eq_ignore_ascii_case(name));
    for (name, header) in &answer.headers {
        let is_own = OWN.contains(&name.to_ascii_lowercase().as_str());
        if !is_own && !is_there(&reply, name) {
            reply = reply.header(name, value::header(document, header));
        }
    }
    let says = |name: &str| answer.headers.keys().any(|key| key.eq_ignore_ascii_case(name));
    if is_redirect(Status::Code(reply.status)) || says("location") {
        reply = reply.header("location", format!("{}{FILE}", asked.origin));
    }
    if says("retry-after") {
        reply = reply.header("retry-after", "1");
    }
    reply
}

/// A parameter of a request as text: of its query or its headers.
pub(super) fn sent(request: &Request, name: &str, location: crate::model::Location) -> Option<String> {
    match location {
        crate::model::Location::Query => {
            let mut pairs = crate::mock::parameter::pairs(&request.query).into_iter();
            let (_, value) = pairs.find(|(key, _)| key == name)?;
            Some(crate::mock::parameter::decoded(value, "query"))
        }
        crate::model::Location::Header => request.header(name).map(str::to_owned),
        _ => None,
    }
}

/// A member of a request's JSON body.
pub(super) fn sent_member(request: &Request, pointer: &str) -> Option<Value> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    body.pointer(pointer).cloned()
}

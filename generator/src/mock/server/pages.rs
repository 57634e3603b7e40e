//! Lists that come in pages: three pages, each shorter than the one before, and then the end.

use super::answer::{Asked, sent, sent_member};
use super::reply::{Content, Reply};
use super::site::Document;
use super::value;
use crate::mock::Request;
use crate::mock::parameter::{decoded, pairs};
use crate::model::Media;
use crate::plan::{OperationPlan, PageTargetPlan, PagingPlan, StepPlan};
use crate::pointer::unescaped;
use serde_json::{Map, Value};

/// How many items each page has. No two have as many, so that no page looks like the one before.
const ITEMS: [usize; 3] = [3, 2, 1];

/// The parameter of a next page's URL that says which it is.
const PARAMETER: &str = "mock_page";

/// The page that a URL of ours names, and the request without that.
pub(super) fn taken(request: &Request) -> (Option<u64>, Request) {
    let named = pairs(&request.query).into_iter().find(|(name, _)| name == PARAMETER);
    let page = named.and_then(|(_, value)| decoded(value, "query").parse().ok());
    let query: Vec<&str> = request.query.split('&').filter(|pair| !is_ours(pair)).collect();
    (page, Request { query: query.join("&"), ..request.clone() })
}

fn is_ours(pair: &str) -> bool {
    pair.split('=').next() == Some(PARAMETER)
}

/// The page that a request asks for.
pub(super) fn page(
    document: &Document,
    plan: &OperationPlan,
    paging: &PagingPlan,
    media: &Media,
    status: u16,
    asked: &Asked<'_>,
) -> Reply {
    let media_type = value::media_type(document, media);
    let mut whole = value::json(document, media, asked.wish);
    let at = media.schema.as_ref().map(|schema| document.place(&schema.at));
    let items = paging.items.pointer();
    let has_items =
        |value: &Value| value.pointer(&items).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if !has_items(&whole)
        && let Some(made) = at.as_ref().and_then(|at| value::made(document, at, true))
    {
        whole = made;
    }
    let fits = |value: &Value| {
        let check = at.as_ref().and_then(|at| document.schemas().check(at).ok());
        check.is_none_or(|check| check.complaint(value).is_none())
    };
    let reply = Reply::empty(status);
    let Some(list) = whole.pointer_mut(&items).and_then(Value::as_array_mut).filter(|list| !list.is_empty()) else {
        return reply.body(&media_type, Content::Whole(whole.to_string().into_bytes()));
    };
    let kinds = std::mem::take(list);
    let like = paging.next.as_ref().and_then(|next| member(&mut whole, &next.pointer()).map(|found| found.clone()));
    let number = number(plan, paging, like.as_ref(), asked);
    let count = ITEMS.get(number.wrapping_sub(1)).copied().unwrap_or_default();
    if let Some(list) = whole.pointer_mut(&items).and_then(Value::as_array_mut) {
        list.extend(kinds.iter().cycle().take(count).cloned());
    }
    let leads_on = number < ITEMS.len();
    let url = || next_url(asked, number + 1);
    let next = match paging.step {
        StepPlan::Token => Some(token(number + 1, like.as_ref())),
        StepPlan::Url => Some(Value::String(url())),
        StepPlan::Offset | StepPlan::Number { .. } | StepPlan::Link => None,
    };
    let mut reply = reply;
    if let (Some(name), Some(next), true) = (&paging.header, &next, leads_on) {
        reply = reply.header(name, next.as_str().map_or_else(|| next.to_string(), str::to_owned));
    }
    if paging.step == StepPlan::Link && leads_on {
        reply = reply.header("link", format!("<{}>; rel=\"next\"", url()));
    }
    if let Some(more) = &paging.more {
        put(&mut whole, &more.pointer(), Value::Bool(leads_on));
    }
    if let (Some(access), Some(next)) = (&paging.next, next) {
        let pointer = access.pointer();
        if leads_on {
            put(&mut whole, &pointer, next);
        } else {
            end(&mut whole, &pointer, fits);
        }
    }
    reply.body(&media_type, Content::Whole(whole.to_string().into_bytes()))
}

/// Which page is asked for, from 1.
fn number(plan: &OperationPlan, paging: &PagingPlan, like: Option<&Value>, asked: &Asked<'_>) -> usize {
    let said = match &paging.to {
        PageTargetPlan::Url => return asked.page.and_then(|page| usize::try_from(page).ok()).unwrap_or(1).max(1),
        PageTargetPlan::Parameter(index) => {
            plan.parameters.get(*index).and_then(|parameter| sent(asked.request, &parameter.wire, parameter.location))
        }
        PageTargetPlan::Body(pointer) => sent_member(asked.request, pointer).map(|value| text(&value)),
    };
    let Some(said) = said else { return 1 };
    let count = || said.parse::<u64>().ok();
    match paging.step {
        StepPlan::Token => {
            let mut pages = 2..=ITEMS.len();
            pages.find(|page| text(&token(*page, like)) == said).unwrap_or(1)
        }
        StepPlan::Offset => {
            let offset = count().unwrap_or_default();
            let mut before = 0;
            let ends = ITEMS.iter().map(|items| {
                before += items;
                before as u64
            });
            ends.take_while(|end| *end <= offset).count() + 1
        }
        StepPlan::Number { first } => {
            let page = count().unwrap_or(first).saturating_sub(first);
            usize::try_from(page).unwrap_or(usize::MAX).saturating_add(1)
        }
        StepPlan::Link | StepPlan::Url => 1,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What leads to a page, of the same kind as the document's own.
fn token(page: usize, like: Option<&Value>) -> Value {
    match like {
        Some(Value::Number(_)) => Value::from(page),
        Some(Value::String(text)) if is_uuid(text) => Value::from(format!("67e55044-10b1-426f-9247-bb680e5fe00{page}")),
        Some(Value::String(text)) if is_time(text) => Value::from(format!("2026-01-0{page}T00:00:00Z")),
        _ => Value::from(format!("page-{page}")),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.chars().enumerate().all(|(index, c)| match index {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(4) == Some(&b'-') && bytes.get(10) == Some(&b'T') && bytes.first().is_some_and(u8::is_ascii_digit)
}

/// The URL of another page of the same list.
fn next_url(asked: &Asked<'_>, page: usize) -> String {
    let query = &asked.request.query;
    let before = if query.is_empty() { String::new() } else { format!("{query}&") };
    format!("{}{}?{before}{PARAMETER}={page}", asked.origin, asked.path)
}

/// The place of a member whose parents are there; `-1` is the last of a list.
fn member<'value>(value: &'value mut Value, pointer: &str) -> Option<&'value mut Value> {
    let mut here = value;
    for token in pointer.split('/').skip(1) {
        let token = unescaped(token);
        here = match here {
            Value::Array(items) if token == "-1" => items.last_mut()?,
            Value::Object(members) => members.get_mut(&token)?,
            _ => return None,
        };
    }
    Some(here)
}

/// The object that a pointer's last token names a member of, made where it is absent, and that token.
fn parent<'value>(value: &'value mut Value, pointer: &str) -> Option<(&'value mut Map<String, Value>, String)> {
    let (before, last) = pointer.rsplit_once('/')?;
    let mut here = value;
    for token in before.split('/').skip(1) {
        let token = unescaped(token);
        here = match here {
            Value::Array(items) if token == "-1" => items.last_mut()?,
            Value::Object(members) => {
                let inside = members.entry(token).or_insert(Value::Null);
                if inside.is_null() {
                    *inside = Value::Object(Map::new());
                }
                inside
            }
            _ => return None,
        };
    }
    Some((here.as_object_mut()?, unescaped(last)))
}

fn put(value: &mut Value, pointer: &str, new: Value) {
    if let Some((members, name)) = parent(value, pointer) {
        members.insert(name, new);
    }
}

/// Says that there is no next page, in the first of the ways in which documents do that the schema allows.
fn end(whole: &mut Value, pointer: &str, fits: impl Fn(&Value) -> bool) {
    let ways = [None, Some(Value::Null), Some(Value::String(String::new()))];
    let mut tried = ways.iter().map(|way| {
        let mut ended = whole.clone();
        if let Some((members, name)) = parent(&mut ended, pointer) {
            match way {
                Some(value) => members.insert(name, value.clone()),
                None => members.shift_remove(&name),
            };
        }
        ended
    });
    let first = tried.find(|ended| fits(ended));
    if let Some(ended) = first {
        *whole = ended;
    } else {
        put(whole, pointer, Value::Null);
    }
}

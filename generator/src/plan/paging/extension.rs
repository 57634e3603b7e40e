//! What documents say of paging, in the words of the tools that they were written for.

use super::{Request, Said, Wanted};
use crate::model::Extensions;
use crate::plan::StepPlan;
use crate::pointer::escaped;
use serde_json::Value;

/// Reads one tool's extension; `None` where it is not understood.
type Reader = fn(&Value) -> Option<Wanted>;

/// What the extensions of an operation say.
pub fn read(extensions: &Extensions) -> Said {
    if let Some(ours) = extensions.get("x-sdk-pagination") {
        return match ours {
            Value::Bool(false) => Said::Off,
            ours => said("x-sdk-pagination", own(ours)),
        };
    }
    let others: [(&'static str, Reader); 4] = [
        ("x-speakeasy-pagination", speakeasy),
        ("x-fern-pagination", fern),
        ("x-ms-pageable", ms_pageable),
        ("x-dropshot-pagination", dropshot),
    ];
    for (name, read) in others {
        match extensions.get(name) {
            // Elsewhere in the document, or for people: that is no way to the next page.
            None | Some(Value::Bool(_)) => {}
            Some(value) if name == "x-ms-pageable" && value.get("nextLinkName").is_some_and(Value::is_null) => {
                return Said::Off;
            }
            Some(value) => return said(name, read(value)),
        }
    }
    Said::Nothing
}

fn said(name: &'static str, wanted: Option<Wanted>) -> Said {
    wanted.map_or(Said::Malformed(name), |wanted| Said::Wanted(name, wanted))
}

fn text<'value>(value: &'value Value, name: &str) -> Option<&'value str> {
    value.get(name).and_then(Value::as_str)
}

/// `{style, request, response, items, more, first}`.
fn own(value: &Value) -> Option<Wanted> {
    let request = || text(value, "request").map(Request::named);
    let said = text(value, "response");
    let first = value.get("first").and_then(Value::as_u64).unwrap_or(1);
    let step = match text(value, "style")? {
        "cursor" | "token" => StepPlan::Token,
        "offset" => StepPlan::Offset,
        "page" => StepPlan::Number { first },
        "link" => StepPlan::Link,
        "url" => StepPlan::Url,
        _ => return None,
    };
    let needs_request = matches!(step, StepPlan::Token | StepPlan::Offset | StepPlan::Number { .. });
    let needs_response = matches!(step, StepPlan::Token | StepPlan::Url);
    if needs_request && request().is_none() || needs_response && said.is_none() {
        return None;
    }
    let pointer = said.filter(|said| said.starts_with('/'));
    Some(Wanted {
        step,
        to: request().filter(|_| needs_request),
        header: said.filter(|said| !said.starts_with('/')).map(str::to_owned),
        next: pointer.map(str::to_owned),
        items: text(value, "items").map(str::to_owned),
        more: text(value, "more").map(str::to_owned),
    })
}

/// `{type, inputs: [{name, in, type}], outputs: {results, nextCursor, nextUrl}}`.
fn speakeasy(value: &Value) -> Option<Wanted> {
    let outputs = value.get("outputs").unwrap_or(&Value::Null);
    let input = |kind: &str| {
        let input = value.get("inputs")?.as_array()?.iter().find(|input| text(input, "type") == Some(kind))?;
        let name = text(input, "name")?;
        Some(match text(input, "in") {
            Some("requestBody") => Request::Body(format!("/{}", name.replace('.', "/"))),
            _ => Request::Parameter(name.to_owned()),
        })
    };
    let output = |name: &str| text(outputs, name).and_then(pointer_of_path);
    let items = output("results");
    let wanted = |step, to, next| Wanted { step, to, header: None, next, items, more: None };
    match text(value, "type")? {
        "cursor" => Some(wanted(StepPlan::Token, Some(input("cursor")?), Some(output("nextCursor")?))),
        "offsetLimit" => Some(match (input("offset"), input("page")) {
            (Some(offset), _) => wanted(StepPlan::Offset, Some(offset), None),
            (None, page) => wanted(StepPlan::Number { first: 1 }, Some(page?), None),
        }),
        "url" => Some(wanted(StepPlan::Url, None, Some(output("nextUrl")?))),
        _ => None,
    }
}

/// `{cursor | offset, next_cursor, results, has-next-page, step}`, as `$request.…` and `$response.…`; or `{next_uri, results}`.
fn fern(value: &Value) -> Option<Wanted> {
    let request = |name: &str| text(value, name)?.strip_prefix("$request.").map(Request::either);
    let response = |name: &str| Some(format!("/{}", text(value, name)?.strip_prefix("$response.")?.replace('.', "/")));
    let items = response("results");
    let more = response("has-next-page");
    let wanted = |step, to, next| Wanted { step, to, header: None, next, items, more };
    match (request("cursor"), request("offset"), response("next_uri")) {
        (Some(cursor), _, _) => Some(wanted(StepPlan::Token, Some(cursor), Some(response("next_cursor")?))),
        (_, Some(offset), _) if value.get("step").is_some() => Some(wanted(StepPlan::Offset, Some(offset), None)),
        (_, Some(page), _) => Some(wanted(StepPlan::Number { first: 1 }, Some(page), None)),
        (_, _, Some(next)) => Some(wanted(StepPlan::Url, None, Some(next))),
        (None, None, None) => None,
    }
}

/// `{nextLinkName, itemName}`.
fn ms_pageable(value: &Value) -> Option<Wanted> {
    let next = text(value, "nextLinkName").unwrap_or("nextLink");
    let items = text(value, "itemName").unwrap_or("value");
    let pointer = |name: &str| Some(format!("/{}", escaped(name)));
    Some(Wanted { step: StepPlan::Url, to: None, header: None, next: pointer(next), items: pointer(items), more: None })
}

/// `{required: […]}`: pages of `items` with `next_page`, asked for by `page_token`.
fn dropshot(_: &Value) -> Option<Wanted> {
    Some(Wanted {
        step: StepPlan::Token,
        to: Some(Request::Parameter("page_token".to_owned())),
        header: None,
        next: Some("/next_page".to_owned()),
        items: Some("/items".to_owned()),
        more: None,
    })
}

/// `$.a.b[-1].c`, the plain paths of RFC 9535, as a JSON Pointer.
fn pointer_of_path(path: &str) -> Option<String> {
    let path = path.strip_prefix('$')?;
    let mut pointer = String::new();
    for part in path.split(['.', '[']).filter(|part| !part.is_empty()) {
        let token = part.trim_end_matches(']').trim_matches(['\'', '"']);
        if token.is_empty() || token.contains(['*', '?', ':', ',']) {
            return None;
        }
        pointer.push('/');
        pointer.push_str(token);
    }
    Some(pointer)
}

#[cfg(test)]
mod tests {
    use super::pointer_of_path;

    #[test]
    fn plain_paths_are_pointers_and_others_are_not_understood() {
        for (path, pointer) in [
            ("$.next", Some("/next")),
            ("$.data.list[-1].created_at", Some("/data/list/-1/created_at")),
            ("$['next']", Some("/next")),
            ("$", Some("")),
            ("$.data[*].id", None),
            ("next", None),
        ] {
            assert_eq!(pointer_of_path(path).as_deref(), pointer, "{path}");
        }
    }
}

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
    use super::{pointer_of_path, read};
    use crate::plan::StepPlan;
    use crate::plan::paging::{Request, Said, Wanted};
    use serde_json::{Value, json};

    fn token(to: Request, next: &str, items: Option<&str>) -> Wanted {
        let next = Some(next.to_owned());
        Wanted { step: StepPlan::Token, to: Some(to), header: None, next, items: items.map(str::to_owned), more: None }
    }

    fn parameter(name: &str) -> Option<Request> {
        Some(Request::Parameter(name.to_owned()))
    }

    #[test]
    fn what_other_tools_have_for_pages_is_read_in_each_of_its_forms() {
        let speakeasy = |kind: &str, input: Value, output: Value| {
            ("x-speakeasy-pagination", json!({ "type": kind, "inputs": [input], "outputs": output }))
        };
        let input = |name: &str, place: &str, kind: &str| json!({ "name": name, "in": place, "type": kind });
        let plain = |step, to, next: Option<&str>, items: Option<&str>| {
            let [next, items] = [next, items].map(|pointer| pointer.map(str::to_owned));
            Wanted { step, to, header: None, next, items, more: None }
        };
        let after = || Request::named("after");
        let body = |pointer: &str| Request::Body(pointer.to_owned());
        let either = |name: &str| Request::either(name);
        let next = json!({ "nextCursor": "$.next", "results": "$.data" });
        let fern = |value: Value| ("x-fern-pagination", value);
        let number = StepPlan::Number { first: 1 };
        for ((name, said), wanted) in [
            (
                speakeasy("cursor", input("after", "parameters", "cursor"), next.clone()),
                token(after(), "/next", Some("/data")),
            ),
            (
                speakeasy("cursor", input("page.after", "requestBody", "cursor"), next.clone()),
                token(body("/page/after"), "/next", Some("/data")),
            ),
            (
                speakeasy("offsetLimit", input("from", "parameters", "offset"), json!({ "results": "$" })),
                plain(StepPlan::Offset, parameter("from"), None, Some("")),
            ),
            (
                speakeasy("offsetLimit", input("page", "parameters", "page"), json!({ "results": "$.data" })),
                plain(number, parameter("page"), None, Some("/data")),
            ),
            (
                speakeasy("url", json!({}), json!({ "nextUrl": "$.links.next" })),
                plain(StepPlan::Url, None, Some("/links/next"), None),
            ),
            (
                fern(
                    json!({ "cursor": "$request.after", "next_cursor": "$response.page.next", "results": "$response.data" }),
                ),
                token(either("after"), "/page/next", Some("/data")),
            ),
            (
                fern(json!({ "offset": "$request.from", "results": "$response.data", "step": "$request.limit" })),
                plain(StepPlan::Offset, Some(either("from")), None, Some("/data")),
            ),
            (
                fern(json!({ "offset": "$request.page", "results": "$response.data" })),
                plain(number, Some(either("page")), None, Some("/data")),
            ),
            (
                fern(json!({ "next_uri": "$response.next", "results": "$response.data" })),
                plain(StepPlan::Url, None, Some("/next"), Some("/data")),
            ),
            (("x-ms-pageable", json!({})), plain(StepPlan::Url, None, Some("/nextLink"), Some("/value"))),
            (
                ("x-ms-pageable", json!({ "nextLinkName": "@odata.nextLink", "itemName": "a/b" })),
                plain(StepPlan::Url, None, Some("/@odata.nextLink"), Some("/a~1b")),
            ),
            (
                ("x-dropshot-pagination", json!({ "required": [] })),
                token(Request::Parameter("page_token".to_owned()), "/next_page", Some("/items")),
            ),
        ] {
            let found = read(&[(name.to_owned(), said.clone())].into_iter().collect());
            assert_eq!(found, Said::Wanted(name, wanted), "{name}: {said}");
        }
    }

    #[test]
    fn what_other_tools_say_against_pages_is_heard_and_what_is_not_understood_is_named() {
        for (name, said, expected) in [
            ("x-ms-pageable", json!({ "nextLinkName": null }), Said::Off),
            ("x-fern-pagination", json!(true), Said::Nothing),
            ("x-fern-pagination", json!({ "cursor": "$request.after" }), Said::Malformed("x-fern-pagination")),
            ("x-speakeasy-pagination", json!({ "type": "guess" }), Said::Malformed("x-speakeasy-pagination")),
        ] {
            assert_eq!(read(&[(name.to_owned(), said)].into_iter().collect()), expected, "{name}");
        }
    }

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

//! What an operation is called in SDKs, and how it pages.
//!
//! Users of the vendor's SDKs should find their way: `client.chat.create` is `chat` and `create` here. Names made by rule
//! (`AccountsApi.list_account_aliases`) are long, so a method of ours may leave words out (`accounts().list_aliases()`),
//! may use one of the words that every resource has, but may not bring in others.

use super::differences::Differences;
use generator::lower::name::snake_name;
use generator::model::Operation;
use generator::plan::ApiPlan;
use serde_json::Value;
use std::collections::BTreeMap;

/// Words for what every resource can do.
const VERBS: &[&str] = &["create", "delete", "get", "list", "update"];

/// What an operation is called in the crate.
pub struct Called {
    /// The method that leads to its resource.
    pub resource: String,
    /// Its own.
    pub method: String,
}

/// What every operation of an API is called, by method and path.
pub fn called(plan: &ApiPlan) -> BTreeMap<String, Called> {
    let operations = plan.resources.iter().flat_map(|resource| {
        resource.operations.iter().map(move |operation| {
            let called = Called { resource: resource.accessor.clone(), method: operation.function.clone() };
            (format!("{} {}", operation.method, operation.path), called)
        })
    });
    operations.collect()
}

/// Compares resource and method with the vendor's names.
pub fn compare(place: &str, theirs: &BTreeMap<String, String>, ours: Option<&Called>, out: &mut Differences) {
    let Some(Called { resource, method }) = ours else {
        out.add(place, "the crate has no such operation".to_owned());
        return;
    };
    let plain = |name: &String| name.trim_end_matches('_').to_owned();
    let (resource, method) = (plain(resource), plain(method));
    let [at_resource, at_method] = ["resource", "method"].map(|what| format!("{place} > {what}"));
    if let Some(path) = theirs.get("speakeasy") {
        let mut steps: Vec<&str> = path.split('.').collect();
        let wanted = steps.pop().unwrap_or_default();
        // The first step is the API, which is a module of the crate. A resource in another is one step of ours, so it always
        // differs.
        let group: Vec<String> = steps.get(1..).unwrap_or_default().iter().map(|step| snake_name(step)).collect();
        out.same(&at_resource, group.join("()."), resource);
        out.same(&at_method, snake_name(wanted), method);
    } else if let Some((class, wanted)) = theirs.get("openapi_generator").and_then(|path| path.split_once('.')) {
        let class = snake_name(class.strip_suffix("Api").unwrap_or(class));
        if singular(&class) != singular(&resource) {
            out.same(&at_resource, class, resource);
        }
        let known = |word: &str| VERBS.contains(&word) || wanted.split('_').any(|other| is_same_word(word, other));
        if !method.split('_').all(known) {
            out.same(&at_method, wanted.to_owned(), method);
        }
    }
}

/// Whether two words are forms of one: `migrate` and `migration`, `alias` and `aliases`.
fn is_same_word(one: &str, other: &str) -> bool {
    const STEM: usize = 4;
    one == other || one.get(..STEM).is_some_and(|stem| other.starts_with(stem))
}

/// A name without the letters that make a plural.
fn singular(name: &str) -> String {
    name.split('_').map(|word| word.trim_end_matches('s')).collect::<Vec<_>>().join("_")
}

/// Compares how an operation pages. Only where a request can say where to go on are there pages to ask for.
pub fn pages(place: &str, facts: Option<&Value>, ours: &Operation, out: &mut Differences) {
    let place = format!("{place} > pages");
    let scheme = facts.and_then(|facts| facts.get("scheme")).and_then(Value::as_str);
    let said = ours.extensions.get("x-sdk-pagination");
    let (Some(facts), Some("cursor" | "next_token")) = (facts, scheme) else {
        if said.is_some() {
            out.add(&place, format!("the document has pages, the facts have {}", scheme.unwrap_or("none")));
        }
        return;
    };
    let Some(said) = said else {
        out.add(&place, format!("facts say `{}`, the document nothing", scheme.unwrap_or_default()));
        return;
    };
    let last = |key: &str| {
        let pointer = said.get(key).and_then(Value::as_str).unwrap_or_default();
        pointer.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let requests: Vec<&str> = facts
        .get("request_fields")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|fields| fields.keys().map(String::as_str))
        .collect();
    let responses: Vec<&str> = facts
        .get("response_fields")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(last_of)
        .collect();
    if !requests.contains(&last("request").as_str()) {
        out.same(&format!("{place} > request"), requests.join(" or "), last("request"));
    }
    if !responses.contains(&last("response").as_str()) {
        out.same(&format!("{place} > response"), responses.join(" or "), last("response"));
    }
}

/// The member's own name in `meta.cursor`.
fn last_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

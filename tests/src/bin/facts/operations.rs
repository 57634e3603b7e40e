//! Operations: parameters, bodies, answers, security, names for SDKs, pages.

use super::differences::Differences;
use super::explained::Explained;
use super::names::{self, Called};
use super::schemas::Comparison;
use super::sheet::{self, Sheet};
use generator::model::{Api, Location, Media, Operation, Parameter, Requirement, SecurityScheme};
use generator::status;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Compares all operations, and what stands above them.
pub fn compare(
    facts: &Sheet,
    ours: &Api,
    called: &BTreeMap<String, Called>,
    explained: &Explained,
    out: &mut Differences,
) {
    let schemas = Comparison::new(&facts.api, ours, explained);
    servers(&facts.api, ours, out);
    out.same("security", requirements(&facts.api.security), requirements(&ours.security));
    for name in out.names("", "scheme", names_of(&facts.api), names_of(ours)) {
        let kind = |api: &Api| api.schemes.get(name).map(|SecurityScheme { kind, .. }| format!("{kind:?}"));
        out.same(&format!("scheme {name}"), kind(&facts.api).unwrap_or_default(), kind(ours).unwrap_or_default());
    }
    let [theirs, own] = [by_place(&facts.api), by_place(ours)];
    for place in out.names("", "operation", theirs.keys().map(String::as_str), own.keys().map(String::as_str)) {
        if let (Some(theirs), Some(own)) = (theirs.get(place), own.get(place)) {
            operation(place, (&facts.api, theirs), (ours, own), &schemas, out);
            if let Some(more) = facts.more.get(place) {
                names::compare(place, &more.sdk_names, called.get(place), out);
                names::pages(place, more.pagination.as_ref(), own, out);
                marks(place, &more.marks, own, out);
            }
        }
    }
}

fn names_of(api: &Api) -> impl Iterator<Item = &str> {
    api.schemes.keys().map(String::as_str)
}

fn by_place(api: &Api) -> IndexMap<String, &Operation> {
    api.operations.iter().map(|operation| (format!("{} {}", operation.method, operation.path), operation)).collect()
}

fn servers(facts: &Api, ours: &Api, out: &mut Differences) {
    let urls =
        |api: &Api| api.servers.iter().map(|server| server.url.trim_end_matches('/').to_owned()).collect::<Vec<_>>();
    let [theirs, own] = [urls(facts), urls(ours)];
    out.names("", "server", theirs.iter().map(String::as_str), own.iter().map(String::as_str));
    for server in &facts.servers {
        let same =
            |other: &&generator::model::Server| other.url.trim_end_matches('/') == server.url.trim_end_matches('/');
        let Some(own) = ours.servers.iter().find(same) else { continue };
        for (name, variable) in &server.variables {
            let default = own.variables.get(name).map(|variable| variable.default.as_str()).unwrap_or_default();
            out.same(&format!("server {} > {name}", server.url), variable.default.as_str(), default);
        }
    }
}

fn operation(
    place: &str,
    (facts_api, facts): (&Api, &Operation),
    (our_api, ours): (&Api, &Operation),
    schemas: &Comparison<'_>,
    out: &mut Differences,
) {
    let at = |what: &str| format!("{place} > {what}");
    if let Some(id) = facts.id.as_deref() {
        out.same(&at("id"), id, ours.id.as_deref().unwrap_or_default());
    }
    out.same(&at("deprecated"), facts.deprecated, ours.deprecated);
    let security =
        |api: &Api, operation: &Operation| requirements(operation.security.as_ref().unwrap_or(&api.security));
    out.same(&at("security"), security(facts_api, facts), security(our_api, ours));

    let [theirs, own] = [facts, ours].map(|operation| {
        operation.parameters.iter().map(|parameter| (label(parameter), parameter)).collect::<IndexMap<_, _>>()
    });
    for name in out.names(place, "parameter", theirs.keys().map(String::as_str), own.keys().map(String::as_str)) {
        if let (Some(theirs), Some(own)) = (theirs.get(name), own.get(name)) {
            parameter(&at(name), theirs, own, schemas, out);
        }
    }

    match (&facts.body, &ours.body) {
        (Some(theirs), Some(own)) => {
            out.same(&at("body > required"), theirs.required, own.required);
            media(&at("body"), &theirs.content, &own.content, schemas, out);
        }
        (None, None) => {}
        (Some(_), None) => out.add(&at("body"), "missing in the document"),
        (None, Some(_)) => out.add(&at("body"), "not in the facts"),
    }

    let [theirs, own] = [facts, ours].map(|operation| {
        operation.answers.iter().map(|answer| (status::shown(answer.status), answer)).collect::<IndexMap<_, _>>()
    });
    for code in out.names(place, "status", theirs.keys().map(String::as_str), own.keys().map(String::as_str)) {
        if let (Some(theirs), Some(own)) = (theirs.get(code), own.get(code)) {
            let place = at(code);
            media(&place, &theirs.content, &own.content, schemas, out);
            let [headers, own_headers] = [theirs, own].map(|answer| answer.headers.keys().map(String::as_str));
            out.names(&place, "header", headers, own_headers);
        }
    }
}

/// Compares what is said of how far one may rely on an operation. Such a mark is for the machine: readers need words too.
fn marks(place: &str, facts: &BTreeMap<&str, String>, ours: &Operation, out: &mut Differences) {
    let own = sheet::marks(|mark| ours.extensions.get(mark));
    for name in out.names(place, "mark", facts.keys().copied(), own.keys().copied()) {
        let [theirs, own] = [facts, &own].map(|marks| marks.get(name).cloned().unwrap_or_default());
        out.same(&format!("{place} > {name}"), theirs, own);
    }
    let text = ours.description.as_deref().unwrap_or_default();
    if !own.is_empty() && !["preview", "beta", "Experimental"].iter().any(|word| text.contains(word)) {
        out.add(&format!("{place} > description"), "has a mark, and no words for it");
    }
}

fn label(parameter: &Parameter) -> String {
    let location = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    format!("{location} {}", parameter.name)
}

fn parameter(place: &str, facts: &Parameter, ours: &Parameter, schemas: &Comparison<'_>, out: &mut Differences) {
    let at = |what: &str| format!("{place} > {what}");
    out.same(&at("required"), facts.required, ours.required);
    out.same(&at("deprecated"), facts.deprecated, ours.deprecated);
    out.same(&at("style"), style(facts), style(ours));
    out.same(&at("explode"), explode(facts), explode(ours));
    schemas.optional(place, facts.schema.as_ref(), ours.schema.as_ref(), out);
}

/// The style, or the default for where the parameter is sent (OpenAPI 3.1 §4.8.12).
fn style(parameter: &Parameter) -> &str {
    let default = match parameter.location {
        Location::Query | Location::Cookie => "form",
        Location::Path | Location::Header => "simple",
    };
    parameter.style.as_deref().unwrap_or(default)
}

fn explode(parameter: &Parameter) -> bool {
    parameter.explode.unwrap_or(style(parameter) == "form")
}

fn media(place: &str, facts: &[Media], ours: &[Media], schemas: &Comparison<'_>, out: &mut Differences) {
    let [theirs, own] = [facts, ours]
        .map(|media| media.iter().map(|media| (media.media_type.as_str(), media)).collect::<IndexMap<_, _>>());
    for name in out.names(place, "media type", theirs.keys().copied(), own.keys().copied()) {
        if let (Some(theirs), Some(own)) = (theirs.get(name), own.get(name)) {
            schemas.optional(&format!("{place} > {name}"), theirs.schema.as_ref(), own.schema.as_ref(), out);
        }
    }
}

/// Alternatives of schemes that are needed together, in one order.
fn requirements(security: &[Requirement]) -> String {
    let sets: BTreeSet<String> = security
        .iter()
        .map(|requirement| {
            requirement
                .schemes
                .keys()
                .map(String::as_str)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(" and ")
        })
        .collect();
    sets.into_iter().collect::<Vec<_>>().join(" or ")
}

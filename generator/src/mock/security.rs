//! Whether a request carries credentials of one of the sets that its operation takes (OpenAPI 3.1 §4.8.30).

use super::complaint::{Complaint, Part};
use super::request::Request;
use super::service::text;
use super::{parameter, service};
use serde_json::{Map, Value};

/// Complains unless all credentials of one alternative are there. What they are worth is not looked at.
pub(super) fn check(root: &Value, operation: &Map<String, Value>, request: &Request, complaints: &mut Vec<Complaint>) {
    let Some(alternatives) = wanted(root, operation).filter(|alternatives| !alternatives.is_empty()) else { return };
    let schemes = schemes(root);
    let carries = |name: &String| schemes.get(name).is_none_or(|scheme| carries(scheme, request));
    let sets = || alternatives.iter().filter_map(Value::as_object);
    if !sets().any(|set| set.keys().all(carries)) {
        let form = |name: &String| schemes.get(name).map(form);
        let words = |set: &Map<String, Value>| set.keys().filter_map(form).collect::<Vec<_>>().join(" with ");
        let taken = sets().map(words).collect::<Vec<_>>().join(", or ");
        let what = format!("there are no credentials that the operation takes: {taken}");
        complaints.push(Complaint::new(Part::Credentials, what));
    }
}

fn wanted<'tree>(root: &'tree Value, operation: &'tree Map<String, Value>) -> Option<&'tree Vec<Value>> {
    operation.get("security").or_else(|| root.get("security")).and_then(Value::as_array)
}

/// Whether credentials that an operation takes stand in the header `Authorization`.
pub(super) fn sets_authorization(root: &Value, operation: &Map<String, Value>) -> bool {
    let schemes = schemes(root);
    let sets = wanted(root, operation).into_iter().flatten().filter_map(Value::as_object);
    sets.flat_map(Map::keys).filter_map(|name| schemes.get(name)).any(|scheme| {
        let text = |key: &str| scheme.as_object().map(|scheme| service::text(scheme, key)).unwrap_or_default();
        match text("type") {
            "apiKey" => text("in") == "header" && text("name").eq_ignore_ascii_case("authorization"),
            kind => kind != "mutualTLS",
        }
    })
}

/// How credentials of a scheme are sent.
fn form(scheme: &Value) -> String {
    let text = |key: &str| scheme.as_object().map(|scheme| service::text(scheme, key)).unwrap_or_default();
    let name = text("name");
    match (text("type"), text("in"), text("scheme")) {
        ("apiKey", "query", _) => format!("`{name}=…` in the query"),
        ("apiKey", "cookie", _) => format!("the cookie `{name}`"),
        ("apiKey", ..) => format!("the header `{name}`"),
        ("mutualTLS", ..) => "a certificate".to_owned(),
        ("basic", ..) => "`Authorization: Basic …`".to_owned(),
        ("http", _, scheme) if scheme.eq_ignore_ascii_case("basic") => "`Authorization: Basic …`".to_owned(),
        ("http", _, scheme) if !scheme.eq_ignore_ascii_case("bearer") => format!("`Authorization: {scheme} …`"),
        _ => "`Authorization: Bearer …`".to_owned(),
    }
}

/// The names that credentials have in a query.
pub(super) fn query_names(root: &Value) -> Vec<String> {
    let schemes = schemes(root).into_iter().filter_map(|(_, scheme)| scheme.as_object().cloned());
    schemes.filter(|scheme| text(scheme, "in") == "query").map(|scheme| text(&scheme, "name").to_owned()).collect()
}

fn schemes(root: &Value) -> Map<String, Value> {
    let found = root.pointer("/components/securitySchemes").or_else(|| root.get("securityDefinitions"));
    found.and_then(Value::as_object).cloned().unwrap_or_default()
}

fn carries(scheme: &Value, request: &Request) -> bool {
    let text = |key: &str| scheme.as_object().map(|scheme| service::text(scheme, key)).unwrap_or_default();
    let name = text("name");
    match (text("type"), text("in")) {
        ("apiKey", "header") => request.header(name).is_some(),
        ("apiKey", "query") => parameter::query_names(&request.query).iter().any(|found| found == name),
        ("apiKey", "cookie") => request
            .header("cookie")
            .is_some_and(|cookies| cookies.split(';').any(|pair| pair.trim().starts_with(&format!("{name}=")))),
        // A certificate is no part of the request.
        ("mutualTLS", _) => true,
        ("http", _) => has_scheme(request, text("scheme")),
        ("basic", _) => has_scheme(request, "basic"),
        // Tokens of OAuth2 and OpenID Connect (RFC 6750 §2.1).
        _ => has_scheme(request, "bearer"),
    }
}

/// Whether `Authorization` has credentials of a scheme (RFC 9110 §11.6.2).
fn has_scheme(request: &Request, wanted: &str) -> bool {
    let header = request.header("authorization").and_then(|value| value.split_once(' '));
    header.is_some_and(|(scheme, value)| scheme.eq_ignore_ascii_case(wanted) && !value.trim().is_empty())
}

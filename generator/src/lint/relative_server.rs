//! A server's URL says where the server is. One that is relative is meant to be read beside the place the document came
//! from (OpenAPI 3.1 §4.8.5), which a file does not have: a client then has no base URL of its own.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Server};
use crate::pointer::Pointer;

const ADVICE: &str =
    "write the whole URL, as in `https://api.example.com`; else whoever makes a client gives the base URL";

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for server in api.all_servers().filter(|server| is_relative(server)) {
        report.push(Diagnostic::new(
            Code::RelativeServer,
            &server.at.key("url"),
            format!("the server `{}` does not say where it is", server.url),
            ADVICE,
        ));
    }
    // Without servers an operation is at `/`, as relative as any.
    if api.servers.is_empty() && api.operations.iter().any(|operation| operation.servers.is_empty()) {
        report.push(Diagnostic::new(
            Code::RelativeServer,
            &Pointer::root(),
            "the document does not say where its server is",
            "add `servers: [{url: https://api.example.com}]`; else whoever makes a client gives the base URL",
        ));
    }
}

/// Whether the URL has no scheme, once its variables have their defaults.
fn is_relative(server: &Server) -> bool {
    let url = server.variables.iter().fold(server.url.trim().to_owned(), |url, (name, variable)| {
        url.replace(&format!("{{{name}}}"), variable.default.trim())
    });
    // What an undeclared variable stands for is not known, and reported by itself.
    !url.contains("://") && !url.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases::{document, found};
    use serde_json::json;

    #[test]
    fn a_server_says_where_it_is() {
        let mut document = document(json!({"/a": {"get": {}}}), json!({}));
        let at = |index: usize| ("relative-server", format!("/servers/{index}/url"));
        let whole = json!({"default": "https://api.example.com"});
        document["servers"] = json!([
            {"url": "https://api.example.com"}, {"url": "/v1"}, {"url": ""}, {"url": "api.example.com"},
            {"url": "{base}/v1", "variables": {"base": whole}}, {"url": "{base}/v1", "variables": {"base": {"default": ""}}},
            {"url": "{unknown}"},
        ]);
        assert_eq!(found(check, &document), [at(1), at(2), at(3), at(5)]);
    }

    #[test]
    fn a_document_without_servers_is_noted_once_if_an_operation_needs_one() {
        let server = json!([{"url": "https://a.example"}]);
        let needs = document(json!({"/a": {"get": {}, "put": {}, "post": {"servers": server}}}), json!({}));
        assert_eq!(found(check, &needs), [("relative-server", String::new())]);
        let does_not = document(json!({"/a": {"servers": server, "get": {}}}), json!({}));
        assert_eq!(found(check, &does_not), []);
    }
}

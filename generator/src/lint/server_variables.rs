//! The `{variables}` of a server's URL are declared (OpenAPI 3.1 §4.8.5): one that is not has no value to put in its place.

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::Api;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for server in api.all_servers() {
        for name in server.variable_names().filter(|name| !server.variables.contains_key(*name)) {
            let advice = match nearest(name, server.variables.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None => format!("add `{name}: {{default: …}}` to its `variables`, or write the value into the URL"),
            };
            report.push(Diagnostic::new(
                Code::UndeclaredServerVariable,
                &server.at.key("url"),
                format!("the server `{}` does not declare its variable `{name}`", server.url),
                advice,
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases::{document, found};
    use serde_json::json;

    #[test]
    fn a_variable_of_a_server_is_declared() {
        let shared = json!([{"url": "https://{host}"}]);
        let paths = json!({"/a": {"servers": shared, "get": {}, "put": {}, "post": {"servers": [{"url": "/{v}"}]}}});
        let mut document = document(paths, json!({}));
        document["servers"] = json!([
            {"url": "https://{host}/{version}", "variables": {"host": {"default": "example.com"}}},
            {"url": "https://example.com"},
        ]);
        let code = "undeclared-server-variable";
        assert_eq!(
            found(check, &document),
            [
                (code, "/servers/0/url".to_owned()),
                (code, "/paths/~1a/servers/0/url".to_owned()),
                (code, "/paths/~1a/post/servers/0/url".to_owned()),
            ]
        );
    }
}

//! A parameter is declared once: name and location identify it (OpenAPI 3.1 §4.8.10). The names of headers differ in more
//! than case (RFC 9110 §5.1).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Location};
use std::collections::HashSet;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for operation in &api.operations {
        let mut seen = HashSet::new();
        for parameter in &operation.parameters {
            let name = match parameter.location {
                Location::Header => parameter.name.to_ascii_lowercase(),
                Location::Path | Location::Query | Location::Cookie => parameter.name.clone(),
            };
            if !seen.insert((name, parameter.location)) {
                report.push(Diagnostic::new(
                    Code::DuplicateParameter,
                    &parameter.at,
                    format!(
                        "{} {} declares the {} parameter `{}` twice",
                        operation.method,
                        operation.path,
                        word(parameter.location),
                        parameter.name
                    ),
                    "remove one of the two",
                ));
            }
        }
    }
}

fn word(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn a_parameter_is_declared_once_in_each_place() {
        let paths = json!({"/a": {
            "parameters": [{"name": "q", "in": "query"}],
            "get": {"parameters": [{"name": "q", "in": "query"}, {"name": "q", "in": "header"}, {"name": "Q", "in": "header"}]},
            "put": {"parameters": [{"name": "x", "in": "query"}, {"name": "X", "in": "query"}, {"name": "x", "in": "query"}]},
        }});
        cases::check(
            check,
            paths,
            json!({}),
            &[
                ("duplicate-parameter", "/paths/~1a/get/parameters/2"),
                ("duplicate-parameter", "/paths/~1a/put/parameters/2"),
            ],
        );
    }
}

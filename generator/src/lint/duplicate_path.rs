//! No two paths differ only in the names of their parameters: a server could not tell them apart (OpenAPI 3.1 §4.8.8).
//! A warning, since a client can: each becomes a method of its own. Only paths that share a method are reported.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Operation};
use std::collections::HashMap;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(&str, String), &Operation> = HashMap::new();
    for operation in &api.operations {
        let shape = (operation.method.as_str(), shape(&operation.path));
        match first.get(&shape) {
            None => {
                first.insert(shape, operation);
            }
            Some(earlier) => report.push(Diagnostic::new(
                Code::DuplicatePath,
                &operation.at,
                format!(
                    "{} {} is the same as {} to a server: only parameter names differ",
                    operation.method, operation.path, earlier.path
                ),
                "keep one of the two, or make a fixed part of the path differ",
            )),
        }
    }
}

/// The path without its parameters' names.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    shape.push_str(rest);
    shape
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn paths_that_differ_only_in_parameter_names_are_reported() {
        let parameters = json!([]);
        let paths = json!({
            "/pets/{id}": {"get": {}, "parameters": parameters},
            "/pets/{name}": {"get": {}, "put": {}},
            "/pets/{name}/toys": {"get": {}},
            "/pets/{": {"get": {}},
        });
        cases::check(
            check,
            paths,
            json!({}),
            &[("duplicate-path", "/paths/~1pets~1{name}/get"), ("duplicate-path", "/paths/~1pets~1{/get")],
        );
    }
}

//! The `{parameters}` of a path and those declared `in: path` are the same (OpenAPI 3.1 §4.8.8, §4.8.12.1).

use crate::diagnostic::{Change, Code, Diagnostic, nearest};
use crate::model::{Api, Location, Operation};
use serde_json::json;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for operation in &api.operations {
        undeclared(operation, report);
        unused(operation, report);
    }
}

fn declared(operation: &Operation) -> impl Iterator<Item = &str> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Path)
        .map(|parameter| &*parameter.name)
}

fn undeclared(operation: &Operation, report: &mut Vec<Diagnostic>) {
    let Operation { method, path, at, .. } = operation;
    for name in operation.parameter_names() {
        if declared(operation).any(|declared| declared == name) {
            continue;
        }
        let advice = match nearest(name, declared(operation)) {
            Some(near) => format!("did you mean `{{{near}}}`, or is the parameter `{near}` misspelt?"),
            None => format!(
                "add `{{name: {name}, in: path, required: true, schema: {{type: string}}}}` to its `parameters`"
            ),
        };
        let problem = Diagnostic::new(
            Code::UndeclaredPathParameter,
            at,
            format!("{method} {path} does not declare its path parameter `{name}`"),
            advice,
        );
        let declared = json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } });
        report.push(problem.mended_by([Change::update(at, json!({ "parameters": [declared] }))]));
    }
}

fn unused(operation: &Operation, report: &mut Vec<Diagnostic>) {
    let Operation { method, path, .. } = operation;
    let names: Vec<&str> = operation.parameter_names().collect();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.location == Location::Path) {
        let name = parameter.name.as_str();
        if !names.contains(&name) {
            let remark = Diagnostic::new(
                Code::UnusedPathParameter,
                &parameter.at,
                format!("the path parameter `{name}` does not occur in {path} ({method}): it is left out"),
                format!("put `{{{name}}}` into the path, or remove the parameter"),
            );
            // One that others share stays with them.
            let list = parameter.at.parent().filter(|list| list.parent() == Some(&operation.at));
            report.push(remark.mended_by(list.map(|list| Change::remove_path_parameter(list, name))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn a_path_parameter_must_be_declared_by_the_path_or_the_operation() {
        let id = json!({"name": "id", "in": "path", "schema": {}});
        let paths = json!({
            "/a/{id}": {"parameters": [id], "get": {}},
            "/b/{id}": {"get": {"parameters": [id]}, "put": {}},
            "/c/{id}/{x}.{y}": {"parameters": [id], "get": {}},
            "/d/{": {"get": {}},
            "/e/{}": {"get": {}},
        });
        cases::check(
            check,
            paths,
            json!({}),
            &[
                ("undeclared-path-parameter", "/paths/~1b~1{id}/put"),
                ("undeclared-path-parameter", "/paths/~1c~1{id}~1{x}.{y}/get"),
                ("undeclared-path-parameter", "/paths/~1c~1{id}~1{x}.{y}/get"),
            ],
        );
    }

    #[test]
    fn a_declared_path_parameter_must_occur_in_the_path() {
        let paths =
            json!({"/a": {"get": {"parameters": [{"name": "id", "in": "path"}, {"name": "q", "in": "query"}]}}});
        cases::check(check, paths, json!({}), &[("unused-path-parameter", "/paths/~1a/get/parameters/0")]);
    }
}

//! Every operation has a name of its own (OpenAPI 3.1 §4.8.10: operationId must be unique). Where it has none, the name
//! comes from method and path, and changes when they do.

use crate::diagnostic::{Change, Code, Diagnostic};
use crate::model::{Api, Operation};
use serde_json::json;
use std::collections::{HashMap, HashSet};

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, &Operation> = HashMap::new();
    let mut taken: HashSet<String> = api.operations.iter().filter_map(|operation| operation.id.clone()).collect();
    for operation in &api.operations {
        let Some(id) = operation.id.as_deref() else {
            let free = free(operation, &mut taken);
            let remark = Diagnostic::new(
                Code::MissingOperationId,
                &operation.at,
                format!(
                    "{} {} has no operationId: its name comes from method and path",
                    operation.method, operation.path
                ),
                format!("add `operationId: {free}`"),
            );
            report.push(remark.mended_by([given(operation, &free)]));
            continue;
        };
        match first.get(id) {
            None => {
                first.insert(id, operation);
            }
            Some(earlier) => {
                let free = free(operation, &mut taken);
                let problem = Diagnostic::new(
                    Code::DuplicateOperationId,
                    &operation.at.key("operationId"),
                    format!("operationId `{id}` is taken by {} {} (#{})", earlier.method, earlier.path, earlier.at),
                    format!("give {} {} another, such as `{free}`", operation.method, operation.path),
                );
                report.push(problem.mended_by([given(operation, &free)]));
            }
        }
    }
}

fn given(operation: &Operation, id: &str) -> Change {
    Change::update(&operation.at, json!({ "operationId": id }))
}

/// An operationId that no operation has and that was not suggested before.
fn free(operation: &Operation, taken: &mut HashSet<String>) -> String {
    let wanted = suggestion(operation);
    let mut id = wanted.clone();
    let mut number: usize = 2;
    while !taken.insert(id.clone()) {
        id = format!("{wanted}{number}");
        number += 1;
    }
    id
}

/// An operationId made of method and path.
fn suggestion(operation: &Operation) -> String {
    let mut id = operation.method.to_lowercase();
    for word in operation.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut letters = word.chars();
        id.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        id.push_str(letters.as_str());
    }
    id
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn the_second_use_of_an_operation_id_is_an_error() {
        let paths = json!({
            "/a": {"get": {"operationId": "list"}},
            "/b": {"get": {"operationId": "list"}, "post": {"operationId": "List"}},
        });
        cases::check(check, paths, json!({}), &[("duplicate-operation-id", "/paths/~1b/get/operationId")]);
    }

    #[test]
    fn an_operation_without_an_operation_id_is_noted() {
        let paths = json!({"/a": {"get": {}, "put": {"operationId": ""}}});
        cases::check(
            check,
            paths,
            json!({}),
            &[("missing-operation-id", "/paths/~1a/get"), ("missing-operation-id", "/paths/~1a/put")],
        );
    }
}

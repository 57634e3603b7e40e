//! An operation's first tag says which resource it belongs to. Without one, it goes to a resource named after its path.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Operation};
use serde_json::Value;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let names_its_resource = |operation: &&Operation| {
        let said = ["x-sdk-resource", "x-speakeasy-group"].iter().filter_map(|name| operation.extensions.get(*name));
        !operation.tags.is_empty() || said.into_iter().any(Value::is_string)
    };
    for operation in api.operations.iter().filter(|operation| !names_its_resource(operation)) {
        report.push(Diagnostic::new(
            Code::MissingTag,
            &operation.at,
            format!("{} {} has no tag: its resource is named after its path", operation.method, operation.path),
            "add `tags: [name]` with the name of the resource it belongs to",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn an_operation_without_a_tag_is_noted() {
        let paths = json!({"/a": {"get": {"tags": ["pets"]}, "put": {"tags": []}, "post": {}, "head": {"x-sdk-resource": "pets"}}});
        cases::check(check, paths, json!({}), &[("missing-tag", "/paths/~1a/put"), ("missing-tag", "/paths/~1a/post")]);
    }
}

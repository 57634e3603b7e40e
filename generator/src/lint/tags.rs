//! An operation's first tag says which resource it belongs to.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Api;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for operation in api.operations.iter().filter(|operation| operation.tags.is_empty()) {
        report.push(Diagnostic::new(
            Code::MissingTag,
            &operation.at,
            format!("{} {} has no tag: it goes to the resource named after the API", operation.method, operation.path),
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
        let paths = json!({"/a": {"get": {"tags": ["pets"]}, "put": {"tags": []}, "post": {}}});
        cases::check(check, paths, json!({}), &[("missing-tag", "/paths/~1a/put"), ("missing-tag", "/paths/~1a/post")]);
    }
}

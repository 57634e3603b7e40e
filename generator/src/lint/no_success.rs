//! An operation says what it answers when all goes well: without that its method returns nothing typed. `default` counts,
//! and so do redirects and 101.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Status};

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for operation in &api.operations {
        let succeeds = operation.answers.iter().any(|answer| match answer.status {
            Status::Code(code) => code < 400,
            Status::Range(hundred) => hundred < 4,
            Status::Default => true,
        });
        if !succeeds {
            report.push(Diagnostic::new(
                Code::NoSuccess,
                &operation.at.key("responses"),
                format!("{} {} documents no success", operation.method, operation.path),
                "add a `200` or `204` to its `responses`",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn an_operation_documents_a_success() {
        let answers = |key: &str| json!({"responses": {key: {"description": "d"}}});
        let paths = json!({"/a": {
            "get": answers("200"), "put": answers("default"), "post": answers("2XX"), "head": answers("302"),
            "delete": answers("404"), "patch": answers("4XX"), "options": {},
        }});
        cases::check(
            check,
            paths,
            json!({}),
            &[
                ("no-success-answer", "/paths/~1a/delete/responses"),
                ("no-success-answer", "/paths/~1a/patch/responses"),
                ("no-success-answer", "/paths/~1a/options/responses"),
            ],
        );
    }
}

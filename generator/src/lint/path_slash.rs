//! A path starts with a slash (OpenAPI 3.1 §4.8.8): it is appended to the URL of a server, which ends without one.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Api;
use crate::pointer::Pointer;
use std::collections::HashSet;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    for operation in api.operations.iter().filter(|operation| !operation.path.starts_with('/')) {
        let path = operation.path.as_str();
        if seen.insert(path) {
            report.push(Diagnostic::new(
                Code::PathWithoutSlash,
                &Pointer::root().key("paths").key(path),
                format!("the path `{path}` does not start with a slash"),
                format!("write `/{path}`"),
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
    fn a_path_starts_with_a_slash() {
        let paths = json!({"/a": {"get": {}}, "b": {"get": {}, "put": {}}, "{c}": {"get": {}}, "": {"get": {}}});
        let code = "path-without-slash";
        cases::check(check, paths, json!({}), &[(code, "/paths/b"), (code, "/paths/{c}"), (code, "/paths/")]);
    }
}

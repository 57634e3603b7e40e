//! The API has a title and a version: the crate's documentation starts with them (OpenAPI 3.1 §4.8.2).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Api;
use crate::pointer::Pointer;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let info = Pointer::root().key("info");
    let problem = match (api.title.trim().is_empty(), api.version.trim().is_empty()) {
        (false, false) => return,
        (true, true) => Diagnostic::new(
            Code::MissingMember,
            &info,
            "the API has neither a title nor a version",
            "write `info: {title: My API, version: 1.0.0}`",
        ),
        (true, false) => Diagnostic::new(
            Code::MissingTitle,
            &info,
            "the API has no title: the provider's name stands for it",
            "add `title: My API` to `info`",
        ),
        (false, true) => {
            Diagnostic::new(Code::MissingTitle, &info, "the API has no version", "add `version: 1.0.0` to `info`")
        }
    };
    report.push(problem);
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases::found;
    use serde_json::json;

    #[test]
    fn a_title_and_a_version_are_asked_for() {
        let complete = json!({"info": {"title": "T", "version": "1"}, "paths": {}});
        assert_eq!(found(check, &complete), []);
        for (info, code) in [
            (json!({"version": "1"}), "missing-title"),
            (json!({"title": "T", "version": ""}), "missing-title"),
            (json!({"title": " "}), "missing-member"),
            (json!(null), "missing-member"),
        ] {
            assert_eq!(found(check, &json!({"info": info, "paths": {}})), [(code, "/info".to_owned())]);
        }
    }
}

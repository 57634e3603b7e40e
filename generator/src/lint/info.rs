//! The API has a title and a version: the crate's documentation starts with them (OpenAPI 3.1 §4.8.2).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Api;
use crate::pointer::Pointer;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let info = Pointer::root().key("info");
    if api.title.trim().is_empty() {
        report.push(Diagnostic::new(
            Code::MissingTitle,
            &info,
            "the API has no title: the provider's name stands for it",
            "add `title: …` to `info`",
        ));
    }
    if api.version.trim().is_empty() {
        report.push(Diagnostic::new(
            Code::MissingTitle,
            &info,
            "the API has no version",
            "add `version: \"1.0.0\"` to `info`",
        ));
    }
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
        let neither = json!({"info": {"title": " "}, "paths": {}});
        let missing = || ("missing-title", "/info".to_owned());
        assert_eq!(found(check, &neither), [missing(), missing()]);
    }
}

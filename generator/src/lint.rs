//! What a document must have right before anything is generated from it, one rule a file.
//!
//! In: the model.
//! Out: the same model as [`Valid`], if no rule found an error; with tolerance, what is left of it without the errors.
//! Reports: what each rule's file says.
//! Never: stops at the first problem.

mod default_value;
mod duplicate_parameter;
mod duplicate_path;
mod encoding;
mod header_names;
mod info;
mod mend;
mod no_success;
mod operation_id;
mod path_parameters;
mod path_slash;
mod relative_server;
mod required;
mod security;
mod server_variables;
mod tags;
mod unchecked;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::Api;
use std::ops::Deref;

/// A model that no rule finds an error in. Only [`lint`] and [`tolerate`] make one.
#[derive(Debug, Clone)]
pub struct Valid<T>(T);

impl<T> Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Valid<T> {
    /// The model, which may then be changed.
    pub fn into_inner(self) -> T {
        self.0
    }
}

type Rule = fn(&Api, &mut Vec<Diagnostic>);

/// Every rule, in the order of their reports.
const RULES: &[Rule] = &[
    info::check,
    operation_id::check,
    tags::check,
    server_variables::check,
    relative_server::check,
    path_slash::check,
    duplicate_path::check,
    path_parameters::check,
    duplicate_parameter::check,
    header_names::check,
    encoding::check,
    no_success::check,
    security::check,
    required::check,
    default_value::check,
    unchecked::check,
];

fn check(api: &Api) -> Vec<Diagnostic> {
    let mut report = Vec::new();
    for check in RULES {
        check(api, &mut report);
    }
    report
}

/// Checks a model by every rule, and leaves out what they find wrong.
pub fn tolerate(mut api: Api) -> (Valid<Api>, Vec<Diagnostic>) {
    let report = check(&api);
    mend::mend(&mut api);
    (Valid(api), report)
}

/// Checks a model by every rule.
pub fn lint(api: Api) -> (Option<Valid<Api>>, Vec<Diagnostic>) {
    let report = check(&api);
    let failed = report.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error);
    ((!failed).then_some(Valid(api)), report)
}

#[cfg(test)]
mod cases {
    //! What the rules' own tests share.

    use super::Rule;
    use crate::diagnostic::Place;
    use crate::model::build;
    use serde_json::Value;

    /// The codes and places that one rule reports for a document.
    pub(super) fn found(rule: Rule, document: &Value) -> Vec<(&'static str, String)> {
        let (api, report) = build(document);
        assert_eq!(report, [], "the case itself must be well-formed");
        let mut report = Vec::new();
        rule(&api, &mut report);
        report
            .into_iter()
            .map(|diagnostic| match diagnostic.place {
                Place::Node(at) => (diagnostic.code.as_str(), at.to_string()),
                other => panic!("a rule names a node, not {other:?}"),
            })
            .collect()
    }

    /// A document with these paths and components.
    pub(super) fn document(paths: Value, components: Value) -> Value {
        serde_json::json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths, "components": components,
        })
    }

    /// Asserts what one rule reports.
    pub(super) fn check(rule: Rule, paths: Value, components: Value, expected: &[(&str, &str)]) {
        let found = found(rule, &document(paths, components));
        let found: Vec<(&str, &str)> = found.iter().map(|(code, at)| (*code, at.as_str())).collect();
        assert_eq!(found, expected);
    }
}

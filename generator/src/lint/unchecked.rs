//! Keywords that rule out values which the type of a schema has: no type says that, and nothing checks it before a value is
//! sent (JSON Schema 2020-12 §10.2.1.4 and §10.2.2).

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Schema};
use serde_json::Value;

const KEYWORDS: &[&str] = &["not", "if", "dependentSchemas"];

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut pending: Vec<&Schema> = api.outermost_schemas().collect();
    while let Some(schema) = pending.pop() {
        for keyword in KEYWORDS {
            if schema.constraints.get(*keyword).is_some_and(Value::is_object) {
                report.push(Diagnostic::new(
                    Code::UncheckedKeyword,
                    &schema.at.key(keyword),
                    format!("`{keyword}` rules out values that the type of this schema has; it is not checked"),
                    "say it in the description, for who makes the values; the server checks it",
                ));
            }
        }
        let Schema { all_of, one_of, any_of, .. } = schema;
        pending.extend(all_of.iter().chain(one_of).chain(any_of));
        pending.extend(schema.inner_schemas());
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn what_no_type_says_is_noted() {
        let schemas = json!({"schemas": {
            "Not": {"type": "object", "properties": {"a": {"not": {"enum": ["x"]}}, "b": {"type": "string", "minLength": 1}}},
            "Closed": {"prefixItems": [{}], "items": false},
            "If": {"allOf": [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]},
        }});
        let mut found = cases::found(check, &cases::document(json!({}), schemas));
        found.sort();
        let expected = ["/components/schemas/If/allOf/0/if", "/components/schemas/Not/properties/a/not"];
        assert_eq!(found, expected.map(|at| ("unchecked-keyword", at.to_owned())));
    }
}

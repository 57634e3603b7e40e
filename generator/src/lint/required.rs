//! `required` names properties that the schema has. Only judged where all its properties are in sight: a schema that
//! refers to others, combines them, or allows more may have the property elsewhere.

use crate::diagnostic::{Change, Code, Diagnostic, nearest};
use crate::model::{AdditionalProperties, Api, Schema};
use serde_json::json;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    for schema in api.outermost_schemas() {
        // A part of a combination may require what another part declares.
        visit(schema, false, report);
    }
}

fn visit(schema: &Schema, in_combination: bool, report: &mut Vec<Diagnostic>) {
    if !in_combination && is_whole(schema) {
        one(schema, report);
    }
    let Schema { all_of, one_of, any_of, .. } = schema;
    for part in all_of.iter().chain(one_of).chain(any_of) {
        visit(part, true, report);
    }
    for inner in schema.inner_schemas() {
        visit(inner, false, report);
    }
}

fn is_whole(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && !schema.properties.is_empty()
        && !matches!(schema.additional, Some(AdditionalProperties::Schema(_) | AdditionalProperties::Allowed(true)))
        && !schema.constraints.contains_key("patternProperties")
}

fn one(schema: &Schema, report: &mut Vec<Diagnostic>) {
    for (index, name) in schema.required.iter().enumerate() {
        if schema.properties.contains_key(name) {
            continue;
        }
        let near = nearest(name, schema.properties.keys().map(String::as_str));
        let advice = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `{name}` to `properties`, or remove it from `required`"),
        };
        let list = schema.at.key("required");
        let remark = Diagnostic::new(
            Code::UnknownRequiredProperty,
            &list.index(index),
            format!("`required` names `{name}`, which is no property of {}", name_of(schema)),
            advice,
        );
        let meant = near.map(|near| Change::update(&schema.at, json!({ "required": [near] })));
        report.push(remark.mended_by(std::iter::once(Change::remove_text(&list, name)).chain(meant)));
    }
}

fn name_of(schema: &Schema) -> String {
    match (&schema.title, schema.at.last()) {
        (Some(title), _) => format!("`{title}`"),
        (None, Some(last)) => format!("`{last}`"),
        (None, None) => "the schema".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn required_names_a_property() {
        let schemas = json!({"schemas": {
            "Right": {"required": ["a"], "properties": {"a": {}}},
            "Wrong": {"required": ["a", "b"], "properties": {"a": {}}},
            "Inner": {"properties": {"a": {"items": {"required": ["b"], "properties": {"c": {}}}}}},
            "Open": {"required": ["b"], "additionalProperties": true, "properties": {"a": {}}},
            "Combined": {"required": ["b"], "properties": {"a": {}}, "allOf": [{"properties": {"b": {}}}]},
            "Part": {"allOf": [{"required": ["b"], "properties": {"a": {}}}]},
            "Bare": {"required": ["b"]},
        }});
        let paths = json!({"/a": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {
            "schema": {"required": ["x"], "properties": {"y": {}}},
        }}}}}}});
        cases::check(
            check,
            paths,
            schemas,
            &[
                ("unknown-required-property", "/components/schemas/Wrong/required/1"),
                ("unknown-required-property", "/components/schemas/Inner/properties/a/items/required/0"),
                (
                    "unknown-required-property",
                    "/paths/~1a/get/responses/200/content/application~1json/schema/required/0",
                ),
            ],
        );
    }
}

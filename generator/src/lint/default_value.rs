//! `default` is a value of its schema (JSON Schema 2020-12 §9.2). It is only told to who reads the documentation, so one that
//! does not fit is a note. Where a schema refers to others or combines them, nothing is judged.

use crate::diagnostic::{Code, Diagnostic, kind};
use crate::model::{Api, Schema, SchemaType};
use serde_json::Value;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut pending: Vec<&Schema> = api.outermost_schemas().collect();
    while let Some(schema) = pending.pop() {
        if let Some(default) = &schema.default
            && let Some(reason) = misfit(schema, default)
        {
            report.push(Diagnostic::new(
                Code::UnfitDefault,
                &schema.at.key("default"),
                format!("the default {reason}"),
                "write a value that the schema allows, or leave `default` out",
            ));
        }
        let Schema { all_of, one_of, any_of, .. } = schema;
        pending.extend(all_of.iter().chain(one_of).chain(any_of));
        pending.extend(schema.inner_schemas());
    }
}

/// What is wrong with a default, after "the default".
fn misfit(schema: &Schema, default: &Value) -> Option<String> {
    // `null` says that there is none, whatever the type.
    if default.is_null() || schema.types.is_empty() || schema.reference.is_some() {
        return None;
    }
    if !schema.types.iter().any(|wanted| is_of(default, *wanted)) {
        return Some(format!("is {}, which is not of the schema's type", kind(default)));
    }
    let members = schema.allowed.as_ref()?;
    // `1` and `1.0` are one value.
    let same = |member: &Value| member == default || member.is_number() && member.as_f64() == default.as_f64();
    (!members.iter().any(same)).then(|| "is none of the values in `enum`".to_owned())
}

fn is_of(value: &Value, wanted: SchemaType) -> bool {
    match wanted {
        SchemaType::Null => value.is_null(),
        SchemaType::Boolean => value.is_boolean(),
        SchemaType::Integer => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        SchemaType::Number => value.is_number(),
        SchemaType::String => value.is_string(),
        SchemaType::Array => value.is_array(),
        SchemaType::Object => value.is_object(),
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn a_default_is_a_value_of_its_schema() {
        let schemas = json!({"schemas": {
            "Right": {"properties": {
                "a": {"type": "integer", "default": 1.0}, "b": {"type": ["string", "null"], "default": null},
                "c": {"default": 1}, "d": {"type": "number", "enum": [1.0, 2], "default": 1}, "e": {"type": "string", "default": null},
            }},
            "Wrong": {"properties": {
                "a": {"type": "integer", "default": "ten"},
                "b": {"type": "array", "items": {"type": "boolean", "default": "true"}},
                "c": {"type": "string", "enum": ["x", "y"], "default": "z"},
            }},
        }});
        let found = cases::found(check, &cases::document(json!({}), schemas));
        let mut places: Vec<&str> = found.iter().map(|(_, at)| at.as_str()).collect();
        places.sort_unstable();
        let below = |path: &str| format!("/components/schemas/Wrong/properties/{path}/default");
        assert_eq!(places, [below("a"), below("b/items"), below("c")]);
        assert!(found.iter().all(|(code, _)| *code == "unfit-default"));
    }
}

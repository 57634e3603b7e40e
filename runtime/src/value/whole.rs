//! Whole numbers that are written with a fraction or an exponent.

use serde_json::{Map, Number, Value};

/// Up to here every whole number has a floating-point number of its own; beyond, one stands for several.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A value with its whole numbers as such: `1.0` and `1e3` are integers as well as `1` and `1000` are (JSON Schema 2020-12 §6.1.1),
/// but no integer type reads them. `None` where there are none.
pub(crate) fn with_whole_numbers(value: Value) -> Option<Value> {
    let mut changed = false;
    let value = whole(value, &mut changed);
    changed.then_some(value)
}

// As deep as `serde_json` reads, which is 128 levels.
fn whole(value: Value, changed: &mut bool) -> Value {
    match value {
        Value::Number(number) => Value::Number(integer(&number).inspect(|_| *changed = true).unwrap_or(number)),
        Value::Array(items) => items.into_iter().map(|item| whole(item, changed)).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(name, value)| (name, whole(value, changed))).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn integer(number: &Number) -> Option<Number> {
    if !number.is_f64() {
        return None;
    }
    let value = number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < EXACT)?;
    // Exact, by the line before.
    Some(Number::from(value as i64))
}

#[cfg(test)]
mod tests {
    use super::with_whole_numbers;

    #[test]
    fn whole_numbers_are_written_as_such_and_nothing_else_changes() {
        let written = |json: &str| with_whole_numbers(serde_json::from_str(json).ok()?).map(|value| value.to_string());
        for (json, expected) in [
            ("1.0", Some("1")),
            (r#"{"a":[1e3,-2.0,0.5,"1.0"]}"#, Some(r#"{"a":[1000,-2,0.5,"1.0"]}"#)),
            ("9007199254740993.0", None),
            ("1e300", None),
            ("[1,0.5,null]", None),
            ("{", None),
        ] {
            assert_eq!(written(json).as_deref(), expected, "{json}");
        }
    }
}

//! Whether two JSON values say the same.

use serde_json::Value;

/// Where `encoded` says something else than `sent`, and what. The order of members does not count, nor how a number is
/// spelled; an optional member that is `null` may be absent.
pub fn difference(sent: &Value, encoded: &Value) -> Option<String> {
    at("", sent, encoded)
}

fn at(place: &str, sent: &Value, encoded: &Value) -> Option<String> {
    match (sent, encoded) {
        (Value::Object(sent), Value::Object(encoded)) => {
            let lost = sent.iter().find_map(|(name, value)| match encoded.get(name) {
                Some(encoded) => at(&format!("{place}/{name}"), value, encoded),
                None if value.is_null() => None,
                None => Some(format!("a member is lost at `{place}/{name}`")),
            });
            let added = || encoded.keys().find(|name| !sent.contains_key(*name));
            lost.or_else(|| added().map(|name| format!("a member is added at `{place}/{name}`")))
        }
        (Value::Array(sent), Value::Array(encoded)) if sent.len() == encoded.len() => {
            let mut pairs = sent.iter().zip(encoded).enumerate();
            pairs.find_map(|(index, (sent, encoded))| at(&format!("{place}/{index}"), sent, encoded))
        }
        (Value::Number(one), Value::Number(other))
            if one == other || one.as_f64() == other.as_f64() && one.is_f64() =>
        {
            None
        }
        _ if sent == encoded => None,
        _ => Some(format!("a value is changed at `{place}`: `{sent}` → `{encoded}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::difference;
    use serde_json::json;

    #[test]
    fn order_spelling_of_numbers_and_null_for_absent_do_not_count_and_all_else_does() {
        assert_eq!(difference(&json!({ "a": 1.0, "b": [{}], "c": null }), &json!({ "b": [{}], "a": 1 })), None);
        let different = [
            (json!({ "a": 1 }), json!({})),
            (json!({}), json!({ "a": null })),
            (json!([1]), json!([1, 2])),
            (json!(9_007_199_254_740_993_i64), json!(9_007_199_254_740_992_i64)),
            (json!("1"), json!(1)),
            (json!([null]), json!([])),
        ];
        for (sent, encoded) in different {
            assert!(difference(&sent, &encoded).is_some(), "{sent} {encoded}");
        }
    }
}

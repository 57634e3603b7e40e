//! What `encoding` says of a part (OpenAPI 3.1 §4.8.15).

use serde_json::Value;

/// The headers of a part that have one value alone, by `const`, an `enum` of one or `default`: nobody has to give them.
pub fn fixed_headers(encoding: &Value) -> Vec<(String, String)> {
    let headers = encoding.get("headers").and_then(Value::as_object).into_iter().flatten();
    // Described by `contentType` (§4.8.15.1).
    let headers = headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    let fixed = headers.filter_map(|(name, header)| Some((name.clone(), fixed(header.get("schema")?)?)));
    fixed.filter(|(name, value)| is_token(name) && value.chars().all(|c| !c.is_control())).collect()
}

/// What a header may be called (RFC 9110 §5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

fn fixed(schema: &Value) -> Option<String> {
    let only = || match schema.get("enum")?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    match schema.get("const").or_else(only).or_else(|| schema.get("default"))? {
        Value::String(text) => Some(text.clone()),
        scalar @ (Value::Bool(_) | Value::Number(_)) => Some(scalar.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What stands between the items of a list that is one text, by the `style` and `explode` of its encoding (OpenAPI 3.1 §4.8.15.1).
pub fn separator(encoding: &Value) -> Option<char> {
    let explode = encoding.get("explode").and_then(Value::as_bool);
    match (encoding.get("style").and_then(Value::as_str), explode) {
        (_, Some(true)) => None,
        (Some("spaceDelimited"), _) => Some(' '),
        (Some("pipeDelimited"), _) => Some('|'),
        // No style of OpenAPI; `upgrade` makes it.
        (Some("tabDelimited"), _) => Some('\t'),
        (None | Some("form"), Some(false)) => Some(','),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::fixed_headers;
    use serde_json::json;

    #[test]
    fn a_header_of_one_value_is_fixed() {
        let encoding = json!({"headers": {
            "A": {"schema": {"const": "a"}},
            "B": {"schema": {"type": "integer", "enum": [2]}},
            "C": {"schema": {"type": "string", "default": "c"}},
            "D": {"schema": {"enum": ["d", "e"]}},
            "E": {"schema": {"type": "string"}},
            "F": {},
            "G H": {"schema": {"const": "g"}},
            "I": {"schema": {"const": "i\r\nJ: j"}},
            "Content-Type": {"schema": {"const": "a/b"}},
        }});
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fixed_headers(&encoding), [pair("A", "a"), pair("B", "2"), pair("C", "c")]);
        assert_eq!(fixed_headers(&json!({})), []);
    }
}

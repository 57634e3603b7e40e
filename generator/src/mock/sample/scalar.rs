//! Numbers and texts of a schema, and the example that stands in one.

use serde_json::{Map, Number, Value, json};

/// An integer in the range; a `large` one if that may be.
pub(super) fn integer(members: &Map<String, Value>, large: bool) -> Value {
    let limit = |name: &str| members.get(name).and_then(Value::as_i64);
    let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
    let wanted = match format {
        _ if !large => 1,
        "int8" | "uint8" => 127,
        "int16" | "uint16" => 32_767,
        "int32" | "uint32" => 2_147_483_647,
        // No double holds it.
        _ => 9_007_199_254_740_993,
    };
    let least = limit("minimum").or(limit("exclusiveMinimum").and_then(|limit| limit.checked_add(1)));
    let most = limit("maximum").or(limit("exclusiveMaximum").and_then(|limit| limit.checked_sub(1)));
    let value = wanted.min(most.unwrap_or(i64::MAX)).max(least.unwrap_or(i64::MIN));
    let value = match limit("multipleOf") {
        Some(step) if step > 1 => (value - value.rem_euclid(step)).max(if value < step { step } else { i64::MIN }),
        _ => value,
    };
    Value::from(value)
}

/// A number in the range.
pub(super) fn number(members: &Map<String, Value>) -> Value {
    let limit = |name: &str| members.get(name).and_then(Value::as_f64);
    let least = limit("minimum").or(limit("exclusiveMinimum").map(|limit| limit + 0.5));
    let most = limit("maximum").or(limit("exclusiveMaximum").map(|limit| limit - 0.5));
    let value: f64 = 1.5;
    let value = value.min(most.unwrap_or(f64::MAX)).max(least.unwrap_or(f64::MIN));
    let value = limit("multipleOf").map_or(value, |step| if step > 0.0 { (value / step).ceil() * step } else { value });
    Number::from_f64(value).map_or(json!(1), Value::Number)
}

/// The example that stands in a schema. One with properties and no type allows a text, and means an object.
pub(super) fn written(members: &Map<String, Value>) -> Option<&Value> {
    let first = || members.get("examples")?.as_array()?.first();
    let is_object = members.contains_key("properties") && !members.contains_key("type");
    let said = members.get("example").or_else(first).or_else(|| members.get("default"));
    said.filter(|value| !value.is_null() && (value.is_object() || !is_object))
}

/// Text as its format and length say; `plain` where they say nothing.
pub(super) fn text(members: &Map<String, Value>, plain: &str) -> String {
    let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
    let fixed = match format {
        "date-time" => "2026-01-31T12:30:00Z",
        "date" => "2026-01-31",
        "time" => "12:30:00Z",
        "duration" => "P3D",
        "uuid" => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        "byte" | "base64" | "base64url" => "aGVsbG8=",
        "uri" | "url" | "iri" | "uri-reference" => "https://example.com/a?b=c",
        "email" | "idn-email" => "ada@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        _ => "",
    };
    let limit = |name: &str| members.get(name).and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
    let mut text = if fixed.is_empty() { plain.to_owned() } else { fixed.to_owned() };
    let least = limit("minLength").unwrap_or_default().min(100_000);
    let length = text.chars().count();
    text.extend(std::iter::repeat_n('x', least.saturating_sub(length)));
    text.chars().take(limit("maxLength").unwrap_or(usize::MAX)).collect()
}

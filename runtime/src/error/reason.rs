//! What a decoder says of a value, without the value.

use serde_json::error::Category;

/// The names that serde gives to kinds of values (`serde::de::Unexpected`); what follows one is the value itself.
const KINDS: [&str; 16] = [
    "boolean",
    "integer",
    "floating point",
    "number",
    "character",
    "string",
    "byte array",
    "null",
    "unit value",
    "Option value",
    "newtype struct",
    "sequence",
    "map",
    "enum",
    "unit variant",
    "struct variant",
];

/// Beginnings of messages that hold names of the document and nothing of the answer.
const HARMLESS: [&str; 5] =
    ["missing field `", "duplicate field `", "data did not match any variant", "not a date: ", "not a date and time: "];

/// The decoder's message without its place and without the value that did not fit: the category, the kind of value that
/// came, and what was expected. Messages of types that are not known here are left out, since they may quote the value.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    match error.classify() {
        // serde_json's own, which are constant.
        Category::Syntax | Category::Eof => text.to_owned(),
        Category::Io => "it could not be read".to_owned(),
        Category::Data => without_value(text),
    }
}

fn without_value(text: &str) -> String {
    if HARMLESS.iter().any(|start| text.starts_with(start)) {
        return text.to_owned();
    }
    // The last one: what comes before it is the answer's, and may hold these words too.
    let expected = text.rsplit_once(", expected ").map(|(_, expected)| expected);
    for category in ["invalid type", "invalid value"] {
        let Some(came) = text.strip_prefix(category).and_then(|rest| rest.strip_prefix(": ")) else {
            continue;
        };
        let kind = KINDS.iter().find(|kind| came.starts_with(**kind)).map_or(String::new(), |kind| format!(": {kind}"));
        return match expected {
            Some(expected) => format!("{category}{kind}, expected {expected}"),
            None => format!("{category}{kind}"),
        };
    }
    for category in ["invalid length", "unknown variant", "unknown field"] {
        if text.starts_with(category) {
            // Of a list of names only the list itself: an unknown name may quote anything.
            let names = expected.filter(|expected| expected.starts_with('`') || expected.starts_with("one of `"));
            return names.map_or_else(|| category.to_owned(), |names| format!("{category}, expected {names}"));
        }
    }
    "the value is not of the expected form".to_owned()
}

#[cfg(test)]
mod tests {
    use super::without_value;

    #[test]
    fn a_value_is_never_part_of_the_reason() {
        for (said, shown) in [
            ("invalid type: string \"s3cret\", expected i64", "invalid type: string, expected i64"),
            ("invalid type: string \"a, expected s3cret\", expected i64", "invalid type: string, expected i64"),
            ("invalid value: integer `5`, expected u8", "invalid value: integer, expected u8"),
            ("invalid value: s3cret, expected a colour", "invalid value, expected a colour"),
            ("invalid type: null, expected a string", "invalid type: null, expected a string"),
            ("unknown variant `s3cret`, expected `a` or `b`", "unknown variant, expected `a` or `b`"),
            ("unknown variant `s3cret`, there are no variants", "unknown variant"),
            ("unknown variant `x, expected s3cret`, there are no variants", "unknown variant"),
            ("missing field `id`", "missing field `id`"),
            ("not a date: premature end of input", "not a date: premature end of input"),
            ("UUID parsing failed: found `s3cret` at 1", "the value is not of the expected form"),
        ] {
            assert_eq!(without_value(said), shown, "{said}");
        }
    }
}

//! What a member of an enum is called. Symbols are words: `>=` and `<` are two names, and `-name` is not `name`.

use crate::lower::facts::{Holds, MemberFacts};
use crate::lower::name::type_name;

/// Operators of more than one symbol.
const OPERATORS: &[(&str, &str)] = &[
    ("<=", "less than or equal"),
    (">=", "greater than or equal"),
    ("!=", "not equal"),
    ("<>", "not equal"),
    ("==", "equal"),
    ("&&", "and"),
    ("||", "or"),
];

/// The variant's name, before it is known whether another has it.
pub(super) fn variant(holds: Holds, member: &MemberFacts) -> String {
    let quoted = (holds == Holds::Any).then(|| serde_json::from_str::<String>(&member.wire).ok()).flatten();
    let wire = quoted.as_deref().unwrap_or(&member.wire);
    let is_number = holds != Holds::Text && quoted.is_none();
    match member.proposed.as_deref().unwrap_or(wire) {
        "" => "Empty".to_owned(),
        // A number by itself is no identifier.
        number if is_number && number.starts_with(|c: char| c.is_ascii_digit()) => {
            type_name(&format!("value {number}"))
        }
        said => match symbols(said).or_else(|| signed(said)) {
            Some(words) => type_name(&words),
            None => type_name(said),
        },
    }
}

/// The words for a text that is symbols alone.
fn symbols(text: &str) -> Option<String> {
    if let Some((_, words)) = OPERATORS.iter().find(|(operator, _)| *operator == text) {
        return Some((*words).to_owned());
    }
    let words: Option<Vec<&str>> = text.chars().map(word).collect();
    words.map(|words| words.join(" "))
}

/// The words for a text behind a sign that says something of it: `-created`, `+1`, `!admin`.
fn signed(text: &str) -> Option<String> {
    let mut rest = text.chars();
    let sign = rest.next().filter(|c| matches!(c, '-' | '+' | '!'))?;
    let rest = rest.as_str();
    rest.starts_with(char::is_alphanumeric).then_some(())?;
    Some(format!("{} {rest}", word(sign)?))
}

fn word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        ' ' => "space",
        '!' => "not",
        '"' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '\'' => "apostrophe",
        '(' => "open parenthesis",
        ')' => "close parenthesis",
        '*' => "asterisk",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less than",
        '=' => "equal",
        '>' => "greater than",
        '?' => "question mark",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backquote",
        '{' => "open brace",
        '|' => "or",
        '}' => "close brace",
        '~' => "tilde",
        '\n' => "new line",
        '\t' => "tab",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::variant;
    use crate::lower::facts::{Holds, MemberFacts};

    #[test]
    fn members_of_symbols_are_words_and_a_sign_is_part_of_the_name() {
        for (holds, wire, expected) in [
            (Holds::Text, "", "Empty"),
            (Holds::Text, "in progress", "InProgress"),
            (Holds::Text, ">", "GreaterThan"),
            (Holds::Text, ">=", "GreaterThanOrEqual"),
            (Holds::Text, "!=", "NotEqual"),
            (Holds::Text, "=", "Equal"),
            (Holds::Text, " ", "Space"),
            (Holds::Text, "../", "DotDotSlash"),
            (Holds::Text, "-created_at", "MinusCreatedAt"),
            (Holds::Text, "created_at", "CreatedAt"),
            (Holds::Text, "+1", "Plus1"),
            (Holds::Text, "-1", "Minus1"),
            (Holds::Text, "--", "MinusMinus"),
            (Holds::Text, "a-b", "Ab"),
            (Holds::Text, "日本", "RiBen"),
            (Holds::Text, "…", "X"),
            (Holds::Integer, "-1", "Minus1"),
            (Holds::Integer, "1", "Value1"),
            (Holds::Any, "\"-\"", "Minus"),
            (Holds::Any, "1.5", "Value15"),
            (Holds::Any, "-1.5", "Minus15"),
        ] {
            let member = MemberFacts { wire: wire.to_owned(), proposed: None, description: None };
            assert_eq!(variant(holds, &member), expected, "{wire:?}");
        }
    }
}

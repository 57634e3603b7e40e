//! Path templates in other words than OpenAPI's (OpenAPI 3.1 §4.8.8) → the same in its own.
//!
//! | written | read as | where |
//! |---|---|---|
//! | `/a/{b*}`, `/a/{+b}` (RFC 6570), `/a/{b:[0-9]+}`, `/a/{b=c/*}`, `/a/{b?}` | `/a/{b}` | `b` is declared in the path |
//! | `/a/:b`, `/a/<b>` | `/a/{b}` | `b` is declared in the path |
//! | `/a{?b,c}` (RFC 6570 §3.2.8) | `/a` | `b` and `c` are declared in the query |
//!
//! What is declared as it is written stays, and so does all else.

/// The template as OpenAPI has it. `in_path` and `in_query` say whether a parameter of that name is declared there.
pub fn plain(written: &str, in_path: impl Fn(&str) -> bool, in_query: impl Fn(&str) -> bool) -> String {
    if !written.contains('{') {
        let named = |segment| match bare_segment(segment) {
            Some(name) if in_path(name) => format!("{{{name}}}"),
            _ => str::to_owned(segment),
        };
        return written.split('/').map(named).collect::<Vec<_>>().join("/");
    }
    let mut plain = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((literal, after)) = rest.split_once('{') {
        plain.push_str(literal);
        let Some((expression, tail)) = closed(after) else {
            plain.push('{');
            rest = after;
            continue;
        };
        match expression.strip_prefix(['?', '&']) {
            _ if in_path(expression) => plain.extend(["{", expression, "}"]),
            Some(names) if names.split(',').all(|name| in_query(name.trim().trim_end_matches('*'))) => {}
            _ => match bare_name(expression) {
                name if in_path(name) => plain.extend(["{", name, "}"]),
                _ => plain.extend(["{", expression, "}"]),
            },
        }
        rest = tail;
    }
    plain.push_str(rest);
    plain
}

/// Whether a template's own query gives a member of it a value.
pub fn writes(template: &str, name: &str) -> bool {
    let query = template.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default());
    let mut pairs = query.unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.any(|(key, value)| key == name && !value.contains('{'))
}

/// What stands before the brace that closes, and behind it; a regular expression may have braces of its own.
fn closed(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return true,
            '}' => depth -= 1,
            _ => {}
        }
        false
    });
    let (end, _) = end.or_else(|| text.char_indices().find(|(_, c)| *c == '}'))?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// The name in an expression, without operators, patterns and defaults.
fn bare_name(expression: &str) -> &str {
    let start = expression.trim_start_matches([' ', '+', '*', '#']);
    let name = start.split([':', '=', '*', '?']).next().unwrap_or_default();
    name.trim_end_matches('.').trim_end()
}

/// The name in a segment that is a parameter without braces.
fn bare_segment(segment: &str) -> Option<&str> {
    segment.strip_prefix(':').or_else(|| segment.strip_prefix('<')?.strip_suffix('>'))
}

#[cfg(test)]
mod tests {
    use super::{plain, writes};

    #[test]
    fn a_query_in_a_template_writes_the_members_that_have_a_value_in_it() {
        for (template, name, expected) in [
            ("/a?b=c&d=e", "d", true),
            ("/a?b=c#d=e", "d", false),
            ("/a?b={b}", "b", false),
            ("/a{?b,c}", "b", false),
            ("/a?b", "b", false),
            ("/a", "a", false),
        ] {
            assert_eq!(writes(template, name), expected, "{template} {name}");
        }
    }

    #[test]
    fn a_template_in_other_words_is_read_where_its_parameters_are_declared() {
        for (written, expected) in [
            ("/a/{b}", "/a/{b}"),
            ("/a/{b*}/c", "/a/{b}/c"),
            ("/a/{*b}", "/a/{b}"),
            ("/a/{+b}", "/a/{b}"),
            ("/a/{b...}", "/a/{b}"),
            ("/a/{ b }", "/a/{b}"),
            ("/a/{b?}", "/a/{b}"),
            ("/a/{b:[0-9]{3}}.{b}", "/a/{b}.{b}"),
            ("/a/{b=things/*}:go", "/a/{b}:go"),
            ("/a/{b}:go", "/a/{b}:go"),
            ("/a/:b/c", "/a/{b}/c"),
            ("/a/<b>", "/a/{b}"),
            ("/a{?x,y*}{&x}", "/a"),
            ("/a?q={x}", "/a?q={x}"),
            // Nobody declares them, or somebody declares just that.
            ("/a/{c*}", "/a/{c*}"),
            ("/a/{odd*}", "/a/{odd*}"),
            ("/a/:c", "/a/:c"),
            ("/a{?x,z}", "/a{?x,z}"),
            ("/a/{", "/a/{"),
            ("/a/{b:{", "/a/{b:{"),
            ("/a/{b:{}", "/a/{b}"),
            ("/ä/{b*}", "/ä/{b}"),
        ] {
            let found = plain(written, |name| matches!(name, "b" | "odd*"), |name| matches!(name, "x" | "y"));
            assert_eq!(found, expected, "{written}");
        }
    }
}

//! The `Link` header (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// The target of the first link whose relation is `next` (RFC 8288 §3). Links that are about something else than the
/// answer itself (`anchor`) do not count.
///
/// ```
/// use specsmith_runtime::http::HeaderMap;
/// use specsmith_runtime::page::next_link;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("link", r#"</list?page=1>; rel="first", </list?page=3>; rel="next last""#.parse().unwrap());
/// assert_eq!(next_link(&headers).as_deref(), Some("/list?page=3"));
/// ```
#[must_use]
pub fn next_link(headers: &HeaderMap) -> Option<String> {
    headers.get_all(LINK).iter().find_map(|value| next_in(&String::from_utf8_lossy(value.as_bytes())))
}

fn next_in(value: &str) -> Option<String> {
    let mut rest = value;
    // RFC 8288 appendix B.2: what stands between links is skipped up to the next target.
    while let Some((_, after)) = rest.split_once('<') {
        let (target, after) = after.split_once('>')?;
        let (parameters, after) = parameters(after);
        let first = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let is_next = first("rel")
            .is_some_and(|rel| rel.split_ascii_whitespace().any(|relation| relation.eq_ignore_ascii_case("next")));
        if is_next && first("anchor").is_none() {
            return Some(target.trim().to_owned());
        }
        rest = after;
    }
    None
}

/// The parameters of a link, names in lower case, up to the comma that ends it; and what follows.
fn parameters(text: &str) -> (Vec<(String, String)>, &str) {
    let mut parameters = Vec::new();
    let mut rest = text.trim_start();
    while let Some(after) = rest.strip_prefix(';') {
        let after = after.trim_start();
        let end = after.find([';', ',', '=']).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value_of(after.trim_start()),
            None => (String::new(), after),
        };
        parameters.push((name.trim().to_ascii_lowercase(), value));
        rest = after.trim_start();
    }
    (parameters, rest)
}

/// A token or a quoted string (RFC 9110 §5.6.4), and what follows.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (value, after) = text.split_at_checked(end).unwrap_or((text, ""));
        return (value.trim().to_owned(), after);
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, character) in quoted.char_indices() {
        match character {
            _ if escaped => {
                value.push(character);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            other => value.push(other),
        }
    }
    (value, "")
}

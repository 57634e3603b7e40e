//! The name of a header is a token (RFC 9110 §5.6.2): no HTTP library sends another.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Api, Location, Parameter, SchemeKind, SecurityScheme};
use crate::pointer::Pointer;
use std::collections::HashSet;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let mut seen: HashSet<&Pointer> = HashSet::new();
    let parameters = api.operations.iter().flat_map(|operation| &operation.parameters);
    for Parameter { at, name, .. } in parameters.filter(|parameter| parameter.location == Location::Header) {
        // One that is shared stands in one place.
        if !is_token(name) && seen.insert(at) {
            report.push(bad(at, "the parameter", name));
        }
    }
    for (scheme, SecurityScheme { at, kind, .. }) in &api.schemes {
        if let SchemeKind::ApiKey { name, location: Location::Header } = kind
            && !is_token(name)
        {
            report.push(bad(at, &format!("the security scheme `{scheme}`"), name));
        }
    }
}

fn bad(at: &Pointer, whose: &str, name: &str) -> Diagnostic {
    let good: String = name.trim().chars().map(|c| if is_token_character(c) { c } else { '-' }).collect();
    let good = good.trim_matches('-');
    let advice = match good {
        "" => "write the name that the server reads, as in `X-Request-Id`".to_owned(),
        good => format!("write the name that the server reads, perhaps `{good}`"),
    };
    Diagnostic::new(
        Code::BadHeaderName,
        &at.key("name"),
        format!("{whose} is sent as `{name}`, which no header may be called"),
        advice,
    )
}

/// RFC 9110 §5.6.2.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_token_character)
}

fn is_token_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::{bad, check};
    use crate::lint::cases;
    use crate::pointer::Pointer;
    use serde_json::json;

    #[test]
    fn the_name_of_a_header_is_a_token() {
        let header = |name: &str| json!({"name": name, "in": "header"});
        let key = |name: &str, location: &str| json!({"type": "apiKey", "name": name, "in": location});
        let paths = json!({"/a": {
            "parameters": [header("X Request:Id")],
            "get": {"parameters": [header("X-Fine_1.2"), header("Grö\u{df}e"), {"name": "a b", "in": "query"}]},
            "put": {},
        }});
        let schemes = json!({"securitySchemes": {
            "good": key("X-Key", "header"), "bad": key("X-Key:", "header"), "query": key("a b", "query"),
        }});
        cases::check(
            check,
            paths,
            schemes,
            &[
                ("bad-header-name", "/paths/~1a/parameters/0/name"),
                ("bad-header-name", "/paths/~1a/get/parameters/1/name"),
                ("bad-header-name", "/components/securitySchemes/bad/name"),
            ],
        );
    }

    #[test]
    fn the_advice_is_a_name_that_can_be_sent() {
        let advice = |name| bad(&Pointer::root(), "it", name).advice;
        assert!(advice("X Request:Id").ends_with("perhaps `X-Request-Id`"));
        assert!(advice("X-Key:").ends_with("perhaps `X-Key`"));
        assert!(advice("»").ends_with("`X-Request-Id`"));
    }
}

//! What a request wishes of its answer: the `Prefer` header (RFC 7240), `code=404, example=name, dynamic, fault=reset`.

use super::fault::{FAULTS, Fault};
use crate::mock::Request;

/// The header.
const PREFER: &str = "prefer";

/// What a request wishes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wish {
    /// The status.
    pub code: Option<u16>,
    /// One of the document's examples, by name.
    pub example: Option<String>,
    /// A value made from the schema with everything in it, and no example.
    pub dynamic: bool,
    /// What goes wrong.
    pub fault: Option<Fault>,
    /// What there is to say of wishes that are not understood.
    pub unknown: Vec<String>,
}

impl Wish {
    /// The wishes of a request.
    pub fn of(request: &Request) -> Self {
        let mut wish = Self::default();
        for preference in preferences(request).filter(|preference| is_ours(preference)) {
            let (name, value) = named(preference);
            let understood = match name.as_str() {
                "code" => {
                    let code = value.parse().ok().filter(|code| (200..=599).contains(code));
                    wish.code = code.or(wish.code);
                    code.is_some()
                }
                "example" => {
                    wish.example = Some(value.to_owned());
                    true
                }
                "fault" => {
                    let fault = value.parse().ok();
                    wish.fault = fault.or(wish.fault);
                    fault.is_some()
                }
                _ => {
                    wish.dynamic = value != "false";
                    true
                }
            };
            if !understood {
                let known = if name == "fault" { FAULTS } else { "a code is a status from 200 to 599" };
                wish.unknown.push(format!("`Prefer: {preference}` is not understood: {known}"));
            }
        }
        wish
    }
}

/// A request without the wishes that are for this server alone: its document may have a `Prefer` of its own.
pub fn without_wishes(request: &Request) -> Request {
    let others: Vec<&str> = preferences(request).filter(|preference| !is_ours(preference)).collect();
    let mut bare = Request { headers: Vec::new(), ..request.clone() };
    bare.headers = request.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case(PREFER)).cloned().collect();
    if !others.is_empty() {
        bare.headers.push((PREFER.to_owned(), others.join(", ")));
    }
    bare
}

fn preferences(request: &Request) -> impl Iterator<Item = &str> {
    let values = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(PREFER));
    values.flat_map(|(_, value)| value.split(',')).map(str::trim).filter(|preference| !preference.is_empty())
}

fn named(preference: &str) -> (String, &str) {
    let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
    (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"'))
}

fn is_ours(preference: &str) -> bool {
    matches!(named(preference).0.as_str(), "code" | "example" | "dynamic" | "fault")
}

#[cfg(test)]
mod tests {
    use super::{Wish, without_wishes};
    use crate::mock::Request;
    use crate::mock::server::Fault;

    fn request(values: &[&str]) -> Request {
        let headers = values.iter().map(|value| ("Prefer".to_owned(), (*value).to_owned())).collect();
        Request { headers, ..Request::default() }
    }

    #[test]
    fn wishes_stand_in_one_header_or_in_several_and_what_is_not_understood_is_told() {
        let wish = Wish::of(&request(&["code=404, example=\"none found\"", "return=minimal, Dynamic", "fault=reset"]));
        let expected = Wish {
            code: Some(404),
            example: Some("none found".to_owned()),
            dynamic: true,
            fault: Some(Fault::Reset),
            unknown: Vec::new(),
        };
        assert_eq!(wish, expected);
        let wish = Wish::of(&request(&["code=100, code=abc, fault=fire, dynamic=false"]));
        assert_eq!(wish, Wish { unknown: wish.unknown.clone(), ..Wish::default() });
        let told: Vec<&str> = wish.unknown.iter().filter_map(|told| told.split('`').nth(1)).collect();
        assert_eq!(told, ["Prefer: code=100", "Prefer: code=abc", "Prefer: fault=fire"]);
    }

    #[test]
    fn what_a_document_says_of_prefer_is_checked_without_them() {
        let bare = without_wishes(&request(&["code=404, return=minimal", "wait=5"]));
        assert_eq!(bare.headers, [("prefer".to_owned(), "return=minimal, wait=5".to_owned())]);
        assert_eq!(without_wishes(&request(&["code=404"])).headers, []);
    }
}

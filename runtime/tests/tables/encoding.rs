//! Parameters on the wire.

use specsmith_runtime::encode::{cookie_pairs, form, header_text, header_value, path, query};
use specsmith_runtime::error::RequestProblem;
use specsmith_runtime::facts::{Location, Parameter, Style};
use specsmith_runtime::serde_json::{Value, json};

fn parameter(location: Location, style: Style, explode: bool) -> Parameter {
    Parameter { name: "p", location, style, explode, allow_reserved: false }
}

fn list() -> Value {
    json!(["a", "b c", "d,e"])
}

fn map() -> Value {
    json!({"k": "v 1", "n": 2, "none": null})
}

#[test]
fn queries_are_written_in_every_style() {
    use Style::{DeepObject, Form, Json, PipeDelimited, SpaceDelimited, TabDelimited};
    for (style, explode, value, expected) in [
        (Form, true, json!("a b&c=d+e/é"), "p=a%20b%26c%3Dd%2Be%2F%C3%A9"),
        (Form, true, json!(true), "p=true"),
        (Form, true, json!(5), "p=5"),
        (Form, true, json!(50.0), "p=50"),
        (Form, true, json!(0.5), "p=0.5"),
        (Form, true, json!(""), "p="),
        (Form, true, json!(null), ""),
        (Form, true, list(), "p=a&p=b%20c&p=d%2Ce"),
        (Form, true, json!([]), ""),
        (Form, true, map(), "k=v%201&n=2"),
        (Form, true, json!({"page": 0, "sort": ["a,desc", "b", null], "none": []}), "page=0&sort=a%2Cdesc&sort=b"),
        (Form, true, json!({"in": {"a": [1]}}), "in=%7B%22a%22%3A%5B1%5D%7D"),
        (Form, false, list(), "p=a,b%20c,d%2Ce"),
        (Form, false, json!([]), ""),
        (Form, false, map(), "p=k,v%201,n,2"),
        (SpaceDelimited, false, list(), "p=a%20b%20c%20d%2Ce"),
        (PipeDelimited, false, list(), "p=a%7Cb%20c%7Cd%2Ce"),
        (PipeDelimited, true, list(), "p=a&p=b%20c&p=d%2Ce"),
        (TabDelimited, false, list(), "p=a%09b%20c%09d%2Ce"),
        (DeepObject, true, map(), "p%5Bk%5D=v%201&p%5Bn%5D=2"),
        (DeepObject, true, json!({"a": {"b": [1, 2]}}), "p%5Ba%5D%5Bb%5D%5B0%5D=1&p%5Ba%5D%5Bb%5D%5B1%5D=2"),
        (Json, true, json!({"a": [1]}), "p=%7B%22a%22%3A%5B1%5D%7D"),
    ] {
        let mut out = String::new();
        query(&mut out, &parameter(Location::Query, style, explode), &value);
        assert_eq!(out, expected, "{style:?} {explode} {value}");
    }
}

#[test]
fn allow_reserved_keeps_what_cannot_end_the_value() {
    let mut out = "first=1".to_owned();
    let open = Parameter { allow_reserved: true, ..parameter(Location::Query, Style::Form, true) };
    query(&mut out, &open, &json!("a/b?c:d,e#f&g+h i%"));
    assert_eq!(out, "first=1&p=a/b?c:d,e%23f%26g%2Bh%20i%25");
}

#[test]
fn paths_are_written_in_every_style() {
    use Style::{Label, Matrix, PipeDelimited, Simple};
    for (style, explode, value, expected) in [
        (Simple, false, json!("a b/c?d#e"), "/x/a%20b%2Fc%3Fd%23e/y"),
        (Simple, false, json!(5), "/x/5/y"),
        (Simple, false, list(), "/x/a,b%20c,d%2Ce/y"),
        (Simple, false, map(), "/x/k,v%201,n,2/y"),
        (Simple, true, map(), "/x/k=v%201,n=2/y"),
        (PipeDelimited, false, list(), "/x/a%7Cb%20c%7Cd%2Ce/y"),
        (Label, false, list(), "/x/.a,b%20c,d%2Ce/y"),
        (Label, true, list(), "/x/.a.b%20c.d%2Ce/y"),
        (Matrix, false, json!("v"), "/x/;p=v/y"),
        (Matrix, false, list(), "/x/;p=a,b%20c,d%2Ce/y"),
        (Matrix, true, list(), "/x/;p=a;p=b%20c;p=d%2Ce/y"),
        (Matrix, true, map(), "/x/;k=v%201;n=2/y"),
        (Simple, false, json!("a\nb\0\\c"), "/x/a%0Ab%00%5Cc/y"),
        (Simple, false, json!("..."), "/x/.../y"),
        (Simple, false, json!("%41"), "/x/%2541/y"),
    ] {
        let part = parameter(Location::Path, style, explode);
        assert_eq!(path("/x/{p}/y", &[(&part, &value)]).unwrap(), expected, "{style:?} {explode} {value}");
    }
}

#[test]
fn the_templates_own_text_stays_and_parameters_may_share_a_segment() {
    let part = parameter(Location::Path, Style::Simple, false);
    for (template, expected) in [
        ("", ""),
        ("/", "/"),
        ("/a/{p}.json", "/a/v.json"),
        ("/a/{p}:cancel", "/a/v:cancel"),
        ("/{p}/{p}", "/v/v"),
        ("/a b/é/", "/a%20b/%C3%A9/"),
        ("no/slash", "/no/slash"),
    ] {
        assert_eq!(path(template, &[(&part, &json!("v"))]).unwrap(), expected, "{template}");
    }
}

/// Every value either keeps the path's segments and its beginning, or is refused.
#[test]
fn a_value_never_changes_the_shape_of_a_path() {
    let part = parameter(Location::Path, Style::Simple, false);
    let pieces = ["", ".", "..", "%2e", "%2E%2e", "%252e", "/", "\\", "?", "#", "\n", "a", "%2f", ";", ":", "é", " "];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let value = format!("{a}{b}{c}");
                let Ok(path) = path("/v1/users/{p}/keys", &[(&part, &json!(value))]) else { continue };
                let url = url::Url::parse(&format!("https://h{path}")).unwrap();
                let segments: Vec<_> = url.path_segments().unwrap().collect();
                assert_eq!(
                    (segments.len(), segments[0], segments[1], segments[3]),
                    (4, "v1", "users", "keys"),
                    "{value:?}"
                );
                assert_eq!((url.query(), url.fragment(), url.path()), (None, None, path.as_str()), "{value:?}");
            }
        }
    }
}

#[test]
fn values_that_mean_another_path_are_refused() {
    let part = parameter(Location::Path, Style::Simple, false);
    for value in [
        "",
        ".",
        "..",
        "%2e",
        "%2e%2E",
        ".%2e",
        "%252e%252e",
        "../keys",
        "a/..",
        "a\\..\\b",
        "..%2fkeys",
        "./a",
        "%%32e",
        "a%5c%2E.",
    ] {
        let refused = path("/users/{p}", &[(&part, &json!(value))]);
        assert!(matches!(refused, Err(RequestProblem::UnsafePath { .. })), "{value:?} {refused:?}");
    }
    for (template, value) in [("/x/.{p}", json!(".")), ("/x/{p}{p}", json!(".")), ("/x/{p}", json!([]))] {
        assert!(path(template, &[(&part, &value)]).is_err(), "{template} {value}");
    }
    assert!(matches!(path("/{p}", &[]), Err(RequestProblem::MissingPathParameter { name }) if name == "p"));
}

#[test]
fn a_long_value_is_checked_in_time_that_grows_with_its_length() {
    let part = parameter(Location::Path, Style::Simple, false);
    let started = std::time::Instant::now();
    for (piece, end, fits) in [("25", "2e", false), ("25", "", true), ("%25", "", true), ("%", "", true)] {
        let value = format!("%{}{end}", piece.repeat(1_000_000 / piece.len()));
        assert_eq!(path("/{p}", &[(&part, &json!(value))]).is_ok(), fits, "{piece} {end}");
    }
    assert!(started.elapsed().as_secs() < 30, "quadratic time would be hours");
}

#[test]
fn headers_and_cookies_are_written_in_their_style() {
    for (explode, value, header, cookie) in [
        (false, json!("a b"), Some("a b"), "p=a%20b"),
        (false, list(), Some("a,b c,d,e"), "p=a%2Cb%20c%2Cd%2Ce"),
        (false, map(), Some("k,v 1,n,2"), "p=k%2Cv%201%2Cn%2C2"),
        (true, map(), Some("k=v 1,n=2"), "k=v%201; n=2"),
        (true, list(), Some("a,b c,d,e"), "p=a; p=b%20c; p=d%2Ce"),
        (true, json!(null), None, ""),
        (true, json!("a;b\"c\n"), Some("a;b\"c\n"), "p=a%3Bb%22c%0A"),
    ] {
        let text = header_text(&parameter(Location::Header, Style::Simple, explode), &value);
        assert_eq!(text.as_deref(), header, "{explode} {value}");
        let mut cookies = String::new();
        cookie_pairs(&mut cookies, &parameter(Location::Cookie, Style::Form, explode), &value);
        assert_eq!(cookies, cookie, "{explode} {value}");
    }
}

#[test]
fn a_header_joins_its_list_as_the_document_says() {
    for (style, expected) in [
        (Style::Simple, "a,b c,d,e"),
        (Style::PipeDelimited, "a|b c|d,e"),
        (Style::SpaceDelimited, "a b c d,e"),
        (Style::TabDelimited, "a\tb c\td,e"),
    ] {
        let text = header_text(&parameter(Location::Header, style, false), &list());
        assert_eq!(text.as_deref(), Some(expected), "{style:?}");
    }
}

#[test]
fn a_header_value_has_no_control_character() {
    for (text, fits) in
        [("a b\tc", true), ("é", true), ("a\r\nb", false), ("a\nb", false), ("a\0b", false), ("\x7f", false)]
    {
        assert_eq!(header_value(text).is_ok(), fits, "{text:?}");
    }
}

#[test]
fn a_form_has_a_field_a_member() {
    let body = json!({"grant type": "a&b", "list": [1, 2], "map": {"a": 1}, "n": 1, "none": null});
    assert_eq!(form(&body, &[]), "grant%20type=a%26b&list=1&list=2&map=%7B%22a%22%3A1%7D&n=1");
}

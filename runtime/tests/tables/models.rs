//! Objects, open enums, redaction.

use std::collections::BTreeMap;

use specsmith_runtime::serde_json::{self, Map, Value, json};

#[derive(Debug, Clone, PartialEq, Default)]
struct Thing {
    id: String,
    r#type: Option<String>,
    nick: Option<Option<i64>>,
    children: Option<Vec<Thing>>,
    extra: Map<String, Value>,
}

specsmith_runtime::object! { Thing {
    0 id: required "id",
    1 r#type: optional "type",
    2 nick: nullable "nick name",
    3 children: optional "children",
    4 extra: additional,
} }

#[derive(Debug, PartialEq)]
struct Plain {
    a: i64,
    b: Option<bool>,
}

specsmith_runtime::object! { Plain { 0 a: required "a", 1 b: optional "b" } }

#[derive(Debug, PartialEq)]
struct Empty {}

specsmith_runtime::object! { Empty {} }

#[derive(Debug, PartialEq)]
struct Counts {
    counts: BTreeMap<String, i64>,
}

specsmith_runtime::object! { Counts { 0 counts: additional } }

fn thing(id: &str) -> Thing {
    Thing { id: id.to_owned(), ..Thing::default() }
}

#[test]
fn absent_null_and_empty_differ() {
    for (text, value, written) in [
        (r#"{"id":"a"}"#, thing("a"), r#"{"id":"a"}"#),
        (r#"{"type":null,"id":"a"}"#, thing("a"), r#"{"id":"a"}"#),
        (r#"{"id":"a","nick name":null}"#, Thing { nick: Some(None), ..thing("a") }, r#"{"id":"a","nick name":null}"#),
        (r#"{"id":"a","nick name":3}"#, Thing { nick: Some(Some(3)), ..thing("a") }, r#"{"id":"a","nick name":3}"#),
        (r#"{"id":"a","children":[]}"#, Thing { children: Some(vec![]), ..thing("a") }, r#"{"id":"a","children":[]}"#),
        (
            r#"{"children":[{"id":"b"}],"id":"a"}"#,
            Thing { children: Some(vec![thing("b")]), ..thing("a") },
            r#"{"id":"a","children":[{"id":"b"}]}"#,
        ),
    ] {
        let read: Thing = serde_json::from_str(text).unwrap();
        assert_eq!(read, value, "{text}");
        assert_eq!(serde_json::to_string(&read).unwrap(), written);
        let from_value: Thing = serde_json::from_value(serde_json::from_str(text).unwrap()).unwrap();
        assert_eq!(from_value, value, "{text}");
    }
}

#[test]
fn additional_members_are_kept_and_others_skipped() {
    let read: Thing = serde_json::from_str(r#"{"y":null,"id":"a","z":[1]}"#).unwrap();
    assert_eq!(Value::Object(read.extra.clone()), json!({"z": [1], "y": null}));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"id":"a","y":null,"z":[1]}"#);
    let counts: Counts = serde_json::from_str(r#"{"b":2,"a":1}"#).unwrap();
    assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"a":1,"b":2}"#);
    assert_eq!(serde_json::from_str::<Plain>(r#"{"a":1,"new":{"x":[]}}"#).unwrap(), Plain { a: 1, b: None });
    assert_eq!(serde_json::from_str::<Empty>(r#"{"new":1}"#).unwrap(), Empty {});
    assert_eq!(serde_json::to_string(&Empty {}).unwrap(), "{}");
}

#[test]
fn of_a_member_that_comes_twice_the_last_counts_and_names_may_be_escaped() {
    assert_eq!(serde_json::from_str::<Plain>(r#"{"a":1,"a":2,"b":true,"b":null}"#).unwrap(), Plain { a: 2, b: None });
    assert_eq!(serde_json::from_str::<Plain>(r#"{"\u0061":1}"#).unwrap().a, 1);
    assert_eq!(serde_json::from_reader::<_, Plain>(br#"{"a":1}"#.as_slice()).unwrap().a, 1);
}

#[test]
fn what_does_not_fit_is_an_error_that_names_it() {
    for (text, message) in [
        ("{}", "missing field `id`"),
        (r#"{"id":null}"#, "invalid type: null, expected a string"),
        (r#"{"id":"a","nick name":"x"}"#, "expected i64"),
        ("[]", "expected an object (Thing)"),
        ("5", "expected an object (Thing)"),
    ] {
        let error = serde_json::from_str::<Thing>(text).unwrap_err().to_string();
        assert!(error.contains(message), "{text}: {error}");
    }
    let error = serde_json::from_str::<Counts>(r#"{"a":"x"}"#).unwrap_err().to_string();
    assert!(error.contains("expected i64"), "{error}");
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Color {
    Red,
    DarkBlue,
    Unknown(String),
}

specsmith_runtime::open_enum! { Color, Unknown { Red = "red", DarkBlue = "dark blue" } }

#[test]
fn an_open_enum_keeps_what_it_does_not_know() {
    for (text, value) in [("red", Color::Red), ("dark blue", Color::DarkBlue), ("Red", Color::Unknown("Red".into()))] {
        assert_eq!(Color::from(text), value);
        assert_eq!(Color::from(text.to_owned()), value);
        assert_eq!(text.parse::<Color>().unwrap(), value);
        assert_eq!((value.as_str(), value.to_string().as_str()), (text, text));
        let json = Value::from(text);
        assert_eq!(serde_json::from_value::<Color>(json.clone()).unwrap(), value);
        assert_eq!(serde_json::from_str::<Color>(&json.to_string()).unwrap(), value);
        assert_eq!(serde_json::to_value(&value).unwrap(), json);
    }
    let map: BTreeMap<Color, i32> = serde_json::from_str(r#"{"red":1,"new":2}"#).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"red":1,"new":2}"#);
    let error = serde_json::from_str::<Color>("5").unwrap_err().to_string();
    assert!(error.starts_with("invalid type: integer `5`, expected a string"), "{error}");
}

struct Token {
    token: Option<String>,
    count: i64,
}

specsmith_runtime::redacted_debug! { Token { token: secret, count: shown } }

#[test]
fn a_secret_field_is_not_printed() {
    let token = Token { token: Some("canary".into()), count: 5 };
    assert_eq!(format!("{token:?}"), "Token { token: ***, count: 5 }");
    assert!(token.token.is_some() && token.count == 5);
}

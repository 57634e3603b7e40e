//! Unions, tuples, open enums of other values than text.

use specsmith_runtime::serde_json::{self, Map, Value, json};

#[derive(Debug, PartialEq)]
enum Level {
    Low,
    Other(i64),
}

impl Clone for Level {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for Level {}

specsmith_runtime::open_integers! { Level, Other { Low = 1 } }

#[derive(Debug, PartialEq)]
enum Mood {
    Good,
    Odd,
    Other(String),
}

specsmith_runtime::open_enum! { Mood, Other { Good = "good", Odd = "odd" } }

#[derive(Debug, PartialEq)]
struct Cat {
    kind: String,
    lives: Option<i64>,
    mood: Option<Mood>,
}

specsmith_runtime::object! { Cat { 0 kind: required "kind", 1 lives: optional "lives", 2 mood: optional "mood" } }

#[derive(Debug, PartialEq)]
struct Dog {
    friend: Option<Box<Pet>>,
}

specsmith_runtime::object! { Dog { 0 friend: optional "friend" } }

#[derive(Debug, PartialEq)]
struct Fish {
    kind: Option<String>,
    fins: Option<i64>,
}

specsmith_runtime::object! { Fish { 0 kind: optional "kind", 1 fins: optional "fins" } }

#[derive(Debug, PartialEq)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
    Fish(Fish),
    Other(Value),
}

specsmith_runtime::union! { Pet, Other, "kind" { Cat(Cat) = "cat" | "kitten", Dog(Dog) => "dog", Fish(Fish) => "fish" } }

#[derive(Debug, PartialEq)]
struct Named {
    name: Option<String>,
    size: Option<i64>,
}

specsmith_runtime::object! { Named { 0 name: optional "name", 1 size: optional "size" } }

#[derive(Debug, PartialEq)]
struct Aged {
    name: Option<String>,
    age: Option<i64>,
    level: Option<Level>,
}

specsmith_runtime::object! { Aged { 0 name: optional "name", 1 age: optional "age", 2 level: optional "level" } }

#[derive(Debug, PartialEq)]
struct Open {
    open: bool,
    more: Map<String, Value>,
}

specsmith_runtime::object! { Open { 0 open: required "open", 1 more: additional } }

#[derive(Debug, PartialEq)]
enum Any {
    Named(Named),
    Aged(Aged),
    Open(Open),
    Integer(i64),
    Number(f64),
    Mood(Mood),
    Text(String),
    List(Vec<Any>),
    Other(Value),
}

specsmith_runtime::union! { Any, Other {
    Named(Named), Aged(Aged), Open, Integer(i64), Number(f64), Mood(Mood), Text(String), List(Vec<Any>),
} }

#[derive(Debug, PartialEq)]
struct Pair(String, Option<i64>);

specsmith_runtime::tuple! { Pair { first second } }

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

#[test]
fn a_tag_decides_which_variant_a_value_is() {
    let cat = |kind: &str| Cat { kind: kind.to_owned(), lives: None, mood: None };
    for (value, pet) in [
        (json!({ "kind": "cat" }), cat("cat").into()),
        (json!({ "kind": "kitten" }), cat("kitten").into()),
        (json!({ "kind": "dog" }), Pet::Dog(Dog { friend: None })),
        (
            json!({ "kind": "dog", "friend": { "kind": "cat" } }),
            Pet::Dog(Dog { friend: Some(Box::new(cat("cat").into())) }),
        ),
        // What this version does not know, or cannot read as what it says it is, is kept.
        (json!({ "kind": "bird", "wings": [1, null] }), Pet::Other(json!({ "kind": "bird", "wings": [1, null] }))),
        (json!({ "kind": "cat", "lives": "nine" }), Pet::Other(json!({ "kind": "cat", "lives": "nine" }))),
        (json!(7), Pet::Other(json!(7))),
        // A whole number is one however it is written.
        (json!({ "kind": "cat", "lives": 9.0 }), Pet::Cat(Cat { lives: Some(9), ..cat("cat") })),
        // Without a tag, the shape decides.
        (
            json!({ "friend": { "kind": 3 } }),
            Pet::Dog(Dog { friend: Some(Box::new(Pet::Other(json!({ "kind": 3 })))) }),
        ),
    ] {
        assert_eq!(read::<Pet>(value), pet);
    }
}

#[test]
fn a_union_is_written_as_it_came_and_always_with_its_tag() {
    for value in [
        json!({ "kind": "kitten", "lives": 9 }),
        json!({ "kind": "dog", "friend": { "kind": "dog" } }),
        json!({ "kind": "bird", "wings": 2 }),
        json!(null),
    ] {
        assert_eq!(serde_json::to_value(read::<Pet>(value.clone())).unwrap(), value);
    }
}

#[test]
fn a_variant_gives_its_tag_to_a_value_that_has_none_and_leaves_the_tag_of_one_that_has() {
    for (kind, sent) in [(None, "fish"), (Some("carp"), "carp")] {
        let pet = Pet::Fish(Fish { kind: kind.map(str::to_owned), fins: Some(2) });
        assert_eq!(serde_json::to_value(pet).unwrap(), json!({ "kind": sent, "fins": 2 }));
    }
}

#[test]
fn without_a_tag_the_best_match_is_taken() {
    let named = |name: &str, size| Any::Named(Named { name: Some(name.to_owned()), size });
    for (value, any) in [
        // Of equals, the first.
        (json!({ "name": "a" }), named("a", None)),
        (json!({ "name": "a", "size": 1 }), named("a", Some(1))),
        (json!({ "name": "a", "age": 1 }), Any::Aged(Aged { name: Some("a".to_owned()), age: Some(1), level: None })),
        // A value that an enum does not know is no better than a member that nobody reads.
        (json!({ "name": "a", "level": 7 }), named("a", None)),
        (
            json!({ "open": true, "x": 1 }),
            Any::Open(Open { open: true, more: Map::from_iter([("x".to_owned(), json!(1))]) }),
        ),
        // An object of which nothing is known is none of them, though they require nothing.
        (json!({ "x": 1 }), Any::Other(json!({ "x": 1 }))),
        (json!(1), Any::Integer(1)),
        (json!(1.5), Any::Number(1.5)),
        (json!("odd"), Any::Mood(Mood::Odd)),
        (json!("else"), Any::Text("else".to_owned())),
        (json!([[1], "good"]), Any::List(vec![Any::List(vec![Any::Integer(1)]), Any::Mood(Mood::Good)])),
        (json!(true), Any::Other(json!(true))),
    ] {
        assert_eq!(read::<Any>(value), any);
    }
}

#[test]
fn a_value_made_to_hurt_is_read_in_bounded_time() {
    #[derive(Debug)]
    #[allow(dead_code)]
    enum Deep {
        One(Box<One>),
        Two(Box<Two>),
        Itself(Box<Deep>),
        Other(Value),
    }
    specsmith_runtime::union! { Deep, Other { One, Two, Itself } }
    #[derive(Debug)]
    struct One {
        a: Deep,
        b: bool,
    }
    specsmith_runtime::object! { One { 0 a: required "a", 1 b: required "b" } }
    #[derive(Debug)]
    struct Two {
        a: Deep,
        c: bool,
    }
    specsmith_runtime::object! { Two { 0 a: required "a", 1 c: required "c" } }

    let text = format!("{}null{}", r#"{"a":"#.repeat(100), "}".repeat(100));
    let deep: Deep = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&deep).unwrap(), text);
}

#[test]
fn a_tuple_is_a_list_of_its_items() {
    let pair: Pair = read(json!(["a", null]));
    assert_eq!(pair, Pair("a".to_owned(), None));
    assert_eq!(serde_json::to_value(&pair).unwrap(), json!(["a", null]));
    assert!(serde_json::from_str::<Pair>(r#"["a"]"#).is_err());
}

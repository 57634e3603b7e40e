//! Values of a schema, made from what the schema says and nothing else.

mod scalar;

use scalar::{integer, number, text, written};
use serde_json::{Map, Value, json};

/// A value of a schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What is special about it.
    pub what: String,
    /// The value.
    pub value: Value,
}

/// How many alternatives of a union are tried.
const MOST_ALTERNATIVES: usize = 8;

/// Below this depth, and after so many nodes, only what is required is made.
const DEEP: usize = 5;
const MANY: usize = 1_000;

/// Nothing is made below this depth.
const DEEPEST: usize = 40;

/// How many schemas are asked what they require.
const MOST_PARTS: usize = 100;

/// How often a schema may stand inside itself.
const MOST_INSIDE_ITSELF: usize = 1;

/// Values of the schema at a pointer of a document in the form of JSON Schema, no two the same.
pub(super) fn samples(root: &Value, at: &str) -> Vec<Sample> {
    let Some(schema) = root.pointer(at) else { return Vec::new() };
    let mut made: Vec<Sample> = Vec::new();
    let mut add = |what: String, value: Option<Value>| {
        if let Some(value) = value.filter(|value| !made.iter().any(|sample| sample.value == *value)) {
            made.push(Sample { what, value });
        }
    };
    let mut most = 1;
    for (what, full, nulls) in [("what is required", false, false), ("everything", true, false), ("nulls", true, true)]
    {
        let mut maker = Maker { full, nulls, ..Maker::new(root) };
        add(what.to_owned(), maker.make(schema, &[]));
        most = most.max(maker.alternatives);
    }
    for choice in 1..most.min(MOST_ALTERNATIVES) {
        let mut maker = Maker { choice, ..Maker::new(root) };
        add(format!("alternative {}", choice + 1), maker.make(schema, &[]));
    }
    made
}

/// A value of the schema at a pointer as a person would write it.
pub(super) fn example(root: &Value, at: &str) -> Option<Value> {
    Maker { for_people: true, ..Maker::new(root) }.make(root.pointer(at)?, &[])
}

struct Maker<'tree> {
    root: &'tree Value,
    /// Whether examples are used, and plain values where there are none.
    for_people: bool,
    /// Whether optional members are made.
    full: bool,
    /// Whether what may be null is.
    nulls: bool,
    /// Which alternative is taken, everywhere.
    choice: usize,
    /// The most alternatives that were met.
    alternatives: usize,
    nodes: usize,
    depth: usize,
    /// The schemas that are being made, by reference.
    open: Vec<&'tree str>,
}

impl<'tree> Maker<'tree> {
    fn new(root: &'tree Value) -> Self {
        let open = Vec::new();
        Self { root, for_people: false, full: true, nulls: false, choice: 0, alternatives: 1, nodes: 0, depth: 0, open }
    }

    /// A value with the members that `required` names, and its own; `None` where there is none.
    fn make(&mut self, schema: &'tree Value, required: &[&'tree str]) -> Option<Value> {
        let members = match schema {
            Value::Bool(true) => return Some(json!("anything")),
            Value::Object(members) => members,
            _ => return None,
        };
        if self.depth >= DEEPEST {
            return None;
        }
        if self.nulls && self.depth > 0 && self.may_be_null(schema, 0) {
            return Some(Value::Null);
        }
        if self.for_people
            && let Some(written) = written(members)
        {
            return Some(written.clone());
        }
        if let Some(only) = members.get("const") {
            return Some(only.clone());
        }
        if let Some(Value::Array(values)) = members.get("enum") {
            let values: Vec<&Value> = values.iter().filter(|value| !value.is_null()).collect();
            return self.pick(&values).map(|value| (*value).clone());
        }
        self.depth += 1;
        self.nodes += 1;
        let made = self.whole(members, required);
        self.depth -= 1;
        made
    }

    fn is_full(&self) -> bool {
        self.full && self.depth <= DEEP && self.nodes < MANY
    }

    fn pick<'list, T>(&mut self, list: &'list [T]) -> Option<&'list T> {
        self.alternatives = self.alternatives.max(list.len());
        list.get(self.choice.checked_rem(list.len())?)
    }

    /// What a schema's own members say, and what its parts and the alternative that is taken add.
    fn whole(&mut self, members: &'tree Map<String, Value>, inherited: &[&'tree str]) -> Option<Value> {
        let mut required = inherited.to_vec();
        required.extend(names(members.get("required")));
        let mut parts: Vec<&'tree Value> = list(members, "allOf").iter().collect();
        let mut tag = None;
        for key in ["oneOf", "anyOf"] {
            let alternatives: Vec<&Value> =
                list(members, key).iter().filter(|schema| schema.get("type") != Some(&json!("null"))).collect();
            if let Some(taken) = self.pick(&alternatives) {
                tag = tag.or(tag_of(members, taken));
                parts.push(taken);
            }
        }
        // One part may require what another describes.
        for part in &parts {
            self.require(part, &mut required, &mut { MOST_PARTS });
        }
        // What only says which members go together is no value of its own.
        parts.retain(|part| says_a_value(part));
        let mut made: Vec<Value> = Vec::new();
        if let Some(Value::String(reference)) = members.get("$ref") {
            made.push(self.referred(reference, &required)?);
        }
        for part in parts {
            made.push(self.make(part, &required)?);
        }
        if made.is_empty() || members.contains_key("properties") {
            made.push(self.own(members, &required)?);
        }
        let mut value = merged(made)?;
        // The outermost of its parts knows what none of them describes.
        if let (true, Value::Object(members)) = (inherited.is_empty(), &mut value) {
            for name in required {
                members.entry(name).or_insert_with(|| json!("anything"));
            }
        }
        if let (Some((name, tag)), Value::Object(members)) = (tag, &mut value) {
            members.insert(name.to_owned(), Value::String(tag));
        }
        Some(value)
    }

    /// Adds what a schema requires, by itself, by reference or by its parts. `left` counts the schemas still to look at.
    fn require(&self, schema: &'tree Value, required: &mut Vec<&'tree str>, left: &mut usize) {
        let Some(fewer) = left.checked_sub(1) else { return };
        *left = fewer;
        required.extend(names(schema.get("required")));
        let target = schema.get("$ref").and_then(|reference| self.target(reference.as_str()?));
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        for part in parts.chain(target) {
            self.require(part, required, left);
        }
    }

    fn referred(&mut self, reference: &'tree str, required: &[&'tree str]) -> Option<Value> {
        let target = self.target(reference)?;
        let inside = self.open.iter().filter(|open| **open == reference).count();
        if inside > MOST_INSIDE_ITSELF {
            return None;
        }
        let full = self.full;
        self.full &= inside == 0;
        self.open.push(reference);
        let made = self.make(target, required);
        self.open.pop();
        self.full = full;
        made
    }

    fn target(&self, reference: &str) -> Option<&'tree Value> {
        let pointer = percent_encoding::percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()?;
        self.root.pointer(&pointer)
    }

    fn may_be_null(&self, schema: &Value, depth: usize) -> bool {
        let is_null = |found: &Value| *found == json!("null");
        let types = match schema.get("type") {
            Some(Value::Array(types)) => types.iter().any(is_null),
            Some(found) => is_null(found),
            None => false,
        };
        let listed = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let in_enum = schema.get("enum").is_none() || listed("enum").any(Value::is_null);
        let alternative = |schema: &Value| self.may_be_null(schema, depth + 1);
        depth < 4
            && in_enum
            && (types
                || listed("oneOf").chain(listed("anyOf")).any(alternative)
                || listed("allOf").next().is_some() && listed("allOf").all(alternative)
                || schema
                    .get("$ref")
                    .and_then(|reference| self.target(reference.as_str()?))
                    .is_some_and(|target| self.may_be_null(target, depth + 1)))
    }

    /// The value that a schema's own type says, references and unions aside.
    fn own(&mut self, members: &'tree Map<String, Value>, required: &[&'tree str]) -> Option<Value> {
        let types: Vec<&str> = match members.get("type") {
            Some(Value::Array(types)) => {
                types.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect()
            }
            Some(Value::String(name)) => vec![name],
            _ => Vec::new(),
        };
        let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
        let kind = match self.pick(&types) {
            Some(kind) => *kind,
            None if has(&["properties", "additionalProperties"]) || !required.is_empty() => "object",
            None if has(&["items", "prefixItems"]) => "array",
            None if has(&["format", "pattern", "minLength", "maxLength"]) => "string",
            None if has(&["minimum", "maximum"]) => "number",
            None => return Some(json!("anything")),
        };
        match kind {
            "null" => Some(Value::Null),
            "boolean" => Some(json!(true)),
            "integer" => Some(integer(members, self.is_full() && !self.for_people)),
            "number" => Some(number(members)),
            "string" if self.for_people => Some(Value::String(text(members, "text"))),
            "string" => Some(Value::String(text(members, &format!("é文 \"{}\"", self.choice)))),
            "array" => self.array(members),
            "object" => self.object(members, required),
            _ => None,
        }
    }

    fn array(&mut self, members: &'tree Map<String, Value>) -> Option<Value> {
        let limit = |name: &str| members.get(name).and_then(Value::as_u64);
        let fewest = limit("minItems").unwrap_or_default().min(20);
        let wanted = if self.is_full() { 2 } else { 0 };
        let wanted = fewest.max(wanted).min(limit("maxItems").unwrap_or(u64::MAX));
        let mut items = Vec::new();
        for schema in list(members, "prefixItems") {
            items.push(self.make(schema, &[])?);
        }
        let Some(schema) = members.get("items") else { return Some(Value::Array(items)) };
        let (choice, unique) = (self.choice, members.get("uniqueItems") == Some(&json!(true)));
        while (items.len() as u64) < wanted {
            let item = self.make(schema, &[]);
            self.choice += 1;
            match item {
                Some(item) if unique && items.contains(&item) => break,
                Some(item) => items.push(item),
                None if items.len() as u64 >= fewest => break,
                None => {
                    self.choice = choice;
                    return None;
                }
            }
        }
        self.choice = choice;
        Some(Value::Array(items))
    }

    fn object(&mut self, members: &'tree Map<String, Value>, required: &[&'tree str]) -> Option<Value> {
        let mut made = Map::new();
        if let Some(Value::Object(properties)) = members.get("properties") {
            for (name, schema) in properties {
                let needed = required.contains(&name.as_str());
                if !needed && !self.is_full() {
                    continue;
                }
                match self.make(schema, &[]) {
                    Some(value) => {
                        made.insert(name.clone(), value);
                    }
                    None if needed => return None,
                    None => {}
                }
            }
        }
        let fewest = members.get("minProperties").and_then(Value::as_u64).unwrap_or_default();
        let wanted = if self.is_full() { 2 } else { 0 };
        if let Some(values) = members.get("additionalProperties").filter(|values| **values != Value::Bool(false)) {
            let names = if self.for_people {
                ["first", "second", "third", "fourth"]
            } else {
                ["ключ", "a b", "third", "fourth"]
            };
            for (index, name) in names.iter().enumerate() {
                if index >= wanted && made.len() as u64 >= fewest {
                    break;
                }
                match self.make(values, &[]) {
                    Some(value) => made.insert((*name).to_owned(), value),
                    None => break,
                };
            }
        }
        Some(Value::Object(made))
    }
}

fn list<'tree>(members: &'tree Map<String, Value>, key: &str) -> &'tree [Value] {
    members.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn names(required: Option<&Value>) -> impl Iterator<Item = &str> {
    required.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn says_a_value(schema: &Value) -> bool {
    const WORDS: [&str; 12] = [
        "$ref",
        "type",
        "const",
        "enum",
        "properties",
        "additionalProperties",
        "items",
        "prefixItems",
        "allOf",
        "oneOf",
        "anyOf",
        "format",
    ];
    schema.is_boolean() || WORDS.iter().any(|word| schema.get(word).is_some())
}

/// The member that tells which alternative was taken, and its value (OpenAPI 3.1 §4.8.25).
fn tag_of<'tree>(members: &'tree Map<String, Value>, taken: &Value) -> Option<(&'tree str, String)> {
    let discriminator = members.get("discriminator")?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let reference = taken.get("$ref")?.as_str()?;
    let last = |reference: &str| reference.rsplit('/').next().unwrap_or_default().to_owned();
    let mapping = discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten();
    let mut mapped =
        mapping.filter(|(_, target)| target.as_str().is_some_and(|target| last(target) == last(reference)));
    Some((name, mapped.next().map_or_else(|| last(reference), |(tag, _)| tag.clone())))
}

/// Objects as one; of other values the first.
fn merged(made: Vec<Value>) -> Option<Value> {
    let mut all = Map::new();
    let mut first = None;
    for value in made {
        match value {
            Value::Object(members) if first.is_none() => all.extend(members),
            other => first = first.or(Some(other)),
        }
    }
    first.or(Some(Value::Object(all)))
}

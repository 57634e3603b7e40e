//! A value as XML, with the names and forms that its schema's `xml` objects say (OpenAPI 3.1 §4.8.26, 3.2 §4.26).

use super::super::Schemas;
use crate::pointer::unescaped;
use serde_json::{Map, Value};
use std::fmt::Write;

/// What an element is called whose schema has no name at all.
const NAMELESS: &str = "answer";

/// A whole document.
pub(super) fn document(schemas: &Schemas, at: &str, value: &Value) -> String {
    let form = Form::of(schemas, at);
    let own = form.name.clone().or_else(|| component(schemas, at)).unwrap_or_else(|| NAMELESS.to_owned());
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    match value {
        // There is one root, whether the list says that it is wrapped or not.
        Value::Array(items) => wrapped(schemas, at, &form.tag(&own), &own, items, &mut out),
        value => element(schemas, at, &form.tag(&own), value, &mut out),
    }
    out.push('\n');
    out
}

/// What an `xml` object says.
#[derive(Default)]
struct Form {
    name: Option<String>,
    prefix: Option<String>,
    namespace: Option<String>,
    is_attribute: bool,
    is_wrapped: bool,
    is_text: bool,
}

/// How an element begins and ends.
struct Tag {
    name: String,
    /// Its namespace, as an attribute.
    declared: String,
}

impl Form {
    /// What stands beside a `$ref` counts before what it leads to.
    fn of(schemas: &Schemas, at: &str) -> Self {
        let Some(node) = schemas.node(at) else { return Self::default() };
        let said = node.get("xml").or_else(|| schemas.target(node).get("xml"));
        let Some(said) = said.and_then(Value::as_object) else { return Self::default() };
        let text = |key: &str| said.get(key).and_then(Value::as_str).map(str::to_owned);
        let is = |key: &str| said.get(key) == Some(&Value::Bool(true));
        let node_type = text("nodeType");
        let is_node = |name: &str| node_type.as_deref() == Some(name);
        Self {
            name: text("name"),
            prefix: text("prefix"),
            namespace: text("namespace"),
            is_attribute: is("attribute") || is_node("attribute"),
            // Of other values `element` says what they are anyway.
            is_wrapped: is("wrapped") || is_node("element"),
            is_text: is_node("text") || is_node("cdata"),
        }
    }

    /// The tag of what is called this where no prefix is said.
    fn tag(&self, name: &str) -> Tag {
        let prefix = self.prefix.as_deref().filter(|prefix| !prefix.is_empty()).map(sendable);
        let declared = self.namespace.as_deref().map(|namespace| {
            let colon = prefix.as_deref().map(|prefix| format!(":{prefix}")).unwrap_or_default();
            format!(" xmlns{colon}=\"{}\"", escaped(namespace))
        });
        let name = match prefix {
            Some(prefix) => format!("{prefix}:{}", sendable(name)),
            None => sendable(name),
        };
        Tag { name, declared: declared.unwrap_or_default() }
    }
}

/// The name of the component that a schema refers to, or is.
fn component(schemas: &Schemas, at: &str) -> Option<String> {
    let (at, _) = schemas.resolve(at.to_owned(), schemas.node(at)?);
    let (parent, name) = at.rsplit_once('/')?;
    (parent.ends_with("/schemas") || parent.ends_with("/definitions")).then(|| unescaped(name))
}

fn element(schemas: &Schemas, at: &str, tag: &Tag, value: &Value, out: &mut String) {
    let Tag { name, declared } = tag;
    let _ = write!(out, "<{name}{declared}");
    match value {
        Value::Null => out.push_str("/>"),
        Value::Object(members) => {
            let content = self::members(schemas, at, members, out);
            let _ = write!(out, ">{content}</{name}>");
        }
        Value::Array(items) => {
            // A list in a list.
            out.push('>');
            let at = schemas.items(at);
            let form = Form::of(schemas, &at);
            let tag = form.tag(form.name.as_deref().unwrap_or(name));
            items.iter().for_each(|item| element(schemas, &at, &tag, item, out));
            let _ = write!(out, "</{name}>");
        }
        scalar => {
            let _ = write!(out, ">{}</{name}>", escaped(&text(scalar)));
        }
    }
}

/// Writes the members that are attributes, and gives the others.
fn members(schemas: &Schemas, at: &str, members: &Map<String, Value>, out: &mut String) -> String {
    let known = schemas.properties(at);
    let mut content = String::new();
    for (key, value) in members {
        let at = known.iter().find(|(name, _)| name == key).map_or("", |(_, at)| at);
        let form = if at.is_empty() { Form::default() } else { Form::of(schemas, at) };
        let name = form.name.as_deref().unwrap_or(key);
        match value {
            Value::Null => {}
            scalar if form.is_text && !is_structure(scalar) => content.push_str(&escaped(&text(scalar))),
            scalar if form.is_attribute && !is_structure(scalar) => {
                let Tag { name, declared } = form.tag(name);
                let _ = write!(out, "{declared} {name}=\"{}\"", escaped(&text(scalar)));
            }
            Value::Array(items) if form.is_wrapped => {
                wrapped(schemas, at, &form.tag(name), name, items, &mut content);
            }
            Value::Array(items) => {
                // A list that is not wrapped is not there itself: only its items have a name.
                let at = schemas.items(at);
                let form = Form::of(schemas, &at);
                let tag = form.tag(form.name.as_deref().unwrap_or(key));
                items.iter().for_each(|item| element(schemas, &at, &tag, item, &mut content));
            }
            value => element(schemas, at, &form.tag(name), value, &mut content),
        }
    }
    content
}

/// A list in an element of its own. Its items are called as it is, unless they have a name.
fn wrapped(schemas: &Schemas, at: &str, tag: &Tag, list: &str, items: &[Value], out: &mut String) {
    let Tag { name, declared } = tag;
    let _ = write!(out, "<{name}{declared}>");
    let at = schemas.items(at);
    let form = Form::of(schemas, &at);
    let item_tag = form.tag(form.name.as_deref().unwrap_or(list));
    items.iter().for_each(|item| element(schemas, &at, &item_tag, item, out));
    let _ = write!(out, "</{name}>");
}

fn is_structure(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Text that is text wherever it stands (XML 1.0 §2.4); characters that XML cannot have (§2.2) are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && c < ' ' => {}
            c => out.push(c),
        }
    }
    out
}

/// A name as XML allows one (XML 1.0 §2.3): what it does not is a `_`.
fn sendable(name: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut name: String = name.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    if !name.starts_with(|first: char| first.is_alphabetic() || first == '_') {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{Schemas, document};
    use serde_json::{Value, json};

    /// A value of a schema `Pet`, without the first line.
    fn written(pet: Value, value: &Value) -> String {
        let schemas = json!({ "openapi": "3.1.0", "components": { "schemas": { "Pet": pet, "Tag": {
            "type": "object", "xml": { "name": "label" }, "properties": { "id": { "type": "integer", "xml": { "attribute": true } } },
        } } } });
        let all = document(&Schemas::new(&schemas).expect("schemas"), "/components/schemas/Pet", value);
        let (head, body) = all.split_once('\n').expect("two lines");
        assert_eq!(head, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        body.trim_end().to_owned()
    }

    #[test]
    fn a_value_is_written_with_the_names_of_its_schema() {
        let object = |properties: Value| json!({ "type": "object", "properties": properties });
        let list = |items: Value, xml: Value| json!({ "type": "array", "items": items, "xml": xml });
        let names = json!(["a", "b"]);
        let plain = || json!({ "type": "string" });
        let named = || json!({ "type": "string", "xml": { "name": "name" } });
        for (schema, value, expected) in [
            (
                object(json!({})),
                json!({ "n": 1, "none": null, "t": "<&\">" }),
                "<Pet><n>1</n><t>&lt;&amp;&quot;&gt;</t></Pet>",
            ),
            (
                json!({ "type": "object", "xml": { "name": "pet", "prefix": "p", "namespace": "urn:p" } }),
                json!({}),
                "<p:pet xmlns:p=\"urn:p\"></p:pet>",
            ),
            (
                object(
                    json!({ "id": { "xml": { "attribute": true, "name": "no" } }, "at": { "xml": { "name": "when" } } }),
                ),
                json!({ "at": "now", "id": 7 }),
                "<Pet no=\"7\"><when>now</when></Pet>",
            ),
            // OpenAPI's own table of lists: whether they are wrapped, and who has a name.
            (
                object(json!({ "names": list(plain(), json!({})) })),
                json!({ "names": names }),
                "<Pet><names>a</names><names>b</names></Pet>",
            ),
            (
                object(json!({ "names": list(named(), json!({ "name": "all" })) })),
                json!({ "names": names }),
                "<Pet><name>a</name><name>b</name></Pet>",
            ),
            (
                object(json!({ "names": list(plain(), json!({ "wrapped": true })) })),
                json!({ "names": names }),
                "<Pet><names><names>a</names><names>b</names></names></Pet>",
            ),
            (
                object(json!({ "names": list(named(), json!({ "wrapped": true, "name": "all" })) })),
                json!({ "names": names }),
                "<Pet><all><name>a</name><name>b</name></all></Pet>",
            ),
            (
                object(json!({ "names": list(plain(), json!({ "wrapped": true, "name": "all" })) })),
                json!({ "names": names }),
                "<Pet><all><all>a</all><all>b</all></all></Pet>",
            ),
            (
                object(json!({ "tags": list(json!({ "$ref": "#/components/schemas/Tag" }), json!({})) })),
                json!({ "tags": [{ "id": 1 }, { "id": 2 }] }),
                "<Pet><label id=\"1\"></label><label id=\"2\"></label></Pet>",
            ),
            (list(named(), json!({})), names.clone(), "<Pet><name>a</name><name>b</name></Pet>"),
            (
                object(
                    json!({ "unit": { "xml": { "nodeType": "attribute" } }, "amount": { "xml": { "nodeType": "text" } } }),
                ),
                json!({ "unit": "kg", "amount": 2 }),
                "<Pet unit=\"kg\">2</Pet>",
            ),
            (
                object(json!({})),
                json!({ "7 lives": true, "a\u{1}b": "c\u{1}d" }),
                "<Pet><_7_lives>true</_7_lives><a_b>cd</a_b></Pet>",
            ),
        ] {
            assert_eq!(written(schema.clone(), &value), expected, "{schema} {value}");
        }
    }
}

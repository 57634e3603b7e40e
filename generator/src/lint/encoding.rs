//! `encoding` says how the parts and fields of a form are written (OpenAPI 3.1 §4.8.15): each of its names is a property,
//! and a part has no headers but those that its kind gives it.

use crate::diagnostic::{Change, Code, Diagnostic, nearest};
use crate::media_type::essence;
use crate::model::{Api, Media, Schema, SchemaType, fixed_headers, separator};
use crate::pointer::Pointer;
use serde_json::Value;
use std::collections::HashSet;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    // A body that operations share is looked at once.
    let mut seen: HashSet<&Pointer> = HashSet::new();
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    for media in bodies.flat_map(|body| &body.content) {
        if let Some(Value::Object(encoding)) = &media.encoding
            && seen.insert(&media.at)
        {
            for (name, said) in encoding {
                one(api, media, name, said, report);
            }
        }
    }
}

fn one(api: &Api, media: &Media, name: &str, said: &Value, report: &mut Vec<Diagnostic>) {
    let at = media.at.key("encoding").key(name);
    if let Some(properties) = properties(api, media)
        && !properties.contains(&name)
    {
        let advice = match nearest(name, properties.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "remove it, or add the property to the schema".to_owned(),
        };
        let message = format!("`encoding` names `{name}`, which is no property of the body: it has no effect");
        let mended = Diagnostic::new(Code::UnusedEncoding, &at, message, advice).mended_by([Change::remove(&at)]);
        report.push(mended);
        return;
    }
    // Parts are written by their type, and a style says only how a list is one part (§4.8.15.1).
    let is_multipart = essence(&media.media_type).starts_with("multipart/");
    // A list in parts of its own is what `form` and `explode` say.
    let is_usual = said.get("style").is_none_or(|style| style == "form")
        && said.get("explode").is_none_or(|explode| *explode == true)
        && said.get("allowReserved").is_none();
    let is_joined = separator(said).is_some() && is_list(api, media, name) && said.get("allowReserved").is_none();
    for keyword in ["style", "explode", "allowReserved"].into_iter().filter(|keyword| said.get(keyword).is_some()) {
        if is_multipart && !is_usual && !is_joined {
            report.push(Diagnostic::new(
                Code::UnusedEncoding,
                &at.key(keyword),
                format!(
                    "`{keyword}` of the part `{name}` has no effect: only a list may be joined, and an object is JSON"
                ),
                "remove it, or write a `contentType`",
            ));
        }
    }
    let headers = said.get("headers").and_then(Value::as_object).into_iter().flat_map(|headers| headers.keys());
    let fixed = if is_multipart { fixed_headers(said) } else { Vec::new() };
    // Described by `contentType` (§4.8.15.1).
    let headers = headers.filter(|header| !header.eq_ignore_ascii_case("content-type"));
    for header in headers.filter(|header| !fixed.iter().any(|(known, _)| known == *header)) {
        report.push(Diagnostic::new(
            Code::UnusedEncoding,
            &at.key("headers").key(header),
            format!("the header `{header}` of the part `{name}` is not sent"),
            "nothing needs to be done if the server can do without; of a file the caller gives it by `Part::header`",
        ));
    }
}

/// What a chain of bare references ends at.
fn followed<'api>(api: &'api Api, mut schema: &'api Schema) -> Option<&'api Schema> {
    let mut ways: HashSet<&Pointer> = HashSet::new();
    while schema.is_only_reference() && ways.insert(&schema.at) {
        schema = api.schemas.get(&schema.target()?)?;
    }
    Some(schema)
}

/// Whether a property of a body is a list of what is no file.
fn is_list(api: &Api, media: &Media, name: &str) -> bool {
    let property = media.schema.as_ref().and_then(|schema| followed(api, schema)?.properties.get(name));
    let list = property.and_then(|property| followed(api, property));
    let item = list.and_then(|list| followed(api, list.items.as_deref()?));
    let is_file = item.is_some_and(|item| item.format.as_deref() == Some("binary"));
    list.is_some_and(|list| list.types_besides_null().eq([SchemaType::Array])) && !is_file
}

/// The names of a body's properties, where all are in sight.
fn properties<'api>(api: &'api Api, media: &'api Media) -> Option<Vec<&'api str>> {
    let schema = followed(api, media.schema.as_ref()?)?;
    let Schema { reference, properties, all_of, one_of, any_of, additional, .. } = schema;
    let is_whole = reference.is_none() && all_of.is_empty() && one_of.is_empty() && any_of.is_empty();
    let is_closed = additional.is_none() && !properties.is_empty();
    (is_whole && is_closed).then(|| properties.keys().map(String::as_str).collect())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases;
    use serde_json::json;

    #[test]
    fn a_style_is_for_fields_and_for_lists_that_are_one_part() {
        let content = |media_type: &str| {
            let schema = json!({"type": "object", "properties": {"tags": {"type": "object"}}});
            let encoding = json!({"tags": {"style": "pipeDelimited", "explode": false}});
            json!({"post": {"requestBody": {"content": {media_type: {"schema": schema, "encoding": encoding}}}}})
        };
        let mut usual = content("multipart/form-data");
        usual["post"]["requestBody"]["content"]["multipart/form-data"]["encoding"]["tags"] =
            json!({"style": "form", "explode": true});
        let mut list = content("multipart/form-data");
        list["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]["tags"] =
            json!({"type": "array", "items": {"type": "string"}});
        let paths = json!({
            "/a": content("multipart/form-data"), "/b": content("application/x-www-form-urlencoded"), "/c": usual,
            "/d": list,
        });
        let at = "/paths/~1a/post/requestBody/content/multipart~1form-data/encoding/tags";
        let (style, explode) = (format!("{at}/style"), format!("{at}/explode"));
        cases::check(check, paths, json!({}), &[("unused-encoding", &style), ("unused-encoding", &explode)]);
    }

    #[test]
    fn what_encoding_says_without_effect_is_said() {
        let body = |schema| {
            let encoding = json!({
                "file": {"contentType": "image/png", "headers": {"X-Hash": {}, "X-Kind": {"schema": {"const": "a"}}, "Content-Type": {}}}, "flie": {},
            });
            json!({"requestBody": {"content": {"multipart/form-data": {"schema": schema, "encoding": encoding}}}})
        };
        let own = json!({"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}});
        let paths = json!({
            "/a": {"post": body(json!({"$ref": "#/components/schemas/Form"}))},
            "/b": {"post": body(json!({"allOf": [{"$ref": "#/components/schemas/Form"}]}))},
            "/c": {"post": {"requestBody": {"$ref": "#/paths/~1a/post/requestBody"}}},
        });
        let encoding = |path: &str| format!("/paths/{path}/post/requestBody/content/multipart~1form-data/encoding");
        cases::check(
            check,
            paths,
            json!({"schemas": {"Form": own}}),
            &[
                ("unused-encoding", &format!("{}/file/headers/X-Hash", encoding("~1a"))),
                ("unused-encoding", &format!("{}/flie", encoding("~1a"))),
                ("unused-encoding", &format!("{}/file/headers/X-Hash", encoding("~1b"))),
            ],
        );
    }
}

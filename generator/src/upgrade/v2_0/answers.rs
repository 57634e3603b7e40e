//! `responses` with `produces` → answers with `content`.

use super::parameters::schema_of;
use super::{Rewrite, extensions};
use crate::pointer::Pointer;
use serde_json::{Map, Value};

impl<'a> Rewrite<'a> {
    pub(super) fn answers(
        &mut self,
        answers: &'a Value,
        from: &Pointer,
        to: &Pointer,
        produces: Option<&[String]>,
    ) -> Value {
        let Some(members) = answers.as_object() else { return answers.clone() };
        let mut upgraded = Map::new();
        for (status, answer) in members {
            let (own, to) = (from.key(status), to.key(status));
            let (target, target_at) = self.resolve(answer, own.clone());
            let answer = match target.as_object() {
                Some(members) if !members.contains_key("$ref") && !status.starts_with("x-") => {
                    let shared = target_at != own;
                    if shared && !self.may_write_out(target) {
                        continue;
                    }
                    self.answer(members, &target_at, &to, produces, shared)
                }
                _ => answer.clone(),
            };
            upgraded.insert(status.clone(), answer);
        }
        Value::Object(upgraded)
    }

    fn answer(
        &mut self,
        members: &'a Map<String, Value>,
        from: &Pointer,
        to: &Pointer,
        produces: Option<&[String]>,
        shared: bool,
    ) -> Value {
        if shared {
            self.moves.copied(from, to);
        }
        let mut upgraded: Map<String, Value> = extensions(members).collect();
        for (key, value) in members {
            let (from, to) = (from.key(key), to.key(key));
            let value = match key.as_str() {
                "schema" | "examples" => continue,
                "headers" => self.headers(value, &from, &to),
                _ => value.clone(),
            };
            upgraded.insert(key.clone(), value);
        }
        // Without a schema there is no body (Swagger 2.0, "Response Object").
        let Some(schema) = members.get("schema").filter(|schema| !schema.is_null()) else {
            return Value::Object(upgraded);
        };
        let default = if is_file(schema) { "application/octet-stream" } else { "application/json" };
        let default = [default.to_owned()];
        let mut content = Map::new();
        for (index, media_type) in produces.unwrap_or(&default).iter().enumerate() {
            let place = to.key("content").key(media_type);
            self.moves.copied(from, &place);
            let first = index == 0 && !shared;
            if first {
                self.moves.moved(&from.key("schema"), &place.key("schema"));
            }
            let mut form = Map::new();
            form.insert("schema".to_owned(), if first { schema.clone() } else { self.copy(schema) });
            if let Some(example) = members.get("examples").and_then(|examples| examples.get(media_type)) {
                form.insert("example".to_owned(), example.clone());
                self.moves.copied(&from.key("examples").key(media_type), &place.key("example"));
            }
            content.insert(media_type.clone(), Value::Object(form));
        }
        upgraded.insert("content".to_owned(), Value::Object(content));
        Value::Object(upgraded)
    }

    fn headers(&mut self, headers: &Value, from: &Pointer, to: &Pointer) -> Value {
        let Some(members) = headers.as_object() else { return headers.clone() };
        let mut upgraded = Map::new();
        for (name, header) in members {
            let header = match header.as_object() {
                Some(members) if !members.contains_key("$ref") => {
                    self.moves.copied(&from.key(name), &to.key(name).key("schema"));
                    let mut header: Map<String, Value> = extensions(members).collect();
                    if let Some(description) = members.get("description") {
                        header.insert("description".to_owned(), description.clone());
                    }
                    header.insert("schema".to_owned(), Value::Object(schema_of(members)));
                    Value::Object(header)
                }
                _ => header.clone(),
            };
            upgraded.insert(name.clone(), header);
        }
        Value::Object(upgraded)
    }
}

fn is_file(schema: &Value) -> bool {
    let says = |key: &str, word: &str| schema.get(key).is_some_and(|value| value == word);
    says("type", "file") || (says("type", "string") && says("format", "binary"))
}

//! Request bodies: which forms an operation takes, and which of them has which type.

use super::Lowering;
use super::class::{Class, followed, settle};
use super::facts::{BodyFacts, Encoding, FormField, Payload};
use super::form;
use super::media::{self, Kind};
use super::name::{snake_name, type_name};
use super::operation::{Probe, label};
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::model::{Body, Media, Operation, SchemaType};
use serde_json::Value;

impl<'api> Lowering<'api> {
    /// The forms of an operation's body, the one that is sent by default first.
    pub(super) fn bodies(&mut self, operation: &'api Operation, name: &str, probe: &mut Probe) -> Vec<BodyFacts<'api>> {
        let Some(body) = &operation.body else { return Vec::new() };
        let mut forms: Vec<(Kind, &'api Media)> =
            body.content.iter().map(|media| (media::kind(self.api, media), media)).collect();
        forms.sort_by_key(|(kind, media)| (*kind, self.rank(media)));
        let mut bodies: Vec<BodyFacts<'api>> = Vec::new();
        let mut taken: Vec<(Kind, &'api Media)> = Vec::new();
        for (kind, media) in forms {
            if let Some((_, like)) = taken.iter().find(|(other, like)| self.says_the_same(kind, media, *other, like)) {
                self.same_form(operation, media, like);
                continue;
            }
            let suffix = match taken.iter().any(|(other, _)| *other == kind) {
                false => kind.word().to_owned(),
                true => snake_name(essence(&media.media_type).rsplit('/').next().unwrap_or_default()),
            };
            bodies.push(self.body(body, media, kind, suffix, name, probe, bodies.len()));
            taken.push((kind, media));
        }
        bodies
    }

    /// Plain JSON before its dialects; of those a list of changes (RFC 6902) last where the schema is no list, and what is merged
    /// (RFC 7396) last where it is one. Else the document's order counts.
    fn rank(&self, media: &Media) -> u8 {
        let schema = media.schema.as_ref().and_then(|schema| followed(self.api, schema));
        let is_list = |schema| {
            matches!(settle(self.api, schema).map(|settled| settled.class), Ok(Class::Plain(SchemaType::Array)))
        };
        let is_unfit = match (essence(&media.media_type).as_str(), schema) {
            ("application/json", _) => return 0,
            ("application/json-patch+json", Some(schema)) => !is_list(schema),
            (merged, Some(schema)) if merged.ends_with("merge-patch+json") => is_list(schema),
            _ => false,
        };
        if is_unfit { 2 } else { 1 }
    }

    /// Whether a form needs no way of its own beside another: text is text and bytes are bytes, whatever they are called;
    /// values of one schema are one type; and parts without a file say no more than JSON or form fields.
    fn says_the_same(&self, kind: Kind, media: &Media, other: Kind, like: &Media) -> bool {
        let same_schema = || match (&media.schema, &like.schema) {
            (Some(one), Some(two)) => super::named::shape(one) == super::named::shape(two),
            (one, two) => one.is_none() && two.is_none(),
        };
        match (kind, other) {
            (Kind::Text, Kind::Text) | (Kind::Binary, Kind::Binary) => true,
            (Kind::Multipart, Kind::Json | Kind::Form) => same_schema() && !self.has_files(media),
            (one, two) => one == two && same_schema(),
        }
    }

    fn same_form(&mut self, operation: &Operation, media: &Media, like: &Media) {
        self.remark(
            Code::UnusedMediaType,
            &media.at,
            format!("`{}` of `{}` says the same as `{}`", media.media_type, label(operation), like.media_type),
            "nothing needs to be done; `.header(\"Content-Type\", …)` names another type where the bytes are the same",
        );
    }

    #[allow(clippy::too_many_arguments, reason = "all of them are what one form is made of")]
    fn body(
        &mut self,
        body: &'api Body,
        media: &'api Media,
        kind: Kind,
        suffix: String,
        name: &str,
        probe: &mut Probe,
        index: usize,
    ) -> BodyFacts<'api> {
        let slot = if index == 0 { "body".to_owned() } else { format!("body_{index}") };
        let hint = match index {
            0 => format!("{name}Request"),
            _ => format!("{name}{}Request", type_name(&suffix)),
        };
        let (payload, encoding) = match kind {
            Kind::Text => (Payload::Text, Encoding::Plain),
            Kind::Binary => (Payload::Bytes, Encoding::Plain),
            Kind::Json | Kind::Form => {
                let form = match (&media.schema, kind) {
                    (Some(schema), _) => self.nullable_schema(schema, &hint),
                    (None, Kind::Form) => form::any_object(),
                    (None, _) => form::any(),
                };
                let encoding = match kind {
                    Kind::Form => Encoding::Form(form_fields(media)),
                    _ => Encoding::Plain,
                };
                (Payload::Json(probe.slot(slot, form)), encoding)
            }
            Kind::Multipart => {
                let payload = match self.multipart(media, &format!("{name}Form")) {
                    Some(form) => Payload::Json(probe.slot(slot, form)),
                    None => Payload::Parts,
                };
                (payload, Encoding::Multipart)
            }
        };
        BodyFacts { body, media, media_type: media::sent(media, kind), suffix, payload, encoding }
    }
}

/// The fields of which `encoding` says how they are written.
fn form_fields(media: &Media) -> Vec<FormField> {
    let members = media.encoding.as_ref().and_then(Value::as_object);
    let field = |(name, said): (&String, &Value)| {
        let field = FormField {
            name: name.clone(),
            style: said.get("style").and_then(Value::as_str).map(str::to_owned),
            explode: said.get("explode").and_then(Value::as_bool),
            allow_reserved: said.get("allowReserved").and_then(Value::as_bool).unwrap_or_default(),
            json: content_type(said).is_some_and(|media_type| media::is_json(&media_type)),
        };
        let says_something = field.style.is_some() || field.explode.is_some() || field.allow_reserved || field.json;
        says_something.then_some(field)
    };
    members.into_iter().flatten().filter_map(field).collect()
}

/// The first media type that `contentType` of an encoding names and that can be sent.
pub(super) fn content_type(encoding: &Value) -> Option<String> {
    let text = encoding.get("contentType").and_then(Value::as_str)?;
    let mut types = text.split(',').map(str::trim);
    types.find(|one| one.contains('/') && !one.contains('*')).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::lower;
    use crate::model;
    use serde_json::{Map, Value, json};

    #[test]
    fn of_several_kinds_of_json_the_one_that_is_of_the_schemas_form_is_sent() {
        let (patch, merge, plain) = ("application/json-patch+json", "application/merge-patch+json", "application/json");
        let strategic = "application/strategic-merge-patch+json";
        let object = json!({"type": "object"});
        let list = json!({"type": "array", "items": object});
        for (types, schema, expected) in [
            (vec![patch, merge, strategic], &object, merge),
            (vec![patch, strategic], &object, strategic),
            (vec![merge, patch], &list, patch),
            (vec![patch, merge], &list, patch),
            (vec![patch, plain], &list, plain),
            (vec![patch], &object, patch),
        ] {
            let content: Map<String, Value> =
                types.iter().map(|one| ((*one).to_owned(), json!({"schema": schema}))).collect();
            let patch = json!({"requestBody": {"content": content}, "responses": {"200": {"description": "d"}}});
            let (api, _) = model::build(&json!({
                "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/": {"patch": patch}},
            }));
            let api = lint(api).0.expect("no errors");
            let lowered = lower(&api);
            let body = lowered.facts.operations[0].body.as_ref().expect("a body");
            assert_eq!(body.media_type, expected, "{types:?} {schema}");
        }
    }
}

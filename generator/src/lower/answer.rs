//! Answers: which forms an answer may come in, and what each of them is.
//!
//! Forms that say the same are one: JSON is asked for where there is some. A form that says something else (a table beside
//! the JSON of a report, a picture, plain text) is a form of its own, and the media type that comes tells which it is.

use super::Lowering;
use super::facts::{AnswerFacts, AnswerForm, Payload, StreamFacts};
use super::form;
use super::media::{Kind, is_binary, kind, preferred, resolved};
use super::name::snake_name;
use super::name::type_name;
use super::operation::{Probe, label};
use super::stream::is_streamed;
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::model::{Answer, Media, Operation, Schema, SchemaType, Status};
use crate::status::is_success;

impl<'api> Lowering<'api> {
    pub(super) fn answer(&mut self, answer: &'api Answer, label: &str, probe: &mut Probe) -> AnswerFacts<'api> {
        let Some(media) = preferred(self.api, &answer.content) else {
            return AnswerFacts { answer, media: None, like: Vec::new(), payload: Payload::None, others: Vec::new() };
        };
        let slot = slot_name(answer.status);
        let hint = format!("{label}{}", suffix(answer.status));
        let rest = answer.content.iter().filter(|other| other.at != media.at && !is_streamed(other));
        let bytes: Vec<&Media> = rest.clone().filter(|other| self.is_bytes(other)).collect();
        match kind(self.api, media) {
            Kind::Json => {
                let payload = Payload::Json(probe.slot(slot.clone(), self.json(media, &hint)));
                let else_said: Vec<&Media> =
                    rest.filter(|other| self.says_something_else(answer.status, other, media)).collect();
                let mut others = Vec::new();
                for other in else_said {
                    self.add_form(&mut others, other, &slot, &hint, probe);
                }
                AnswerFacts { answer, media: Some(media), like: Vec::new(), payload, others }
            }
            // What may be text or bytes is bytes.
            Kind::Text if !bytes.is_empty() && !is_streamed(media) => {
                let mut all = answer.content.iter().filter(|form| form.at == media.at || self.is_bytes(form));
                let (media, like) = (all.next(), all.collect());
                AnswerFacts { answer, media, like, payload: Payload::Bytes, others: Vec::new() }
            }
            Kind::Text => {
                AnswerFacts { answer, media: Some(media), like: Vec::new(), payload: Payload::Text, others: Vec::new() }
            }
            Kind::Form | Kind::Multipart | Kind::Binary => {
                AnswerFacts { answer, media: Some(media), like: bytes, payload: Payload::Bytes, others: Vec::new() }
            }
        }
    }

    fn json(&mut self, media: &Media, hint: &str) -> form::Form {
        match &media.schema {
            Some(schema) => self.nullable_schema(schema, hint),
            None => form::any(),
        }
    }

    /// Whether a form beside JSON is another thing than that JSON written otherwise. Of an error every kind of JSON counts:
    /// which of them comes is the server's choice alone.
    fn says_something_else(&self, status: Status, other: &Media, json: &Media) -> bool {
        let schema = other.schema.as_ref().map(|schema| resolved(self.api, schema));
        let same = match (&other.schema, &json.schema) {
            (Some(one), Some(two)) => super::named::shape(one) == super::named::shape(two),
            (one, two) => one.is_none() && two.is_none(),
        };
        match kind(self.api, other) {
            _ if same => false,
            Kind::Json => !is_success(status) && schema.is_some() && json.schema.is_some(),
            Kind::Text => match schema {
                Some(schema) => {
                    is_text(schema) && !json.schema.as_ref().is_some_and(|json| is_text(resolved(self.api, json)))
                }
                None => essence(&other.media_type) == "text/csv",
            },
            Kind::Binary => self.is_bytes(other),
            Kind::Form | Kind::Multipart => false,
        }
    }

    /// Whether a form is bytes for certain, and not a value in an encoding that is not known here.
    fn is_bytes(&self, media: &Media) -> bool {
        let essence = essence(&media.media_type);
        let names_a_value = ["json", "xml", "yaml", "html"].iter().any(|word| essence.contains(word));
        kind(self.api, media) == Kind::Binary
            && match &media.schema {
                None => essence.contains('/') && !essence.starts_with('*') && !names_a_value,
                Some(schema) => {
                    let schema = resolved(self.api, schema);
                    is_binary(schema) || is_text(schema)
                }
            }
    }

    /// Adds a form; of texts and of bytes there is one, whatever they are called.
    fn add_form(
        &mut self,
        forms: &mut Vec<AnswerForm<'api>>,
        media: &'api Media,
        slot: &str,
        hint: &str,
        probe: &mut Probe,
    ) {
        let kind = kind(self.api, media);
        let suffix = match kind {
            Kind::Json => snake_name(essence(&media.media_type).rsplit('/').next().unwrap_or_default()),
            Kind::Text => kind.word().to_owned(),
            Kind::Form | Kind::Multipart | Kind::Binary => Kind::Binary.word().to_owned(),
        };
        if let Some(same) = forms.iter_mut().find(|form| form.suffix == suffix) {
            if kind != Kind::Json {
                same.media.push(media);
            }
            return;
        }
        let payload = match kind {
            Kind::Json => {
                let form = self.json(media, &format!("{hint}{}", type_name(&suffix)));
                Payload::Json(probe.slot(format!("{slot}_{suffix}"), form))
            }
            Kind::Text => Payload::Text,
            Kind::Form | Kind::Multipart | Kind::Binary => Payload::Bytes,
        };
        forms.push(AnswerForm { media: vec![media], suffix, payload });
    }

    /// Says which forms of answers have no effect.
    pub(super) fn remark_on_forms(
        &mut self,
        operation: &Operation,
        answers: &[AnswerFacts<'api>],
        stream: Option<&StreamFacts<'api>>,
    ) {
        for facts in answers {
            let others = facts.others.iter().flat_map(|form| &form.media);
            let used: Vec<&Media> = facts.media.iter().chain(&facts.like).chain(others).copied().collect();
            for media in &facts.answer.content {
                let is_stream = stream.is_some_and(|stream| stream.media.at == media.at);
                let is_used = is_stream || used.iter().any(|used| used.at == media.at);
                if let Some(chosen) = facts.media.filter(|_| !is_used) {
                    self.remark(
                        Code::UnusedMediaType,
                        &media.at,
                        format!(
                            "`{}` of `{}` is not used: `{}` is",
                            media.media_type,
                            label(operation),
                            chosen.media_type
                        ),
                        "nothing needs to be done if both forms say the same",
                    );
                }
                if media.item.is_some() && !is_stream {
                    self.unused_items(operation, media);
                }
            }
        }
        for media in operation.body.iter().flat_map(|body| &body.content).filter(|media| media.item.is_some()) {
            self.unused_items(operation, media);
        }
    }

    fn unused_items(&mut self, operation: &Operation, media: &Media) {
        self.remark(
            Code::NotGenerated,
            &media.at.key("itemSchema"),
            format!("`{}` of `{}` is not taken apart into its items", media.media_type, label(operation)),
            "nothing needs to be done: it is text or bytes, which are streamed as they stand",
        );
    }
}

/// Text that is no more than text.
fn is_text(schema: &Schema) -> bool {
    schema.types_besides_null().eq([SchemaType::String])
}

fn slot_name(status: Status) -> String {
    match status {
        Status::Code(code) => format!("status_{code}"),
        Status::Range(hundreds) => format!("range_{hundreds}"),
        Status::Default => "default_answer".to_owned(),
    }
}

/// What an inline answer's type is called after its operation.
fn suffix(status: Status) -> String {
    match status {
        Status::Code(200..=299) | Status::Range(2) => "Response".to_owned(),
        Status::Code(code) => crate::status::variant(Status::Code(code)) + "Body",
        Status::Range(_) | Status::Default => crate::status::variant(status) + "Body",
    }
}

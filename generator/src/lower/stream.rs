//! What of an operation's answers can be read while it comes: bytes, events, lines.
//!
//! Events are `text/event-stream` (WHATWG HTML standard §9.2), lines `application/x-ndjson` and its other names, records
//! `application/json-seq` (RFC 7464); `x-sdk-stream` says it of any other media type. Everything that is not JSON is bytes.

use super::facts::{AnswerFacts, Payload, StreamFacts, StreamFormat, StreamedItem};
use super::form;
use super::media::{Kind, kind, resolved};
use super::operation::Probe;
use super::secret::is_secret;
use super::{Lowering, class};
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::model::{Answer, Media, Operation, Schema, SchemaType};
use crate::pointer::Pointer;
use crate::status::is_success;
use serde_json::Value;

/// By what many servers end a stream of events whose items are JSON, which it is not: whatever the document says of the end, it
/// can mean nothing else.
const DONE: &str = "[DONE]";

/// What a document says about streaming, beside its media types.
#[derive(Debug, Default)]
struct Said {
    format: Option<StreamFormat>,
    flag: Option<String>,
    item: Option<Schema>,
    sentinel: Option<String>,
    /// There is no stream.
    off: bool,
}

impl<'api> Lowering<'api> {
    /// The stream of an operation, if it has one. `answers` are the same answers as they are read whole.
    pub(super) fn stream(
        &mut self,
        operation: &'api Operation,
        label: &str,
        answers: &[AnswerFacts<'api>],
        probe: &mut Probe,
    ) -> Option<StreamFacts<'api>> {
        let of_operation = self.said(&operation.extensions);
        if of_operation.off {
            return None;
        }
        let success = operation.answers.iter().filter(|answer| is_success(answer.status));
        for answer in success {
            for media in &answer.content {
                let mut said = self.said(&media.extensions);
                if said.off {
                    return None;
                }
                let format = said.format.or_else(|| of_media_type(&media.media_type)).or(of_operation.format);
                let Some(format) = format.filter(|format| *format != StreamFormat::Bytes) else { continue };
                said.flag = said.flag.or_else(|| of_operation.flag.clone());
                said.item = said.item.or_else(|| of_operation.item.clone());
                said.sentinel = said.sentinel.or_else(|| of_operation.sentinel.clone());
                return Some(self.items(operation, label, (answer, media), format, said, answers, probe));
            }
        }
        bytes(answers)
    }

    /// A stream of items.
    #[allow(clippy::too_many_arguments, reason = "each is a part of what was found")]
    fn items(
        &mut self,
        operation: &Operation,
        label: &str,
        (answer, media): (&'api Answer, &'api Media),
        format: StreamFormat,
        said: Said,
        answers: &[AnswerFacts<'api>],
        probe: &mut Probe,
    ) -> StreamFacts<'api> {
        let whole = answers.iter().find(|facts| facts.answer.at == answer.at);
        let is_whole_too = whole.is_some_and(|facts| facts.media.is_some_and(|chosen| chosen.at != media.at));
        let flag = said.flag.or_else(|| is_whole_too.then(|| self.flag(operation)).flatten());
        let described = said.item.as_ref().or(media.item.as_ref()).cloned();
        let schema = described.or_else(|| media.schema.as_ref().map(|schema| self.one_item(schema)));
        let schema = schema.map(|schema| self.with_data_as_it_is(schema));
        let item = match &schema {
            Some(schema) if format == StreamFormat::Events && self.is_event(schema) => StreamedItem::Event,
            Some(schema) if format == StreamFormat::Events && self.is_text(schema) => StreamedItem::Text,
            None if format == StreamFormat::Events => StreamedItem::Text,
            Some(schema) if self.is_text(schema) => StreamedItem::Any,
            None => StreamedItem::Any,
            Some(_) => StreamedItem::Json,
        };
        let usual = match (item, &schema) {
            _ if format != StreamFormat::Events => false,
            (StreamedItem::Json, _) => true,
            (StreamedItem::Event, Some(schema)) => self.has_no_text(schema),
            (StreamedItem::Event | StreamedItem::Text | StreamedItem::Any, _) => false,
        };
        let form = match (&schema, item) {
            (Some(schema), StreamedItem::Event | StreamedItem::Json) => self.schema(schema, &format!("{label}Item")),
            _ => form::any(),
        };
        StreamFacts {
            media,
            format,
            item,
            item_at: schema.as_ref().map(place),
            secret_item: schema.as_ref().is_some_and(|schema| is_secret(self.api, schema)),
            slot: probe.slot("stream_item".to_owned(), form),
            only: !is_whole_too && flag.is_none(),
            flag,
            sentinel: said.sentinel.or_else(|| usual.then(|| DONE.to_owned())),
        }
    }

    /// What `x-sdk-stream` says, or what other tools' extensions do.
    fn said(&mut self, extensions: &crate::model::Extensions) -> Said {
        let mut said = Said { sentinel: text(extensions.get("x-speakeasy-sse-sentinel")), ..Said::default() };
        if let Some(fern) = extensions.get("x-fern-streaming") {
            said.format = text(fern.get("format")).and_then(|word| format(&word));
            said.flag = text(fern.get("stream-condition"))
                .and_then(|condition| Some(format!("/{}", condition.strip_prefix("$request.")?.replace('.', "/"))));
            said.item = fern.get("response-stream").and_then(reference);
            said.sentinel = text(fern.get("terminator")).or(said.sentinel);
        }
        match extensions.get("x-sdk-stream") {
            None => {}
            Some(Value::Bool(false)) => said.off = true,
            Some(Value::String(word)) => said.format = format(word).or(said.format),
            Some(object) => {
                said.format = text(object.get("format")).and_then(|word| format(&word)).or(said.format);
                said.flag = text(object.get("flag")).filter(|flag| flag.starts_with('/')).or(said.flag);
                said.item = object.get("item").and_then(reference).or(said.item);
                said.sentinel = text(object.get("sentinel")).or(said.sentinel);
            }
        }
        if let Some(item) = said.item.take() {
            let known = class::target(self.api, &item).is_some();
            said.item = known.then_some(item);
        }
        said
    }

    /// Where the JSON body has a switch for the stream: a member `stream` that is true or false.
    fn flag(&self, operation: &Operation) -> Option<String> {
        let body = operation.body.as_ref()?;
        let has_switch = |media: &Media| {
            let schema = resolved(self.api, media.schema.as_ref()?);
            let parts = std::iter::once(schema).chain(schema.all_of.iter().map(|part| resolved(self.api, part)));
            let mut switches = parts.filter_map(|part| part.properties.get("stream"));
            switches.next().map(|found| resolved(self.api, found).types_besides_null().eq([SchemaType::Boolean]))
        };
        let mut json = body.content.iter().filter(|media| kind(self.api, media) == Kind::Json);
        json.any(|media| has_switch(media) == Some(true)).then(|| "/stream".to_owned())
    }

    /// Of a list the schema of its items: some documents describe the stream as a whole.
    fn one_item(&self, found: &Schema) -> Schema {
        let schema = resolved(self.api, found);
        match (&schema.items, schema.types_besides_null().eq([SchemaType::Array])) {
            (Some(items), true) => (**items).clone(),
            _ => found.clone(),
        }
    }

    /// Whether a schema describes an event and not its data: `data`, and no member but the fields of an event; or several
    /// such, of which each event is one.
    fn is_event(&self, schema: &Schema) -> bool {
        let schema = resolved(self.api, schema);
        let alternatives: Vec<&Schema> = schema.one_of.iter().chain(&schema.any_of).collect();
        if !alternatives.is_empty() {
            return alternatives.iter().all(|one| {
                let one = resolved(self.api, one);
                one.one_of.is_empty() && one.any_of.is_empty() && has_fields_of_an_event(one)
            });
        }
        has_fields_of_an_event(schema)
    }

    /// The schema of an event whose `data` is text that holds a document (`contentSchema`): it is read as that document.
    fn with_data_as_it_is(&self, schema: Schema) -> Schema {
        let found = resolved(self.api, &schema);
        let holds = |schema: &Schema| schema.properties.get("data").and_then(|data| data.content.clone());
        let alternatives = || found.one_of.iter().chain(&found.any_of).map(|one| resolved(self.api, one));
        if !self.is_event(&schema) || holds(found).is_none() && alternatives().all(|one| holds(one).is_none()) {
            return schema;
        }
        let replaced = |one: &Schema| {
            let mut one = one.clone();
            if let (Some(content), Some(data)) = (holds(&one), one.properties.get_mut("data")) {
                *data = *content;
            }
            one
        };
        let mut made = replaced(found);
        for one in made.one_of.iter_mut().chain(&mut made.any_of) {
            let inside = resolved(self.api, one);
            if holds(inside).is_some() {
                *one = replaced(inside);
            }
        }
        made
    }

    /// Whether the data of an event, or of each kind of event, is never text.
    fn has_no_text(&self, schema: &Schema) -> bool {
        let schema = resolved(self.api, schema);
        let kinds = schema.one_of.iter().chain(&schema.any_of).map(|one| resolved(self.api, one));
        std::iter::once(schema).chain(kinds).filter_map(|one| one.properties.get("data")).all(|data| {
            let data = resolved(self.api, data);
            let mut types = data.types_besides_null().peekable();
            !data.properties.is_empty() || types.peek().is_some() && types.all(|kind| kind != SchemaType::String)
        })
    }

    fn is_text(&self, schema: &Schema) -> bool {
        resolved(self.api, schema).types_besides_null().eq([SchemaType::String])
    }

    /// Says that an extension is not understood.
    pub(super) fn remark_on_stream(&mut self, operation: &Operation) {
        let of_media = operation.answers.iter().flat_map(|answer| &answer.content);
        let found = of_media.map(|media| (&media.extensions, &media.at));
        for (extensions, at) in found.chain([(&operation.extensions, &operation.at)]) {
            let Some(said) = extensions.get("x-sdk-stream") else { continue };
            let word = match said {
                Value::Bool(false) => continue,
                Value::String(word) => Some(word.as_str()),
                other => other.get("format").and_then(Value::as_str),
            };
            if word.is_none_or(|word| format(word).is_none()) {
                self.remark(
                    Code::BadExtension,
                    &at.key("x-sdk-stream"),
                    "`x-sdk-stream` does not say how the answer is streamed",
                    "write `sse`, `ndjson`, `json-seq` or `bytes`, an object whose `format` is one of them, or `false`",
                );
            }
        }
    }
}

fn has_fields_of_an_event(schema: &Schema) -> bool {
    schema.properties.contains_key("data")
        && schema.properties.keys().all(|name| matches!(name.as_str(), "id" | "event" | "data" | "retry"))
}

/// An answer that is not JSON: it can be read while it comes.
fn bytes<'api>(answers: &[AnswerFacts<'api>]) -> Option<StreamFacts<'api>> {
    let mut success = answers.iter().filter(|facts| is_success(facts.answer.status) && facts.payload != Payload::None);
    let first = success.next()?;
    let media = first.media?;
    let is_bytes =
        matches!(first.payload, Payload::Bytes | Payload::Text) && success.all(|other| other.payload == first.payload);
    is_bytes.then(|| StreamFacts {
        media,
        format: StreamFormat::Bytes,
        item: StreamedItem::Any,
        item_at: None,
        secret_item: false,
        slot: String::new(),
        only: false,
        flag: None,
        sentinel: None,
    })
}

/// Whether a form is read item by item.
pub(super) fn is_streamed(media: &Media) -> bool {
    let says_so = media.extensions.get("x-sdk-stream").is_some_and(|said| said != &Value::Bool(false));
    says_so || of_media_type(&media.media_type).is_some()
}

/// The format that a media type is.
fn of_media_type(media_type: &str) -> Option<StreamFormat> {
    Some(match essence(media_type).as_str() {
        "text/event-stream" => StreamFormat::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/x-json-stream"
        | "text/x-ndjson"
        | "text/ndjson"
        | "application/stream+json" => StreamFormat::Lines,
        "application/json-seq" => StreamFormat::Records,
        records if records.ends_with("+json-seq") => StreamFormat::Records,
        _ => return None,
    })
}

/// The format that an extension names.
fn format(word: &str) -> Option<StreamFormat> {
    Some(match word.to_ascii_lowercase().as_str() {
        "sse" | "event-stream" => StreamFormat::Events,
        "ndjson" | "jsonl" | "json" | "json-lines" => StreamFormat::Lines,
        "json-seq" => StreamFormat::Records,
        "bytes" => StreamFormat::Bytes,
        _ => return None,
    })
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

/// Where a schema stands; one that an extension names has only a reference.
fn place(schema: &Schema) -> Pointer {
    let target = schema.reference.as_deref().and_then(Pointer::parse);
    target.unwrap_or_else(|| schema.at.clone())
}

/// `{$ref: "#/…"}` or `"#/…"`, as a schema.
fn reference(value: &Value) -> Option<Schema> {
    let pointer = value.as_str().or_else(|| value.get("$ref")?.as_str())?;
    Some(Schema { reference: Some(pointer.to_owned()), ..Schema::default() })
}

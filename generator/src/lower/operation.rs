//! Operations → probes: one object schema an operation, with a property for each parameter, body and answer.

use super::Lowering;
use super::facts::{AnswerFacts, BodyFacts, OperationFacts, ParameterFacts, Payload};
use super::form::{self, Form};
use super::name::type_name;
use crate::diagnostic::{Code, Left, Unsupported};
use crate::model::{Answer, Body, Media, Operation, Parameter, Status};
use crate::pointer::Pointer;
use indexmap::IndexMap;

/// The properties of a probe so far.
#[derive(Default)]
pub(super) struct Probe {
    properties: IndexMap<String, Form>,
}

impl Probe {
    pub(super) fn slot(&mut self, name: String, form: Form) -> String {
        self.properties.insert(name.clone(), form);
        name
    }
}

impl<'api> Lowering<'api> {
    /// The facts of an operation, or `None` if it cannot be expressed yet: then that is reported.
    pub(super) fn operation(&mut self, operation: &'api Operation) -> Option<OperationFacts<'api>> {
        let label = type_name(&label(operation));
        let mut probe = Probe::default();
        let parameters = self.parameters(operation, &label, &mut probe);
        let body = match &operation.body {
            None => None,
            Some(body) => match self.body(body, &label, &mut probe) {
                Ok(body) => body,
                Err(reason) => {
                    self.skip(operation, reason);
                    return None;
                }
            },
        };
        let answers: Vec<_> = operation.answers.iter().map(|answer| self.answer(answer, &label, &mut probe)).collect();
        let stream = self.stream(operation, &label, &answers, &mut probe);
        self.remark_on(operation, stream.as_ref().map(|stream| &stream.media.at));
        let name = self.names.take(&type_name(&format!("{label}Probe")));
        self.forms.insert(name.clone(), form::object(probe.properties));
        Some(OperationFacts { operation, probe: name, parameters, body, answers, stream })
    }

    /// Says what of an operation has no effect.
    fn remark_on(&mut self, operation: &Operation, streamed: Option<&Pointer>) {
        self.remark_on_stream(operation);
        let own: Vec<&str> = operation.servers.iter().map(|server| server.url.as_str()).collect();
        let common: Vec<&str> = self.api.servers.iter().map(|server| server.url.as_str()).collect();
        if let Some(first) = own.first().filter(|first| common.first() != Some(*first)) {
            self.remark(
                Code::UnusedServer,
                &operation.at,
                format!("`{}` has a server of its own, `{first}`, which is not used", self::label(operation)),
                "give the call its URL with `.base_url(…)`",
            );
        }
        let bodies = operation.body.iter().map(|body| &body.content);
        for content in bodies.chain(operation.answers.iter().map(|answer| &answer.content)) {
            let chosen = preferred(content).or(content.first());
            for media in content.iter().filter(|media| chosen.is_some_and(|chosen| chosen.at != media.at)) {
                if Some(&media.at) == streamed {
                    continue;
                }
                let chosen = chosen.map(|chosen| chosen.media_type.as_str()).unwrap_or_default();
                self.remark(
                    Code::UnusedMediaType,
                    &media.at,
                    format!("`{}` of `{}` is not used: `{chosen}` is", media.media_type, self::label(operation)),
                    "nothing needs to be done if both forms say the same",
                );
            }
        }
    }

    fn skip(&mut self, operation: &Operation, reason: String) {
        let what = Left::Operation(label(operation));
        self.unsupported.push(Unsupported { what, reason, at: operation.at.clone() });
    }

    fn parameters(&mut self, operation: &'api Operation, label: &str, probe: &mut Probe) -> Vec<ParameterFacts<'api>> {
        let parameters = operation.parameters.iter().enumerate();
        parameters.map(|(index, parameter)| self.parameter(index, parameter, label, probe)).collect()
    }

    fn parameter(
        &mut self,
        index: usize,
        parameter: &'api Parameter,
        label: &str,
        probe: &mut Probe,
    ) -> ParameterFacts<'api> {
        let schema = parameter.schema.as_ref().or(parameter.content.as_ref().and_then(|media| media.schema.as_ref()));
        let hint = format!("{label}{}", type_name(&parameter.name));
        let (form, mut documentation) = match schema {
            Some(schema) => (self.schema(schema, &hint), self.documentation(schema)),
            None => (form::string(openapiv3::VariantOrUnknownOrEmpty::Empty), Default::default()),
        };
        documentation.description = parameter.description.clone().or(documentation.description);
        documentation.deprecated |= parameter.deprecated;
        documentation.example = parameter.example.clone().or(documentation.example);
        ParameterFacts { parameter, slot: probe.slot(format!("parameter_{index}"), form), documentation }
    }

    fn body(&mut self, body: &'api Body, label: &str, probe: &mut Probe) -> Result<Option<BodyFacts<'api>>, String> {
        let Some(media) = preferred(&body.content) else {
            return match body.content.first() {
                None => Ok(None),
                Some(media) => Err(format!("a body of type `{}` is not sent yet", media.media_type)),
            };
        };
        let payload = match kind(media) {
            Kind::Json => {
                let form = match &media.schema {
                    Some(schema) => self.nullable_schema(schema, &format!("{label}Request")),
                    None => form::any(),
                };
                Payload::Json(probe.slot("body".to_owned(), form))
            }
            Kind::Text => Payload::Text,
            Kind::Other => return Err(format!("a body of type `{}` is not sent yet", media.media_type)),
        };
        let media_type = match media.media_type.contains('*') {
            true => "application/json".to_owned(),
            false => media.media_type.clone(),
        };
        Ok(Some(BodyFacts { body, media, media_type, payload }))
    }

    fn answer(&mut self, answer: &'api Answer, label: &str, probe: &mut Probe) -> AnswerFacts<'api> {
        let Some(media) = preferred(&answer.content).or(answer.content.first()) else {
            return AnswerFacts { answer, media: None, payload: Payload::None };
        };
        let payload = match kind(media) {
            Kind::Json => {
                let form = match &media.schema {
                    Some(schema) => self.nullable_schema(schema, &format!("{label}{}", suffix(answer.status))),
                    None => form::any(),
                };
                Payload::Json(probe.slot(slot_name(answer.status), form))
            }
            Kind::Text => Payload::Text,
            Kind::Other => Payload::Bytes,
        };
        AnswerFacts { answer, media: Some(media), payload }
    }
}

/// What an operation is called before it has a Rust name: its id, or method and path.
pub fn label(operation: &Operation) -> String {
    operation.id.clone().unwrap_or_else(|| format!("{} {}", operation.method, operation.path))
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

enum Kind {
    Json,
    Text,
    Other,
}

fn kind(media: &Media) -> Kind {
    if media.schema.as_ref().is_some_and(|schema| schema.format.as_deref() == Some("binary")) {
        return Kind::Other;
    }
    let essence = media.media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" | "*/*" => Kind::Json,
        json if json.ends_with("+json") => Kind::Json,
        "text/event-stream" => Kind::Other,
        text if text.starts_with("text/") => Kind::Text,
        _ => Kind::Other,
    }
}

/// The form that is sent or asked for: JSON before text.
fn preferred(content: &[Media]) -> Option<&Media> {
    let first = |wanted: fn(&Kind) -> bool| content.iter().find(|media| wanted(&kind(media)));
    first(|kind| matches!(kind, Kind::Json)).or_else(|| first(|kind| matches!(kind, Kind::Text)))
}

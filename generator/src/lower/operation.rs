//! Operations → probes: one object schema an operation, with a property for each parameter, body and answer.

use super::Lowering;
use super::facts::{AnswerFacts, OperationFacts, ParameterFacts, Payload};
use super::form::{self, Form};
use super::media::{Kind, kind, preferred};
use super::name::type_name;
use crate::diagnostic::Code;
use crate::model::{Answer, Aside, Location, Operation, Parameter, Status};
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
    /// The facts of an operation.
    pub(super) fn operation(&mut self, operation: &'api Operation) -> OperationFacts<'api> {
        let label = type_name(&label(operation));
        let mut probe = Probe::default();
        let parameters = self.parameters(operation, &label, &mut probe);
        let mut bodies = self.bodies(operation, &label, &mut probe).into_iter();
        let (body, other_bodies) = (bodies.next(), bodies.collect());
        let answers: Vec<_> = operation.answers.iter().map(|answer| self.answer(answer, &label, &mut probe)).collect();
        let stream = self.stream(operation, &label, &answers, &mut probe);
        self.remark_on(operation, stream.as_ref().map(|stream| &stream.media.at));
        let name = self.names.take(&type_name(&format!("{label}Probe")));
        self.forms.insert(name.clone(), form::object(probe.properties));
        OperationFacts { operation, probe: name, parameters, body, other_bodies, answers, stream }
    }

    /// Says what of an operation has no effect.
    fn remark_on(&mut self, operation: &Operation, streamed: Option<&Pointer>) {
        self.remark_on_stream(operation);
        self.asides("callback", &operation.callbacks);
        for answer in &operation.answers {
            self.asides("link", &answer.links);
        }
        for content in operation.answers.iter().map(|answer| &answer.content) {
            let chosen = preferred(self.api, content);
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

    /// Says of what no code is made.
    pub(super) fn asides(&mut self, what: &str, asides: &[Aside]) {
        for Aside { at, name } in asides {
            self.remark(
                Code::NotGenerated,
                at,
                format!("the {what} `{name}` is not generated"),
                "nothing needs to be done: a client calls, and what a server calls is the business of a server",
            );
        }
    }

    fn parameters(&mut self, operation: &'api Operation, label: &str, probe: &mut Probe) -> Vec<ParameterFacts<'api>> {
        let in_path: Vec<&str> = operation.parameter_names().collect();
        let mut facts = Vec::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let is_used = parameter.location != Location::Path || in_path.contains(&parameter.name.as_str());
            let is_ignored = parameter.location == Location::Header && is_ignored(&parameter.name.to_ascii_lowercase());
            if is_ignored {
                self.remark(
                    Code::IgnoredParameter,
                    &parameter.at,
                    format!("the header `{}` of `{}` is no parameter", parameter.name, self::label(operation)),
                    "nothing needs to be done: it is set from the body, the answers, the security or the connection",
                );
            }
            if is_used && !is_ignored {
                facts.push(self.parameter(index, parameter, label, probe));
            }
        }
        facts
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

    fn answer(&mut self, answer: &'api Answer, label: &str, probe: &mut Probe) -> AnswerFacts<'api> {
        let Some(media) = preferred(self.api, &answer.content) else {
            return AnswerFacts { answer, media: None, payload: Payload::None };
        };
        let payload = match kind(self.api, media) {
            Kind::Json => {
                let form = match &media.schema {
                    Some(schema) => self.nullable_schema(schema, &format!("{label}{}", suffix(answer.status))),
                    None => form::any(),
                };
                Payload::Json(probe.slot(slot_name(answer.status), form))
            }
            Kind::Text => Payload::Text,
            Kind::Form | Kind::Multipart | Kind::Binary => Payload::Bytes,
        };
        AnswerFacts { answer, media: Some(media), payload }
    }
}

/// Headers that a parameter must not set: they follow from the bodies and the security (OpenAPI 3.1 §4.8.12.1), or frame the
/// message (RFC 9112 §6).
fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        "accept"
            | "content-type"
            | "authorization"
            | "content-length"
            | "transfer-encoding"
            | "connection"
            | "host"
            | "upgrade"
            | "te"
            | "trailer"
            | "keep-alive"
            | "proxy-connection"
    )
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

//! Operations → probes: one object schema an operation, with a property for each parameter, body and answer.

use super::Lowering;
use super::facts::{OperationFacts, ParameterFacts};
use super::form::{self, Form};
use super::media::{is_json, resolved};
use super::name::{operation_name, type_name};
use super::secret::{holds_secret, is_secret};
use crate::diagnostic::Code;
use crate::media_type::essence;
use crate::model::{Answer, Api, Aside, Location, Media, Operation, Parameter, Schema, SchemaType, SchemeKind, Status};
use crate::status::is_success;
use indexmap::IndexMap;
use std::collections::HashSet;

/// Whether an answer of a status may be a success, or an error.
fn may_be(status: Status, success: bool) -> bool {
    status == Status::Default || is_success(status) == success
}

/// The schemas of an answer's forms.
fn schemas(answer: &Answer) -> impl Iterator<Item = &Schema> {
    answer.content.iter().filter_map(|media| media.schema.as_ref())
}

/// The names that several operations have, once what their path and method say is left out.
pub(super) fn repeated_names(api: &Api) -> HashSet<String> {
    let mut seen = HashSet::new();
    let ids = api.operations.iter().map(|operation| (label(operation), operation));
    ids.map(|(id, operation)| operation_name(&id, &operation.method, &operation.path).to_owned())
        .filter(|name| !seen.insert(name.clone()))
        .collect()
}

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
        let id = label(operation);
        let short = operation_name(&id, &operation.method, &operation.path);
        // The types of one must not be called by their place among those of others.
        let label = type_name(if self.repeated.contains(short) { &id } else { short });
        let mut probe = Probe::default();
        let parameters = self.parameters(operation, &label, &mut probe);
        let mut bodies = self.bodies(operation, &label, &mut probe).into_iter();
        let (body, other_bodies) = (bodies.next(), bodies.collect());
        let answers: Vec<_> = operation.answers.iter().map(|answer| self.answer(answer, &label, &mut probe)).collect();
        let stream = self.stream(operation, &label, &answers, &mut probe);
        self.remark_on(operation);
        self.remark_on_forms(operation, &answers, stream.as_ref());
        let name = self.names.take(&type_name(&format!("{label}Probe")));
        self.forms.insert(name.clone(), form::object(probe.properties));
        let secret_item = stream.as_ref().is_some_and(|stream| stream.secret_item);
        OperationFacts {
            operation,
            probe: name,
            parameters,
            body,
            other_bodies,
            answers,
            stream,
            secret_answer: secret_item || self.gives_a_secret(operation),
            secret_errors: self.secret_errors(operation),
        }
    }

    /// Whether an answer that is no error is a secret in any of its forms.
    fn gives_a_secret(&self, operation: &Operation) -> bool {
        let mut given = operation.answers.iter().filter(|answer| may_be(answer.status, true));
        given.any(|answer| schemas(answer).any(|schema| is_secret(self.api, schema)))
    }

    /// The statuses of errors that are a secret, or hold one, in any of their forms.
    fn secret_errors(&self, operation: &Operation) -> Vec<Status> {
        let errors = operation.answers.iter().filter(|answer| may_be(answer.status, false));
        let secret = errors.filter(|answer| schemas(answer).any(|schema| holds_secret(self.api, schema)));
        secret.map(|answer| answer.status).collect()
    }

    /// Says what of an operation has no effect.
    fn remark_on(&mut self, operation: &Operation) {
        self.remark_on_stream(operation);
        self.asides("callback", &operation.callbacks);
        for answer in &operation.answers {
            self.asides("link", &answer.links);
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
            let is_ignored = parameter.location == Location::Header
                && match parameter.name.to_ascii_lowercase().as_str() {
                    // Where no scheme sets it, nobody else does, whatever the specification says of such a parameter.
                    "authorization" => self.has_authorization(operation),
                    name => is_ignored(name),
                };
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
        let content = parameter.content.as_ref().filter(|_| parameter.schema.is_none());
        let is_text = content.is_some_and(|media| self.is_text_alone(media));
        if let Some(media) = content.filter(|_| is_text) {
            self.remark(
                Code::NotGenerated,
                &media.at,
                format!("the parameter `{}` is text, not made from its schema: `{}`", parameter.name, media.media_type),
                "nothing needs to be done: whoever calls gives the text",
            );
        }
        let schema = parameter.schema.as_ref().or(content.and_then(|media| media.schema.as_ref()).filter(|_| !is_text));
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
}

impl Lowering<'_> {
    /// Whether the security of an operation sets the header `Authorization`.
    fn has_authorization(&self, operation: &Operation) -> bool {
        let requirements = operation.security.as_ref().unwrap_or(&self.api.security);
        let schemes = requirements.iter().flat_map(|requirement| requirement.schemes.keys());
        schemes.filter_map(|name| self.api.schemes.get(name)).any(|scheme| match &scheme.kind {
            SchemeKind::Http { .. } | SchemeKind::OAuth2 { .. } | SchemeKind::OpenIdConnect { .. } => true,
            SchemeKind::ApiKey { name, location } => {
                *location == Location::Header && name.eq_ignore_ascii_case("authorization")
            }
            SchemeKind::MutualTls | SchemeKind::Unknown(_) => false,
        })
    }

    /// Whether a parameter's value is a document in a form that is not written here: neither JSON nor a single value.
    fn is_text_alone(&self, media: &Media) -> bool {
        let is_scalar = |schema: &Schema| {
            let mut kinds = schema.types_besides_null();
            !schema.types.is_empty() && kinds.all(|kind| !matches!(kind, SchemaType::Array | SchemaType::Object))
        };
        let schema = media.schema.as_ref().map(|schema| resolved(self.api, schema));
        !is_json(&essence(&media.media_type)) && !schema.is_none_or(is_scalar)
    }
}

/// Headers that a parameter must not set: they follow from the bodies and the security (OpenAPI 3.1 §4.8.12.1), or frame the
/// message (RFC 9112 §6).
fn is_ignored(name: &str) -> bool {
    matches!(
        name,
        "accept"
            | "content-type"
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

//! One operation.

use super::answers::Answers;
use super::{
    BodyEncoding, BodyKind, BodyPlan, FormFieldPlan, OperationPlan, OtherBodyPlan, ParameterStyle, PlanInput,
    ProviderPlan, answers, parameter, provider, resolved, retry, server, stream,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::facts::{BodyFacts, Encoding, FormField, OperationFacts, Payload};
use crate::lower::operation::label;
use crate::model::Operation;
use crate::reflect::{Field, RustType};
use std::collections::BTreeMap;

/// The names that the operation's resource has found for it.
pub struct Named {
    pub function: String,
    pub request: String,
    pub error: String,
    pub success: String,
}

/// Plans an operation.
pub fn operation(
    document: &PlanInput<'_>,
    facts: &OperationFacts<'_>,
    named: Named,
    provider: &ProviderPlan,
    report: &mut Vec<Diagnostic>,
) -> OperationPlan {
    let Operation { id: _, method, path, summary, description, deprecated, .. } = facts.operation;
    let types = ProbeTypes::new(document, &facts.probe);
    let (parameters, body_names) = parameter::parameters(facts, &types, provider, report);
    let security = security(document, facts.operation, provider, report);
    let retry::Said { retry, replay, idempotency_header } = retry::said(document, facts.operation, report);
    // RFC 9110 §9.2.2; what a caller adds is the runtime's business.
    let is_idempotent = matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE" | "QUERY");
    let Answers { success, errors, follows_redirects } = answers::answers(facts, &types, &named.success);
    let constant = named.function.trim_end_matches('_').to_uppercase();
    let mut bodies = facts.body.iter().chain(&facts.other_bodies).zip(body_names);
    let body = bodies.next().map(|(facts, name)| self::body(facts, name, &types));
    let other_bodies = bodies.map(|(facts, name)| other_body(facts, name, &named.function, &types)).collect();
    OperationPlan {
        id: label(facts.operation),
        stream: facts.stream.as_ref().map(|stream| stream::stream(stream, &types, &constant)),
        // The types of a page are known when all models are.
        paging: None,
        bulk: None,
        constant,
        function: named.function,
        request: named.request,
        error: (!errors.is_empty()).then_some(named.error),
        method: method.clone(),
        path: path.clone(),
        own_servers: server::own_index(facts.operation, document, &provider.own_servers, &provider.variables, report),
        summary: summary.clone(),
        description: description.clone(),
        deprecated: *deprecated,
        callbacks: facts.operation.callbacks.iter().map(|aside| aside.name.clone()).collect(),
        parameters,
        body,
        other_bodies,
        accept: answers::accept(&facts.answers),
        success,
        follows_redirects,
        secret_answer: facts.secret_answer,
        secret_errors: facts.secret_errors.clone(),
        errors,
        security: security.alternatives,
        scopes: security.scopes,
        idempotent: is_idempotent || replay,
        idempotency_header: idempotency_header.filter(|_| !is_idempotent),
        retry,
    }
}

fn body(facts: &BodyFacts<'_>, name: String, types: &ProbeTypes<'_>) -> BodyPlan {
    BodyPlan {
        name,
        media_type: facts.media_type.clone(),
        kind: types.kind(&facts.payload).unwrap_or(BodyKind::Text),
        encoding: match &facts.encoding {
            Encoding::Plain => BodyEncoding::Plain,
            Encoding::Form(fields) => BodyEncoding::Form(fields.iter().map(form_field).collect()),
            Encoding::Multipart => BodyEncoding::Multipart,
        },
        required: facts.body.required,
        description: facts.body.description.clone(),
        example: facts.media.example.clone(),
    }
}

/// `create_form(…)` beside `create(…)`. The name of the method is not final: others may have it.
fn other_body(facts: &BodyFacts<'_>, name: String, function: &str, types: &ProbeTypes<'_>) -> OtherBodyPlan {
    OtherBodyPlan {
        function: format!("{}_{}", function.trim_end_matches('_'), facts.suffix),
        constructor: format!("new_{}", facts.suffix),
        body: body(facts, name, types),
    }
}

/// The style that `encoding` names; for lists and objects alike the default is that of a query (OpenAPI 3.1 §4.8.15.1).
fn form_field(facts: &FormField) -> FormFieldPlan {
    let FormField { name, style, explode, allow_reserved, json } = facts;
    let says_style = style.is_some() || explode.is_some() || *allow_reserved;
    let style = match style.as_deref() {
        _ if *json && !says_style => ParameterStyle::Json,
        Some("spaceDelimited") => ParameterStyle::SpaceDelimited,
        Some("pipeDelimited") => ParameterStyle::PipeDelimited,
        Some("tabDelimited") => ParameterStyle::TabDelimited,
        Some("deepObject") => ParameterStyle::DeepObject,
        _ => ParameterStyle::Form,
    };
    let explode = explode.unwrap_or(style == ParameterStyle::Form);
    FormFieldPlan { wire: name.clone(), style, explode, allow_reserved: *allow_reserved }
}

fn security(
    document: &PlanInput<'_>,
    operation: &Operation,
    provider: &ProviderPlan,
    report: &mut Vec<Diagnostic>,
) -> provider::Security {
    let requirements = operation.security.as_ref().unwrap_or(&document.api.security);
    let security = provider::security(requirements, document.api, provider);
    if security.is_some() {
        // The same of every operation that shares them: it is shown once.
        report.extend(provider::unsent(requirements, document.api, provider).map(|(at, scheme)| {
            let message =
                format!("this way to be allowed a call is not offered: the credential of `{scheme}` is not sent");
            Diagnostic::new(Code::UnusedSecurity, at, message, "nothing needs to be done: another way is offered")
        }));
    }
    security.unwrap_or_else(|| {
        report.push(Diagnostic::new(
            Code::UnsupportedSecurity,
            &operation.at,
            format!("`{}` needs a security scheme whose credential is not sent yet", label(operation)),
            "set the credential yourself, as a header of the call or of the client",
        ));
        provider::Security { alternatives: Vec::new(), scopes: Vec::new() }
    })
}

/// The Rust types that progenitor gave the properties of a probe.
pub struct ProbeTypes<'doc> {
    document: &'doc PlanInput<'doc>,
    fields: Option<&'doc BTreeMap<String, Field>>,
}

impl<'doc> ProbeTypes<'doc> {
    fn new(document: &'doc PlanInput<'doc>, probe: &str) -> Self {
        Self { document, fields: document.surface.structs.get(probe) }
    }

    /// The type of a slot; a probe that progenitor could not take has JSON values in all.
    pub fn get(&self, slot: &str) -> RustType {
        let found = self.fields.and_then(|fields| fields.get(slot));
        found.map_or(RustType::Json, |field| resolved(self.document, &field.rust_type))
    }

    /// How a body is written or read; `None` for no body.
    pub fn kind(&self, payload: &Payload) -> Option<BodyKind> {
        match payload {
            Payload::None => None,
            Payload::Json(slot) => Some(BodyKind::Json(self.get(slot))),
            Payload::Text => Some(BodyKind::Text),
            Payload::Bytes => Some(BodyKind::Bytes),
            Payload::Parts => Some(BodyKind::Json(RustType::Parts)),
        }
    }
}

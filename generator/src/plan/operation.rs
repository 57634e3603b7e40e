//! One operation.

use super::{
    BodyKind, BodyPlan, OperationPlan, PlanInput, ProviderPlan, answers, parameter, provider, resolved, stream,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::facts::{BodyFacts, OperationFacts, Payload};
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
    let (parameters, body_name) = parameter::parameters(facts, &types, provider, report);
    let security = security(document, facts.operation, provider, report);
    let (success, errors) = answers::answers(facts, &types, &named.success);
    let constant = named.function.trim_end_matches('_').to_uppercase();
    OperationPlan {
        id: label(facts.operation),
        stream: facts.stream.as_ref().map(|stream| stream::stream(stream, &types, &constant)),
        // The types of a page are known when all models are.
        paging: None,
        constant,
        function: named.function,
        request: named.request,
        error: (!errors.is_empty()).then_some(named.error),
        method: method.clone(),
        path: path.clone(),
        summary: summary.clone(),
        description: description.clone(),
        deprecated: *deprecated,
        parameters,
        body: facts.body.as_ref().map(|body| self::body(body, body_name, &types)),
        accept: answers::accept(&facts.answers),
        success,
        errors,
        security: security.alternatives,
        scopes: security.scopes,
        // RFC 9110 §9.2.2; what a document or caller adds is the runtime's business.
        idempotent: matches!(method.as_str(), "GET" | "HEAD" | "PUT" | "DELETE" | "OPTIONS" | "TRACE"),
    }
}

fn body(facts: &BodyFacts<'_>, name: String, types: &ProbeTypes<'_>) -> BodyPlan {
    BodyPlan {
        name,
        media_type: facts.media_type.clone(),
        kind: types.kind(&facts.payload).unwrap_or(BodyKind::Text),
        required: facts.body.required,
        description: facts.body.description.clone(),
        example: facts.media.example.clone(),
    }
}

fn security(
    document: &PlanInput<'_>,
    operation: &Operation,
    provider: &ProviderPlan,
    report: &mut Vec<Diagnostic>,
) -> provider::Security {
    let requirements = operation.security.as_ref().unwrap_or(&document.api.security);
    provider::security(requirements, document.api, provider).unwrap_or_else(|| {
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
        }
    }
}

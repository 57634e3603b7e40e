//! What an operation gives, and which errors it documents.

use super::operation::ProbeTypes;
use super::{AnswerPlan, BodyKind, SuccessPlan};
use crate::lower::facts::{AnswerFacts, OperationFacts, Payload};
use crate::model::Status;
use crate::status::{is_redirect, is_success, variant};

/// Plans the answers: what a success gives, and the errors in the order of statuses.
pub fn answers(facts: &OperationFacts<'_>, types: &ProbeTypes<'_>, success: &str) -> (SuccessPlan, Vec<AnswerPlan>) {
    let method = facts.operation.method.as_str();
    let mut plans: Vec<AnswerPlan> = facts.answers.iter().map(|facts| answer(facts, method, types)).collect();
    plans.sort_by_key(|plan| plan.status);
    let (mut successes, mut errors): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| is_success(plan.status));
    // Where the only success is to be sent elsewhere, where to is the answer: it is not followed.
    if successes.is_empty() {
        (successes, errors) = errors.into_iter().partition(|plan| is_redirect(plan.status));
    }
    // A document that names no success, but says what comes by default, means that.
    if successes.is_empty() {
        successes.extend(errors.iter().filter(|plan| plan.status == Status::Default).cloned());
    }
    (self::success(successes, success), errors)
}

fn success(answers: Vec<AnswerPlan>, name: &str) -> SuccessPlan {
    let kind = answers.first().and_then(|answer| answer.kind.clone());
    if answers.iter().all(|answer| answer.kind == kind && !is_redirect(answer.status)) {
        SuccessPlan::One { kind, answers }
    } else {
        SuccessPlan::Several { name: name.to_owned(), answers }
    }
}

fn answer(facts: &AnswerFacts<'_>, method: &str, types: &ProbeTypes<'_>) -> AnswerPlan {
    let AnswerFacts { answer, media, payload } = facts;
    // RFC 9110 §6.4.1: these have no content, whatever a document says.
    let allows_body = method != "HEAD" && !matches!(answer.status, Status::Code(100..=199 | 204 | 205 | 304));
    AnswerPlan {
        status: answer.status,
        variant: variant(answer.status),
        description: answer.description.clone(),
        kind: types.kind(payload).filter(|_| allows_body),
        media_type: media.map(|media| media.media_type.clone()),
        headers: answer.headers.iter().map(|(name, header)| (name.clone(), header.description.clone())).collect(),
        links: answer.links.iter().map(|link| link.name.clone()).collect(),
        example: media.and_then(|media| media.example.clone()),
    }
}

/// The `Accept` header: the media types of the successes, each once, or anything.
pub fn accept(facts: &[AnswerFacts<'_>]) -> String {
    let mut types: Vec<&str> = Vec::new();
    for facts in facts.iter().filter(|facts| is_success(facts.answer.status) && facts.payload != Payload::None) {
        if let Some(media) = facts.media.filter(|media| !types.contains(&media.media_type.as_str())) {
            types.push(&media.media_type);
        }
    }
    if types.is_empty() { "*/*".to_owned() } else { types.join(", ") }
}

/// The models in a body.
pub fn model(kind: Option<&BodyKind>) -> Option<&str> {
    match kind {
        Some(BodyKind::Json(rust_type)) => rust_type.model(),
        Some(BodyKind::Text | BodyKind::Bytes) | None => None,
    }
}

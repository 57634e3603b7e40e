//! What an operation gives, and which errors it documents.

use super::operation::ProbeTypes;
use super::{AnswerPlan, BodyKind, SuccessPlan};
use crate::lower::facts::{AnswerFacts, AnswerForm, OperationFacts, Payload};
use crate::lower::name::type_name;
use crate::media_type::essence;
use crate::model::{Media, Status};
use crate::status::{is_redirect, is_success, variant};

/// What an operation gives, and which errors it documents.
pub struct Answers {
    pub success: SuccessPlan,
    /// In the order of statuses.
    pub errors: Vec<AnswerPlan>,
    /// See [`super::OperationPlan::follows_redirects`].
    pub follows_redirects: bool,
}

/// Plans the answers.
pub fn answers(facts: &OperationFacts<'_>, types: &ProbeTypes<'_>, success: &str) -> Answers {
    let method = facts.operation.method.as_str();
    let mut plans: Vec<AnswerPlan> = facts.answers.iter().flat_map(|facts| forms(facts, method, types)).collect();
    plans.sort_by_key(|plan| plan.status);
    let (mut successes, mut errors): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| is_success(plan.status));
    // Where the only success is to be sent elsewhere, where to is the answer: it is not followed. Beside another success it
    // is an answer where it cannot be followed, unless the resource has moved for good: then the document is out of date.
    let is_answer = |plan: &AnswerPlan| match successes.is_empty() {
        true => is_redirect(plan.status),
        false => matches!(plan.status, Status::Code(302 | 303 | 307)),
    };
    let (redirects, others): (Vec<_>, Vec<_>) = errors.into_iter().partition(is_answer);
    let follows_redirects = !successes.is_empty() && !redirects.is_empty();
    errors = others;
    successes.extend(redirects);
    // A document that names no success, but says what comes by default, means that.
    if successes.is_empty() {
        successes.extend(errors.iter().filter(|plan| plan.status == Status::Default).cloned());
    }
    Answers { success: self::success(successes, success), errors, follows_redirects }
}

fn success(answers: Vec<AnswerPlan>, name: &str) -> SuccessPlan {
    let kind = answers.first().and_then(|answer| answer.kind.clone());
    if answers.iter().all(|answer| answer.kind == kind && !is_redirect(answer.status)) {
        SuccessPlan::One { kind, answers }
    } else {
        SuccessPlan::Several { name: name.to_owned(), answers }
    }
}

/// An answer in each of its forms, the one that is asked for first.
fn forms(facts: &AnswerFacts<'_>, method: &str, types: &ProbeTypes<'_>) -> Vec<AnswerPlan> {
    let AnswerFacts { answer, media, like, payload, others } = facts;
    // RFC 9110 §6.4.1: these have no content, whatever a document says.
    let allows_body = method != "HEAD" && !matches!(answer.status, Status::Code(100..=199 | 204 | 205 | 304));
    let names = |media: &[&Media]| media.iter().map(|media| media.media_type.clone()).collect::<Vec<_>>();
    let all: Vec<&Media> = media.iter().chain(like).copied().collect();
    let first = AnswerPlan {
        status: answer.status,
        variant: variant(answer.status),
        description: answer.description.clone(),
        kind: types.kind(payload).filter(|_| allows_body),
        media_type: media.map(|_| names(&all).join(", ")),
        only_for: Vec::new(),
        headers: answer.headers.iter().map(|(name, header)| (name.clone(), header.description.clone())).collect(),
        links: answer.links.iter().map(|link| link.name.clone()).collect(),
        example: media.and_then(|media| media.example.clone()),
    };
    let others = others.iter().filter(|_| allows_body).map(|AnswerForm { media, suffix, payload }| AnswerPlan {
        variant: format!("{}{}", first.variant, type_name(suffix)),
        kind: types.kind(payload),
        media_type: Some(names(media).join(", ")),
        only_for: media.iter().map(|media| essence(&media.media_type)).collect(),
        // Said once.
        headers: Vec::new(),
        links: Vec::new(),
        example: media.iter().find_map(|media| media.example.clone()),
        ..first.clone()
    });
    let others: Vec<AnswerPlan> = others.collect();
    std::iter::once(first).chain(others).collect()
}

/// The `Accept` header: the media types of the successes, each once, or anything. What says something else than the first
/// form is asked for with less weight (RFC 9110 §12.4.2).
pub fn accept(facts: &[AnswerFacts<'_>]) -> String {
    let mut types: Vec<String> = Vec::new();
    let successes = || facts.iter().filter(|facts| is_success(facts.answer.status) && facts.payload != Payload::None);
    let first = successes().flat_map(|facts| facts.media.iter().chain(&facts.like));
    let others = successes().flat_map(|facts| &facts.others).flat_map(|form| &form.media);
    let first = first.map(|media| (media.media_type.as_str(), ""));
    for (media_type, weight) in first.chain(others.map(|media| (media.media_type.as_str(), ";q=0.9"))) {
        let said = |known: &String| known.split(";q=").next() == Some(media_type);
        if !types.iter().any(said) {
            types.push(format!("{media_type}{weight}"));
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

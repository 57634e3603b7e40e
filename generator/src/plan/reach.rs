//! Which types requests and answers of which resources reach.

use super::answers::model;
use super::{BodyEncoding, OperationPlan, ParameterPlan, ParameterStyle, PlanInput, ResourcePlan};
use crate::reflect::RustType;
use std::collections::{BTreeMap, BTreeSet};

/// What reaches a type.
#[derive(Debug, Default, Clone)]
pub struct Reach {
    /// The features of resources whose operations do.
    pub features: BTreeSet<String>,
    /// Whether a request does.
    pub in_requests: bool,
    /// Whether an answer does.
    pub in_answers: bool,
    /// Whether a request writes it as JSON, which has a null. A form and a styled parameter have none: what is null is left
    /// out of them (RFC 6570 §2.3, OpenAPI 3.1.1 §4.8.12.4).
    pub with_nulls: bool,
}

/// What reaches each type, by its name.
pub fn reach(document: &PlanInput<'_>, resources: &[ResourcePlan]) -> BTreeMap<String, Reach> {
    let mut reached: BTreeMap<String, Reach> = BTreeMap::new();
    for resource in resources {
        let (mut sent, mut with_nulls, mut received) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for operation in &resource.operations {
            sent.extend(sent_by(operation));
            with_nulls.extend(sent_as_json(operation));
            received.extend(received_by(operation));
        }
        // What stands in a form or a parameter may be written as JSON there.
        with_nulls.extend(sent.iter().flat_map(|name| parts_of(document, name)));
        for name in closure(document, with_nulls) {
            reached.entry(name).or_default().with_nulls = true;
        }
        for name in closure(document, sent) {
            let reach = reached.entry(name).or_default();
            reach.in_requests = true;
            reach.features.insert(resource.feature.clone());
        }
        for name in closure(document, received) {
            let reach = reached.entry(name).or_default();
            reach.in_answers = true;
            reach.features.insert(resource.feature.clone());
        }
    }
    reached
}

fn sent_by(operation: &OperationPlan) -> impl Iterator<Item = &str> {
    let parameters = operation.parameters.iter().filter_map(|parameter| parameter.rust_type.model());
    parameters.chain(operation.bodies().filter_map(|body| model(Some(&body.kind))))
}

/// Those of which a null can be sent.
fn sent_as_json(operation: &OperationPlan) -> impl Iterator<Item = &str> {
    let is_json = |parameter: &&ParameterPlan| parameter.style == ParameterStyle::Json;
    let parameters = operation.parameters.iter().filter(is_json).filter_map(|parameter| parameter.rust_type.model());
    let bodies = operation.bodies().filter(|body| body.encoding == BodyEncoding::Plain);
    parameters.chain(bodies.filter_map(|body| model(Some(&body.kind))))
}

fn received_by(operation: &OperationPlan) -> impl Iterator<Item = &str> {
    let answers = operation.answers().filter_map(|answer| model(answer.kind.as_ref()));
    answers.chain(operation.streamed().and_then(RustType::model))
}

/// The types that some types are made of, themselves included.
fn closure(document: &PlanInput<'_>, from: BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pending: Vec<String> = from.into_iter().map(str::to_owned).collect();
    while let Some(name) = pending.pop() {
        if document.facts.types.contains_key(&name) && !found.contains(&name) {
            pending.extend(parts_of(document, &name).map(str::to_owned));
            found.insert(name);
        }
    }
    found
}

/// The types that a type holds itself.
fn parts_of<'input>(document: &PlanInput<'input>, name: &str) -> impl Iterator<Item = &'input str> {
    let facts = document.facts.types.get(name);
    let held = facts.and_then(|facts| document.surface.structs.get(facts.kind.probe().unwrap_or(name)));
    held.into_iter().flatten().filter_map(|(_, field)| field.rust_type.model())
}

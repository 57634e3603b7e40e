//! Which types requests and answers of which resources reach.

use super::answers::model;
use super::{OperationPlan, PlanInput, ResourcePlan};
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
}

/// What reaches each type, by its name.
pub fn reach(document: &PlanInput<'_>, resources: &[ResourcePlan]) -> BTreeMap<String, Reach> {
    let mut reached: BTreeMap<String, Reach> = BTreeMap::new();
    for resource in resources {
        let (mut sent, mut received) = (BTreeSet::new(), BTreeSet::new());
        for operation in &resource.operations {
            sent.extend(sent_by(operation));
            received.extend(received_by(operation));
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

fn received_by(operation: &OperationPlan) -> impl Iterator<Item = &str> {
    let answers = operation.answers().filter_map(|answer| model(answer.kind.as_ref()));
    answers.chain(operation.streamed().and_then(RustType::model))
}

/// The types that some types are made of, themselves included.
fn closure(document: &PlanInput<'_>, from: BTreeSet<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pending: Vec<String> = from.into_iter().map(str::to_owned).collect();
    while let Some(name) = pending.pop() {
        let Some(facts) = document.facts.types.get(&name) else { continue };
        if !found.insert(name.clone()) {
            continue;
        }
        let fields = document.surface.structs.get(facts.kind.probe().unwrap_or(&name)).into_iter().flatten();
        pending.extend(fields.filter_map(|(_, field)| field.rust_type.model()).map(str::to_owned));
    }
    found
}

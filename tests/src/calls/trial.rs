//! What is tried: one call of an operation, and what should come of it.

use super::values::Values;
use generator::mock::Sample;
use generator::model::Status;
use generator::plan::{AnswerPlan, OperationPlan, PageTargetPlan, SuccessPlan};
use serde::Serialize;
use serde_json::{Map, Value};

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Which of the crate's operations, in the order of the plan.
    pub operation: usize,
    /// The operation by its name in the document, and what is special about this call.
    pub name: String,
    /// Which of its bodies; 0 is the usual one, and stands for none too.
    pub way: usize,
    /// How the answer is read.
    pub mode: Mode,
    /// Its parameters by their names in Rust.
    pub values: Map<String, Value>,
    /// Its body, if it has one.
    pub body: Option<Value>,
    /// The status that the server is asked for.
    pub prefer: Option<u16>,
    /// The form that the server is asked for, where a status has several.
    pub accept: Option<String>,
    /// What should come of it.
    pub wanted: Wanted,
}

/// How an answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Whole.
    Send,
    /// As it comes.
    Stream,
    /// Page after page.
    Pages,
}

/// What should come of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wanted {
    /// A documented success, of this variant where there are several.
    Success(Option<String>),
    /// An error of this status, decoded into this variant.
    Error(u16, String),
}

/// Every trial of an operation; none if no value is found for something that it must have.
pub fn trials(index: usize, operation: &OperationPlan, values: &Values<'_>) -> Vec<Trial> {
    let maker = Maker { index, operation, values };
    let Some(required) = maker.parameters(false) else { return Vec::new() };
    let all = maker.parameters(true).unwrap_or_else(|| required.clone());
    let mut trials = Vec::new();
    maker.by_bodies(&required, &all, &mut trials);
    // What follows is about answers: the request that asks least is enough.
    let Some(least) = trials.first().cloned() else { return trials };
    let like = |name: String| Trial { name: format!("{}, {name}", operation.id), ..least.clone() };
    if operation.stream.is_some() && !operation.is_only_streamed() {
        trials.push(Trial { mode: Mode::Stream, ..like("streamed".to_owned()) });
    }
    if let Some(paging) = &operation.paging {
        // What leads to the next page may go into the body, which must then be there.
        let in_body = matches!(paging.to, PageTargetPlan::Body(_));
        if let Some(first) = trials.iter().find(|trial| !in_body || trial.body.is_some()).cloned() {
            trials.push(Trial { mode: Mode::Pages, name: format!("{}, page after page", operation.id), ..first });
        }
    }
    let asked = |answer: &AnswerPlan, status: u16| {
        let accept = answer.only_for.first().cloned();
        let form = accept.iter().map(|form| format!(" as {form}")).collect::<String>();
        Trial { prefer: Some(status), accept, ..like(format!("answered with {status}{form}")) }
    };
    let successes = match &operation.success {
        SuccessPlan::One { answers, .. } | SuccessPlan::Several { answers, .. } => answers,
    };
    let several = matches!(operation.success, SuccessPlan::Several { .. });
    for answer in successes {
        // A redirect that is followed is no answer.
        let is_followed = |status: u16| status / 100 == 3 && operation.follows_redirects;
        if let Status::Code(status) = answer.status
            && !is_followed(status)
        {
            let variant = several.then(|| answer.variant.clone());
            let wanted = Wanted::Success(variant);
            trials.push(Trial { wanted, ..asked(answer, status) });
        }
    }
    for answer in &operation.errors {
        if let Some(status) = status_for(answer, operation) {
            let wanted = Wanted::Error(status, answer.variant.clone());
            trials.push(Trial { wanted, ..asked(answer, status) });
        }
    }
    trials
}

/// A status that leads to a documented error and to no other. Redirects are followed, and so no answers.
fn status_for(answer: &AnswerPlan, operation: &OperationPlan) -> Option<u16> {
    let is_taken = |status: u16| {
        operation.answers().any(|answer| {
            answer.status == Status::Code(status)
                || matches!(answer.status, Status::Range(range) if status / 100 == range)
        })
    };
    let is_code = |status: u16| operation.answers().any(|answer| answer.status == Status::Code(status));
    match answer.status {
        Status::Code(status) => (status >= 400).then_some(status),
        Status::Range(range @ 4..=5) => {
            let first = range * 100;
            (first..first + 30).find(|status| !is_code(*status))
        }
        Status::Range(_) => None,
        Status::Default => (400..430).chain(500..512).find(|status| !is_taken(*status)),
    }
}

struct Maker<'plan> {
    index: usize,
    operation: &'plan OperationPlan,
    values: &'plan Values<'plan>,
}

impl Maker<'_> {
    /// Values for the required parameters, or for all; `None` where a required one has none.
    fn parameters(&self, all: bool) -> Option<Map<String, Value>> {
        let mut found = Map::new();
        for parameter in self.operation.parameters.iter().filter(|parameter| all || parameter.required) {
            match self.values.parameter(parameter, all) {
                Some(value) => {
                    found.insert(parameter.name.clone(), value);
                }
                None if parameter.required => return None,
                None => {}
            }
        }
        Some(found)
    }

    /// A call with what is required, one with everything, and one for each other shape of each body.
    fn by_bodies(&self, required: &Map<String, Value>, all: &Map<String, Value>, trials: &mut Vec<Trial>) {
        let mut add = |what: String, way, values: &Map<String, Value>, body: Option<Value>| {
            let trial = self.trial(what, way, values.clone(), body);
            if !trials.iter().any(|known: &Trial| Trial { name: trial.name.clone(), ..known.clone() } == trial) {
                trials.push(trial);
            }
        };
        let must = self.operation.body.as_ref().is_some_and(|body| body.required);
        if !must {
            add("with what is required".to_owned(), 0, required, None);
            add("with everything but a body".to_owned(), 0, all, None);
        }
        for (way, body) in self.operation.bodies().enumerate() {
            let samples = self.values.body(body);
            let what = |with: &str, sample: &Sample| {
                format!("with {with}, its body of {} with {}", body.media_type, sample.what)
            };
            if let Some(least) = samples.first() {
                add(what("what is required", least), way, required, Some(least.value.clone()));
            }
            let only = samples.len() == 1;
            for sample in samples.iter().skip(usize::from(!only)) {
                add(what("everything", sample), way, all, Some(sample.value.clone()));
            }
        }
    }

    fn trial(&self, what: String, way: usize, values: Map<String, Value>, mut body: Option<Value>) -> Trial {
        // A body that asks for a stream is not sent for a whole answer.
        let stream = self.operation.stream.as_ref().filter(|stream| !stream.only);
        let asks = stream.zip(body.as_mut()).and_then(|(stream, body)| body.pointer_mut(stream.flag.as_ref()?));
        if let Some(asks) = asks {
            *asks = Value::Bool(false);
        }
        Trial {
            operation: self.index,
            name: format!("{}, {what}", self.operation.id),
            way,
            mode: if self.operation.is_only_streamed() { Mode::Stream } else { Mode::Send },
            values,
            body,
            prefer: None,
            accept: None,
            wanted: Wanted::Success(None),
        }
    }
}

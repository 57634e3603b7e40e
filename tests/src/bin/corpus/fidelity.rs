//! Whether the types of a crate hold what their schemas say: samples made from the document as its author wrote it, decoded
//! and encoded again by a program that stands on the crate.

mod compare;
pub mod harness;
pub mod requests;

use crate::generate::Model;
use generator::discover::DocumentSource;
use generator::mock::{Sample, Schemas};
use generator::pointer::Pointer;
use generator::{load, upgrade};
use harness::Harness;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// What became of the types of a crate.
#[derive(Debug, Default)]
pub struct Fidelity {
    /// Types of which every sample came back as it was.
    pub faithful: u64,
    /// Types of which none could be made, or whose schema cannot be checked.
    pub untried: u64,
    /// Types of which one did not, and why.
    pub failed: BTreeMap<String, String>,
}

impl Fidelity {
    pub fn json(&self) -> Value {
        let Self { faithful, untried, failed } = self;
        json!({ "faithful": faithful, "untried": untried, "failed": failed })
    }
}

/// Tries every type of a crate.
pub fn outside(document: &Path, harness: &Harness, models: &[Model]) -> Result<Fidelity, String> {
    let root = document.parent().unwrap_or(Path::new("."));
    let source = DocumentSource::new("document", document);
    let loaded = load::load(&source, root).map_err(|_| "the document cannot be read again".to_owned())?;
    let schemas = Schemas::new(&loaded.root)?;
    // A type knows its schema's place in the form of 3.1; samples are made from where its author wrote it.
    let upgraded = upgrade::upgrade(loaded.root).map_err(|_| "the document cannot be upgraded again".to_owned())?;
    let origin = |at: &str| Pointer::parse(at).map(|at| upgraded.moves.origin(&at).to_string()).unwrap_or_default();
    // That a value may be null is said where it is used: there it is an `Option` of the type.
    let samples = models.iter().map(|model| {
        let mut samples = schemas.samples(&origin(&model.at));
        samples.retain(|sample| !sample.value.is_null());
        samples
    });
    let samples: Vec<Vec<Sample>> = samples.collect();
    let lines =
        samples.iter().enumerate().flat_map(|(index, samples)| samples.iter().map(move |one| (index, &one.value)));
    let answers = harness.run(lines)?;
    let mut answers = answers.into_iter();
    let mut fidelity = Fidelity::default();
    for (model, samples) in models.iter().zip(samples) {
        if samples.is_empty() {
            fidelity.untried += 1;
            continue;
        }
        let mut failure = None;
        for Sample { what, value } in samples {
            let answer = answers.next().ok_or("the program stopped early")?;
            let complaint = match answer {
                Ok(encoded) => compare::difference(&value, &encoded),
                Err(error) => Some(format!("it does not decode: {error}")),
            };
            if let Some(complaint) = complaint {
                failure.get_or_insert(format!("{complaint} | with {what}: {value}"));
            }
        }
        match failure {
            None => fidelity.faithful += 1,
            Some(failure) => {
                fidelity.failed.insert(model.path.clone(), failure);
            }
        }
    }
    Ok(fidelity)
}

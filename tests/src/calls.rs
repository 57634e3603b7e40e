//! Calls of every operation of a crate, as a program that stands on it: each operation with everything that it takes, with
//! what is required alone, and once for every answer that its document has.
//!
//! In: the plan of a crate, and its documents, from which the values are made. Out: a program, the trials that it is given,
//! and what is wrong with what comes of them.

mod program;
mod run;
mod rust;
mod trial;
mod values;
mod verdict;

pub use program::{environment, program};
pub use run::tried;
pub use trial::{Mode, Trial, Wanted};

use generator::discover::Job;
use generator::mock::Service;
use generator::plan::SdkPlan;
use generator::{load, upgrade};
use serde_json::Value;

/// The documents of a crate in the form of 3.1, in the order of its APIs.
///
/// # Errors
///
/// One of them cannot be read.
pub fn documents(job: &Job) -> Result<Vec<Value>, String> {
    let read = |source| {
        let loaded = load::load(source, &job.folder).map_err(|_| "a document cannot be read".to_owned())?;
        let upgraded = upgrade::upgrade(loaded.root).map_err(|_| "a document cannot be upgraded".to_owned())?;
        Ok(upgraded.root)
    };
    job.documents.iter().map(read).collect()
}

/// All trials of a crate with these [`documents`].
///
/// # Errors
///
/// Why the schemas of a document are no JSON Schema.
pub fn trials(plan: &SdkPlan, documents: &[Value]) -> Result<Vec<Trial>, String> {
    let mut trials = Vec::new();
    let mut index = 0;
    for (api, document) in plan.apis.iter().zip(documents) {
        let service = Service::new(document)?;
        for operation in api.resources.iter().flat_map(|resource| &resource.operations) {
            let values = values::Values::new(&service, operation);
            trials.extend(trial::trials(index, operation, &values));
            index += 1;
        }
    }
    Ok(trials)
}

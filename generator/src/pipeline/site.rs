//! The documents of a provider → what the mock server answers from.

use super::{Mode, Outcome, run};
use crate::diagnostic::Bug;
use crate::discover::Job;
use crate::emit::{RuntimeSource, Surroundings};
use crate::load::{self, Document};
use crate::mock::server::{Description, Site};
use crate::model;
use crate::upgrade::{self, Upgraded};
use std::path::Path;

/// Runs all stages and writes nothing; what they decided is answered. There is no site where there would be no crate: the
/// outcome says why.
pub fn site(job: &Job) -> (Outcome, Option<Site>) {
    let surroundings = Surroundings { runtime: RuntimeSource::Registry };
    let mut outcome = run(job, |path| path.display().to_string(), Path::new(""), Mode::Lint, &surroundings);
    let Some(plan) = &outcome.plan else { return (outcome, None) };
    let mut descriptions = Vec::new();
    for (source, plan) in job.documents.iter().zip(&plan.apis) {
        // It was read a moment ago. If it has changed since, what is wrong with it is found the next time.
        let Ok(Document { root, .. }) = load::load(source, &job.folder) else { return (outcome, None) };
        let Ok(Upgraded { root: upgraded, moves, .. }) = upgrade::upgrade(root.clone()) else { return (outcome, None) };
        let (api, _) = model::build_moved(&upgraded, &moves);
        descriptions.push(Description { root, moves, api, plan: plan.clone() });
    }
    match Site::new(descriptions) {
        Ok(site) => (outcome, Some(site)),
        Err(reason) => {
            outcome.bug = Some(Bug(format!("the schemas cannot be checked: {reason}")));
            (outcome, None)
        }
    }
}

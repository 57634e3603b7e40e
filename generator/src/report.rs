//! What became of a provider's documents, in numbers: what the crate really holds, and what it does not.

use crate::diagnostic::locate::{self, Located, Spotted};
use crate::diagnostic::{Left, Severity, Unsupported, render};
use crate::load::Sources;
use crate::plan::SdkPlan;
use crate::pointer::Pointer;
use serde_json::{Value, json};
use std::time::Duration;

/// The outcome for one provider.
#[derive(Debug, Default)]
pub struct Report {
    /// The provider.
    pub provider: String,
    /// Operations in the documents.
    pub operations_total: usize,
    /// Operations in the crate.
    pub operations_generated: usize,
    /// Operations left out.
    pub skipped: Vec<LeftOut>,
    /// Types in the crate.
    pub schemas_typed: usize,
    /// Schemas that became JSON values.
    pub degraded: Vec<LeftOut>,
    /// Every diagnostic, with its place.
    pub diagnostics: Vec<Located>,
    /// How long it took.
    pub elapsed: Duration,
}

/// Something that is not in the crate, or not as the document has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// An operation's id, or a schema's name.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub at: Spotted,
}

impl Report {
    /// Whether a diagnostic stops the provider.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|located| located.severity == Severity::Error)
    }

    /// Counts what a plan holds.
    pub fn count(&mut self, plan: &SdkPlan) {
        let resources = plan.apis.iter().flat_map(|api| &api.resources);
        self.operations_generated = resources.map(|resource| resource.operations.len()).sum();
        self.schemas_typed = plan.apis.iter().map(|api| api.models.len()).sum();
    }

    /// Adds what a stage could not express of the document that `sources` are of.
    pub fn leave_out(&mut self, unsupported: &[Unsupported], sources: &Sources) {
        let places: Vec<Pointer> = unsupported.iter().map(|left| left.at.clone()).collect();
        for (Unsupported { what, reason, at: _ }, at) in unsupported.iter().zip(locate::nodes(&places, sources)) {
            let (list, name) = match what {
                Left::Operation(name) => (&mut self.skipped, name),
                Left::Schema(name) => (&mut self.degraded, name),
            };
            list.push(LeftOut { name: name.clone(), reason: reason.clone(), at });
        }
    }

    /// The report for machines.
    pub fn json(&self) -> Value {
        let left_out = |list: &[LeftOut], key: &str| -> Value {
            let one = |LeftOut { name, reason, at }: &LeftOut| {
                let Spotted { file, line, column, pointer } = at;
                json!({ key: name, "reason": reason, "at": render::place(file, *line, *column, Some(pointer)) })
            };
            list.iter().map(one).collect()
        };
        json!({
            "provider": self.provider,
            "operations": {
                "total": self.operations_total,
                "generated": self.operations_generated,
                "skipped": left_out(&self.skipped, "id"),
            },
            "schemas": {
                "total": self.schemas_typed + self.degraded.len(),
                "typed": self.schemas_typed,
                "degraded": left_out(&self.degraded, "name"),
            },
            "diagnostics": render::json(&self.diagnostics),
            "milliseconds": u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
        })
    }
}

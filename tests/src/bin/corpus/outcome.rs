//! What became of a document.

use crate::check::Checked;
use crate::fidelity::Fidelity;
use crate::fidelity::requests::Requests;
use crate::generate::Generated;
use serde_json::{Value, json};

/// One row.
#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    pub generated: Result<Generated, String>,
    /// `None` if it was not checked.
    pub checked: Option<Result<Checked, String>>,
    /// `None` if it was not tried.
    pub fidelity: Option<Result<Fidelity, String>>,
    /// `None` if none was made.
    pub requests: Option<Result<Requests, String>>,
}

impl Outcome {
    /// Operations in the document and in the crate.
    pub fn operations(&self) -> (u64, u64) {
        (self.number("/operations/total"), self.number("/operations/generated"))
    }

    /// Schemas that became a type, and those that became a JSON value.
    pub fn schemas(&self) -> (u64, u64) {
        (self.number("/schemas/typed"), self.left_out("/schemas/degraded").len() as u64)
    }

    /// What was left out, by the list's place in the report.
    pub fn left_out(&self, list: &str) -> &[Value] {
        let found = self.generated.as_ref().ok().and_then(|generated| generated.report.pointer(list)?.as_array());
        found.map(Vec::as_slice).unwrap_or_default()
    }

    fn number(&self, pointer: &str) -> u64 {
        let found = self.generated.as_ref().ok().and_then(|generated| generated.report.pointer(pointer)?.as_u64());
        found.unwrap_or_default()
    }

    /// Whether the compiler takes the crate.
    pub fn compiles(&self) -> bool {
        matches!(&self.checked, Some(Ok(checked)) if checked.compiles)
    }

    /// Types that held every sample, and those that did not.
    pub fn faithful(&self) -> (u64, u64) {
        match &self.fidelity {
            Some(Ok(fidelity)) => (fidelity.faithful, fidelity.failed.len() as u64),
            _ => (0, 0),
        }
    }

    /// Calls that were right, and those that were not.
    pub fn called(&self) -> (u64, u64) {
        match &self.requests {
            Some(Ok(requests)) => (requests.right, requests.wrong.len() as u64),
            _ => (0, 0),
        }
    }

    /// Whether there is a crate, and the compiler has nothing to say of it.
    pub fn is_clean(&self) -> bool {
        match (&self.generated, &self.checked) {
            (Err(_), _) | (_, Some(Err(_))) => false,
            (Ok(_), Some(Ok(checked))) => checked.compiles && checked.warnings.is_empty(),
            (Ok(_), None) => true,
        }
    }

    /// In a word or a line.
    pub fn verdict(&self) -> String {
        match (&self.generated, &self.checked) {
            (Err(reason), _) => format!("not generated: {reason}"),
            (Ok(_), None) => "not checked".to_owned(),
            (Ok(_), Some(Err(reason))) => format!("not checked: {reason}"),
            (Ok(_), Some(Ok(checked))) if !checked.compiles => {
                format!("{} errors", checked.errors.values().sum::<u64>())
            }
            (Ok(_), Some(Ok(checked))) if !checked.warnings.is_empty() => {
                format!("{} warnings", checked.warnings.values().sum::<u64>())
            }
            (Ok(_), Some(Ok(_))) => "clean".to_owned(),
        }
    }

    pub fn json(&self) -> Value {
        let generated = self.generated.as_ref().ok();
        let checked = self.checked.as_ref().and_then(|checked| checked.as_ref().ok());
        json!({
            "document": self.name,
            "verdict": self.verdict(),
            "operations": generated.and_then(|generated| generated.report.get("operations")),
            "schemas": generated.and_then(|generated| generated.report.get("schemas")),
            "generate": generated.map(|generated| generated.usage.json()),
            "check": checked.map(|checked| checked.usage.json()),
            "warnings": checked.map(|checked| &checked.warnings),
            "errors": checked.map(|checked| &checked.errors),
            "fidelity": self.fidelity.as_ref().and_then(|fidelity| fidelity.as_ref().ok()).map(Fidelity::json),
            "requests": self.requests.as_ref().and_then(|requests| requests.as_ref().ok()).map(Requests::json),
            "first_error": checked.map(|checked| &checked.first),
        })
    }
}

//! What a call gives.

use super::BodyKind;
use crate::model::Status;
use serde_json::Value;

/// What a successful call gives.
#[derive(Debug, Clone)]
pub enum SuccessPlan {
    /// The same for every success status.
    One {
        /// What `Response` holds; `None` for nothing.
        kind: Option<BodyKind>,
        /// The documented answers.
        answers: Vec<AnswerPlan>,
    },
    /// An enum with a variant for each status, and for each form of it.
    Several {
        /// The enum's name.
        name: String,
        /// Its variants, in the order of statuses.
        answers: Vec<AnswerPlan>,
    },
}

/// A documented answer.
#[derive(Debug, Clone)]
pub struct AnswerPlan {
    /// The statuses it is for.
    pub status: Status,
    /// The variant for it, where there is an enum.
    pub variant: String,
    /// When it comes.
    pub description: Option<String>,
    /// Its body; `None` for nothing.
    pub kind: Option<BodyKind>,
    /// Its media type as documented; several with commas between them.
    pub media_type: Option<String>,
    /// The media types that tell it from another answer of the same status; empty for the one that it is otherwise.
    pub only_for: Vec<String>,
    /// Its headers: name and description.
    pub headers: Vec<(String, Option<String>)>,
    /// Operations that its values lead to, by what the document calls the links.
    pub links: Vec<String>,
    /// An example from the document.
    pub example: Option<Value>,
}

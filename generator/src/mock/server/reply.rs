//! What is answered, and what there is to say of it.

use super::fault::Fault;
use crate::mock::Complaint;

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// The method.
    pub method: String,
    /// The path, as it was sent.
    pub path: String,
    /// The operation that it was for: method and path template.
    pub operation: Option<String>,
    /// What was wrong with it.
    pub complaints: Vec<Complaint>,
    /// What is not wrong, and worth knowing.
    pub remarks: Vec<String>,
    /// The answer.
    pub reply: Reply,
    /// What goes wrong on purpose.
    pub fault: Option<Fault>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub content: Content,
    /// Why it is no answer of the document's, where it is none. It is not sent.
    pub why: Option<String>,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// All at once.
    Whole(Vec<u8>),
    /// One after the other.
    Pieces(Vec<Vec<u8>>),
}

impl Reply {
    /// An answer without headers and body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), content: Content::Whole(Vec::new()), why: None }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same with a body.
    #[must_use]
    pub fn body(self, media_type: &str, content: Content) -> Self {
        Self { content, ..self }.header("content-type", media_type)
    }

    /// The same with why it is no answer of the document's.
    #[must_use]
    pub fn because(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    /// All bytes of the body.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.content {
            Content::Whole(bytes) => bytes.clone(),
            Content::Pieces(pieces) => pieces.concat(),
        }
    }
}

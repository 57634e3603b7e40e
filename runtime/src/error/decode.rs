//! An answer that is not what the document says.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::{Facts, one_line};
use crate::answer::Answer;

/// How much of the body a snippet shows, in characters on each side of the place.
const AROUND: usize = 60;

/// An answer that is not what the document says: where, why, and what it was instead.
///
/// Display names the place and the reason. It shows a piece of the body only where the body is not JSON at all (an error
/// page): a piece of a JSON answer may be a token that was just made, and is given by [`snippet`](Self::snippet) alone.
pub struct DecodeError(Box<Inner>);

struct Inner {
    answer: Answer,
    text: String,
    problem: DecodeProblem,
    source: Option<serde_json::Error>,
}

/// What is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeProblem {
    /// Nothing where a value was expected.
    Empty,
    /// An HTML page, often from a proxy or a login wall.
    Html,
    /// Not JSON.
    NotJson,
    /// JSON that ends too early.
    Truncated,
    /// JSON of another shape.
    Shape {
        /// Where, as in `results[3].owner.id`.
        path: String,
    },
    /// Bytes that are not UTF-8 where text was expected.
    NotUtf8,
    /// What generated code says.
    Other(&'static str),
}

impl DecodeError {
    pub(crate) fn json(answer: &Answer, path: String, source: serde_json::Error) -> Self {
        use serde_json::error::Category;
        let body = answer.bytes().trim_ascii_start();
        let problem = match source.classify() {
            _ if body.is_empty() => DecodeProblem::Empty,
            _ if body.starts_with(b"<") => DecodeProblem::Html,
            Category::Eof => DecodeProblem::Truncated,
            Category::Data => DecodeProblem::Shape { path },
            // An error body of which only the start was kept ends wherever it was cut.
            Category::Syntax if answer.cut => DecodeProblem::Truncated,
            Category::Syntax | Category::Io => DecodeProblem::NotJson,
        };
        Self::build(answer, problem, Some(source))
    }

    pub(crate) fn not_utf8(answer: &Answer) -> Self {
        Self::build(answer, DecodeProblem::NotUtf8, None)
    }

    /// An error of generated code's own, such as a status that the document does not have.
    #[must_use]
    pub fn other(answer: &Answer, reason: &'static str) -> Self {
        Self::build(answer, DecodeProblem::Other(reason), None)
    }

    fn build(answer: &Answer, problem: DecodeProblem, source: Option<serde_json::Error>) -> Self {
        Self(Box::new(Inner { answer: answer.clone(), text: answer.text(), problem, source }))
    }

    /// What is wrong, as data.
    #[must_use]
    pub fn problem(&self) -> &DecodeProblem {
        &self.0.problem
    }

    /// Where in the JSON it is wrong, as in `results[3].owner.id`; `None` where the body as a whole is.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match &self.0.problem {
            DecodeProblem::Shape { path } => Some(path),
            _ => None,
        }
    }

    /// The answer's status code.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.answer.status
    }

    /// The response headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.0.answer.headers()
    }

    /// The whole body as text. It is what the server sent: it may hold anything.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// One line of the body around the place that is wrong. It may hold anything that the server sent, secrets included.
    #[must_use]
    pub fn snippet(&self) -> String {
        let Inner { text, source, .. } = &*self.0;
        let place = source.as_ref().map_or(0, |e| offset(text, e.line(), e.column()));
        let start = place.saturating_sub(AROUND);
        let piece: String = text.chars().skip(start).take(2 * AROUND).collect();
        let before = if start > 0 { "…" } else { "" };
        format!("{before}{}", one_line(&piece, 2 * AROUND))
    }

    /// The same error without its answer's facts, for those who decode by hand.
    pub(super) fn facts(&self) -> Facts {
        self.0.answer.facts
    }
}

/// How many characters stand before this line and column (both counted from 1; columns in bytes, as serde_json does).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(|l| l.chars().count()).sum();
    before + column.saturating_sub(1)
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { answer, problem, source, text } = &*self.0;
        write!(f, "{} answered {}, but its body ", answer.facts.operation, answer.status.as_u16())?;
        match problem {
            DecodeProblem::Empty => f.write_str("is empty where JSON was expected"),
            DecodeProblem::Html => write!(f, "is HTML where JSON was expected: {}", one_line(text, 100)),
            DecodeProblem::NotJson => write!(f, "is not JSON: {}", one_line(text, 100)),
            DecodeProblem::Truncated => write!(f, "is JSON that ends too early, after {} bytes", answer.body.len()),
            DecodeProblem::Shape { path } => {
                write!(f, "does not fit at `{path}`")?;
                source.as_ref().map_or(Ok(()), |source| write!(f, ": {source}"))
            }
            DecodeProblem::NotUtf8 => f.write_str("is not UTF-8 where text was expected"),
            DecodeProblem::Other(reason) => f.write_str(reason),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { answer, problem, source, text: _ } = &*self.0;
        f.debug_struct("DecodeError").field("answer", answer).field("problem", problem).field("source", source).finish()
    }
}

impl std::error::Error for DecodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|e| e as &(dyn std::error::Error + 'static))
    }
}

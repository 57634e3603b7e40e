//! An answer that is not what the document says.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::reason::reason;
use super::{Facts, one_line};
use crate::answer::Answer;
use crate::media_type;

/// How much of the body a snippet shows, in characters on each side of the place.
const AROUND: usize = 60;

/// How much of a page or a text that is not JSON goes into the message, in characters.
const SHOWN: usize = 100;

/// An answer that is not what the document says: where and why.
///
/// Display and Debug name the place, what was expected there and what kind of value came, never the value: it may be a token
/// that was just made. Only of HTML pages and of texts that are labelled as such the start is shown, without the credentials
/// that the request carried, and not where the document says that the whole is a secret. For the same reason there is no `source`: the decoder's own messages hold values.
pub struct DecodeError(Box<Inner>);

struct Inner {
    answer: Answer,
    problem: DecodeProblem,
    /// Line and column, both counted from 1; columns in bytes.
    place: Option<(usize, usize)>,
    /// What the decoder says, without values.
    reason: String,
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
    /// JSON that cannot be read: a number out of range, something after the end, nesting too deep, a syntax error.
    Unreadable,
    /// JSON that ends too early.
    Truncated,
    /// JSON of another shape.
    Shape {
        /// Where, as in `results[3].owner.id`.
        path: String,
    },
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A compressed body that is broken.
    Corrupt,
    /// What generated code says.
    Other(&'static str),
}

impl DecodeError {
    pub(crate) fn json(answer: &Answer, path: String, error: &serde_json::Error) -> Self {
        use serde_json::error::Category;
        let body = answer.bytes().trim_ascii_start();
        let problem = match error.classify() {
            _ if body.is_empty() => DecodeProblem::Empty,
            _ if body.starts_with(b"<") => DecodeProblem::Html,
            Category::Eof => DecodeProblem::Truncated,
            Category::Data => DecodeProblem::Shape { path },
            // An error body of which only the start was kept ends wherever it was cut.
            Category::Syntax if answer.cut => DecodeProblem::Truncated,
            Category::Syntax | Category::Io if std::str::from_utf8(body).is_err() => DecodeProblem::NotUtf8,
            Category::Syntax | Category::Io if looks_like_json(body) => DecodeProblem::Unreadable,
            Category::Syntax | Category::Io => DecodeProblem::NotJson,
        };
        let place = Some((error.line(), error.column()));
        Self(Box::new(Inner { answer: answer.clone(), problem, place, reason: reason(error) }))
    }

    pub(crate) fn not_utf8(answer: &Answer) -> Self {
        Self::build(answer, DecodeProblem::NotUtf8)
    }

    pub(crate) fn corrupt(answer: &Answer) -> Self {
        Self::build(answer, DecodeProblem::Corrupt)
    }

    /// An error of generated code's own, such as a status that the document does not have.
    #[must_use]
    pub fn other(answer: &Answer, reason: &'static str) -> Self {
        Self::build(answer, DecodeProblem::Other(reason))
    }

    fn build(answer: &Answer, problem: DecodeProblem) -> Self {
        Self(Box::new(Inner { answer: answer.clone(), problem, place: None, reason: String::new() }))
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
        self.0.answer.as_text()
    }

    /// One line of the body around the place that is wrong. It is the server's own text: it may hold anything, secrets
    /// included, and nothing of it is in Display or Debug.
    #[must_use]
    pub fn snippet(&self) -> String {
        let text = self.text();
        let place = self.0.place.map_or(0, |(line, column)| offset(text, line, column));
        let start = place.saturating_sub(AROUND);
        let piece: String = text.chars().skip(start).take(2 * AROUND).collect();
        let before = if start > 0 { "…" } else { "" };
        format!("{before}{}", one_line(&piece, 2 * AROUND))
    }

    pub(super) fn facts(&self) -> Facts {
        self.0.answer.facts
    }
}

/// Begins as a JSON value that holds others, a string or a number does (RFC 8259 §3).
fn looks_like_json(body: &[u8]) -> bool {
    matches!(body.first(), Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9'))
}

/// Labelled `text/…`, and not JSON under a wrong label.
fn is_text(answer: &Answer) -> bool {
    media_type::of(answer.headers()).starts_with("text/") && !looks_like_json(answer.bytes().trim_ascii_start())
}

/// How many characters stand before this line and column (both counted from 1; columns in bytes, as serde_json does).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(|l| l.chars().count()).sum();
    before + column.saturating_sub(1)
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { answer, problem, place, reason } = &*self.0;
        let secrets = &answer.facts.operation.secrets;
        let is_secret = secrets.answer || secrets.are_in_error(answer.status);
        let shown = || if is_secret { "***".to_owned() } else { answer.blot.line(answer.as_text(), SHOWN) };
        let why = |f: &mut fmt::Formatter<'_>| match place {
            Some((line, column)) if *line > 0 => write!(f, ": {reason} at line {line} column {column}"),
            _ => Ok(()),
        };
        write!(f, "{} answered {}, but its body ", answer.facts.operation.id, answer.status.as_u16())?;
        match problem {
            DecodeProblem::Empty => f.write_str("is empty where JSON was expected"),
            DecodeProblem::Html => write!(f, "is HTML where JSON was expected: {}", shown()),
            DecodeProblem::NotJson if is_text(answer) => write!(f, "is not JSON: {}", shown()),
            DecodeProblem::NotJson => f.write_str("is not JSON").and_then(|()| why(f)),
            DecodeProblem::Unreadable => f.write_str("could not be read as JSON").and_then(|()| why(f)),
            DecodeProblem::Truncated => {
                write!(f, "is JSON that ends too early, after {} bytes", answer.body.len()).and_then(|()| why(f))
            }
            DecodeProblem::Shape { path } => {
                write!(f, "does not fit at `{}`", answer.blot.line(path, 2 * SHOWN)).and_then(|()| why(f))
            }
            DecodeProblem::NotUtf8 => {
                let good = std::str::from_utf8(&answer.body).map_or_else(|error| error.valid_up_to(), str::len);
                write!(f, "is not UTF-8 after {good} bytes")
            }
            DecodeProblem::Corrupt => f.write_str("could not be decompressed"),
            DecodeProblem::Other(reason) => f.write_str(reason),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { answer, problem, place, reason } = &*self.0;
        f.debug_struct("DecodeError")
            .field("answer", answer)
            .field("problem", &format_args!("{}", answer.blot.out(&format!("{problem:?}"))))
            .field("place", place)
            .field("reason", reason)
            .finish()
    }
}

impl std::error::Error for DecodeError {}

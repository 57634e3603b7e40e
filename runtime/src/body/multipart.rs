//! Multipart bodies (RFC 2046 §5.1, RFC 7578): streamed, and safe against names that would become headers or parts.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::pieces::Pieces;
use super::{Body, BodyError, Files, Opened, Part};
use crate::config::header_pair;
use crate::encode::{scalar_text, to_value};
use crate::error::RequestProblem;
use crate::media_type;

/// The parts of a multipart body, in order.
///
/// ```
/// use specsmith_runtime::{Multipart, Part};
///
/// let body = Multipart::new().part("title", "Holidays").part("photo", Part::new(vec![1, 2]).file_name("a.jpg"));
/// assert_eq!(body.len(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    parts: Vec<(String, Part)>,
    /// The first thing that went wrong while it was put together.
    problem: Option<RequestProblem>,
}

/// The media type of a part of JSON.
const JSON: &str = "application/json";

impl Multipart {
    /// No parts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a part.
    #[must_use]
    pub fn part(mut self, name: impl Into<String>, part: impl Into<Part>) -> Self {
        self.parts.push((name.into(), part.into()));
        self
    }

    /// How many parts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Adds files. One that says nothing of its type has the given one, or `application/octet-stream`.
    pub fn file(&mut self, name: &str, media_type: &str, files: &impl Files) {
        for mut part in files.files() {
            let usual = if media_type.is_empty() { "application/octet-stream" } else { media_type };
            part.content_type.get_or_insert_with(|| usual.to_owned());
            // Without a file name most servers take a part for a plain field (RFC 7578 §4.2).
            part.file_name.get_or_insert_with(|| name.to_owned());
            self.parts.push((name.to_owned(), part));
        }
    }

    /// Adds a value: text, a number or a truth value as text, each item of a list as a part, an object as JSON. `null` adds
    /// nothing.
    pub fn value(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        match to_value(value) {
            Err(source) => self.fail(source),
            Ok(Value::Array(items)) => items.iter().for_each(|item| self.one(name, media_type, item)),
            Ok(value) => self.one(name, media_type, &value),
        }
    }

    /// Adds a list as one part, its items with commas between them. Whatever is no list is added as [`value`](Self::value) adds it.
    pub fn commas(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        self.joined(name, media_type, value, ",");
    }

    /// The same with spaces.
    pub fn spaces(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        self.joined(name, media_type, value, " ");
    }

    /// The same with pipes (`|`).
    pub fn pipes(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        self.joined(name, media_type, value, "|");
    }

    /// The same with tabs.
    pub fn tabs(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        self.joined(name, media_type, value, "\t");
    }

    fn joined(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized), separator: &str) {
        match to_value(value) {
            Err(source) => self.fail(source),
            Ok(Value::Array(items)) if items.is_empty() => {}
            Ok(Value::Array(items)) => {
                let items: Vec<String> = items.iter().filter(|item| !item.is_null()).map(scalar_text).collect();
                self.one(name, media_type, &Value::String(items.join(separator)));
            }
            Ok(value) => self.one(name, media_type, &value),
        }
    }

    /// Adds a value as one part of JSON. `null` adds nothing.
    pub fn json(&mut self, name: &str, media_type: &str, value: &(impl Serialize + ?Sized)) {
        match to_value(value) {
            Err(source) => self.fail(source),
            Ok(Value::Null) => {}
            Ok(value) => self.add(name, if media_type.is_empty() { JSON } else { media_type }, value.to_string()),
        }
    }

    /// Adds a header to the parts of a name that do not have it.
    pub fn header(&mut self, name: &str, header: &str, value: &str) {
        for (_, part) in self.parts.iter_mut().filter(|(known, _)| known == name) {
            if !part.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(header)) {
                part.headers.push((header.to_owned(), value.to_owned()));
            }
        }
    }

    fn one(&mut self, name: &str, media_type: &str, value: &Value) {
        match value {
            Value::Null => {}
            Value::Array(_) | Value::Object(_) => {
                self.add(name, if media_type.is_empty() { JSON } else { media_type }, value.to_string());
            }
            scalar => self.add(name, media_type, scalar_text(scalar)),
        }
    }

    fn add(&mut self, name: &str, media_type: &str, text: String) {
        let content_type = (!media_type.is_empty()).then(|| media_type.to_owned());
        self.parts.push((name.to_owned(), Part { content_type, ..Part::new(text) }));
    }

    fn fail(&mut self, source: serde_json::Error) {
        self.problem.get_or_insert(RequestProblem::Body(Arc::new(source)));
    }

    /// The body, and its `Content-Type`: the media type with its parameters and the boundary.
    pub(crate) fn into_body(self, media_type: &str) -> Result<(Body, String), RequestProblem> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        // From the system's random source: nobody who fills a part can guess it, and so close the part.
        let boundary = format!("specsmith-{}", uuid::Uuid::new_v4().simple());
        let is_form = media_type::essence(media_type) == "multipart/form-data";
        let label = label(media_type, self.parts.first().map(|(_, part)| part));
        let mut heads = Vec::with_capacity(self.parts.len());
        for (index, (name, part)) in self.parts.into_iter().enumerate() {
            let before = if index == 0 { "--" } else { "\r\n--" };
            let head = format!("{before}{boundary}\r\n{}\r\n", head(is_form, &name, &part)?);
            heads.push((Bytes::from(head), part.body));
        }
        let before = if heads.is_empty() { "--" } else { "\r\n--" };
        let end = Bytes::from(format!("{before}{boundary}--\r\n"));
        Ok((body(heads, end), format!("{label}; boundary={boundary}")))
    }
}

/// The media type with its parameters, but without a boundary of somebody else's. `multipart/related` must say of what type its
/// root is (RFC 2387 §3.1), which is the first part.
fn label(media_type: &str, root: Option<&Part>) -> String {
    let essence = media_type::essence(media_type);
    let name = |parameter: &str| parameter.split('=').next().unwrap_or_default().trim().to_ascii_lowercase();
    let own = || media_type.split(';').skip(1).filter(|parameter| !["", "boundary"].contains(&&*name(parameter)));
    let mut label = own().fold(essence.clone(), |label, parameter| format!("{label};{parameter}"));
    if essence == "multipart/related" && !own().any(|parameter| name(parameter) == "type") {
        // What says nothing of its type is text (RFC 2046 §5.1).
        let of_root = root.and_then(|part| part.content_type.as_deref()).unwrap_or("text/plain");
        label.push_str(&format!("; type=\"{}\"", quoted(&media_type::essence(of_root))));
    }
    label
}

/// The headers of a part, each with its line break.
fn head(is_form: bool, name: &str, part: &Part) -> Result<String, RequestProblem> {
    let Part { body: _, file_name, content_type, headers } = part;
    let mut head = String::new();
    let file_name = file_name.as_deref().map(|name| format!("; filename=\"{}\"", quoted(name))).unwrap_or_default();
    // Writing to a string cannot fail.
    let _ = match is_form {
        true => write!(head, "Content-Disposition: form-data; name=\"{}\"{file_name}\r\n", quoted(name)),
        false if file_name.is_empty() => Ok(()),
        false => write!(head, "Content-Disposition: attachment{file_name}\r\n"),
    };
    let content_type = content_type.as_deref().map(|media_type| ("Content-Type", media_type));
    let others = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in content_type.into_iter().chain(others) {
        header_pair(name, value)
            .map_err(|reason| RequestProblem::InvalidHeader { name: format!("{name} of a part"), reason })?;
        let _ = write!(head, "{name}: {value}\r\n");
    }
    Ok(head)
}

/// A name between quotes (WHATWG HTML §4.10.21.8): line breaks and quotes are encoded, all else goes as UTF-8.
fn quoted(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22")
}

/// The parts one after another: bytes if all of them are, else a stream, which is replayable if all of them are.
fn body(parts: Vec<(Bytes, Body)>, end: Bytes) -> Body {
    if parts.iter().all(|(_, body)| body.as_bytes().is_some()) {
        let mut all = Vec::new();
        for (head, body) in &parts {
            all.extend_from_slice(head);
            all.extend_from_slice(body.as_bytes().map(Bytes::as_ref).unwrap_or_default());
        }
        all.extend_from_slice(&end);
        return Body::from(all);
    }
    let replayable = parts.iter().all(|(_, body)| body.is_replayable());
    let parts = Arc::new(parts);
    Body::opened(replayable, move || Box::pin(open(Arc::clone(&parts), end.clone())))
}

async fn open(parts: Arc<Vec<(Bytes, Body)>>, end: Bytes) -> Result<Opened, BodyError> {
    let mut pieces = Pieces::default();
    let mut length = u64::try_from(end.len()).ok();
    for (head, body) in &*parts {
        let opened = body.open().await?;
        let head_length = u64::try_from(head.len()).ok();
        let sum = length.zip(opened.length).and_then(|(sum, body)| sum.checked_add(body));
        length = sum.zip(head_length).and_then(|(sum, head)| sum.checked_add(head));
        pieces.add_bytes(head.clone());
        pieces.add_stream(opened.stream);
    }
    pieces.add_bytes(end);
    Ok(Opened { stream: Box::pin(pieces), length })
}

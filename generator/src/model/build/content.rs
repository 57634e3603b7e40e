//! What is sent and answered: bodies, answers, their headers and forms.

use super::super::{Answer, AnswerHeader, Body, Media, Schema, Status};
use super::reader::{Build, Node};
use crate::diagnostic::Code;
use crate::pointer::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

/// Members of a media type (OpenAPI 3.2 §4.14); some documents write them a level too high.
const OF_A_MEDIA_TYPE: &[&str] = &["schema", "itemSchema", "example", "examples", "encoding"];

impl<'a> Build<'a> {
    /// `requestBody`.
    pub(super) fn body(&mut self, operation: &Node<'a>) -> Option<Body> {
        let (value, at) = operation.get("requestBody")?;
        let Some((node, description)) = self.follow(value, &at, "a request body") else {
            // Of a body that cannot be read it is still known that there is one.
            let content = vec![unknown_form("application/json", at.clone())];
            return Some(Body { at, required: false, description: None, content, extensions: IndexMap::new() });
        };
        let own = self.prose(&node, "description");
        Some(Body {
            required: self.flag(&node, "required").unwrap_or_default(),
            description: description.or(own),
            content: self.content(&node),
            extensions: node.extensions(),
            at: node.at,
        })
    }

    /// `responses`.
    pub(super) fn answers(&mut self, operation: &Node<'a>) -> Vec<Answer> {
        let mut answers: Vec<Answer> = Vec::new();
        for (key, value, at) in self.fields(operation, "responses") {
            let Some(status) = status(key) else {
                self.report(
                    Code::UnknownStatus,
                    &at,
                    format!("`{key}` is no status: this answer is left out"),
                    "write a status such as `200`, a range such as `\"4XX\"`, or `default`",
                );
                continue;
            };
            if answers.iter().any(|earlier| earlier.status == status) {
                self.report(
                    Code::DuplicateStatus,
                    &at,
                    format!("`{key}` is the same status as a key before it: this answer is left out"),
                    "make one answer of the two",
                );
                continue;
            }
            let (description, content) = match value {
                // `204:` with nothing below it, and `204: Deleted.`
                Value::Null => (None, Vec::new()),
                Value::String(text) => {
                    self.loose(value, &at, "an object (a response)", "it as `description`");
                    (Some(text.clone()), Vec::new())
                }
                _ => match self.follow(value, &at, "a response") {
                    Some((node, description)) => {
                        answers.push(self.answer(&node, status, description));
                        continue;
                    }
                    // Whatever comes can be read as bytes.
                    None => (None, vec![unknown_form("application/octet-stream", at.clone())]),
                },
            };
            let (headers, extensions) = (IndexMap::new(), IndexMap::new());
            answers.push(Answer { at, status, description, content, headers, links: Vec::new(), extensions });
        }
        answers
    }

    fn answer(&mut self, node: &Node<'a>, status: Status, description: Option<String>) -> Answer {
        let own = self.prose(node, "description");
        Answer {
            status,
            description: description.or(own),
            content: self.content(node),
            headers: self.headers(node),
            links: node.asides("links"),
            extensions: node.extensions(),
            at: node.at.clone(),
        }
    }

    fn headers(&mut self, answer: &Node<'a>) -> IndexMap<String, AnswerHeader> {
        let mut headers = IndexMap::new();
        for (name, value, at) in self.map(answer, "headers") {
            let Some((node, description)) = self.follow(value, &at, "a header") else { continue };
            let own = self.prose(&node, "description");
            let schema = self.schema_member(&node).or_else(|| self.content(&node).into_iter().next()?.schema);
            headers.insert(name.to_owned(), AnswerHeader { description: description.or(own), schema, at: node.at });
        }
        headers
    }

    /// `schema` of a parameter, header or media type.
    pub(super) fn schema_member(&mut self, owner: &Node<'a>) -> Option<Schema> {
        self.schema_of(owner, "schema")
    }

    fn schema_of(&mut self, owner: &Node<'a>, key: &str) -> Option<Schema> {
        let (value, at) = owner.get(key)?;
        Some(self.schema(value, &at))
    }

    /// `content`: media types, in order.
    pub(super) fn content(&mut self, owner: &Node<'a>) -> Vec<Media> {
        let mut forms = Vec::new();
        for (media_type, value, at) in self.map(owner, "content") {
            if OF_A_MEDIA_TYPE.contains(&media_type) {
                self.report(
                    Code::WrongType,
                    &at,
                    format!("`{media_type}` is no media type: it is left out"),
                    "put it into a media type, such as `application/json`",
                );
                continue;
            }
            // `application/json:` with nothing below it is a form without a schema.
            if value.is_null() {
                forms.push(unknown_form(media_type, at));
                continue;
            }
            let Some((node, _)) = self.follow(value, &at, "a media type") else { continue };
            forms.push(Media {
                media_type: media_type.to_owned(),
                schema: self.schema_member(&node),
                item: self.schema_of(&node, "itemSchema"),
                example: self.example(&node),
                encoding: node.value("encoding"),
                extensions: node.extensions(),
                at: node.at,
            });
        }
        forms
    }

    /// `example`, or the value of the first of `examples`.
    pub(super) fn example(&mut self, owner: &Node<'a>) -> Option<Value> {
        if let Some(example) = owner.members.get("example") {
            return Some(example.clone());
        }
        // Some documents have a list here, as a schema would; data of any kind must not fail a document.
        let (value, at) = owner.get("examples")?;
        match value {
            Value::Array(items) => items.first().cloned(),
            Value::Object(named) => {
                let (name, first) = named.iter().next()?;
                let first_at: Pointer = at.key(name);
                if !first.is_object() {
                    return Some(first.clone());
                }
                let (node, _) = self.follow(first, &first_at, "an example")?;
                node.members.get("value").cloned()
            }
            _ => None,
        }
    }
}

/// A form of a body of which nothing but the media type is known.
fn unknown_form(media_type: &str, at: Pointer) -> Media {
    Media {
        at,
        media_type: media_type.to_owned(),
        schema: None,
        item: None,
        example: None,
        encoding: None,
        extensions: IndexMap::new(),
    }
}

/// The statuses that a key of `responses` is for.
fn status(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    let (hundred, rest) = key.split_at_checked(1)?;
    let hundred: u16 = hundred.parse().ok().filter(|hundred| (1..=5).contains(hundred))?;
    if rest.eq_ignore_ascii_case("xx") {
        return Some(Status::Range(hundred));
    }
    let digits = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| key.parse().ok().map(Status::Code))?
}

#[cfg(test)]
mod tests {
    use super::{Status, status};

    #[test]
    fn statuses_are_read_as_the_specification_writes_them() {
        for (key, expected) in [
            ("200", Some(Status::Code(200))),
            ("599", Some(Status::Code(599))),
            ("2XX", Some(Status::Range(2))),
            ("5xx", Some(Status::Range(5))),
            ("default", Some(Status::Default)),
            ("", None),
            ("20", None),
            ("0200", None),
            ("600", None),
            ("+20", None),
            ("2X", None),
            ("é00", None),
        ] {
            assert_eq!(status(key), expected, "{key}");
        }
    }
}

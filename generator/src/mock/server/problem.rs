//! What the server says for itself: problem details (RFC 9457).

use super::reply::{Content, Reply};
use crate::mock::{Complaint, Part};
use crate::status::phrase;
use serde_json::{Value, json};

/// An answer that says what is wrong.
pub fn problem(status: u16, detail: &str) -> Reply {
    written(status, json!({ "detail": detail })).because(detail)
}

/// The same with one more member.
pub fn problem_with(status: u16, detail: &str, name: &str, value: Value) -> Reply {
    written(status, json!({ "detail": detail, name: value })).because(detail)
}

/// An answer that lists what is wrong with a request.
pub fn complaints(status: u16, found: &[Complaint]) -> Reply {
    let one = |complaint: &Complaint| {
        let part = match complaint.part {
            Part::Credentials => "credentials",
            Part::Parameter => "parameter",
            Part::MediaType => "media type",
            Part::Body => "body",
        };
        match &complaint.pointer {
            Some(pointer) => json!({ "in": part, "pointer": format!("#{pointer}"), "detail": complaint.what }),
            None => json!({ "in": part, "detail": complaint.what }),
        }
    };
    let errors: Vec<Value> = found.iter().map(one).collect();
    problem_with(status, "the request is not as the document says", "errors", Value::Array(errors))
}

fn written(status: u16, own: Value) -> Reply {
    let mut problem = json!({ "type": "about:blank", "title": phrase(status).unwrap_or("Problem"), "status": status });
    if let (Value::Object(all), Value::Object(own)) = (&mut problem, own) {
        all.extend(own);
    }
    let bytes = format!("{problem:#}\n").into_bytes();
    Reply::empty(status).body("application/problem+json", Content::Whole(bytes))
}

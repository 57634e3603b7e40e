//! Where the schemas of an operation's parameters and bodies stand.

use super::parameter;
use super::service::{Operation, Service, text};
use crate::media_type::essence;
use crate::pointer::escaped;
use serde_json::{Map, Value};

impl Service {
    /// The operation of a method, in capitals, and a path template.
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.operations().iter().find(|operation| operation.method == method && operation.path == path)
    }

    /// The place of the schema of an operation's parameter.
    pub fn parameter_schema(&self, operation: &Operation, location: &str, name: &str) -> Option<String> {
        let parameters = self.parameters(operation);
        let is_it = |parameter: &Map<String, Value>| {
            text(parameter, "in") == location && same(location, text(parameter, "name"), name)
        };
        parameters
            .iter()
            .find(|(_, parameter)| is_it(parameter))
            .map(|(at, parameter)| parameter::schema_at(at, parameter))
    }

    /// The place of the schema of an operation's body in a media type; `None` where nothing is said of it.
    pub fn body_schema(&self, operation: &Operation, media_type: &str) -> Option<String> {
        let at = format!("{}/requestBody", operation.at);
        let (at, body) = self.schemas().resolve(at.clone(), self.schemas().tree().pointer(&at)?);
        let (name, media) = media(body, media_type)?;
        media.get("schema").map(|_| format!("{at}/content/{}/schema", escaped(name)))
    }
}

/// Header names are the same in capitals (RFC 9110 §5.1).
fn same(location: &str, one: &str, other: &str) -> bool {
    if location == "header" { one.eq_ignore_ascii_case(other) } else { one == other }
}

/// What a `requestBody` says of a media type: of itself before a range that it is in.
pub(super) fn media<'tree>(body: &'tree Value, media_type: &str) -> Option<(&'tree String, &'tree Value)> {
    let sent = essence(media_type);
    let rank = |documented: &str| match essence(documented) {
        same if same == sent => Some(0),
        range if range.strip_suffix('*').is_some_and(|range| sent.starts_with(range) || range == "*/") => Some(1),
        _ => None,
    };
    let content = body.get("content").and_then(Value::as_object).into_iter().flatten();
    let ranked = content.filter_map(|(name, media)| Some((rank(name)?, name, media)));
    ranked.min_by_key(|(rank, _, _)| *rank).map(|(_, name, media)| (name, media))
}

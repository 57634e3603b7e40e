//! The paths of a document's servers: what stands before the paths of its operations.

use crate::model::Server;

/// The segments before an operation's path, of which some may be anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Prefix(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Segment {
    Literal(String),
    Any,
}

impl Prefix {
    /// The path of a server's URL (OpenAPI 3.1 §4.8.5); a segment with a variable may be anything.
    pub fn of(server: &Server) -> Self {
        let mut url = server.url.clone();
        // One value may be several segments.
        for (name, variable) in server.variables.iter().filter(|(_, variable)| variable.default.contains('/')) {
            url = url.replace(&format!("{{{name}}}"), &variable.default);
        }
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map(|(_, path)| path.to_owned()),
            None if url.starts_with("//") || url.starts_with('{') => {
                url.trim_start_matches('/').split_once('/').map(|(_, path)| path.to_owned())
            }
            None => Some(url),
        };
        let path = path.unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let segment = |text: &str| {
            if text.contains('{') { Segment::Any } else { Segment::Literal(text.to_owned()) }
        };
        Self(path.split('/').filter(|text| !text.is_empty() && *text != ".").map(segment).collect())
    }

    /// How many segments it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// What of a path stands behind it.
    pub fn rest<'path>(&self, path: &'path str) -> Option<&'path str> {
        let mut rest = path;
        for segment in &self.0 {
            let inside = rest.strip_prefix('/')?;
            let (first, behind) = inside.split_at(inside.find('/').unwrap_or(inside.len()));
            let fits = match segment {
                Segment::Literal(text) => text == first,
                Segment::Any => !first.is_empty(),
            };
            rest = if fits { behind } else { return None };
        }
        Some(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Prefix;
    use crate::model::{Server, ServerVariable};
    use crate::pointer::Pointer;
    use indexmap::IndexMap;

    #[test]
    fn paths_are_found_behind_the_path_of_a_server() {
        for (url, path, rest) in [
            ("https://example.com", "/pets", Some("/pets")),
            ("https://example.com/", "/pets", Some("/pets")),
            ("https://example.com/v1/", "/v1/pets", Some("/pets")),
            ("https://example.com/v1", "/v2/pets", None),
            ("https://{host}/{version}/x", "/v7/x/pets", Some("/pets")),
            ("{base}/api", "/api/pets", Some("/pets")),
            ("/api", "/api", Some("")),
            ("//example.com/api?x#y", "/api/pets", Some("/pets")),
            ("api", "/api/pets", Some("/pets")),
            ("https://example.com/{deep}", "/a/b/pets", Some("/pets")),
        ] {
            let deep = ServerVariable {
                at: Pointer::root(),
                default: "a/b".to_owned(),
                allowed: Vec::new(),
                description: None,
                extensions: IndexMap::new(),
            };
            let server = Server {
                name: None,
                at: Pointer::root(),
                url: url.to_owned(),
                description: None,
                variables: IndexMap::from([("deep".to_owned(), deep)]),
                extensions: IndexMap::new(),
            };
            assert_eq!(Prefix::of(&server).rest(path), rest, "{url} {path}");
        }
    }
}

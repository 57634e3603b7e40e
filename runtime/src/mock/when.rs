//! Which requests a rule is for.

use std::fmt;

use serde_json::Value;

use super::Captured;

/// Which requests a rule is for; every condition must hold. Its Display lists them.
///
/// A text is method and path: `GET /accounts/{id}`, where braces stand for any one segment and a base URL's own path
/// counts.
///
/// ```
/// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
/// # use acme::Acme;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use specsmith_runtime::mock::{Mock, Reply, When};
/// use specsmith_runtime::serde_json::json;
///
/// let mock = Mock::new();
/// mock.on("GET /accounts/gone").reply(Reply::json(404, json!({ "message": "gone" })));
/// mock.on(When::operation("getAccount").query("tag", "new")).reply(Reply::json(200, json!({ "id": "tagged" })));
/// mock.on(When::any()).reply(Reply::empty(500));
///
/// let acme = Acme::builder().mock(&mock).build()?;
/// assert_eq!(acme.get("acc-1").tags(&["new"]).send().await?.id, "tagged");
/// # Ok(()) }
/// ```
pub struct When(Vec<Condition>);

enum Condition {
    Operation(String),
    Method(String),
    Path(String),
    Query(String, String),
    Header(String, String),
    Json(Value),
    Other(String, Box<dyn Fn(&Captured) -> bool + Send>),
}

impl From<&str> for When {
    fn from(line: &str) -> Self {
        match line.trim().split_once(' ') {
            Some((method, path)) => Self::any().method(method).path(path.trim()),
            None => Self::any().path(line.trim()),
        }
    }
}

impl When {
    /// Every request.
    #[must_use]
    pub fn any() -> Self {
        Self(Vec::new())
    }

    /// The calls of one operation, by its `operationId`.
    #[must_use]
    pub fn operation(id: impl Into<String>) -> Self {
        Self(vec![Condition::Operation(id.into())])
    }

    /// Of this method.
    #[must_use]
    pub fn method(self, method: impl Into<String>) -> Self {
        self.and(Condition::Method(method.into().to_ascii_uppercase()))
    }

    /// With this path, as it is encoded; segments in braces stand for any.
    #[must_use]
    pub fn path(self, path: impl Into<String>) -> Self {
        self.and(Condition::Path(path.into()))
    }

    /// With this query parameter, decoded.
    #[must_use]
    pub fn query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.and(Condition::Query(name.into(), value.into()))
    }

    /// With this header.
    #[must_use]
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.and(Condition::Header(name.into(), value.into()))
    }

    /// With this JSON body.
    #[must_use]
    pub fn json(self, body: Value) -> Self {
        self.and(Condition::Json(body))
    }

    /// For which this is true; `what` names it in messages.
    #[must_use]
    pub fn matches(self, what: impl Into<String>, test: impl Fn(&Captured) -> bool + Send + 'static) -> Self {
        self.and(Condition::Other(what.into(), Box::new(test)))
    }

    fn and(mut self, condition: Condition) -> Self {
        self.0.push(condition);
        self
    }

    pub(super) fn fits(&self, request: &Captured) -> bool {
        self.0.iter().all(|condition| condition.holds(request))
    }
}

impl Condition {
    fn holds(&self, request: &Captured) -> bool {
        match self {
            Self::Operation(id) => request.operation() == id,
            Self::Method(method) => request.method() == method,
            Self::Path(path) => same_path(path, request.path()),
            Self::Query(name, value) => {
                request.url().query_pairs().any(|(key, found)| key == *name && found == value.as_str())
            }
            Self::Header(name, value) => request.headers().get_all(name).iter().any(|found| found == value.as_str()),
            Self::Json(body) => request.json::<Value>().is_ok_and(|found| found == *body),
            Self::Other(_, test) => test(request),
        }
    }
}

fn same_path(template: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == found => {}
            (Some(wanted), Some(found)) if wanted.starts_with('{') && wanted.ends_with('}') && !found.is_empty() => {}
            _ => return false,
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("any request");
        }
        for (index, condition) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            match condition {
                Condition::Operation(text) | Condition::Method(text) | Condition::Path(text) => f.write_str(text)?,
                Condition::Query(name, value) => write!(f, "with query {name}={value}")?,
                Condition::Header(name, value) => write!(f, "with header {name}: {value}")?,
                Condition::Json(body) => write!(f, "with body {body}")?,
                Condition::Other(what, _) => f.write_str(what)?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "When({self})")
    }
}

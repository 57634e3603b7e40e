//! A request, as far as an answer depends on it.

/// A request as it comes.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The method in capitals.
    pub method: String,
    /// The path below the server's URL, as it was sent.
    pub path: String,
    /// What stands behind `?`, as it was sent.
    pub query: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

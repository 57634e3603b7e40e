//! Base URLs: which are accepted, and what counts as the same origin.

use url::{Host, Url};

/// Whether plain HTTP may go to other machines. To this one it always may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HttpAllowed(pub(crate) bool);

/// A checked base URL: http or https, no credentials, no query, no fragment, no slash at the end.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    url: Url,
    text: String,
}

impl BaseUrl {
    /// Checks a base URL.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it: it may hold a password.
    pub(crate) fn parse(text: &str, http: HttpAllowed) -> Result<Self, &'static str> {
        let url = absolute(text, http)?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err("holds a query or a fragment");
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }

    /// Without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The path, without a slash at the end.
    pub(crate) fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// Same scheme, host and port (RFC 6454 §5).
    pub(crate) fn same_origin(&self, other: &Url) -> bool {
        self.url.origin() == other.origin()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

/// A URL that may be sent to: http or https, no credentials.
///
/// # Errors
/// What is wrong with it, without repeating it: it may hold a password.
pub(crate) fn absolute(text: &str, http: HttpAllowed) -> Result<Url, &'static str> {
    let text = text.trim();
    printable(text)?;
    let url = Url::parse(text).map_err(|_| "is not an absolute URL, such as https://api.example.com/v1")?;
    match url.scheme() {
        "https" => {}
        "http" if http.0 || is_loopback(&url) => {}
        "http" => {
            return Err("is plain HTTP, which anybody on the way can read: use https, or `.allow_http(true)`");
        }
        _ => return Err("is neither https nor http"),
    }
    if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
        return Err("holds credentials; give them to the builder instead");
    }
    Ok(url)
}

/// Refuses what parsers read in more than one way.
pub(crate) fn printable(text: &str) -> Result<(), &'static str> {
    match text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        true => Err("holds white space, a backslash or a control character"),
        false => Ok(()),
    }
}

/// Between `//` and the next `/`, as it was written: parsers drop an empty user name.
fn authority(text: &str) -> &str {
    let after = text.split_once("//").map_or("", |(_, after)| after);
    after.split(['/', '?', '#']).next().unwrap_or_default()
}

/// `localhost`, `127.0.0.0/8`, `::1`: this machine, where nobody is on the way.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

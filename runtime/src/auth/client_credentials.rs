//! How a program signs in as itself (RFC 6749 §4.4).

use crate::secret::Secret;

/// The id and secret of a program that signs in as itself, with OAuth2's client credentials grant (RFC 6749 §4.4).
///
/// The token that they are traded for is fetched when the first call needs it, kept for all calls of the client and its
/// clones, and fetched again shortly before it runs out (a tenth of its life, at most a minute; while the endpoint answers with
/// an error or not at all, the one that is there is used to its end, once the fetch has failed), or once when the server answers 401.
/// However many calls wait for it, it is fetched once, which goes on as long as any of them waits.
///
/// ```
/// use specsmith_runtime::ClientCredentials;
///
/// let client = ClientCredentials::new("my-program", "s3cret")
///     .scopes(["read", "write"])
///     .parameter("audience", "https://api.example.com");
/// assert!(!format!("{client:?}").contains("s3cret"));
/// ```
#[derive(Debug, Clone)]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    scopes: Option<String>,
    in_body: bool,
    token_url: Option<String>,
    parameters: Vec<(String, Secret)>,
}

impl ClientCredentials {
    /// A program's id and secret.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            scopes: None,
            in_body: false,
            token_url: None,
            parameters: Vec::new(),
        }
    }

    /// Asks for these scopes (RFC 6749 §3.3), with one token for all operations. Default: for each operation a token with the
    /// scopes that the document lists for it; operations with the same scopes share one.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<String> = scopes.into_iter().map(|scope| scope.as_ref().to_owned()).collect();
        self.scopes = Some(scopes.join(" "));
        self
    }

    /// Sends id and secret as fields of the form (RFC 6749 §2.3.1) instead of as `Authorization: Basic`, for servers that read
    /// them only there.
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Fetches the token here instead of where the document says; a relative URL is below the client's base URL. As for base
    /// URLs, plain `http` is refused except to this machine.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Adds a field to the form that asks for the token, such as `audience` or `resource` (RFC 8707).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn own_token_url(&self) -> Option<&str> {
        self.token_url.as_deref()
    }

    pub(super) fn own_scopes(&self) -> Option<&str> {
        self.scopes.as_deref()
    }

    pub(super) fn is_in_body(&self) -> bool {
        self.in_body
    }

    pub(super) fn parameters(&self) -> &[(String, Secret)] {
        &self.parameters
    }
}

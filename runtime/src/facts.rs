//! The constant tables that a generated crate fills: what its document says, and nothing that is decided at run time.
//!
//! Indexes are used instead of names wherever generated code refers to a row, so that looking one up costs nothing.

/// One provider: everything its documents say about where it is and how one signs in.
#[derive(Debug)]
pub struct Provider {
    /// Name of the client struct (`Acme`), used in messages.
    pub name: &'static str,
    /// What the crate calls itself in `User-Agent` (RFC 9110 §10.1.5), such as `acme-client/0.1.0`.
    pub user_agent: &'static str,
    /// Environment variable that overrides the base URL of every API of the provider.
    pub base_url_env: &'static str,
    /// Security schemes of all APIs, each once (OpenAPI 3.1 §4.8.27).
    pub schemes: &'static [Scheme],
    /// Server variables of all APIs, each once by name (OpenAPI 3.1 §4.8.6).
    pub variables: &'static [Variable],
    /// The APIs, one a document.
    pub apis: &'static [Api],
    /// The servers that operations have for themselves, each list once (OpenAPI 3.1 §4.8.9, §4.8.10).
    pub own_servers: &'static [OwnServers],
}

/// One security scheme (OpenAPI 3.1 §4.8.27).
#[derive(Debug)]
pub struct Scheme {
    /// Its key in `components.securitySchemes`.
    pub id: &'static str,
    /// The builder method that takes the credential; named in errors.
    pub setter: &'static str,
    /// Where the credential goes.
    pub kind: SchemeKind,
    /// Environment variables read when the builder was given nothing; the first that is set counts.
    pub env: &'static [&'static str],
}

/// Where a credential goes.
#[derive(Debug)]
#[non_exhaustive]
pub enum SchemeKind {
    /// `Authorization: Bearer …` (RFC 6750 §2.1).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617). The credential is `user:password`, also in the environment.
    Basic,
    /// A bearer token that a program gets for its own id and secret (RFC 6749 §4.4), or that the caller brings.
    OAuth2 {
        /// Where the token is got; relative to the base URL of `api`.
        token_url: &'static str,
        /// Index into [`Provider::apis`].
        api: usize,
        /// The builder method that takes id and secret; named in errors.
        setter: &'static str,
        /// Environment variables of the client's id and secret, read when neither they nor a token were given; empty names are
        /// not read.
        client_env: [&'static str; 2],
    },
    /// A key under a name of its own.
    ApiKey {
        /// Name of the header, query parameter or cookie.
        name: &'static str,
        /// Which of the three it is.
        location: KeyLocation,
    },
}

/// Where an API key is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLocation {
    /// A request header.
    Header,
    /// A parameter of the URL's query.
    Query,
    /// A pair in the `Cookie` header (RFC 6265 §4.2).
    Cookie,
}

/// One variable of server URLs (OpenAPI 3.1 §4.8.6).
#[derive(Debug)]
pub struct Variable {
    /// Its name between braces in [`Server::url`].
    pub name: &'static str,
    /// The builder method that takes it; named in errors.
    pub setter: &'static str,
    /// The document's default; `None` when the caller must give a value (or a base URL).
    pub default: Option<&'static str>,
    /// Environment variables read when the builder was given nothing; the first that is set counts.
    pub env: &'static [&'static str],
    /// The only values allowed; empty when any is.
    pub allowed: &'static [&'static str],
}

/// One API: the servers that a document names.
#[derive(Debug)]
pub struct Api {
    /// Its name, used in messages.
    pub name: &'static str,
    /// Its servers; the first is the default.
    pub servers: &'static [Server],
}

/// The servers that some operations have in place of those of their API.
#[derive(Debug)]
pub struct OwnServers {
    /// Index into [`Provider::apis`]: a relative URL starts from the base URL of that API, and credentials go along only
    /// where its origin is the same.
    pub api: usize,
    /// The servers; the first is the default.
    pub servers: &'static [Server],
}

/// One server (OpenAPI 3.1 §4.8.5).
#[derive(Debug)]
pub struct Server {
    /// A short name such as `sandbox`.
    pub name: &'static str,
    /// URL template, with variables between braces.
    pub url: &'static str,
    /// Which of [`Provider::variables`] the template uses.
    pub variables: &'static [usize],
}

/// One operation (OpenAPI 3.1 §4.8.10).
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`, used in errors and traces.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// Path template below the server's URL, with parameters between braces.
    pub path: &'static str,
    /// Index into [`Provider::apis`].
    pub api: usize,
    /// Index into [`Provider::own_servers`], where it has servers of its own.
    pub own_servers: Option<usize>,
    /// Its parameters; [`Call::set`](crate::Call::set) takes an index into them.
    pub parameters: &'static [Parameter],
    /// Alternatives, each a set of indexes into [`Provider::schemes`] that go together. No alternative: nothing is sent. An
    /// empty alternative: the call may go without credentials.
    pub security: &'static [&'static [usize]],
    /// The scopes that an alternative of `security` needs of its OAuth2 schemes.
    pub scopes: &'static [Scopes],
    /// Media type of the body, where one is sent.
    pub content_type: Option<&'static str>,
    /// Value of `Accept` (RFC 9110 §12.5.1).
    pub accept: &'static str,
    /// Whether the call may be replayed: by its method (RFC 9110 §9.2.2), or because the document says so.
    pub idempotent: bool,
    /// Whether a redirect that counts as a success ([`SuccessBody::accepts`](crate::SuccessBody::accepts)) is followed where
    /// it can be: then it is an answer only where it cannot.
    pub follows_redirects: bool,
    /// The header that the document has for idempotency keys: a key is made for every call whose caller gives none.
    pub idempotency_header: Option<&'static str>,
    /// How the document wants it to be sent again.
    pub retry: Option<&'static Retry>,
    /// What of its answers nobody may see.
    pub secrets: Secrets,
    /// Its answer as a stream, where a member of the body asks for that in place of a whole answer.
    pub streams: Option<&'static Stream>,
}

impl Operation {
    /// `GET /` with nothing: generated tables say what differs.
    pub const DEFAULT: Self = Self {
        id: "",
        method: Method::Get,
        path: "/",
        api: 0,
        own_servers: None,
        parameters: &[],
        security: &[],
        scopes: &[],
        content_type: None,
        accept: "",
        idempotent: false,
        follows_redirects: false,
        idempotency_header: None,
        retry: None,
        secrets: Secrets::NONE,
        streams: None,
    };
}

/// What of an operation's answers is kept out of Debug and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secrets {
    /// Whether what it gives, or an item of what it streams, is a secret as a whole, such as a new password.
    pub answer: bool,
    /// The statuses, from and to, of errors that are a secret or hold one.
    pub errors: &'static [(u16, u16)],
}

impl Secrets {
    /// Nothing.
    pub const NONE: Self = Self { answer: false, errors: &[] };

    pub(crate) fn are_in_error(&self, status: http::StatusCode) -> bool {
        self.errors.iter().any(|(first, last)| (*first..=*last).contains(&status.as_u16()))
    }
}

/// How a document wants calls to be sent again; a policy of the caller's comes before it. What it does not say is as in
/// [`RetryPolicy::default`](crate::RetryPolicy::default).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    /// How often a call is sent at most, the first time included.
    pub max_attempts: Option<u32>,
    /// Upper bound of the wait before the second attempt, in milliseconds.
    pub initial_backoff: Option<u64>,
    /// By what the bound grows from attempt to attempt.
    pub factor: Option<f64>,
    /// The most that the bound grows to, in milliseconds.
    pub max_backoff: Option<u64>,
    /// After this time since the call began no new attempt starts, in milliseconds.
    pub max_elapsed: Option<u64>,
    /// The statuses after which a call is sent again, from and to, instead of those that are built in; empty: those.
    pub statuses: &'static [(u16, u16)],
    /// Whether a call is sent again after no answer at all.
    pub connection_errors: bool,
}

impl Retry {
    /// Says nothing: generated tables say what differs.
    pub const DEFAULT: Self = Self {
        max_attempts: None,
        initial_backoff: None,
        factor: None,
        max_backoff: None,
        max_elapsed: None,
        statuses: &[],
        connection_errors: true,
    };
}

/// The scopes that a call needs (RFC 6749 §3.3).
#[derive(Debug)]
pub struct Scopes {
    /// Index into [`Operation::security`].
    pub alternative: usize,
    /// Index into [`Provider::schemes`].
    pub scheme: usize,
    /// Their names.
    pub scopes: &'static [&'static str],
}

/// How an operation streams its answer.
#[derive(Debug)]
pub struct Stream {
    /// Value of `Accept` (RFC 9110 §12.5.1) when it does.
    pub accept: &'static str,
    /// The member of the JSON body, as a JSON Pointer (RFC 6901), that is set to `true` to ask for the stream.
    pub flag: Option<&'static str>,
    /// The text that stands for the end where an item would be, such as `[DONE]`.
    pub sentinel: Option<&'static str>,
    /// What becomes an item.
    pub item: StreamItem,
}

/// What leads from one page of a list to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// What is known of the next page.
    pub step: Step,
    /// Where that goes in the next request.
    pub to: PageTarget,
    /// The header of the answer that says it, in small letters; `None` where the body or the step itself does.
    pub header: Option<&'static str>,
}

/// What is known of the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A token that the answer gives.
    Token,
    /// The offset of its first item: one behind the last of this page.
    Offset,
    /// Its number: the next.
    Number {
        /// That of the first page.
        first: u64,
    },
    /// Its URL, by the header `Link` with the relation `next` (RFC 8288).
    Link,
    /// Its URL, which the answer gives.
    Url,
}

/// Where what leads to a page goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageTarget {
    /// The parameter of this index in [`Operation::parameters`].
    Parameter(usize),
    /// The member of the JSON body at this JSON Pointer (RFC 6901).
    Body(&'static str),
    /// It is the URL.
    Url,
}

/// Where a request that is one page of an upload says so: JSON Pointers (RFC 6901) into its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bulk {
    /// The list that is cut into pages.
    pub items: &'static str,
    /// The id that all pages carry.
    pub upload_id: &'static str,
    /// `true` on the first page only.
    pub first: Option<&'static str>,
    /// `true` on the last page only, which makes the upload whole.
    pub last: Option<&'static str>,
    /// Set by the caller to begin an upload again; kept on the first page only.
    pub restart: Option<&'static str>,
    /// How many items a page holds, where the document says it.
    pub page_size: Option<usize>,
    /// How many bytes its items may be together as JSON, where the document says it.
    pub page_bytes: Option<usize>,
}

/// What of a stream becomes an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamItem {
    /// The line, or the data of an event, as JSON.
    Json,
    /// The data of an event as it stands.
    Text,
    /// An event as an object of `id`, `event`, `data` and `retry`, its data as JSON where it is.
    Event,
}

/// HTTP methods that OpenAPI knows (OpenAPI 3.1 §4.8.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is the HTTP method of that name")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// Any other method name (OpenAPI 3.2 `additionalOperations`).
    Custom(&'static str),
}

impl Method {
    /// The name as it is sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Custom(name) => name,
        }
    }
}

/// One parameter of an operation (OpenAPI 3.1 §4.8.12).
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub location: Location,
    /// How its value is written (OpenAPI 3.1 §4.8.12.3).
    pub style: Style,
    /// Whether lists and maps make one parameter an item.
    pub explode: bool,
    /// Whether reserved characters of RFC 3986 stay as they are in a query value.
    pub allow_reserved: bool,
}

/// Where a parameter goes (OpenAPI 3.1 §4.8.12.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the location of that name")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a parameter's value is written (OpenAPI 3.1 §4.8.12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `a,b,c`: paths and headers.
    Simple,
    /// `.a.b.c`: paths.
    Label,
    /// `;name=a,b,c`: paths.
    Matrix,
    /// `name=a&name=b` or `name=a,b`: queries and cookies.
    Form,
    /// `name=a%20b`: queries; `a b`: paths and headers of Swagger 2.0 (`collectionFormat`).
    SpaceDelimited,
    /// `name=a%7Cb`: queries; `a|b`: paths and headers of Swagger 2.0.
    PipeDelimited,
    /// Separated by tabs: Swagger 2.0.
    TabDelimited,
    /// `name[key]=value`: queries.
    DeepObject,
    /// The value as one JSON text: parameters that have `content: application/json` instead of a schema.
    Json,
}

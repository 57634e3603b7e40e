//! The SDK as it will be: every decision taken, nothing left to look up. Data only; `emit` and `docs` print it.

mod bulk;
mod model;
mod paging;
mod stream;

pub use bulk::BulkPlan;
pub use model::{FieldKind, FieldPlan, ItemPlan, MemberPlan, ModelKind, ModelPlan, PartPlan, VariantPlan};
pub use paging::{AccessPlan, AccessStep, PageTargetPlan, PagingPlan, StepPlan};
pub use stream::{StreamItemPlan, StreamPlan};

use crate::lower::facts::Documentation;
pub use crate::lower::facts::Holds;
use crate::model::{Location, Status};
use crate::reflect::RustType;
use serde_json::Value;

/// One crate.
#[derive(Debug, Clone)]
pub struct SdkPlan {
    /// What `Cargo.toml` says.
    pub package: Package,
    /// The type that users start from.
    pub provider: ProviderPlan,
    /// The APIs, one a document. Exactly one without a module, or several with one each.
    pub apis: Vec<ApiPlan>,
    /// How deep the compiler has to go into its types, if that is deeper than it goes by itself.
    pub recursion_limit: Option<usize>,
    /// The API whose first call is the crate's: an index into `apis`.
    pub first_api: usize,
}

/// What `Cargo.toml` says.
#[derive(Debug, Clone)]
pub struct Package {
    /// The package's name, `acme-client`.
    pub name: String,
    /// The library's name, `acme_client`.
    pub library: String,
    /// Its version.
    pub version: String,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// Where its source is.
    pub repository: Option<String>,
    /// The provider's home page.
    pub homepage: Option<String>,
    /// Where its documentation is, if not on docs.rs.
    pub documentation: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Categories of the registry.
    pub categories: Vec<String>,
    /// At most five words.
    pub keywords: Vec<String>,
}

/// The type that users start from, and what configures it.
#[derive(Debug, Clone)]
pub struct ProviderPlan {
    /// The type's name, `Acme`.
    pub type_name: String,
    /// The variable that documentation uses for it, `acme`.
    pub variable: String,
    /// The environment variable that overrides every base URL, `ACME_BASE_URL`.
    pub base_url_env: String,
    /// The security schemes of all APIs.
    pub schemes: Vec<SchemePlan>,
    /// The schemes that are a certificate of the client (mutual TLS), which no builder method takes.
    pub certificates: Vec<String>,
    /// The server variables of all APIs.
    pub variables: Vec<VariablePlan>,
    /// The servers that operations have for themselves, each list once.
    pub own_servers: Vec<OwnServersPlan>,
}

/// A security scheme.
#[derive(Debug, Clone)]
pub struct SchemePlan {
    /// Its name in the document.
    pub id: String,
    /// The builder's method.
    pub setter: String,
    /// The builder's method that takes a callback for it.
    pub callback: String,
    /// How the credential is sent.
    pub kind: SchemeKind,
    /// The flows by which somebody else gets one: OAuth2's, or OpenID Connect.
    pub flows: Vec<String>,
    /// How a program gets one by itself, where the document says so.
    pub client: Option<ClientPlan>,
    /// The environment variables that may hold it, first set wins.
    pub env: Vec<String>,
    /// Whether the document names them.
    pub env_is_declared: bool,
    /// What it is for.
    pub description: Option<String>,
}

/// How a program gets a token for its own id and secret (RFC 6749 §4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientPlan {
    /// The builder's method that takes id and secret.
    pub setter: String,
    /// Where the token is got, perhaps relative to the base URL of an API.
    pub token_url: String,
    /// That API: an index into [`SdkPlan::apis`].
    pub api: usize,
    /// The environment variables of id and secret.
    pub env: [String; 2],
}

/// The scopes that an alternative of an operation's security needs of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopesPlan {
    /// Index into [`OperationPlan::security`].
    pub alternative: usize,
    /// Index into [`ProviderPlan::schemes`].
    pub scheme: usize,
    /// Their names.
    pub scopes: Vec<String>,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer …`
    Bearer,
    /// `Authorization: Basic …`
    Basic,
    /// A key of its own.
    ApiKey {
        /// The name on the wire.
        name: String,
        /// Header, query or cookie.
        location: Location,
    },
}

/// A server variable.
#[derive(Debug, Clone, PartialEq)]
pub struct VariablePlan {
    /// Its name in the URL.
    pub name: String,
    /// The builder's method.
    pub setter: String,
    /// The value when none is given; `None` if one must be.
    pub default: Option<String>,
    /// The environment variables that may hold it, first set wins.
    pub env: Vec<String>,
    /// The values allowed; empty means any.
    pub allowed: Vec<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// One document's API.
#[derive(Debug, Clone)]
pub struct ApiPlan {
    /// Its name: the document's.
    pub name: String,
    /// Its module and the provider's method; `None` if it is the only API.
    pub module: Option<String>,
    /// The handle's type name; the provider's own where there is no module.
    pub handle: String,
    /// `info.title`
    pub title: String,
    /// `info.description`
    pub description: Option<String>,
    /// `info.version`
    pub version: String,
    /// The document, relative to the workspace, with `/`.
    pub source: String,
    /// Its servers, the first is the default.
    pub servers: Vec<ServerPlan>,
    /// What the server calls, by the document's names; no code is made of it.
    pub webhooks: Vec<String>,
    /// Its resources, sorted by name.
    pub resources: Vec<ResourcePlan>,
    /// Its types, sorted by name.
    pub models: Vec<ModelPlan>,
    /// What a new user calls first; `None` if it has no operation.
    pub first_call: Option<FirstCall>,
}

/// The operation that a new user calls first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstCall {
    /// Index into [`ApiPlan::resources`].
    pub resource: usize,
    /// Index into [`ResourcePlan::operations`].
    pub operation: usize,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPlan {
    /// What selects it.
    pub name: String,
    /// The URL with `{variables}`.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The variables in it: indexes into [`ProviderPlan::variables`].
    pub variables: Vec<usize>,
}

/// The servers of some operations, in place of those of their API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnServersPlan {
    /// The API: an index into [`SdkPlan::apis`].
    pub api: usize,
    /// The servers, the first is the default.
    pub servers: Vec<ServerPlan>,
}

/// A group of operations.
#[derive(Debug, Clone)]
pub struct ResourcePlan {
    /// The module, and so the file.
    pub module: String,
    /// The method of the API's handle.
    pub accessor: String,
    /// The handle's type name.
    pub handle: String,
    /// The cargo feature that brings it.
    pub feature: String,
    /// What people call it: the tag.
    pub title: String,
    /// The tag's description.
    pub description: Option<String>,
    /// Its operations, sorted by method name.
    pub operations: Vec<OperationPlan>,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct OperationPlan {
    /// Its id in the document, or method and path.
    pub id: String,
    /// The method and free function.
    pub function: String,
    /// The request's type name.
    pub request: String,
    /// The error's type name; `None` if no error is documented.
    pub error: Option<String>,
    /// The constant that holds its facts.
    pub constant: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path template, each `{name}` a parameter's name on the wire.
    pub path: String,
    /// Where it is, if not at the servers of its API: an index into [`ProviderPlan::own_servers`].
    pub own_servers: Option<usize>,
    /// One line.
    pub summary: Option<String>,
    /// As long as it takes.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// What the server calls back, by the document's names; no code is made of it.
    pub callbacks: Vec<String>,
    /// Its parameters: required ones first, in the order of arguments, then optional ones in document order.
    pub parameters: Vec<ParameterPlan>,
    /// What it sends.
    pub body: Option<BodyPlan>,
    /// What it takes instead, each by a method of its own.
    pub other_bodies: Vec<OtherBodyPlan>,
    /// The media types it asks for, as an `Accept` header.
    pub accept: String,
    /// What it gives.
    pub success: SuccessPlan,
    /// How its answer can be read while it comes.
    pub stream: Option<StreamPlan>,
    /// How one page of its list leads to the next.
    pub paging: Option<PagingPlan>,
    /// How it takes any number of items, a page after the other.
    pub bulk: Option<BulkPlan>,
    /// Whether a redirect that is documented beside a success is followed where it can be; else it is what the call gives.
    pub follows_redirects: bool,
    /// Whether what it gives, or an item of its stream, is kept out of `Debug` as a whole.
    pub secret_answer: bool,
    /// The statuses of errors that are a secret, or hold one: their bodies are kept out of messages.
    pub secret_errors: Vec<Status>,
    /// Every documented answer that is no success, in the order of statuses, `Default` last.
    pub errors: Vec<AnswerPlan>,
    /// Alternatives (OR) of sets (AND) of indexes into [`ProviderPlan::schemes`]; empty if nothing is sent.
    pub security: Vec<Vec<usize>>,
    /// What they need of OAuth2 schemes.
    pub scopes: Vec<ScopesPlan>,
    /// Whether it may be replayed without further ado.
    pub idempotent: bool,
    /// The header that carries a key for each call, by which the server does it once.
    pub idempotency_header: Option<String>,
    /// How the document wants it to be sent again.
    pub retry: Option<RetryPlan>,
}

impl OperationPlan {
    /// Whether doing it twice does no harm.
    pub fn is_replayable(&self) -> bool {
        self.idempotent || self.idempotency_header.is_some()
    }
}

/// How the document wants a call to be sent again; times in milliseconds. What is absent is as the runtime has it.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPlan {
    /// How often it is sent at most, the first time included.
    pub max_attempts: Option<u32>,
    /// Upper bound of the first wait.
    pub initial_backoff: Option<u64>,
    /// By what the bound grows.
    pub factor: Option<f64>,
    /// The most that it grows to.
    pub max_backoff: Option<u64>,
    /// When no attempt starts any more.
    pub max_elapsed: Option<u64>,
    /// The statuses after which it is sent again, from and to; empty: the usual ones.
    pub statuses: Vec<(u16, u16)>,
    /// Whether it is sent again after no answer at all.
    pub connection_errors: bool,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct ParameterPlan {
    /// Its name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub location: Location,
    /// How lists and objects are written.
    pub style: ParameterStyle,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// The argument or setter.
    pub name: String,
    /// Its type.
    pub rust_type: RustType,
    /// Whether it is an argument; else it is a setter.
    pub required: bool,
    /// What the document says.
    pub documentation: Documentation,
}

/// The styles of OpenAPI 3.1 §4.8.12.3, and a document inside a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a,b` in paths and headers.
    Simple,
    /// `.a.b` in paths.
    Label,
    /// `;p=a;p=b` in paths.
    Matrix,
    /// `p=a&p=b` in queries and cookies.
    Form,
    /// `p=a%20b` in queries; of Swagger 2.0 also in paths and headers.
    SpaceDelimited,
    /// `p=a|b`, likewise.
    PipeDelimited,
    /// `p=a%09b`, likewise, of Swagger 2.0 alone.
    TabDelimited,
    /// `p[k]=v` in queries.
    DeepObject,
    /// JSON as one value (`content`).
    Json,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct BodyPlan {
    /// The argument or setter.
    pub name: String,
    /// The media type sent.
    pub media_type: String,
    /// Its type.
    pub kind: BodyKind,
    /// How a value becomes bytes.
    pub encoding: BodyEncoding,
    /// Whether it is an argument; else it is a setter.
    pub required: bool,
    /// What it is.
    pub description: Option<String>,
    /// An example from the document.
    pub example: Option<Value>,
}

/// A body of another form than the usual one.
#[derive(Debug, Clone)]
pub struct OtherBodyPlan {
    /// The method and free function that take it, where the operation must have a body.
    pub function: String,
    /// The request's constructor for them.
    pub constructor: String,
    /// The body; where it may be left out, its name is the setter.
    pub body: BodyPlan,
}

/// How a value becomes a request's body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyEncoding {
    /// As its kind says.
    Plain,
    /// As form fields, with those that are not written as usual.
    Form(Vec<FormFieldPlan>),
    /// As parts.
    Multipart,
}

/// A field of a form that is not written as usual.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFieldPlan {
    /// Its name on the wire.
    pub wire: String,
    /// How lists and objects are written.
    pub style: ParameterStyle,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

/// How a body is written or read.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyKind {
    /// A value: JSON, unless a request's [`BodyEncoding`] says otherwise.
    Json(RustType),
    /// Text, whole.
    Text,
    /// Bytes, whole.
    Bytes,
}

/// What a successful call gives.
#[derive(Debug, Clone)]
pub enum SuccessPlan {
    /// The same for every success status.
    One {
        /// What `Response` holds; `None` for nothing.
        kind: Option<BodyKind>,
        /// The documented answers.
        answers: Vec<AnswerPlan>,
    },
    /// An enum with a variant for each status, and for each form of it.
    Several {
        /// The enum's name.
        name: String,
        /// Its variants, in the order of statuses.
        answers: Vec<AnswerPlan>,
    },
}

/// A documented answer.
#[derive(Debug, Clone)]
pub struct AnswerPlan {
    /// The statuses it is for.
    pub status: Status,
    /// The variant for it, where there is an enum.
    pub variant: String,
    /// When it comes.
    pub description: Option<String>,
    /// Its body; `None` for nothing.
    pub kind: Option<BodyKind>,
    /// Its media type as documented; several with commas between them.
    pub media_type: Option<String>,
    /// The media types that tell it from another answer of the same status; empty for the one that it is otherwise.
    pub only_for: Vec<String>,
    /// Its headers: name and description.
    pub headers: Vec<(String, Option<String>)>,
    /// Operations that its values lead to, by what the document calls the links.
    pub links: Vec<String>,
    /// An example from the document.
    pub example: Option<Value>,
}

impl OperationPlan {
    /// Every body that it takes, the usual one first.
    pub fn bodies(&self) -> impl Iterator<Item = &BodyPlan> {
        self.body.iter().chain(self.other_bodies.iter().map(|other| &other.body))
    }

    /// Every documented answer, successes first.
    pub fn answers(&self) -> impl Iterator<Item = &AnswerPlan> {
        let successes = match &self.success {
            SuccessPlan::One { answers, .. } | SuccessPlan::Several { answers, .. } => answers,
        };
        successes.iter().chain(&self.errors)
    }

    /// Whether its answer can only be read while it comes.
    pub fn is_only_streamed(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.only)
    }

    /// The type of the items of its stream.
    pub fn streamed(&self) -> Option<&RustType> {
        self.stream.as_ref().and_then(|stream| stream.rust_type.as_ref())
    }

    /// Whether any parameter, body or answer is made of a generated type.
    pub fn names_a_model(&self) -> bool {
        let parameters = self.parameters.iter().map(|parameter| &parameter.rust_type);
        let bodies =
            self.bodies().map(|body| &body.kind).chain(self.answers().filter_map(|answer| answer.kind.as_ref()));
        let bodies = bodies.filter_map(|kind| match kind {
            BodyKind::Json(rust_type) => Some(rust_type),
            BodyKind::Text | BodyKind::Bytes => None,
        });
        parameters.chain(bodies).chain(self.streamed()).any(|rust_type| rust_type.model().is_some())
    }
}

//! The client of a provider and what configures it.

use super::ServerPlan;
use crate::model::Location;

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

/// How a program gets a token for its own id and secret (RFC 6749 §4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientPlan {
    /// The builder's method that takes id and secret.
    pub setter: String,
    /// Where the token is got, perhaps relative to the base URL of an API.
    pub token_url: String,
    /// That API: an index into [`SdkPlan::apis`](super::SdkPlan::apis).
    pub api: usize,
    /// The environment variables of id and secret.
    pub env: [String; 2],
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

/// The servers of some operations, in place of those of their API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnServersPlan {
    /// The API: an index into [`SdkPlan::apis`](super::SdkPlan::apis).
    pub api: usize,
    /// The servers, the first is the default.
    pub servers: Vec<ServerPlan>,
}

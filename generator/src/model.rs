//! The document as typed data: what it says, and where it says it. No decisions.
//!
//! In: one 3.1-shaped JSON tree. Out: [`Api`]. Reports: members of the wrong JSON type, references that lead nowhere.
//! Never: renames, drops or interprets anything; an unknown keyword is ignored, an `x-` member is kept.
//!
//! References to parameters, request bodies, responses, headers, path items and security schemes are followed while the
//! model is built, so that later stages see only what an operation really has. References to schemas stay references.

mod build;
mod encoding;
mod schema;
mod visit;

pub use build::{build, build_moved};
pub use encoding::{fixed_headers, separator};
pub use schema::{AdditionalProperties, Schema, SchemaType};

use crate::diagnostic::Unsupported;
use crate::pointer::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

/// The `x-` members of a node, as they stand.
pub type Extensions = IndexMap<String, Value>;

/// One document.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.summary`.
    pub summary: Option<String>,
    /// `info.description`.
    pub description: Option<String>,
    /// The document's servers, in order; empty means `/`.
    pub servers: Vec<Server>,
    /// What an operation needs that says nothing itself: alternatives (OR), each a set (AND).
    pub security: Vec<Requirement>,
    /// `components.securitySchemes`.
    pub schemes: IndexMap<String, SecurityScheme>,
    /// `tags`, in order.
    pub tags: Vec<Tag>,
    /// `webhooks`: what the server calls (§4.8.1).
    pub webhooks: Vec<Aside>,
    /// Every operation of every path, in document order.
    pub operations: Vec<Operation>,
    /// What stands where operations do, under a method that is not known; each is reported already.
    pub skipped: Vec<Unsupported>,
    /// `components.schemas` by name, then whatever else a `$ref` names as a schema, by its pointer (`/paths/…`, without
    /// `#`). [`Schema::target`] gives the key of a reference, and every reference that leads somewhere has its schema
    /// here.
    pub schemas: IndexMap<String, Schema>,
    /// `x-` members of the root.
    pub extensions: Extensions,
}

/// A server (OpenAPI 3.1 §4.8.5).
#[derive(Debug, Clone)]
pub struct Server {
    /// Where it stands.
    pub at: Pointer,
    /// The URL with `{variables}`.
    pub url: String,
    /// Its name (OpenAPI 3.2 §4.6).
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Its variables, by name.
    pub variables: IndexMap<String, ServerVariable>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A variable of a server's URL (§4.8.6).
#[derive(Debug, Clone)]
pub struct ServerVariable {
    /// Where it stands.
    pub at: Pointer,
    /// The value when none is given.
    pub default: String,
    /// The values allowed; empty means any.
    pub allowed: Vec<String>,
    /// What it is for.
    pub description: Option<String>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A tag (§4.8.22).
#[derive(Debug, Clone)]
pub struct Tag {
    /// Where it stands.
    pub at: Pointer,
    /// Its name.
    pub name: String,
    /// What it groups.
    pub description: Option<String>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A set of schemes that together allow a call (§4.8.30); the empty set allows it without any.
#[derive(Debug, Clone, Default)]
pub struct Requirement {
    /// Where it stands.
    pub at: Pointer,
    /// Scheme name → scopes.
    pub schemes: IndexMap<String, Vec<String>>,
}

/// A security scheme (§4.8.27).
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// Where it stands.
    pub at: Pointer,
    /// How the credential is sent.
    pub kind: SchemeKind,
    /// What it is for, how to get one.
    pub description: Option<String>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// The kinds of security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeKind {
    /// `type: http`, with the scheme in lower case (`bearer`, `basic`…).
    Http {
        /// The scheme of RFC 9110 §11.1.
        scheme: String,
    },
    /// `type: apiKey`.
    ApiKey {
        /// The name of the header, query parameter or cookie.
        name: String,
        /// Which of them.
        location: Location,
    },
    /// `type: oauth2`, with the flows as they stand.
    OAuth2 {
        /// The `flows` object.
        flows: Value,
    },
    /// `type: openIdConnect`.
    OpenIdConnect {
        /// `openIdConnectUrl`.
        url: String,
    },
    /// `type: mutualTLS`.
    MutualTls,
    /// Anything else, by the word the document uses.
    Unknown(String),
}

/// Where a parameter or key is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// Inside the path.
    Path,
    /// After the `?`.
    Query,
    /// As a header.
    Header,
    /// In the `Cookie` header.
    Cookie,
}

/// One operation (§4.8.10), with what its path adds to it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Where it stands.
    pub at: Pointer,
    /// `operationId`, if there is one.
    pub id: Option<String>,
    /// The method in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// One line.
    pub summary: Option<String>,
    /// As long as it takes.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The path's parameters, then the operation's own; one of the operation's replaces one of the path's with the same
    /// name and location.
    pub parameters: Vec<Parameter>,
    /// What it sends.
    pub body: Option<Body>,
    /// What it answers, in document order.
    pub answers: Vec<Answer>,
    /// `callbacks`: what the server calls back (§4.8.18).
    pub callbacks: Vec<Aside>,
    /// Its own security, where it has some: `Some(vec![])` needs nothing.
    pub security: Option<Vec<Requirement>>,
    /// Its own servers, or its path's; empty means the document's.
    pub servers: Vec<Server>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A parameter (§4.8.12).
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub at: Pointer,
    /// Its name on the wire.
    pub name: String,
    /// Where it is sent.
    pub location: Location,
    /// Whether a call must give it. Path parameters always are, whatever the document says.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// `style`, if the document names one.
    pub style: Option<String>,
    /// `explode`, if the document says.
    pub explode: Option<bool>,
    /// Whether reserved characters of RFC 3986 stay as they are in a query.
    pub allow_reserved: bool,
    /// Its schema; absent where `content` is used or nothing is said.
    pub schema: Option<Schema>,
    /// `content`: a media type and its schema, where the value is a document of its own.
    pub content: Option<Media>,
    /// An example, from `example` or the first of `examples`.
    pub example: Option<Value>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A request body (§4.8.13).
#[derive(Debug, Clone)]
pub struct Body {
    /// Where it stands.
    pub at: Pointer,
    /// Whether a call must send one.
    pub required: bool,
    /// What it is for.
    pub description: Option<String>,
    /// The forms it can take, in document order.
    pub content: Vec<Media>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// An answer (§4.8.17).
#[derive(Debug, Clone)]
pub struct Answer {
    /// Where it stands.
    pub at: Pointer,
    /// Which statuses it is for.
    pub status: Status,
    /// When it comes.
    pub description: Option<String>,
    /// The forms it can take, in document order; empty means no body.
    pub content: Vec<Media>,
    /// Its headers, by name.
    pub headers: IndexMap<String, AnswerHeader>,
    /// `links`: operations that its values lead to (§4.8.20).
    pub links: Vec<Aside>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// Something that a document says beside what is called: it is listed, and nothing is made of it.
#[derive(Debug, Clone)]
pub struct Aside {
    /// Where it stands.
    pub at: Pointer,
    /// Its name.
    pub name: String,
}

/// A header of an answer (§4.8.21).
#[derive(Debug, Clone)]
pub struct AnswerHeader {
    /// Where it stands.
    pub at: Pointer,
    /// What it says.
    pub description: Option<String>,
    /// Its schema.
    pub schema: Option<Schema>,
}

/// The statuses an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them: `4XX` is `Range(4)`.
    Range(u16),
    /// Every status that no other answer is for.
    Default,
}

/// One form of a body (§4.8.14).
#[derive(Debug, Clone)]
pub struct Media {
    /// Where it stands.
    pub at: Pointer,
    /// The media type as written, parameters included.
    pub media_type: String,
    /// Its schema.
    pub schema: Option<Schema>,
    /// `itemSchema`: of each item, where items come one after another (OpenAPI 3.2 §4.14.3).
    pub item: Option<Schema>,
    /// An example, from `example` or the first of `examples`.
    pub example: Option<Value>,
    /// `encoding` of parts and form fields, as it stands.
    pub encoding: Option<Value>,
    /// `x-` members.
    pub extensions: Extensions,
}

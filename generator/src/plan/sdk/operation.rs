//! An operation.

use super::{
    AnswerPlan, BodyKind, BodyPlan, BulkPlan, OtherBodyPlan, PagingPlan, ParameterPlan, StreamPlan, SuccessPlan,
};
use crate::model::Status;
use crate::reflect::RustType;

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
    /// Where it is, if not at the servers of its API: an index into [`ProviderPlan::own_servers`](super::ProviderPlan::own_servers).
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
    /// Alternatives (OR) of sets (AND) of indexes into [`ProviderPlan::schemes`](super::ProviderPlan::schemes); empty if nothing is sent.
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

/// The scopes that an alternative of an operation's security needs of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopesPlan {
    /// Index into [`OperationPlan::security`].
    pub alternative: usize,
    /// Index into [`ProviderPlan::schemes`](super::ProviderPlan::schemes).
    pub scheme: usize,
    /// Their names.
    pub scopes: Vec<String>,
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

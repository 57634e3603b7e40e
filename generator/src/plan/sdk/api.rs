//! An API and its resources.

use super::{ModelPlan, OperationPlan};

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

impl ApiPlan {
    /// Whether an operation asks for a scheme, an index into [`ProviderPlan::schemes`](super::ProviderPlan::schemes).
    #[must_use]
    pub fn asks_for(&self, scheme: usize) -> bool {
        let mut operations = self.resources.iter().flat_map(|resource| &resource.operations);
        operations.any(|operation| operation.security.iter().flatten().any(|used| *used == scheme))
    }
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
    /// The variables in it: indexes into [`ProviderPlan::variables`](super::ProviderPlan::variables).
    pub variables: Vec<usize>,
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

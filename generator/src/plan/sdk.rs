//! The SDK as it will be: every decision taken, nothing left to look up. Data only; `emit` and `docs` print it.

mod answer;
mod api;
mod body;
mod bulk;
mod model;
mod operation;
mod paging;
mod parameter;
mod provider;
mod stream;

pub use answer::{AnswerPlan, SuccessPlan};
pub use api::{ApiPlan, FirstCall, ResourcePlan, ServerPlan};
pub use body::{BodyEncoding, BodyKind, BodyPlan, FormFieldPlan, OtherBodyPlan};
pub use bulk::BulkPlan;
pub use model::{
    Direction, FieldKind, FieldPlan, InNew, ItemPlan, MemberPlan, ModelKind, ModelPlan, PartPlan, VariantPlan,
};
pub use operation::{OperationPlan, RetryPlan, ScopesPlan};
pub use paging::{AccessPlan, AccessStep, PageTargetPlan, PagingPlan, StepPlan};
pub use parameter::{ParameterPlan, ParameterStyle};
pub use provider::{ClientPlan, OwnServersPlan, ProviderPlan, SchemeKind, SchemePlan, VariablePlan};
pub use stream::{StreamItemPlan, StreamPlan};

pub use crate::lower::facts::Holds;

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

//! Takes every decision: names, collisions, order, features, which errors, which credentials.
//!
//! In: the settings, and for each document its `Api`, `Facts` and `Surface`. Out: [`SdkPlan`]. Reports: every name that
//! had to change. Never: depends on anything but its input; the order of documents, tags and operations decides.

mod access;
mod answers;
mod boxes;
mod bulk;
mod first_call;
mod models;
pub(crate) mod naming;
mod nesting;
mod operation;
mod paging;
mod parameter;
mod provider;
mod reach;
mod resource;
mod retry;
mod sdk;
mod server;
mod stream;
mod union;
mod variant;

pub use first_call::simplest;
pub use paging::shown;
pub use sdk::*;
pub use server::is_elsewhere;

use crate::diagnostic::Diagnostic;
use crate::discover::Settings;
use crate::load::Sources;
use crate::lower::facts::{Facts, TypeKind};
use crate::lower::name::{Names, snake_name, type_name};
use crate::model::Api;
use crate::reflect::{RustType, Surface};

/// One document, as the stages before have left it.
#[derive(Debug)]
pub struct PlanInput<'doc> {
    /// The document's name: its file's stem.
    pub name: &'doc str,
    /// The file, relative to the workspace, with `/`.
    pub source: &'doc str,
    /// The files that it was read from.
    pub origin: &'doc Sources,
    /// What it says.
    pub api: &'doc Api,
    /// What the lowered document does not say.
    pub facts: &'doc Facts<'doc>,
    /// Progenitor's types.
    pub surface: &'doc Surface,
}

/// A plan, and what had to be renamed for it in each document.
#[derive(Debug)]
pub struct Planned {
    /// The plan.
    pub plan: SdkPlan,
    /// One list for each document.
    pub diagnostics: Vec<Vec<Diagnostic>>,
    /// What is wrong with the settings.
    pub about_settings: Vec<Diagnostic>,
}

/// Plans the crate of a provider.
pub fn plan(provider: &str, settings: &Settings, documents: &[PlanInput<'_>]) -> Planned {
    let package = package(provider, settings, documents);
    let type_name = settings.name.clone().unwrap_or_else(|| type_name(provider));
    let provider = provider::provider(type_name, snake_name(provider), documents);
    let mut modules = Names::without(&[naming::RESOURCE_MODULES, naming::PROVIDER_METHODS].concat());
    let mut features = Names::without(naming::CRATE_FEATURES);
    let mut apis = Vec::new();
    let mut diagnostics = Vec::new();
    for document in documents {
        let module =
            (documents.len() > 1).then(|| naming::take_or_end_with(&mut modules, &snake_name(document.name), "_api"));
        let mut report = provider::renamed(document.api, &provider);
        apis.push(api(document, module, &provider, &mut features, &mut report));
        diagnostics.push(report);
    }
    let recursion_limit = nesting::recursion_limit(apis.iter().map(|api| api.models.as_slice()));
    let mut about_settings = Vec::new();
    let first_api = first_call::choose(&settings.first_call, &mut apis, &mut about_settings);
    let plan = SdkPlan { package, provider, apis, first_api, recursion_limit };
    Planned { plan, diagnostics, about_settings }
}

fn package(provider: &str, settings: &Settings, documents: &[PlanInput<'_>]) -> Package {
    let name = settings.package.clone().unwrap_or_else(|| naming::package_name(provider));
    let titles: Vec<&str> = documents.iter().map(|document| document.api.title.as_str()).collect();
    let described = || format!("A client for {}, generated from its OpenAPI description.", titles.join(" and "));
    Package {
        library: name.replace('-', "_"),
        version: settings.version.clone().unwrap_or_else(|| "0.1.0".to_owned()),
        description: settings.description.clone().unwrap_or_else(described),
        license: settings.license.clone(),
        repository: settings.repository.clone(),
        homepage: settings.homepage.clone(),
        documentation: settings.documentation.clone(),
        authors: settings.authors.clone(),
        categories: match settings.categories.as_slice() {
            [] => ["api-bindings", "web-programming::http-client"].map(str::to_owned).into(),
            said => said.to_owned(),
        },
        keywords: settings.keywords.clone(),
        name,
    }
}

fn api(
    document: &PlanInput<'_>,
    module: Option<String>,
    provider: &ProviderPlan,
    features: &mut Names,
    report: &mut Vec<Diagnostic>,
) -> ApiPlan {
    let handle = module.as_deref().map_or_else(|| provider.type_name.clone(), naming::api_handle);
    retry::check(document, report);
    let mut resources = resource::resources(document, module.as_deref(), provider, features, report);
    let models = models::models(document, &resources, report);
    paging::attach(document, &mut resources, &models, report);
    bulk::attach(document, &mut resources, &models, report);
    ApiPlan {
        name: document.name.to_owned(),
        handle,
        title: document.api.title.clone(),
        description: document.api.description.clone(),
        version: document.api.version.clone(),
        source: document.source.to_owned(),
        webhooks: document.api.webhooks.iter().map(|aside| aside.name.clone()).collect(),
        servers: server::servers(server::common(document.api), &provider.variables),
        first_call: first_call::simplest(&resources),
        resources,
        models,
        module,
    }
}

/// A type of progenitor's with its newtypes looked through: only structs and the types that we write are models. A type that progenitor
/// could not take is a newtype of a JSON value, and so becomes one.
fn resolved(document: &PlanInput<'_>, found: &RustType) -> RustType {
    let inner = |found: &RustType| Box::new(resolved(document, found));
    match found {
        RustType::Model(name) if is_replaced(document, name) || document.surface.structs.contains_key(name) => {
            found.clone()
        }
        RustType::Model(name) => document.surface.newtypes.get(name).cloned().unwrap_or(RustType::Json),
        RustType::List(item) => RustType::List(inner(item)),
        RustType::Map(value) => RustType::Map(inner(value)),
        RustType::Option(value) => RustType::Option(inner(value)),
        RustType::Boxed(value) => RustType::Boxed(inner(value)),
        plain => plain.clone(),
    }
}

/// Whether a type is one that we write ourselves.
fn is_replaced(document: &PlanInput<'_>, name: &str) -> bool {
    let kind = document.facts.types.get(name).map(|facts| &facts.kind);
    kind.is_some_and(|kind| !matches!(kind, TypeKind::Struct(_)))
}

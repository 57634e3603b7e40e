//! Where things are: pages, and paths in Rust.

use super::anchor::Anchors;
use crate::lower::name::{Names, snake_name};
use crate::markdown;
use crate::plan::{ApiPlan, ModelKind, ModelPlan, OperationPlan, ResourcePlan, SdkPlan};
use crate::reflect::RustType;
use std::collections::{BTreeMap, BTreeSet};

/// One API and the crate around it.
pub(super) struct Place<'plan> {
    pub plan: &'plan SdkPlan,
    pub api: &'plan ApiPlan,
    /// By name.
    pub models: BTreeMap<&'plan str, &'plan ModelPlan>,
    /// By name, the page's file in `models/`.
    files: BTreeMap<&'plan str, String>,
    /// By resource and operation, the anchor of the operation's heading.
    anchors: BTreeMap<(&'plan str, &'plan str), String>,
    /// By name, the operations that name the model.
    users: BTreeMap<&'plan str, Vec<(&'plan ResourcePlan, &'plan OperationPlan)>>,
    /// By name, the other models with a field of the model.
    holders: BTreeMap<&'plan str, Vec<&'plan ModelPlan>>,
}

impl<'plan> Place<'plan> {
    pub fn new(plan: &'plan SdkPlan, api: &'plan ApiPlan) -> Self {
        let mut names = Names::default();
        let file = |name: &str| portable(&snake_name(name).to_lowercase());
        let files = api.models.iter().map(|model| (model.name.as_str(), names.take(&file(&model.name)))).collect();
        let models = api.models.iter().map(|model| (model.name.as_str(), model)).collect();
        let mut users: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for resource in &api.resources {
            for operation in &resource.operations {
                for name in super::operation::models(operation) {
                    users.entry(name).or_default().push((resource, operation));
                }
            }
        }
        let mut anchors = BTreeMap::new();
        for resource in &api.resources {
            // As the page has its headings.
            let mut page = Anchors::default();
            for heading in [title(api, resource).as_str(), "Overview", "Available operations"] {
                page.next(heading);
            }
            for operation in &resource.operations {
                anchors.insert((&*resource.module, &*operation.function), page.next(&operation.function));
                for heading in super::operation::headings(operation) {
                    page.next(heading);
                }
            }
        }
        Self { plan, api, models, files, anchors, users, holders: holders(api) }
    }

    /// The other models that have a field of a model.
    pub fn holders(&self, model: &str) -> &[&'plan ModelPlan] {
        self.holders.get(model).map(Vec::as_slice).unwrap_or_default()
    }

    /// The operations that name a model themselves.
    pub fn users(&self, model: &str) -> &[(&'plan ResourcePlan, &'plan OperationPlan)] {
        self.users.get(model).map(Vec::as_slice).unwrap_or_default()
    }

    /// The folder of the API's pages.
    fn folder(&self) -> String {
        match &self.api.module {
            Some(module) => format!("docs/{}", portable(module)),
            None => "docs".to_owned(),
        }
    }

    pub fn resource_page(&self, resource: &ResourcePlan) -> String {
        format!("{}/{}.md", self.folder(), resource.module)
    }

    /// The anchor of an operation's heading on its resource's page.
    pub fn anchor(&self, resource: &'plan ResourcePlan, operation: &'plan OperationPlan) -> &str {
        self.anchors.get(&(&*resource.module, &*operation.function)).map(String::as_str).unwrap_or_default()
    }

    pub fn model_page(&self, name: &str) -> Option<String> {
        Some(format!("{}/models/{}.md", self.folder(), self.files.get(name)?))
    }

    /// The module of the crate in which the API's modules stand: `acme_client` or `acme_client::client`.
    pub fn root(&self) -> String {
        let library = &self.plan.package.library;
        match &self.api.module {
            Some(module) => format!("{library}::{module}"),
            None => library.clone(),
        }
    }

    /// The same from inside the crate: `crate` or `crate::client`.
    pub fn root_in_crate(&self) -> String {
        match &self.api.module {
            Some(module) => format!("crate::{module}"),
            None => "crate".to_owned(),
        }
    }

    /// How an operation's handle is reached: `acme.client().accounts()`, without the provider's variable.
    pub fn accessors(&self, resource: &ResourcePlan) -> Vec<String> {
        self.api.module.iter().chain([&resource.accessor]).cloned().collect()
    }

    /// How a program says it: `acme.client().accounts()`.
    pub fn path_to(&self, resource: &ResourcePlan) -> String {
        let accessors = self.accessors(resource);
        accessors.iter().fold(self.plan.provider.variable.clone(), |path, name| format!("{path}.{name}()"))
    }

    /// Whether a program can make a model: not where it holds one that only answers bring.
    pub fn can_be_made(&self, model: &ModelPlan) -> bool {
        let mut seen = BTreeSet::new();
        let mut pending = vec![model];
        while let Some(model) = pending.pop() {
            if matches!(model.kind, ModelKind::Struct(_)) && !model.in_requests {
                return false;
            }
            if seen.insert(&model.name) {
                let inside = model.kind.rust_types().into_iter().filter_map(RustType::model);
                pending.extend(inside.filter_map(|name| self.models.get(name)));
            }
        }
        true
    }

    /// A type as a reader sees it, models as links from `page`, fit for a table cell.
    pub fn shown(&self, rust_type: &RustType, page: &str) -> String {
        let words = markdown::code(&type_words(rust_type));
        match rust_type.model().and_then(|name| self.model_page(name)) {
            Some(target) => format!("[{words}]({})", link(page, &target)),
            None => words,
        }
    }
}

/// A resource's name, the API's before it where there are several.
pub(super) fn title(api: &ApiPlan, resource: &ResourcePlan) -> String {
    let own = markdown::line(&resource.title);
    match &api.module {
        Some(module) => format!("{own} ({})", markdown::code(module)),
        None => own,
    }
}

/// A file's stem that Windows has, too: names of its devices are none, whatever stands behind the dot.
pub(super) fn portable(stem: &str) -> String {
    let port = stem.strip_prefix("com").or(stem.strip_prefix("lpt")).map(str::as_bytes);
    let is_device = matches!(stem, "con" | "prn" | "aux" | "nul") || matches!(port, Some([b'0'..=b'9']));
    if is_device { format!("{stem}_") } else { stem.to_owned() }
}

/// A type in short: `Vec<Account>`.
pub(super) fn type_words(rust_type: &RustType) -> String {
    let inner = type_words;
    match rust_type {
        RustType::Bool => "bool".to_owned(),
        RustType::Integer(name) | RustType::Float(name) => (*name).to_owned(),
        RustType::String => "String".to_owned(),
        RustType::Uuid => "Uuid".to_owned(),
        RustType::DateTime => "DateTime".to_owned(),
        RustType::Date => "Date".to_owned(),
        RustType::Part => "Part".to_owned(),
        RustType::Parts => "Multipart".to_owned(),
        RustType::Json => "serde_json::Value".to_owned(),
        RustType::JsonObject => "serde_json::Map<String, Value>".to_owned(),
        RustType::Model(name) => name.clone(),
        RustType::List(item) => format!("Vec<{}>", inner(item)),
        RustType::Map(value) => format!("BTreeMap<String, {}>", inner(value)),
        RustType::Option(value) => format!("Option<{}>", inner(value)),
        RustType::Boxed(value) => format!("Box<{}>", inner(value)),
    }
}

/// The relative link from one page to another.
pub(super) fn link(from: &str, to: &str) -> String {
    let mut here: Vec<&str> = from.split('/').collect();
    here.pop();
    let there: Vec<&str> = to.split('/').collect();
    let common = here.iter().zip(&there).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", here.len() - common);
    up.chain(there.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

fn holders(api: &ApiPlan) -> BTreeMap<&str, Vec<&ModelPlan>> {
    let mut holders: BTreeMap<&str, Vec<&ModelPlan>> = BTreeMap::new();
    for holder in &api.models {
        let held: BTreeSet<&str> = holder.kind.rust_types().into_iter().filter_map(RustType::model).collect();
        for model in held.into_iter().filter(|model| *model != holder.name) {
            holders.entry(model).or_default().push(holder);
        }
    }
    holders
}

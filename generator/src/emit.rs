//! Prints a plan as a crate: one file for each thing emitted.
//!
//! In: [`SdkPlan`]. Out: [`File`]s, relative to the crate. Reports: nothing; what does not come out as Rust is a [`Bug`].
//! Never: decides or looks anything up;
//! there is no question about OpenAPI left here. Text of a document only ever becomes a literal or a documentation
//! comment; names are identifiers already.

mod answers;
mod api;
mod bulk;
mod cargo_toml;
mod documentation;
mod library;
mod model_serde;
mod models;
mod paging;
mod provider;
mod request;
mod resource;
mod retry;
mod rust_file;
mod rust_type;
mod secrets;
mod stream;

pub use cargo_toml::{Example, RuntimeSource, Surroundings};

use crate::diagnostic::Bug;
use crate::plan::{ApiPlan, SdkPlan};

/// A file of the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the crate, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// The list of our files that stands in a crate's folder, and is no part of the package.
pub const MANIFEST: &str = ".specsmith";

/// Prints the crate, whose example programs are these.
pub fn emit(plan: &SdkPlan, surroundings: &Surroundings, examples: &[Example]) -> Result<Vec<File>, Bug> {
    let mut files = vec![
        File { path: "Cargo.toml".to_owned(), text: cargo_toml::cargo_toml(plan, surroundings, examples) },
        rust_file::rust_file("src/lib.rs", plan, library::library(plan))?,
        rust_file::rust_file("src/provider.rs", plan, provider::provider(plan))?,
    ];
    for (index, api) in plan.apis.iter().enumerate() {
        files.extend(api_files(plan, api, index)?);
    }
    Ok(files)
}

fn api_files(plan: &SdkPlan, api: &ApiPlan, index: usize) -> Result<Vec<File>, Bug> {
    let folder = api.module.as_ref().map_or_else(|| "src".to_owned(), |module| format!("src/{module}"));
    let mut files = Vec::new();
    if api.module.is_some() {
        files.push(rust_file::rust_file(&format!("{folder}.rs"), plan, api::module(plan, api))?);
    }
    for resource in &api.resources {
        let path = format!("{folder}/{}.rs", resource.module);
        files.push(rust_file::rust_file(&path, plan, resource::resource(plan, api, resource, index))?);
    }
    if !api.models.is_empty() {
        files.push(rust_file::rust_file(&format!("{folder}/models.rs"), plan, models::models(api))?);
        files.push(File { path: format!("{folder}/models/serde.rs"), text: model_serde::model_serde(plan, api) });
    }
    Ok(files)
}

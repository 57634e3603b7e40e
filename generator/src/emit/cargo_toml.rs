//! `Cargo.toml` of the crate.

use super::MANIFEST;
use super::rust_file::header;
use crate::markdown::visible;
use crate::plan::{Package, SdkPlan};
use std::path::PathBuf;
use toml::Value;

/// Where the crate will stand.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Where it finds the runtime.
    pub runtime: RuntimeSource,
}

/// Where a crate finds the runtime.
#[derive(Debug, Clone)]
pub enum RuntimeSource {
    /// In the workspace that the crate is a member of, whose lints and dependencies it takes.
    Workspace,
    /// In a folder.
    Path(PathBuf),
    /// In the registry.
    Registry,
}

/// An example program, and the feature without which it does not compile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What cargo calls it.
    pub name: String,
    /// A resource's feature, or `default` where nobody knows which of them it needs.
    pub feature: String,
}

/// The version of the runtime that generated code is written for.
const RUNTIME_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The manifest. Its lines are laid out here; toml writes every value that comes from elsewhere.
pub fn cargo_toml(plan: &SdkPlan, surroundings: &Surroundings, examples: &[Example]) -> String {
    let in_workspace = matches!(surroundings.runtime, RuntimeSource::Workspace);
    let mut lines = vec![header(plan).replacen("//", "#", 1), String::new()];
    lines.extend(package(&plan.package, in_workspace));
    lines.push(String::new());
    lines.extend(features(plan));
    lines.extend(["".to_owned(), "[dependencies]".to_owned(), runtime(&surroundings.runtime)]);
    // The examples and the README's programs run on tokio; the crate itself runs wherever the runtime does.
    let tokio = if in_workspace { "workspace = true" } else { "version = \"1\"" };
    lines.push("\n[dev-dependencies]".to_owned());
    lines.push(format!("tokio = {{ {tokio}, features = [\"macros\", \"rt-multi-thread\"] }}"));
    for Example { name, feature } in examples {
        lines.push(format!("\n[[example]]\n{}", field("name", name.as_str())));
        lines.push(field("required-features", vec![feature.clone()]));
    }
    lines.push("\n[package.metadata.docs.rs]\nall-features = true".to_owned());
    if in_workspace {
        lines.push("\n[lints]\nworkspace = true".to_owned());
    }
    lines.join("\n") + "\n"
}

fn package(package: &Package, in_workspace: bool) -> Vec<String> {
    let Package { name, library: _, version, description, license, repository, .. } = package;
    let Package { homepage, documentation, authors, categories, keywords, .. } = package;
    let mut lines = vec![
        "[package]".to_owned(),
        field("name", name.as_str()),
        field("version", version.as_str()),
        field("description", visible(description)),
        field("readme", "README.md"),
        field("exclude", vec![MANIFEST.to_owned()]),
    ];
    if in_workspace {
        lines.extend(["edition.workspace = true".to_owned(), "rust-version.workspace = true".to_owned()]);
    } else {
        lines.extend([field("edition", "2024"), field("rust-version", env!("CARGO_PKG_RUST_VERSION"))]);
    }
    let texts =
        [("license", license), ("repository", repository), ("homepage", homepage), ("documentation", documentation)];
    lines.extend(texts.into_iter().filter_map(|(key, value)| Some(field(key, value.as_deref()?))));
    for (key, words) in [("authors", authors), ("categories", categories), ("keywords", keywords)] {
        if !words.is_empty() {
            lines.push(field(key, words.clone()));
        }
    }
    lines
}

/// A feature for each resource, all on by default.
fn features(plan: &SdkPlan) -> Vec<String> {
    let resources = plan.apis.iter().flat_map(|api| &api.resources);
    let names: Vec<String> = resources.map(|resource| resource.feature.clone()).collect();
    let mut lines = vec!["[features]".to_owned(), field("default", names.clone())];
    lines.extend(names.iter().map(|name| field(&key(name), Vec::<String>::new())));
    lines.push("# Calls from code that is not asynchronous: `.send_blocking()` and the like.".to_owned());
    lines.push(field("blocking", vec!["specsmith-runtime/blocking".to_owned()]));
    lines.push("# For the tests of your own code: a transport that plays answers.".to_owned());
    lines.push(field("mock", vec!["specsmith-runtime/mock".to_owned()]));
    lines.push("# A `tracing` span for every call and every attempt.".to_owned());
    lines.push(field("tracing", vec!["specsmith-runtime/tracing".to_owned()]));
    lines
}

fn runtime(source: &RuntimeSource) -> String {
    match source {
        RuntimeSource::Workspace => "specsmith-runtime.workspace = true".to_owned(),
        RuntimeSource::Path(path) => {
            format!("specsmith-runtime = {{ path = {} }}", Value::from(path.display().to_string()))
        }
        RuntimeSource::Registry => field("specsmith-runtime", RUNTIME_VERSION),
    }
}

fn field(key: &str, value: impl Into<Value>) -> String {
    format!("{key} = {}", value.into())
}

/// A key that may need quotes, as one with letters beyond ASCII does.
fn key(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { name.to_owned() } else { Value::from(name).to_string() }
}

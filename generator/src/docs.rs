//! The documentation of a crate: `README.md`, a page a resource, a page a model, and an example program an API.
//!
//! In: [`SdkPlan`]. Out: [`Page`]s, sorted by path. Reports: nothing. Never: decides anything about the crate, or shows a
//! Rust program that does not compile and run. Text of a document passes through [`crate::markdown`].

mod anchor;
mod authorization;
mod call;
mod example;
mod expression;
mod files;
mod front_page;
mod layout;
mod lists;
mod model;
mod operation;
mod page;
mod place;
mod program;
mod readme;
mod readme_blocking;
mod readme_errors;
mod readme_lists;
mod readme_options;
mod readme_setup;
mod readme_tests;
mod resource;
mod retry;
mod sample;
mod servers;
mod shortened;
mod show;
#[cfg(test)]
mod tests;

use crate::emit::Example;
use crate::plan::SdkPlan;

/// Where `lib.rs` finds its documentation.
const FRONT_PAGE: &str = "src/crate.md";

/// A file of the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Relative to the crate, with `/`.
    pub path: String,
    /// The whole file.
    pub text: String,
}

/// The front page of the crate's rustdoc, which `lib.rs` includes: its links are rustdoc's own, where those of the README
/// are relative to the repository.
fn front_page(plan: &SdkPlan) -> String {
    front_page::front_page(plan)
}

/// The example programs among [`docs`].
pub fn examples(plan: &SdkPlan) -> Vec<Example> {
    plan.apis.iter().filter_map(|api| example::named(&place::Place::new(plan, api))).collect()
}

/// Every page and example of a crate.
pub fn docs(plan: &SdkPlan) -> Vec<Page> {
    let mut pages = vec![readme::readme(plan), Page { path: FRONT_PAGE.to_owned(), text: front_page(plan) }];
    for api in &plan.apis {
        let place = place::Place::new(plan, api);
        pages.extend(example::example(&place));
        pages.extend(api.resources.iter().map(|found| resource::resource(&place, found)));
        pages.extend(api.models.iter().map(|found| model::model(&place, found)));
    }
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

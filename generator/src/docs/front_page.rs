//! The crate's front page in rustdoc: short, and with links that rustdoc resolves, which those of the README are not.

use super::call::{self, Style, Target};
use super::example::first_call;
use super::page::Markdown;
use super::place::Place;
use super::readme::{COMPILED, about};
use crate::markdown;
use crate::plan::SdkPlan;

/// The text for `#![doc = …]`.
pub(super) fn front_page(plan: &SdkPlan) -> String {
    let places: Vec<Place<'_>> = plan.apis.iter().map(|api| Place::new(plan, api)).collect();
    let mut page = Markdown::default();
    page.paragraph(&about(plan));
    let first = places.iter().find_map(|place| first_call(place).map(|found| (place, found)));
    if let Some((place, (resource, operation))) = first {
        page.heading(1, "First call");
        page.fence(COMPILED, &call::program(Target { place, resource, operation }, Style::Method));
    }
    page.heading(1, "Where things are");
    page.list(things(plan, &places));
    page.heading(1, "Operations");
    let rows = places.iter().flat_map(operations);
    page.table(["Method", "HTTP", "What it does"], rows);
    if let Some(repository) = plan.package.repository.as_deref().filter(|url| url.starts_with("https://")) {
        page.paragraph(&format!("Guides, and a page for each resource and model: {}.", markdown::safe(repository)));
    }
    page.finish()
}

fn things(plan: &SdkPlan, places: &[Place<'_>]) -> Vec<String> {
    let provider = &plan.provider.type_name;
    let link = |name: &str| format!("[`{name}`](crate::{name})");
    let mut lines = vec![format!(
        "{} is the client, made by [`from_env`](crate::{provider}::from_env) or by {}",
        link(provider),
        link(&format!("{provider}Builder"))
    )];
    for place in places {
        let root = place.root_in_crate();
        let resources = place.api.resources.iter().map(|resource| format!("[`{0}`]({root}::{0})", resource.module));
        let resources: Vec<String> = resources.collect();
        let models = format!("the types of requests and answers are in [`models`]({root}::models)");
        match (&place.api.module, resources.is_empty()) {
            (_, true) => lines.push(models),
            (Some(module), false) => {
                lines.push(format!("[`{module}`]({root}) has the operations in {}; {models}", resources.join(", ")));
            }
            (None, false) => lines.push(format!("the operations are in {}; {models}", resources.join(", "))),
        }
    }
    lines.push(format!(
        "{} is what a call gives, {} what goes wrong, {} how calls are sent again",
        link("Response"),
        link("Error"),
        link("RetryPolicy")
    ));
    lines
}

fn operations<'page>(place: &'page Place<'page>) -> impl Iterator<Item = [String; 3]> + 'page {
    place.api.resources.iter().flat_map(move |resource| {
        let handle = format!("{}::{}::{}", place.root_in_crate(), resource.module, resource.handle);
        let accessors: String = place.accessors(resource).iter().map(|name| format!("{name}().")).collect();
        resource.operations.iter().map(move |operation| {
            let about = operation.summary.as_deref().or(operation.description.as_deref());
            let note = if operation.deprecated { "**Deprecated.** " } else { "" };
            [
                format!("[`{accessors}{0}`]({handle}::{0})", operation.function),
                markdown::code(&format!("{} {}", operation.method, operation.path)),
                format!("{note}{}", about.map(markdown::line).unwrap_or_default()),
            ]
        })
    })
}

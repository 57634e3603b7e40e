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

/// What stands at the root, linked by names alone: rustdoc finds a target beside them redundant.
fn things(plan: &SdkPlan, places: &[Place<'_>]) -> Vec<String> {
    let provider = &plan.provider.type_name;
    let mut lines =
        vec![format!("[`{provider}`] is the client, made by [`{provider}::from_env`] or by [`{provider}Builder`]")];
    for place in places {
        // A module may be called as a macro is: `mod@` says which is meant.
        let module = |name: &str| match &place.api.module {
            Some(api) => format!("[`mod@{api}::{name}`]"),
            None => format!("[`mod@{name}`]"),
        };
        let resources: Vec<String> = place.api.resources.iter().map(|resource| module(&resource.module)).collect();
        let operations = match resources.is_empty() {
            true => String::new(),
            false => format!("the operations are in {}; ", resources.join(", ")),
        };
        let title = match &place.api.module {
            Some(api) => format!("[`mod@{api}`]: "),
            None => String::new(),
        };
        lines.push(format!("{title}{operations}the types of requests and answers are in {}", module("models")));
    }
    lines.push(
        "[`Response`] is what a call gives, [`Error`] what goes wrong, [`RetryPolicy`] how calls are sent again"
            .to_owned(),
    );
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

//! The crate's front page in rustdoc: short, and with links that rustdoc resolves, which those of the README are not.

use super::call::{self, Target};
use super::page::Markdown;
use super::place::Place;
use super::readme::{COMPILED, LISTED, about, listed};
use crate::markdown;
use crate::plan::SdkPlan;

/// The text for `#![doc = …]`.
pub(super) fn front_page(plan: &SdkPlan) -> String {
    let places: Vec<Place<'_>> = plan.apis.iter().map(|api| Place::new(plan, api)).collect();
    let mut page = Markdown::default();
    page.paragraph(&about(plan));
    let first = places.get(plan.first_api).and_then(call::first);
    if let Some(target) = first {
        page.heading(1, "First call");
        page.fence(COMPILED, &call::program(target));
    }
    page.heading(1, "Where things are");
    page.list(things(plan, &places));
    page.heading(1, "Errors");
    page.paragraph(&errors(first));
    page.heading(1, "Operations");
    places.iter().for_each(|place| operations(&mut page, place));
    if let Some(repository) = plan.package.repository.as_deref().filter(|url| url.starts_with("https://")) {
        page.paragraph(&format!("Guides, and a page for each resource and model: {}.", markdown::safe(repository)));
    }
    page.finish()
}

/// What a call that fails gives, by the example of the first one that documents an error.
fn errors(first: Option<Target<'_>>) -> String {
    let own = first.and_then(|Target { place, resource, operation }| {
        let name = operation.error.as_ref()?;
        Some(format!(", such as [`{name}`]({}::{}::{name}),", place.root_in_crate(), resource.module))
    });
    format!(
        "A call that fails gives [`Error`]: printed, it says what to do. [`Error::is_retryable`] tells whether the same call may \
         succeed later, [`Error::was_sent`] whether the server may have acted on it. [`Error::Api`] is an answer of the server, \
         whose `body()` is an enum of the operation{} with a variant for each status that the document lists.",
        own.unwrap_or_default(),
    )
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

fn operations(page: &mut Markdown, place: &Place<'_>) {
    for resource in &place.api.resources {
        let handle = format!("{}::{}::{}", place.root_in_crate(), resource.module, resource.handle);
        page.heading_to(2, &format!("`{}`", place.path_to(resource)), &handle);
        let rows = resource.operations.iter().map(|operation| {
            let method = format!("{handle}::{}", operation.function);
            listed(operation, &method)
        });
        page.table(LISTED, rows);
    }
}

//! The page of a resource.

use super::Page;
use super::call::Target;
use super::operation;
use super::page::Markdown;
use super::place::{Place, link, title};
use crate::markdown;
use crate::plan::ResourcePlan;

/// Overview, available operations, and each of them.
pub(super) fn resource(place: &Place<'_>, resource: &ResourcePlan) -> Page {
    let path = place.resource_page(resource);
    let mut page = Markdown::default();
    page.heading(1, &title(place.api, resource));
    let module = format!("{}::{}", place.root(), resource.module);
    page.paragraph(&format!(
        "`{}`, module `{module}`, feature `{}`. [Back to the overview]({})",
        place.path_to(resource),
        resource.feature,
        link(&path, "README.md"),
    ));
    page.heading(2, "Overview");
    page.paragraph(&markdown::safe(resource.description.as_deref().unwrap_or_default()));
    page.heading(3, "Available operations");
    page.list(resource.operations.iter().map(|operation| {
        let about = operation.summary.as_deref().or(operation.description.as_deref()).map(markdown::line);
        let about = about.filter(|line| !line.is_empty()).unwrap_or_else(|| markdown::code(&operation.id));
        format!("[{}](#{}): {about}", markdown::code(&operation.function), place.anchor(resource, operation))
    }));
    for found in &resource.operations {
        operation::operation(&mut page, Target { place, resource, operation: found }, &path);
    }
    Page { path, text: page.finish() }
}

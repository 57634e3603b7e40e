//! `README.md`: its programs are compiled and not run where rustdoc sees them, since no server runs there.

use super::Page;
use super::call::{self, Target};
use super::example;
use super::page::Markdown;
use super::place::{Place, link, title};
use super::{files, readme_blocking, readme_errors, readme_lists, readme_options, readme_setup, readme_tests, servers};
use crate::markdown;
use crate::plan::{OperationPlan, SdkPlan};

pub(super) const PATH: &str = "README.md";

/// Programs that rustdoc compiles and does not run.
pub(super) const COMPILED: &str = "rust,no_run";

/// Everything a new user needs, in the order in which it is needed.
pub(super) fn readme(plan: &SdkPlan) -> Page {
    let places: Vec<Place<'_>> = plan.apis.iter().map(|api| Place::new(plan, api)).collect();
    let first = places.get(plan.first_api).and_then(call::first);
    let mut page = Markdown::default();
    readme_setup::install(&mut page, plan);
    if let Some(target) = first {
        page.heading(2, "First call");
        page.fence(COMPILED, &call::program(target));
        page.paragraph(&to_run(target));
    }
    readme_setup::authentication(&mut page, &places, first);
    servers::servers(&mut page, &places);
    if let Some(first) = first {
        readme_errors::errors(&mut page, &places, first);
        readme_options::retries(&mut page, first);
        readme_options::timeouts(&mut page);
        readme_lists::paging(&mut page, &places);
        readme_lists::streaming(&mut page, &places);
        readme_lists::uploads(&mut page, &places);
        files::files(&mut page, &places);
        readme_options::of_a_call(&mut page, first);
        readme_options::of_a_client(&mut page, first);
        readme_blocking::blocking(&mut page, &places, first);
        readme_blocking::browsers(&mut page);
        readme_tests::tests(&mut page, first);
    }
    operations(&mut page, &places);
    features(&mut page, &places);
    licence(&mut page, plan);
    let mut whole = Markdown::default();
    whole.heading(1, &markdown::inline(&plan.package.name));
    whole.paragraph(&about(plan));
    whole.contents(&page);
    whole.append(page);
    Page { path: PATH.to_owned(), text: whole.finish() }
}

/// What the first call needs, and where it is to be run as it is.
fn to_run(first: Target<'_>) -> String {
    let set: Vec<String> =
        example::environment(first.place, first.operation).iter().map(|name| format!("{name}=…")).collect();
    let before = if set.is_empty() { String::new() } else { format!("Before it: `export {}`. ", set.join(" ")) };
    let path = example::path(first.place);
    format!("{before}[`{path}`]({path}) does the same, and what else there is to run lies beside it.")
}

/// What the crate is for.
pub(super) fn about(plan: &SdkPlan) -> String {
    let own = markdown::escaped(&markdown::inline(&plan.package.description));
    let own = own.trim_end_matches("\\.");
    let apis = plan.apis.iter().map(|api| {
        let (title, version) = (markdown::line(&api.title), markdown::code(&api.version));
        match &api.module {
            Some(module) => format!("{title} {version} as `{module}()`"),
            None => format!("{title} {version}"),
        }
    });
    let apis: Vec<String> = apis.collect();
    let description = match plan.apis.as_slice() {
        [only] => only.description.as_deref().map(markdown::line).unwrap_or_default(),
        _ => String::new(),
    };
    format!("{own}: {}. {description}", apis.join(", "))
}

fn operations(page: &mut Markdown, places: &[Place<'_>]) {
    page.heading(2, "Operations");
    for place in places {
        for resource in &place.api.resources {
            let target = link(PATH, &place.resource_page(resource));
            page.heading_to(3, &format!("`{}`", place.path_to(resource)), &target);
            let rows = resource.operations.iter().map(|operation| {
                let target = format!("{target}#{}", place.anchor(resource, operation));
                listed(operation, &target)
            });
            page.table(LISTED, rows);
        }
    }
    let webhooks: Vec<String> =
        places.iter().flat_map(|place| &place.api.webhooks).map(|name| markdown::code(name)).collect();
    if !webhooks.is_empty() {
        page.paragraph(&format!(
            "What the server calls by itself is not part of this crate; the document has the webhooks {}.",
            webhooks.join(", ")
        ));
    }
}

/// The columns of a list of operations.
pub(super) const LISTED: [&str; 3] = ["Method", "HTTP", "What it does"];

/// An operation in such a list, linked.
pub(super) fn listed(operation: &OperationPlan, target: &str) -> [String; 3] {
    let about = operation.summary.as_deref().or(operation.description.as_deref());
    let note = if operation.deprecated { "**Deprecated.** " } else { "" };
    [
        format!("[`{}`]({target})", operation.function),
        markdown::code(&format!("{} {}", operation.method, operation.path)),
        format!("{note}{}", about.map(markdown::line).unwrap_or_default()),
    ]
}

fn features(page: &mut Markdown, places: &[Place<'_>]) {
    let resources =
        || places.iter().flat_map(|place| place.api.resources.iter().map(move |resource| (place, resource)));
    let Some((place, resource)) = resources().next() else {
        return;
    };
    let package = &place.plan.package;
    page.heading(2, "Features");
    page.paragraph("Each resource is a feature, and all are on. To compile only what you use:");
    page.fence(
        "toml",
        &format!(
            "[dependencies]\n{} = {{ version = \"{}\", default-features = false, features = [\"{}\"] }}",
            package.name, package.version, resource.feature
        ),
    );
    let rows = resources().map(|(place, resource)| {
        let target = link(PATH, &place.resource_page(resource));
        [
            format!("`{}`", resource.feature),
            format!("[{}]({target})", title(place.api, resource).replace(['[', ']'], "")),
        ]
    });
    page.table(["Feature", "Resource"], rows);
    let more: Vec<String> =
        OFF.iter().map(|(name, section, anchor)| format!("`{name}` ([{section}](#{anchor}))")).collect();
    page.paragraph(&format!("Off unless they are asked for: {}.", more.join(", ")));
}

/// The features that are off, and the sections about them.
const OFF: [(&str, &str, &str); 3] = [
    ("blocking", "Without async", "without-async"),
    ("mock", "Testing your code", "testing-your-code"),
    ("tracing", "Tracing", "tracing"),
];

fn licence(page: &mut Markdown, plan: &SdkPlan) {
    if let Some(license) = &plan.package.license {
        page.heading(2, "Licence");
        page.paragraph(&format!("{}.", markdown::code(license)));
    }
}

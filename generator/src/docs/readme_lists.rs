//! The README's parts about what goes bit by bit: pages of lists, streams, and uploads in pages.

use super::call::{self, Target};
use super::page::Markdown;
use super::place::Place;
use super::program::Program;
use super::readme::COMPILED;
use crate::plan::{BulkPlan, OperationPlan, ResourcePlan};

type Found<'plan> = (&'plan Place<'plan>, &'plan ResourcePlan, &'plan OperationPlan);

/// What operations of a kind there are: first the one that is called first on all pages, then the simplest.
fn found<'plan>(places: &'plan [Place<'plan>], is: impl Fn(&OperationPlan) -> bool + Copy) -> Vec<Found<'plan>> {
    let operations = places.iter().flat_map(|place| {
        let of = move |resource: &'plan ResourcePlan| resource.operations.iter().map(move |one| (place, resource, one));
        place.api.resources.iter().flat_map(of)
    });
    let mut found: Vec<Found<'plan>> = operations.filter(|(_, _, operation)| is(operation)).collect();
    let is_first = |place: &Place<'_>, operation: &OperationPlan| {
        call::first(place).is_some_and(|first| std::ptr::eq(first.operation, operation))
    };
    found.sort_by_key(|(place, _, operation)| {
        let is_first = is_first(place, operation);
        (
            !is_first,
            operation.deprecated,
            operation.parameters.iter().filter(|one| one.required).count(),
            operation.body.is_some(),
        )
    });
    found
}

fn target<'plan>((place, resource, operation): Found<'plan>) -> Target<'plan> {
    Target { place, resource, operation }
}

fn lists<'plan>(places: &'plan [Place<'plan>]) -> Vec<Found<'plan>> {
    found(places, |operation| operation.paging.is_some())
}

fn streams<'plan>(places: &'plan [Place<'plan>]) -> Vec<Found<'plan>> {
    found(places, |operation| operation.stream.is_some())
}

/// Of streams one of items, where there is one, and not of bytes.
fn shown<'plan>(streams: &[Found<'plan>]) -> Option<Target<'plan>> {
    let of_items =
        |(_, _, operation): &&Found<'_>| operation.stream.as_ref().is_some_and(|stream| stream.rust_type.is_some());
    streams.iter().find(of_items).or(streams.first()).copied().map(target)
}

/// The list that examples show.
pub(super) fn first_list<'plan>(places: &'plan [Place<'plan>]) -> Option<Target<'plan>> {
    lists(places).first().copied().map(target)
}

/// The stream that examples show.
pub(super) fn first_stream<'plan>(places: &'plan [Place<'plan>]) -> Option<Target<'plan>> {
    shown(&streams(places))
}

/// Lists in pages, where there are any.
pub(super) fn paging(page: &mut Markdown, places: &[Place<'_>]) {
    let found = lists(places);
    let Some(target) = found.first().copied().map(target) else { return };
    page.heading(2, "Paging");
    page.paragraph(
        "`.send()` gives one page. `.items()` gives the items of all pages, `.pages()` the pages themselves: each page is a \
         call of its own, made when it is asked for, and retried like any other. Both are `Stream`s, and have a `next()` \
         that needs no other crate:",
    );
    let mut program = Program::default();
    call::begin(target, &mut program);
    call::items(target, &mut program);
    page.fence(COMPILED, &program.finish_async());
    page.paragraph(
        "`next_token()` of either is where the list goes on: a `PageToken` that can be kept as text, and given to \
         `.resume(…)` of the same request later. `.limit(…)` bounds how many pages or items come. A server that leads to a page again that was there already ends the list \
         with an error.",
    );
    page.paragraph(&format!("In pages: {}.", names(&found)));
}

/// Streams, where there are any.
pub(super) fn streaming(page: &mut Markdown, places: &[Place<'_>]) {
    let found = streams(places);
    let Some(target) = shown(&found) else { return };
    page.heading(2, "Streaming");
    page.paragraph(
        "`.stream()` gives the answer while it comes. It is retried up to its head; what goes wrong later is an item of the \
         stream. Dropping it ends it. It is a `Stream`, and has a `next()` that needs no other crate:",
    );
    let mut program = Program::default();
    call::begin(target, &mut program);
    call::stream(target, &mut program);
    page.fence(COMPILED, &program.finish_async());
    page.paragraph(
        "An item that is not what the document says is an error, and the next one can still be read; every other error is the \
         last item. `idle_timeout` limits the silence between two pieces (60 s unless said otherwise), \
         `max_response_bytes` the size of an item. Of the time limits `attempt_timeout` and the client's `timeout` end with \
         the head of the answer; the `timeout` of one call is for all of it.",
    );
    page.paragraph(&format!("Streamed: {}.", names(&found)));
    let only: Vec<Found<'_>> = found.iter().filter(|(_, _, one)| one.is_only_streamed()).copied().collect();
    if !only.is_empty() {
        page.paragraph(&format!("These have no `.send()`: {}.", names(&only)));
    }
}

/// Uploads in pages, where there are any.
pub(super) fn uploads(page: &mut Markdown, places: &[Place<'_>]) {
    let found = found(places, |operation| operation.bulk.is_some());
    let Some((place, resource, operation)) = found.first().copied() else { return };
    page.heading(2, "Uploads in pages");
    page.paragraph(
        "`.upload(…)` of a request that is one page of an upload takes any number of items and sends them page after page; \
         `.try_upload(…)` takes a `Result` for each, and `.upload_stream(…)` a `Stream` of these: an error among them ends the \
         upload without its last page. Nothing is held in memory but one page, which `.page_size(…)` bounds by \
         items and `.page_bytes(…)` by bytes. A page that fails in a way that may pass is sent again:",
    );
    let target = Target { place, resource, operation };
    let mut program = Program::default();
    call::begin(target, &mut program);
    call::upload(target, &mut program);
    page.fence(COMPILED, &program.finish_async());
    let whole: Vec<Found<'_>> =
        found.iter().filter(|(_, _, one)| one.bulk.as_ref().is_some_and(BulkPlan::replaces)).copied().collect();
    if !whole.is_empty() {
        page.paragraph(&format!(
            "These take the place of what was there, so that **what is not uploaded goes away** when the last page is in: {}.",
            names(&whole)
        ));
    }
    page.paragraph(
        "After an error `.send()` goes on with the page that failed. `.place()` is how far the upload came: it can be kept as \
         text, and given to `.resume(…)` of the same upload in another process, with the same items in the same order; fewer \
         than were sent are an error. Items in the request's own list come first. An \
         upload that replaces what is there is refused without any item, unless `.allow_empty()` says that it is meant.",
    );
    page.paragraph(&format!("Uploads: {}.", names(&found)));
}

fn names(found: &[Found<'_>]) -> String {
    let mut names: Vec<String> = found.iter().map(|found| target(*found).name()).collect();
    names.sort();
    names.join(", ")
}

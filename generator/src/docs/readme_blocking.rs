//! The README's parts about other places than a program with `async`: code without it, and browsers.

use super::call::{self, Target};
use super::layout::Link;
use super::page::Markdown;
use super::place::Place;
use super::program::Program;
use super::readme::COMPILED;
use super::readme_lists::{first_list, first_stream};

/// A program of each kind of call that waits: one that is sent, a list, a stream.
pub(super) fn blocking(page: &mut Markdown, places: &[Place<'_>], first: Target<'_>) {
    let (list, stream) = (first_list(places), first_stream(places));
    let mut iterators = Vec::new();
    if list.is_some() {
        iterators.extend(["`.items_blocking()`", "`.pages_blocking()`"]);
    }
    if stream.is_some() {
        iterators.push("`.stream_blocking()?`");
    }
    let iterators = match iterators.split_last() {
        None => String::new(),
        Some((only, [])) => format!(" {only} is an iterator."),
        Some((last, others)) => format!(" {} and {last} are iterators.", others.join(", ")),
    };
    page.heading(2, "Without async");
    page.paragraph(&format!(
        "With the feature `blocking`, every method that waits has a twin whose name ends in `_blocking` and which waits on \
         the thread that calls it; no runtime is needed.{iterators} In asynchronous code such a call is an error."
    ));
    if !first.operation.is_only_streamed() {
        let mut program = Program::default();
        call::begin(first, &mut program);
        let link = Link { suffix: "?", ..Link::call("send_blocking", Vec::new()) };
        let response = call::expression(first, call::Style::Method, &mut program, vec![link]);
        program.bind("response", &response);
        program.statement("    println!(\"{}\", response.status());");
        finish(page, program);
    }
    if let Some(target) = list {
        page.paragraph("The items of a list in pages:");
        let mut program = Program::default();
        call::begin(target, &mut program);
        call::items_blocking(target, &mut program);
        finish(page, program);
    }
    if let Some(target) = stream {
        page.paragraph("What is streamed:");
        let mut program = Program::default();
        call::begin(target, &mut program);
        call::stream_blocking(target, &mut program);
        finish(page, program);
    }
}

/// What is different in a browser.
pub(super) fn browsers(page: &mut Markdown) {
    page.heading(2, "In a browser");
    page.paragraph(
        "Compiled for `wasm32-unknown-unknown` the crate sends by the `fetch` of the browser, from a page or a worker. What a \
         browser has not is not there: files, the feature `blocking`, `.connect_timeout(…)`, `.configure_http(…)`, the \
         environment. It hides where a redirect leads, so none is followed; a header that it does not let programs send, such \
         as `Cookie`, is an error; and a server of another origin must allow the call (CORS).",
    );
}

fn finish(page: &mut Markdown, program: Program) {
    page.fence(COMPILED, &program.finish_as("", "fn main() -> Result<(), Box<dyn std::error::Error>>"));
}

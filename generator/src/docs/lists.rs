//! The parts of an operation's page about answers that come bit by bit, and about uploads in pages.

use super::operation::kind;
use super::page::Markdown;
use super::place::Place;
use crate::lower::facts::StreamFormat;
use crate::markdown;
use crate::plan::{BodyKind, BulkPlan, OperationPlan, PagingPlan, StreamPlan, shown};

/// The stream and the pages of an operation, if it has any.
pub(super) fn lists(page: &mut Markdown, place: &Place<'_>, operation: &OperationPlan, path: &str) {
    if let Some(stream) = &operation.stream {
        page.paragraph(&streamed(stream, place, path));
    }
    if let Some(paging) = &operation.paging {
        page.paragraph(&paged(paging, operation, place, path));
    }
    if let Some(bulk) = &operation.bulk {
        page.paragraph(&uploaded(bulk, place, path));
    }
}

fn streamed(stream: &StreamPlan, place: &Place<'_>, path: &str) -> String {
    let item = stream.rust_type.clone().map(BodyKind::Json);
    let item = kind(place, item.as_ref(), path);
    let media_type = markdown::code(&stream.accept);
    let flag = stream.flag.as_deref().map(|flag| format!(", asked for by `{flag}` of the body")).unwrap_or_default();
    let what = match stream.format {
        StreamFormat::Bytes => {
            return "`.stream()` gives the bytes as they come, `.download_to(…)` writes them to an `AsyncWrite` and \
                    `.download_to_file(…)` to a file."
                .to_owned();
        }
        StreamFormat::Events => format!("a stream of events, each with `data` of {item}"),
        StreamFormat::Lines => format!("a stream of lines, each {item}"),
        StreamFormat::Records => format!("a stream of records, each {item}"),
    };
    format!("`.stream()` gives {what} ({media_type}{flag}).")
}

fn uploaded(bulk: &BulkPlan, place: &Place<'_>, path: &str) -> String {
    let item = kind(place, Some(&BodyKind::Json(bulk.item.clone())), path);
    let size = bulk.page_size.unwrap_or(100);
    let bytes = match bulk.page_bytes {
        Some(bytes) => format!(" and at most {bytes} bytes (`.page_bytes(…)`)"),
        None => " (`.page_bytes(…)` limits their bytes too)".to_owned(),
    };
    let replaces = match bulk.replaces() {
        true => {
            " The upload takes the place of what was there: **what is not in it goes away** when its last page is in."
        }
        false => "",
    };
    format!(
        "A request is one page of an upload. `.upload(…)` takes any number of items, each {item}, `.try_upload(…)` a `Result` for \
         each, and `.upload_stream(…)` a stream of these: they are sent in pages of {size} (`.page_size(…)`){bytes}, all with the \
         request's `{}`, or with one made for the upload where that is empty.{replaces}",
        bulk.upload_id.trim_start_matches('/'),
    )
}

fn paged(paging: &PagingPlan, operation: &OperationPlan, place: &Place<'_>, path: &str) -> String {
    let item = kind(place, Some(&BodyKind::Json(paging.item.clone())), path);
    format!(
        "The list comes in pages: {}. `.pages()` gives them one by one, `.items()` their items, each {item}.",
        shown(paging, operation)
    )
}

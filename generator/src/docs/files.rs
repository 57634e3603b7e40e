//! Files that are sent: as parts of a form, and as whole bodies.

use super::call::{self, Target};
use super::page::Markdown;
use super::place::{Place, link};
use super::program::Program;
use super::readme::{COMPILED, PATH};
use crate::plan::{BodyKind, ModelKind, ModelPlan, OperationPlan};
use crate::reflect::RustType;

/// What a file in a form is.
const PART: &str = "is a `Part`: `Part::file(path)` is a file of the disk, called what it is called there; \
                    `Part::new(bytes).file_name(\"…\")` is one in memory";

/// How a file is sent as a whole body.
const BODY: &str = "`Body::file(path)` is a file of the disk; bytes, text and streams are a `Body` by `.into()`";

/// What a program says of the file that it makes up.
pub(super) const OF_THE_DISK: &str = "`Part::file(path)` is a file of the disk.";

/// The same where the file is the body.
pub(super) const BODY_OF_THE_DISK: &str = "`Body::file(path)` is a file of the disk.";

/// Whether a model has files in it.
pub(super) fn has_files(model: &ModelPlan) -> bool {
    let ModelKind::Struct(fields) = &model.kind else { return false };
    fields.iter().any(|field| is_file(&field.rust_type))
}

fn is_file(rust_type: &RustType) -> bool {
    match rust_type {
        RustType::Option(inner) | RustType::List(inner) | RustType::Boxed(inner) => is_file(inner),
        other => matches!(other, RustType::Part | RustType::Parts),
    }
}

/// How a body is given its files; nothing where it has none.
pub(super) fn in_body(place: &Place<'_>, kind: &BodyKind, path: &str) -> String {
    let how = match kind {
        BodyKind::Json(rust_type) if in_form(place, rust_type) => format!("A file in it {PART}"),
        BodyKind::Bytes => BODY.to_owned(),
        BodyKind::Json(_) | BodyKind::Text => return String::new(),
    };
    format!("{how}. See [Files]({}#files).", link(path, PATH))
}

/// The same of a model.
pub(super) fn in_model(model: &ModelPlan, path: &str) -> String {
    if has_files(model) { format!("A file {PART}. See [Files]({}#files).", link(path, PATH)) } else { String::new() }
}

fn in_form(place: &Place<'_>, rust_type: &RustType) -> bool {
    is_file(rust_type)
        || rust_type.model().and_then(|name| place.models.get(name)).is_some_and(|model| has_files(model))
}

/// The README's part about files, where operations take any.
pub(super) fn files(page: &mut Markdown, places: &[Place<'_>]) {
    let takes = |place: &Place<'_>, operation: &OperationPlan, is: fn(&Place<'_>, &BodyKind) -> bool| {
        let others = operation.other_bodies.iter().map(|other| &other.body);
        operation.body.iter().chain(others).any(|body| is(place, &body.kind))
    };
    let form = |place: &Place<'_>, kind: &BodyKind| matches!(kind, BodyKind::Json(found) if in_form(place, found));
    let bytes = |_: &Place<'_>, kind: &BodyKind| matches!(kind, BodyKind::Bytes);
    let targets = || {
        places.iter().flat_map(|place| {
            place.api.resources.iter().flat_map(move |resource| {
                resource.operations.iter().map(move |operation| Target { place, resource, operation })
            })
        })
    };
    let forms: Vec<_> = targets().filter(|target| takes(target.place, target.operation, form)).collect();
    let bodies: Vec<_> = targets().filter(|target| takes(target.place, target.operation, bytes)).collect();
    // One that says by itself how it is sent, if there is any.
    let is_usual = |target: &&Target<'_>| {
        let body = target.operation.body.as_ref();
        body.is_some_and(|body| form(target.place, &body.kind) || bytes(target.place, &body.kind))
    };
    let Some(shown) = forms.iter().chain(&bodies).find(is_usual).or(forms.iter().chain(&bodies).next()) else { return };
    page.heading(2, "Files");
    if !forms.is_empty() {
        page.paragraph(&format!(
            "A file in a form {PART}. `.content_type(\"…\")` says what it is where the document does not. What is read from the \
             disk is read when the request is sent, and read again when it is sent again."
        ));
    }
    if !bodies.is_empty() {
        page.paragraph(&format!("Where a file is the whole body, {BODY}."));
    }
    let mut program = Program::default();
    call::begin(*shown, &mut program);
    call::send_briefly(*shown, &mut program, Vec::new());
    page.fence(COMPILED, &program.finish_async());
    for (what, found) in [("In a form", forms), ("As the body", bodies)] {
        let mut names: Vec<String> = found.iter().map(|target| target.name()).collect();
        names.sort();
        if !names.is_empty() {
            page.paragraph(&format!("{what}: {}.", names.join(", ")));
        }
    }
}

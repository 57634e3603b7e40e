//! Which operations take one page of an upload, by `x-sdk-bulk`, and where a page says so. What does not fit the types is
//! reported, and the operation has no upload.

use super::access::{Models, bare};
use super::{BulkPlan, ModelPlan, OperationPlan, PlanInput, ResourcePlan, SuccessPlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::reflect::RustType;
use serde_json::Value;
use std::collections::HashMap;

const EXTENSION: &str = "x-sdk-bulk";

/// Gives an upload to each operation whose document says that it takes one.
pub fn attach(
    document: &PlanInput<'_>,
    resources: &mut [ResourcePlan],
    models: &[ModelPlan],
    report: &mut Vec<Diagnostic>,
) {
    let models = Models::new(models);
    let said: HashMap<(&str, &str), _> = document
        .facts
        .operations
        .iter()
        .filter_map(|facts| {
            let said = facts.operation.extensions.get(EXTENSION)?;
            Some(((facts.operation.method.as_str(), facts.operation.path.as_str()), (said, &facts.operation.at)))
        })
        .collect();
    for operation in resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        let Some((said, at)) = said.get(&(operation.method.as_str(), operation.path.as_str())) else { continue };
        match bulk(said, operation, &models) {
            Ok(bulk) => operation.bulk = Some(bulk),
            Err(reason) => report.push(Diagnostic::new(
                Code::UnfitBulk,
                &at.key(EXTENSION),
                format!("`{}` has no upload: {reason}", operation.id),
                "name members that the document describes, by JSON Pointers into the body: `{items, upload_id, first, \
                 last, restart, page_size, page_bytes}`",
            )),
        }
    }
}

fn bulk(said: &Value, operation: &OperationPlan, models: &Models<'_>) -> Result<BulkPlan, String> {
    if matches!(operation.success, SuccessPlan::Several { .. }) || operation.is_only_streamed() {
        return Err("its answer is not one value".to_owned());
    }
    let body = operation.body.as_ref().and_then(|body| body.json()).ok_or("its body is not JSON")?;
    let known = ["items", "upload_id", "first", "last", "restart", "page_size", "page_bytes"];
    let members = said.as_object().ok_or("it is not an object")?;
    if let Some(unknown) = members.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("`{unknown}` means nothing"));
    }
    let place = |name: &str, fits: fn(&RustType) -> bool| {
        let Some(pointer) = said.get(name) else { return Ok(None) };
        let pointer = pointer.as_str().ok_or_else(|| format!("`{name}` is not text"))?;
        let found = models.resolve(body, pointer).ok_or_else(|| format!("its body has no `{pointer}`"))?;
        let rust_type = bare(&found.rust_type).1.clone();
        if fits(&rust_type) {
            Ok(Some((pointer.to_owned(), rust_type)))
        } else {
            Err(format!("`{pointer}` does not fit"))
        }
    };
    let flag = |name| Ok::<_, String>(place(name, |found| *found == RustType::Bool)?.map(|(pointer, _)| pointer));
    let (items, list) = place("items", |found| matches!(found, RustType::List(_)))?.ok_or("`items` is not said")?;
    let RustType::List(item) = list else { return Err("`items` is no list".to_owned()) };
    let (upload_id, _) = place("upload_id", |found| *found == RustType::String)?.ok_or("`upload_id` is not said")?;
    let number = |name: &str, of: &str| match said.get(name) {
        None => Ok(None),
        Some(size) => size.as_u64().filter(|size| *size > 0).map(Some).ok_or(format!("`{name}` is no number of {of}")),
    };
    Ok(BulkPlan {
        items,
        item: *item,
        upload_id,
        first: flag("first")?,
        last: flag("last")?,
        restart: flag("restart")?,
        page_size: number("page_size", "items")?,
        page_bytes: number("page_bytes", "bytes")?,
    })
}

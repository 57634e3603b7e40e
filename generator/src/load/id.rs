//! Schemas that are referred to by a name of their own: `$id` (JSON Schema 2020-12 §8.2.1). Nothing is fetched for it: a name
//! counts where a schema of the same file has it, word for word.

use super::walk;
use crate::pointer::Pointer;
use serde_json::Value;
use std::collections::HashMap;

/// Where each `$id` of a file stands; of two the first counts.
pub(super) fn ids(tree: &mut Value) -> HashMap<String, Pointer> {
    let mut ids = HashMap::new();
    walk::nodes(tree, &mut |members, trail| {
        if let Some(Value::String(id)) = members.get("$id") {
            ids.entry(id.trim_end_matches('#').to_owned()).or_insert_with(|| trail.pointer());
        }
    });
    ids
}

/// The place that a reference names by an `$id`, as a fragment without `#`.
pub(super) fn place(ids: &HashMap<String, Pointer>, reference: &str) -> Option<String> {
    let (id, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let at = ids.get(id).filter(|_| !id.is_empty())?;
    // Read back as a URI fragment, in which a percent sign of a name must survive decoding.
    let at = at.to_string().replace('%', "%25");
    (fragment.is_empty() || fragment.starts_with('/')).then(|| format!("{at}{fragment}"))
}

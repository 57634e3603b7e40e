//! Which values are kept out of `Debug`.

use super::class::target;
use crate::model::{AdditionalProperties, Api, Schema};
use serde_json::Value;

/// Whether a value is kept out of `Debug`, or anything that it holds other than in properties: these are fields of their own
/// type, which keeps them out itself.
pub(super) fn is_secret(api: &Api, schema: &Schema) -> bool {
    holds(api, schema, false)
}

/// Whether a value is a secret, or anything that it holds.
pub(super) fn holds_secret(api: &Api, schema: &Schema) -> bool {
    holds(api, schema, true)
}

fn holds(api: &Api, schema: &Schema, in_properties: bool) -> bool {
    let mut referred = Vec::new();
    let mut left = vec![schema];
    while let Some(schema) = left.pop() {
        if is_marked(schema) {
            return true;
        }
        let Schema { items, prefix_items, properties, additional, all_of, one_of, any_of, .. } = schema;
        left.extend(items.as_deref());
        left.extend(prefix_items.iter().chain(all_of).chain(one_of).chain(any_of));
        if in_properties {
            left.extend(properties.values());
        }
        if let Some(AdditionalProperties::Schema(values)) = additional {
            left.push(values);
        }
        if let Some((name, target)) = target(api, schema).filter(|(name, _)| !referred.contains(name)) {
            referred.push(name);
            left.push(target);
        }
    }
    false
}

/// Whether a schema itself says so: it is of a password, of what is only ever sent, or of a secret.
pub(super) fn is_marked(schema: &Schema) -> bool {
    schema.format.as_deref() == Some("password")
        || schema.write_only
        || schema.extensions.get("x-sdk-secret").and_then(Value::as_bool).unwrap_or(false)
}

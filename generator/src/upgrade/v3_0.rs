//! OpenAPI 3.0 into the form of 3.1 (the changes that the specification's own migration guide lists).
//!
//! | 3.0 | 3.1 |
//! |---|---|
//! | `type: string`, `nullable: true` | `type: [string, 'null']` |
//! | `nullable: true` without `type` | stays: there is no place for `null` without moving nodes, and the model reads it |
//! | `nullable: false` | nothing |
//! | `minimum: 1`, `exclusiveMinimum: true` | `exclusiveMinimum: 1` |
//! | `exclusiveMinimum: false` | nothing |
//!
//! `example` stays: 3.1 still has it. `enum` stays as it is: whether it lists `null` is for later stages to see.

use crate::load::walk;
use serde_json::{Map, Value};

pub(super) fn upgrade(root: &mut Value) {
    walk::nodes(root, &mut |members, _| {
        nullable(members);
        exclusive(members, "exclusiveMinimum", "minimum");
        exclusive(members, "exclusiveMaximum", "maximum");
    });
}

fn nullable(members: &mut Map<String, Value>) {
    match (members.get("nullable"), members.get("type")) {
        (Some(Value::Bool(false)), _) => {
            members.shift_remove("nullable");
        }
        (Some(Value::Bool(true)), Some(Value::String(kind))) => {
            let kinds = if kind == "null" { vec![kind.as_str()] } else { vec![kind.as_str(), "null"] };
            let kinds = Value::from(kinds);
            members.insert("type".to_owned(), kinds);
            members.shift_remove("nullable");
        }
        _ => {}
    }
}

fn exclusive(members: &mut Map<String, Value>, exclusive: &str, bound: &str) {
    match (members.get(exclusive), members.get(bound)) {
        (Some(Value::Bool(true)), Some(Value::Number(limit))) => {
            let limit = Value::Number(limit.clone());
            members.insert(exclusive.to_owned(), limit);
            members.shift_remove(bound);
        }
        (Some(Value::Bool(_)), _) => {
            members.shift_remove(exclusive);
        }
        _ => {}
    }
}

//! Numbers and `true` where OpenAPI has text → the text as it is written.
//!
//! YAML reads `version: 1.10` as the number 1.1, and so `0x10` as 16 and `True` as true; what its author wrote is the text.
//! Nothing is to be done where the value is written as it would be anyway: `model` takes `1.5` for the text.

use super::{Format, walk};
use crate::diagnostic::locate::{positions, scalars};
use crate::diagnostic::{Code, Diagnostic, Place, kind};
use crate::pointer::Pointer;
use serde_json::{Map, Value};
use std::path::Path;

/// Members that are text in every object that has them.
const TEXTS: &[&str] = &["description", "name", "openapi", "operationId", "summary", "swagger", "title", "version"];

/// Members that are values of the schema, and lists of such.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// Puts the text as it is written where a value is not text and should be. Says so of all but the values of schemas, of which
/// nobody can tell whether their author knows.
pub(super) fn keep(tree: &mut Value, path: &Path, text: &str) -> Vec<Diagnostic> {
    if Format::of(path, text) != Format::Yaml {
        return Vec::new();
    }
    let mut wanted: Vec<(Pointer, bool)> = Vec::new();
    walk::nodes(tree, &mut |members, trail| {
        let is_variable = trail.container() == Some("variables");
        let mut add = |key: &str, said: bool| match members.get(key) {
            Some(value) if is_bare(value) => wanted.push((trail.pointer().key(key), said)),
            Some(Value::Array(items)) => {
                let bare = items.iter().enumerate().filter(|(_, item)| is_bare(item));
                wanted.extend(bare.map(|(index, _)| (trail.pointer().key(key).index(index), said)));
            }
            _ => {}
        };
        TEXTS.iter().for_each(|key| add(key, true));
        if is_variable || is_text(members) {
            VALUES.iter().for_each(|key| add(key, is_variable));
        }
    });
    if wanted.is_empty() {
        return Vec::new();
    }
    let (places, said): (Vec<Pointer>, Vec<bool>) = wanted.into_iter().unzip();
    let found = scalars(text, &places);
    let mut remarks = Vec::new();
    for (((at, said), written), (line, column)) in
        places.iter().zip(said).zip(found).zip(positions(text, Format::Yaml, &places))
    {
        let Some((value, written)) = tree.pointer_mut(&at.to_string()).zip(written) else { continue };
        let plain = value.to_string();
        if plain == written {
            continue;
        }
        if said {
            remarks.push(Diagnostic {
                code: Code::LooseType,
                message: format!("`{written}` is {} where a string belongs", kind(value)),
                advice: format!("write it in quotes: `\"{written}\"`"),
                place: Place::Line { file: path.to_owned(), line, column },
                changes: Vec::new(),
            });
        }
        *value = Value::String(written);
    }
    remarks
}

fn is_bare(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::Bool(_))
}

/// Whether a schema is for text, or for text and `null`.
fn is_text(members: &Map<String, Value>) -> bool {
    match members.get("type") {
        Some(Value::String(one)) => one == "string",
        Some(Value::Array(several)) => {
            several.iter().any(|one| one == "string") && several.iter().all(|one| one == "string" || one == "null")
        }
        _ => false,
    }
}

//! Any version of OpenAPI into one form, that of 3.1.
//!
//! In: one JSON tree.
//! Out: the same tree in the shape of OpenAPI 3.1.
//! Reports: what is no OpenAPI document, versions that are not read, and what of Swagger 2.0 has no place in 3.1.
//! Never: moves a node without a word. [`Moves`] says where each stood, so that diagnostics of later stages point into the
//! author's file.

mod v2_0;
mod v3_0;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::{Moves, Pointer};
use serde_json::Value;

/// What is read, for messages.
const SUPPORTED: &str = "3.0, 3.1 and 3.2 and Swagger 2.0";

/// A document in the form of OpenAPI 3.1.
#[derive(Debug, Clone)]
pub struct Upgraded {
    /// The tree.
    pub root: Value,
    /// Where what is no longer in its place stood.
    pub moves: Moves,
    /// What should be known.
    pub remarks: Vec<Diagnostic>,
}

impl Upgraded {
    fn unmoved(root: Value) -> Self {
        Self { root, moves: Moves::default(), remarks: Vec::new() }
    }
}

/// Brings a document into the form of OpenAPI 3.1.
///
/// # Errors
///
/// What was given is no OpenAPI document, or of a version that is not read.
pub fn upgrade(root: Value) -> Result<Upgraded, Vec<Diagnostic>> {
    let (version, remark) = version(&root).map_err(|problem| vec![problem])?;
    let mut upgraded = match version {
        Version::V2_0 => v2_0::upgrade(&root)?,
        // `nullable` says nothing in 3.1, and its authors mean it all the same.
        Version::V3 => {
            let mut root = root;
            v3_0::upgrade(&mut root);
            Upgraded::unmoved(root)
        }
    };
    upgraded.remarks.extend(remark);
    Ok(upgraded)
}

enum Version {
    V2_0,
    /// 3.1 and 3.2 only add to 3.0 what is told apart by its type; what is not read of it is reported where it stands.
    V3,
}

/// The version, and a remark where the document is of another than it says.
fn version(root: &Value) -> Result<(Version, Option<Diagnostic>), Diagnostic> {
    let at = Pointer::root();
    let Some(members) = root.as_object() else {
        return Err(Diagnostic::new(
            Code::NotOpenApi,
            &at,
            format!("this is no OpenAPI document: it is {}, not an object", crate::diagnostic::kind(root)),
            "start it with `openapi: 3.1.0`, `info` and `paths`",
        ));
    };
    let (key, value) = match (members.get("openapi"), members.get("swagger")) {
        (Some(value), _) => ("openapi", value),
        (None, Some(value)) => ("swagger", value),
        (None, None) => return Err(not_openapi(members)),
    };
    let at = at.key(key);
    // YAML reads an unquoted 3.1 as a number; what is meant is clear.
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        other => {
            return Err(Diagnostic::new(
                Code::UnknownVersion,
                &at,
                format!("`{key}` is {}, not a version", crate::diagnostic::kind(other)),
                "write `openapi: 3.1.0`",
            ));
        }
    };
    let loose = |version: Version, write: &str| {
        let message = format!("`{key}: {text}` is not what the document is");
        let remark = Diagnostic::new(Code::LooseVersion, &at, message, format!("write `{write}`"));
        Ok((version, Some(remark)))
    };
    let mut parts = text.strip_prefix('v').unwrap_or(&text).split('.');
    match (key, parts.next(), parts.next()) {
        ("openapi", Some("3"), Some("0" | "1" | "2")) => Ok((Version::V3, None)),
        ("swagger", Some("2"), _) => Ok((Version::V2_0, None)),
        ("openapi", Some("3"), None) | ("swagger", Some("3"), _) => loose(Version::V3, "openapi: 3.0.3"),
        ("openapi", Some("2"), _) => loose(Version::V2_0, "swagger: \"2.0\""),
        _ => Err(Diagnostic::new(
            Code::UnknownVersion,
            &at,
            format!("`{key}: {text}` is not a known version"),
            format!(
                "OpenAPI {SUPPORTED} are read: write `openapi: 3.0.3` or `openapi: 3.1.0` if the document is of that version"
            ),
        )),
    }
}

fn not_openapi(members: &serde_json::Map<String, Value>) -> Diagnostic {
    let at = Pointer::root();
    let message = "this is no OpenAPI document: it has neither `openapi` nor `swagger`";
    let looks_like = |key: &str| members.contains_key(key);
    if looks_like("asyncapi") {
        Diagnostic::new(
            Code::NotOpenApi,
            &at,
            "this is an AsyncAPI document",
            "only OpenAPI documents are read; move it out of this folder",
        )
    } else if looks_like("overlay") && looks_like("actions") {
        Diagnostic::new(
            Code::NotOpenApi,
            &at,
            "this is an OpenAPI Overlay, not a document",
            "call it `<document>.overlay.yaml` and put it beside the document that it changes, or give it to `build` by `--overlay`",
        )
    } else if looks_like("paths") || looks_like("info") {
        Diagnostic::new(Code::NotOpenApi, &at, message, "add `openapi: 3.0.3` or `openapi: 3.1.0` as its first line")
    } else {
        Diagnostic::new(
            Code::NotOpenApi,
            &at,
            message,
            "start it with `openapi: 3.1.0`; a file that is only referred to belongs in a subfolder",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::upgrade;
    use crate::diagnostic::Diagnostic;
    use serde_json::json;

    #[test]
    fn versions_are_told_apart() {
        for (root, expected) in [
            (json!({"openapi": "3.0.3"}), Ok("")),
            (json!({"openapi": "3.1.1"}), Ok("")),
            (json!({"openapi": 3.1}), Ok("")),
            (json!({"openapi": "3.2.0"}), Ok("")),
            (json!({"openapi": "3"}), Ok("loose-version")),
            (json!({"openapi": "v3.0.1"}), Ok("")),
            (json!({"openapi": "2.0"}), Ok("loose-version")),
            (json!({"swagger": "3.0.0"}), Ok("loose-version")),
            (json!({"openapi": "4.0.0"}), Err("unknown-version")),
            (json!({"openapi": "3.10.0"}), Err("unknown-version")),
            (json!({"openapi": []}), Err("unknown-version")),
            (json!({"swagger": "2.0"}), Ok("")),
            (json!({"swagger": 2.0}), Ok("")),
            (json!({"swagger": "1.2"}), Err("unknown-version")),
            (json!({"info": {}}), Err("not-openapi")),
            (json!([1]), Err("not-openapi")),
            (json!("text"), Err("not-openapi")),
        ] {
            let remark = |remarks: &[Diagnostic]| remarks.first().map_or("", |remark| remark.code.as_str());
            let found = upgrade(root.clone()).map(|upgraded| remark(&upgraded.remarks));
            let found = found.map_err(|report| report[0].code.as_str());
            assert_eq!(found, expected, "{root}");
        }
    }
}

//! Names that become files: all stay inside the crate, on every system, and none takes another's place.

use crate::built::{built, paths};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const NAMES: &[&str] = &[
    "../../x",
    "/etc/x",
    "..",
    ".",
    "",
    " ",
    "a/b",
    "a\\b",
    "C:\\x",
    "CON",
    "con",
    "nul.txt",
    "PRN",
    "aux",
    "COM1",
    "Pets",
    "pets",
    "PETS",
    "pe ts",
    "pe-ts",
    "~",
    "*",
    "?",
    "a\u{0}b",
    "a\nb",
    "mod",
    "lib",
    "main",
    "models",
    "error",
    "Cargo.toml",
    "Größe",
    "日本",
    "🦀",
    "trailing.",
    "trailing ",
    ".hidden",
    "-rf",
    "$HOME",
    "%2e%2e",
    "\u{202E}gnp",
    "README",
    "index",
];

/// Names that no file may have on Windows, with any ending.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "com1", "lpt1"];

fn document() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for (index, name) in NAMES.iter().enumerate() {
        let schema = json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1").replace('%', "%25"))});
        let answer = json!({"200": {"description": "d", "content": {"application/json": {"schema": schema}}}});
        paths.insert(format!("/p{index}"), json!({"get": {"operationId": name, "tags": [name], "responses": answer}}));
        schemas.insert(
            (*name).to_owned(),
            json!({"type": "object", "properties": {format!("p{index}"): {"type": "string"}}}),
        );
    }
    let long = "t".repeat(5000);
    paths.insert("/long".to_owned(), json!({"get": {"operationId": long, "tags": [long], "responses": {}}}));
    json!({"openapi": "3.1.0", "info": {"title": "../../x", "version": "../1"}, "paths": paths, "components": {"schemas": schemas}})
}

#[test]
fn whatever_things_are_called_every_file_stays_inside_and_has_a_name_of_its_own() {
    let built = built(&document(), &[]);
    assert!(built.outcome.bug.is_none(), "{:?}", built.outcome.bug);
    assert_eq!(built.outcome.report.operations_generated, NAMES.len() + 1, "{:#?}", built.outcome.report.diagnostics);
    let root = built.folder.path();
    for path in paths(root) {
        let inside = path.strip_prefix(root).unwrap();
        assert!(inside.starts_with("crate") || inside.starts_with("specs"), "{}", inside.display());
    }
    let mut taken = BTreeSet::new();
    for path in built.files.keys() {
        assert!(taken.insert(path.to_lowercase()), "{path} differs from another in case only");
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap().to_lowercase();
            assert!(!RESERVED.contains(&stem.as_str()), "{path} cannot be on Windows");
            assert!(part.len() <= 255, "{path} is too long");
            let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'));
            assert!(plain && !part.ends_with('.'), "{path}");
        }
    }
    // Each operation and each model is in a page of its own or in one with others: none is lost.
    let pages: String =
        built.files.iter().filter(|(path, _)| path.starts_with("docs/")).map(|(_, text)| text.as_str()).collect();
    for index in 0..NAMES.len() {
        assert!(pages.contains(&format!("/p{index}`")) || pages.contains(&format!("/p{index}\n")), "/p{index}");
    }
}

//! What `load` and `upgrade` make of a document: `<stage>/<case>.in.*` and `<stage>/<case>.out.json` beside it. A case of
//! `load` may be a folder, whose document is `main.yaml`. `UPDATE=1` rewrites what comes out.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use generator::discover::DocumentSource;
use generator::load::{Document, load};
use generator::model;
use generator::pointer::Pointer;
use generator::upgrade::upgrade;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn cases(folder: &str) -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the cases' folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains(".in"))
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    cases
}

fn document(case: &Path) -> Document {
    let (path, folder) =
        if case.is_dir() { (case.join("main.yaml"), case) } else { (case.to_owned(), Path::new("tests")) };
    load(&DocumentSource::new("case", path), folder).expect("the case is well-formed")
}

fn check(folder: &str, stage: fn(&Path) -> Value) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        let found = format!("{:#}\n", stage(&case));
        let name = case.to_string_lossy();
        let out = PathBuf::from(format!("{}.out.json", name.split(".in").next().unwrap_or_default()));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&out, &found).expect("it can be written");
        } else if std::fs::read_to_string(&out).unwrap_or_default() != found {
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "run with UPDATE=1 if this is meant:\n{}", wrong.join("\n"));
}

#[test]
fn files_become_one_tree() {
    check("tests/load", |case| document(case).root);
}

#[test]
fn versions_become_one_form() {
    check("tests/upgrade", |case| upgrade(document(case).root).expect("a known version").root);
}

#[test]
fn a_pointer_says_which_file_it_is_in() {
    let document = document(Path::new("tests/load/files.in"));
    for (at, file, inside) in [
        ("/paths/~1pets", "main.yaml", "/paths/~1pets"),
        ("/x-specsmith-files/parts~1pets.yaml/paths/pets", "parts/pets.yaml", "/paths/pets"),
        ("/x-specsmith-files/parts~1deep~1answer.yaml", "parts/deep/answer.yaml", ""),
        ("/x-specsmith-files/nobody.yaml/a", "main.yaml", "/x-specsmith-files/nobody.yaml/a"),
    ] {
        let pointer = Pointer::parse(at).expect("well-formed");
        let (found, pointer) = document.sources.locate(&pointer);
        assert_eq!(
            (found, pointer.to_string().as_str()),
            (Path::new("tests/load/files.in").join(file).as_path(), inside)
        );
    }
}

#[test]
fn a_place_is_shown_as_its_author_wrote_it() {
    let mut sources = document(Path::new("tests/load/files.in")).sources;
    let swagger = serde_json::json!({
        "swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, "definitions": {"Order": {"type": "object"}},
    });
    sources.set_moves(upgrade(swagger).expect("a known version").moves);
    for (at, shown) in [
        ("/components/schemas/Order", "/definitions/Order"),
        ("/paths/~1pets", "/paths/~1pets"),
        ("/x-specsmith-files/parts~1pets.yaml", "parts/pets.yaml"),
        ("/x-specsmith-files/parts~1pets.yaml/paths/pets", "parts/pets.yaml#/paths/pets"),
        ("/x-specsmith-files/nobody.yaml/a", "/x-specsmith-files/nobody.yaml/a"),
    ] {
        assert_eq!(sources.shown(&Pointer::parse(at).expect("well-formed")), shown);
    }
}

#[test]
fn a_document_may_hold_nothing_but_webhooks() {
    let document = |rest: serde_json::Value| {
        let mut document = serde_json::json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}});
        document.as_object_mut().expect("an object").extend(rest.as_object().cloned().unwrap_or_default());
        let (api, report) = model::build(&document);
        (api.webhooks.len(), report.iter().map(|one| one.code.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(document(serde_json::json!({"webhooks": {"made": {}}})), (1, Vec::new()));
    assert_eq!(document(serde_json::json!({"components": {}})), (0, vec!["missing-member".to_owned()]));
}

#[test]
fn what_stands_under_an_unknown_method_is_kept_to_be_counted() {
    let (api, report) = model::build(&document(Path::new("tests/lint/skipped_methods.yaml")).root);
    let kept: Vec<String> = api.skipped.iter().map(|skipped| format!("{:?} {}", skipped.what, skipped.at)).collect();
    assert_eq!(
        kept,
        [
            "Operation(\"addPet\") /paths/~1pets/POST",
            "Operation(\"onPet\") /paths/~1pets/subscribe",
            "Operation(\"tunnel\") /paths/~1pets/additionalOperations/CONNECT",
            "Operation(\"getPets\") /paths/~1pets/additionalOperations/Get",
        ]
    );
    assert_eq!(report.len(), kept.len(), "each is reported once");
}

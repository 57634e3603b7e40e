//! References out of the folder: nothing is fetched, nothing is read, and each is said.

use crate::built::built;
use serde_json::{Value, json};
use std::net::TcpListener;

/// A document with one reference at each place where one can stand.
fn document(reference: &str) -> Value {
    let to = || json!({"$ref": reference});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {
                "parameters": [to()],
                "get": {
                    "operationId": "a",
                    "requestBody": to(),
                    "responses": {
                        "200": {"description": "d", "headers": {"X": to()}, "content": {"application/json": {"schema": to(), "examples": {"e": to()}}}},
                        "404": to(),
                    },
                },
            },
            "/b": to(),
        },
        "components": {
            "schemas": {"S": {"properties": {"p": to()}, "allOf": [to()], "items": to(), "discriminator": {"propertyName": "p", "mapping": {"a": reference}}}},
            "securitySchemes": {"k": to()},
        },
    })
}

const SECRET: &str = "root-canary";

fn check(reference: &str) {
    let built = built(&document(reference), &[]);
    let report = &built.outcome.report;
    assert!(built.outcome.bug.is_none(), "{reference}: {:?}", built.outcome.bug);
    let said = report.diagnostics.iter().filter(|one| one.code.as_str() == "unresolved-reference").count();
    assert!(said >= 7, "{reference}: each is said: {:#?}", report.diagnostics);
    assert_eq!(report.operations_generated, 1, "{reference}: the rest is there");
    for (path, text) in &built.files {
        assert!(!text.contains(SECRET), "{reference}: {path}");
    }
}

#[test]
fn a_reference_to_the_network_is_never_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    for scheme in ["http:", "HTTP:", "https:", "ftp:", ""] {
        check(&format!("{scheme}//127.0.0.1:{port}/x.json#/a"));
    }
    assert!(listener.accept().is_err(), "nobody came");
}

#[test]
fn a_reference_to_a_file_outside_the_folder_is_never_read() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.json");
    std::fs::write(&secret, json!({"type": "object", "title": SECRET, "properties": {SECRET: {}}}).to_string())
        .unwrap();
    let path = secret.display();
    for reference in [
        format!("file://{path}"),
        format!("{path}"),
        "../secret.json".to_owned(),
        "a/../../secret.json".to_owned(),
        "%2e%2e/secret.json".to_owned(),
        "..\\secret.json".to_owned(),
        "/etc/passwd".to_owned(),
        "C:\\secret.json".to_owned(),
    ] {
        check(&reference);
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_folder_is_never_followed() {
    use crate::built::{build, paths};
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    std::fs::create_dir(&specs).unwrap();
    let secret = json!({"type": "object", "title": SECRET, "properties": {SECRET: {"type": "string"}}});
    std::fs::write(folder.path().join("secret.json"), secret.to_string()).unwrap();
    std::os::unix::fs::symlink("../secret.json", specs.join("link.json")).unwrap();
    std::os::unix::fs::symlink("..", specs.join("up")).unwrap();
    for reference in ["link.json", "up/secret.json"] {
        std::fs::write(specs.join("api.json"), document(reference).to_string()).unwrap();
        let outcome = build(&specs.join("api.json"), &folder.path().join("crate"));
        let said: Vec<_> = outcome.report.diagnostics.iter().map(|one| one.message.as_str()).collect();
        assert!(said.iter().any(|message| message.contains("symbolic link")), "{said:?}");
        for path in paths(&folder.path().join("crate")) {
            assert!(!std::fs::read_to_string(&path).unwrap().contains(SECRET), "{}", path.display());
        }
    }
}

//! `build`, `lint` and `new`.

use serde_json::Value;
use tests::command::workspace;
use tests::nested::{cargo, must};

use crate::scratch::{GOOD, Scratch};

#[test]
fn lint_says_what_is_wrong_as_json_and_writes_nothing() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("broken.yaml", "openapi: 3.0.3\npaths: {}\n")]);
    let before = scratch.files("");
    let ran = scratch.run(&["lint", "--format", "json", "specs/broken.yaml", "specs/good.yaml"]);
    assert_eq!(ran.code, Some(1));
    let found: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    let error = found.iter().find(|found| found["severity"] == "error").unwrap();
    assert_eq!((&error["code"], &error["at"]["file"]), (&"missing-member".into(), &"specs/broken.yaml".into()));
    assert_eq!((&error["at"]["line"], &error["at"]["column"]), (&1.into(), &1.into()));
    assert!(!error["message"].as_str().unwrap().is_empty() && !error["advice"].as_str().unwrap().is_empty());
    assert_eq!(scratch.files(""), before);
}

#[test]
fn lint_of_a_document_without_errors_is_clean() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    assert_eq!(scratch.run(&["lint", "--format", "json", "specs/good.yaml"]).ok().out.trim(), "[]");
    scratch.run(&["lint", "specs/good.yaml"]).ok();
    assert_eq!(scratch.run(&["lint", "specs/nowhere.yaml"]).code, Some(1));
}

#[test]
fn build_makes_a_crate_that_compiles_where_there_is_no_workspace_with_and_without_its_features() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    let runtime = workspace().join("runtime");
    let arguments =
        ["build", "specs/good.yaml", "--out", "alone", "--name", "spare", "--report", "report.json", "--runtime-path"];
    scratch.run(&[arguments.as_slice(), &[runtime.to_str().unwrap()]].concat()).ok();
    let report: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    assert_eq!(report["operations"]["generated"], 2);
    let manifest = std::fs::read_to_string(scratch.path("alone/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"spare\"") && !manifest.contains("workspace = true"), "{manifest}");

    for line in ["exclude = [\".specsmith\"]", "categories = [\"api-bindings\", \"web-programming::http-client\"]"] {
        assert!(manifest.contains(line), "{line} is not in\n{manifest}");
    }

    std::fs::copy(workspace().join("Cargo.lock"), scratch.path("alone/Cargo.lock")).unwrap();
    for features in [&[][..], &["--no-default-features"]] {
        let mut check = cargo("check");
        must(check.arg("--all-targets").args(features).current_dir(scratch.path("alone")));
    }
}

#[test]
fn build_of_a_bad_document_leaves_nothing_and_build_into_a_foreign_folder_changes_nothing() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("broken.yaml", "hello: world")]);
    assert_eq!(scratch.run(&["build", "specs/broken.yaml", "--out", "alone"]).code, Some(1));
    assert!(!scratch.path("alone").exists());
    scratch.write("alone/mine.txt", "foreign");
    assert_eq!(scratch.run(&["build", "specs/good.yaml", "--out", "alone"]).code, Some(1));
    assert_eq!(scratch.files("alone").len(), 1);
}

/// [`GOOD`] with a fault of each kind that can be left out alone.
fn mostly_good() -> String {
    let faults = r##"  /broken/{id}:
    parameters: [{ name: q, in: query }, { name: q, in: query }, { in: query }, { $ref: "#/components/parameters/No" }]
    get:
      operationId: getThing
      tags: things
      security: [{ nobody: [] }]
      description: null
      responses: { 200: Fine., 404: null, 500: { $ref: "#/components/responses/No" }, 700: {} }
    post:
      operationId: postThing
      requestBody: { $ref: "https://example.com/body.yaml" }
      responses: { "200": { description: d, content: { application/json: { schema: { $ref: "#/nowhere" } } } } }
    put: { operationId: putThing }
  /broken: 5
  /nothing:
"##;
    let schemas = r#"    Odd: { type: Integer, properties: [], required: true, description: { a: b } }
    Odd: { type: 5 }
"#;
    let text = GOOD.replace("components:\n", &format!("{faults}components:\n"));
    format!("{text}{schemas}").replace("tags: [{ name: things }", "tags: [things")
}

#[test]
fn build_leaves_out_what_is_wrong_and_says_so() {
    let scratch = Scratch::with(&[("odd.yaml", &mostly_good())]);
    let runtime = workspace().join("runtime");
    let arguments = ["build", "specs/odd.yaml", "--out", "alone", "--report", "report.json", "--runtime-path"];
    let arguments = [arguments.as_slice(), &[runtime.to_str().unwrap()]].concat();
    let ran = scratch.run(&arguments).ok();
    let report: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    assert_eq!(report["operations"]["generated"], 5, "{}", ran.err);
    let said = report["diagnostics"].as_array().unwrap();
    for code in [
        "duplicate-key",
        "duplicate-operation-id",
        "duplicate-parameter",
        "missing-member",
        "undeclared-path-parameter",
        "unknown-security-scheme",
        "unresolved-reference",
        "wrong-type",
    ] {
        let found: Vec<_> = said.iter().filter(|one| one["code"] == code).collect();
        assert!(!found.is_empty() && found.iter().all(|one| one["severity"] == "warning"), "{code}: {found:?}");
        assert!(ran.err.contains(&format!("warning[{code}]")), "{code}");
    }
    assert!(said.iter().all(|one| one["severity"] != "error"), "{said:#?}");
    std::fs::copy(workspace().join("Cargo.lock"), scratch.path("alone/Cargo.lock")).unwrap();
    must(cargo("check").args(["--all-targets"]).current_dir(scratch.path("alone")));

    std::fs::remove_dir_all(scratch.path("alone")).unwrap();
    assert_eq!(scratch.run(&[arguments.as_slice(), &["--strict"]].concat()).code, Some(1));
    assert!(!scratch.path("alone").exists());
    assert_eq!(scratch.run(&["--only", "odd"]).code, Some(1), "in `specs/` its author is at hand");
    scratch.write("specs/kind/odd.yaml", mostly_good());
    scratch.write("specs/kind/sdk.toml", "tolerant = true\n");
    scratch.run(&["--only", "kind"]).ok();
}

#[test]
fn a_document_of_which_nothing_is_left_is_an_error_everywhere() {
    let scratch = Scratch::with(&[("none.yaml", "openapi: 3.0.3\ninfo: {}\npaths: { /a: { get: 5 } }\n")]);
    assert_eq!(scratch.run(&["build", "specs/none.yaml", "--out", "alone"]).code, Some(1));
    assert!(!scratch.path("alone").exists());
}

#[test]
fn new_copies_a_document_and_writes_its_crate() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.write("elsewhere/petstore.yaml", GOOD);
    scratch.run(&["new", "pets", "elsewhere/petstore.yaml"]).ok();
    assert_eq!(scratch.files("specs")["pets.yaml"], GOOD.as_bytes());
    assert!(scratch.path("sdks/pets/src/lib.rs").exists() && !scratch.path("sdks/good").exists());
    let before = scratch.files("");
    for refused in [
        ["new", "pets", "elsewhere/petstore.yaml"],
        ["new", "../out", "elsewhere/petstore.yaml"],
        ["new", "x", "nowhere.yaml"],
    ] {
        assert_eq!(scratch.run(&refused).code, Some(1), "{refused:?}");
    }
    assert_eq!(scratch.files(""), before);
}

#[test]
fn new_leaves_nothing_of_a_document_that_gives_no_crate() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.write("elsewhere/broken.yaml", "openapi: 3.0.3\npaths: {}\n");
    let shared = GOOD.replace("#/components/schemas/Thing", "parts/thing.yaml");
    scratch.write("elsewhere/shared.yaml", shared);
    scratch.write("elsewhere/parts/thing.yaml", "type: object\n");
    scratch.write("elsewhere/good.json", "{}");
    scratch.write("sdks/foreign/mine.txt", "foreign");
    let before = scratch.files("");
    for (provider, spec, words) in [
        ("pets", "elsewhere/broken.yaml", ["elsewhere/broken.yaml:1:1", "neither a title nor a version"]),
        ("pets", "elsewhere/shared.yaml", ["thing.yaml", "make a folder `specs/pets`"]),
        ("good", "elsewhere/good.json", ["specs/good.yaml", "a provider `good` already"]),
        ("foreign", "specs/good.yaml", ["sdks/foreign", "error["]),
    ] {
        let ran = scratch.run(&["new", provider, spec]);
        assert_eq!(ran.code, Some(1), "{spec}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{word:?} in {}", ran.err);
        }
        assert_eq!(scratch.files(""), before, "{spec}");
    }
}

//! What each bad input gets: file, line and column where there are some, reason and remedy; exit code 1; that provider's
//! crate as it was, and the others written.

use crate::scratch::{GOOD, Scratch};

/// A bad document, where the report points, and words of its reason and of its remedy.
struct Bad {
    text: &'static str,
    at: &'static str,
    reason: &'static str,
    remedy: &'static str,
}

const HEAD: &str = "openapi: 3.0.3\ninfo: { title: T, version: \"1\" }\n";

const DOCUMENTS: [Bad; 11] = [
    Bad { text: "openapi: 3.0.3\ninfo: [unclosed\n", at: ":2:7", reason: "not YAML", remedy: "correct the YAML" },
    Bad { text: "hello: world\n", at: ":1:1", reason: "no OpenAPI document", remedy: "openapi: 3.1.0" },
    Bad { text: "- a\n- list\n", at: ":1:1", reason: "no OpenAPI document", remedy: "openapi: 3.1.0" },
    Bad { text: "", at: "", reason: "empty", remedy: "OpenAPI document" },
    Bad { text: "openapi: 9.9.9\npaths: {}\n", at: ":1:1", reason: "not a known version", remedy: "3.1.0" },
    Bad { text: "openapi: 3.0.3\npaths: {}\n", at: ":1:1", reason: "neither a title nor a version", remedy: "info:" },
    Bad {
        text: "paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        \"200\":\n          description: d\n          content:\n            application/json:\n              schema:\n                $ref: \"#/components/schemas/Missing\"\n",
        at: ":13:17",
        reason: "`#/components/schemas/Missing` leads nowhere",
        remedy: "correct the reference",
    },
    Bad {
        text: "paths:\n  /a:\n    get:\n      operationId: a\n      responses: { \"200\": { $ref: other.yaml } }\n",
        at: ":7:29",
        reason: "other.yaml",
        remedy: "",
    },
    Bad {
        text: "paths:\n  /a:\n    get: { operationId: same, responses: { \"200\": { description: d } } }\n  /b:\n    get:\n      operationId: same\n      responses: { \"200\": { description: d } }\n",
        at: ":8:7",
        reason: "operationId `same` is taken by GET /a",
        remedy: "give GET /b another",
    },
    Bad {
        text: "paths:\n  /a/{id}:\n    get: { operationId: a, responses: { \"200\": { description: d } } }\n",
        at: ":5:5",
        reason: "does not declare its path parameter `id`",
        remedy: "in: path, required: true",
    },
    Bad { text: "\u{feff}\u{0}\u{1}", at: "", reason: "", remedy: "" },
];

/// Settings that say what a new user calls first.
fn first_calls(names: &str) -> Scratch {
    let settings = format!("name = \"Shop\"\nfirst_call = [{names}]\n");
    Scratch::with(&[("shop/sales.yaml", GOOD), ("shop/stock.yaml", GOOD), ("shop/sdk.toml", &settings)])
}

#[test]
fn the_first_call_of_the_pages_is_the_one_that_the_settings_name() {
    let scratch = first_calls("\"stock.parts.list\", \"sales().things().get\"");
    scratch.run(&[]).ok();
    let text = |path: &str| String::from_utf8(scratch.files("sdks/shop")[path].clone()).unwrap();
    let first = "shop.stock().parts().list().send().await?";
    for page in ["README.md", "src/crate.md", "examples/stock.rs"] {
        assert!(text(page).contains(first), "{page}:\n{}", text(page));
    }
    assert!(text("examples/sales.rs").contains(".things().get("), "of each API its own");
}

#[test]
fn a_first_call_that_the_crate_has_not_is_said_where_it_stands_with_the_nearest_one() {
    let ran = first_calls("\"stock.part.list\", \"sales.parts.list\", \"sales.things.get\"").run(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert_says(
        &ran.err,
        &[
            "sdk.toml:2:15",
            "the crate has no operation `stock.part.list`",
            "did you mean `stock.parts.list`?",
            "sdk.toml:2:54",
            "`sales.things.get` is a second first call of the same API",
        ],
    );
}

/// The document as it is, or with a head that is right.
fn whole(text: &str) -> String {
    if text.starts_with("paths") { format!("{HEAD}{text}") } else { text.to_owned() }
}

#[track_caller]
fn assert_says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} in:\n{said}");
    }
}

#[test]
fn a_bad_document_is_reported_with_its_place_reason_and_remedy_and_its_crate_stays_as_it_was() {
    for Bad { text, at, reason, remedy } in DOCUMENTS {
        // First both are good, so that there is a crate to lose.
        let scratch = Scratch::with(&[("broken.yaml", GOOD), ("other.yaml", GOOD), ("next.yaml", GOOD)]);
        scratch.run(&["--only", "broken", "--only", "next"]).ok();
        let before = (scratch.files("sdks/broken"), scratch.files("sdks/next"));
        scratch.write("specs/broken.yaml", whole(text));
        std::fs::remove_file(scratch.path("specs/other.yaml")).unwrap();
        scratch.write("specs/later.yaml", GOOD);
        scratch.write("sdks/broken/mine.txt", "foreign");

        let ran = scratch.run(&[]);
        assert_eq!(ran.code, Some(1), "{text:?}\n{}", ran.err);
        assert_says(&ran.err, &[&format!("specs/broken.yaml{at}"), "error[", reason, "help: ", remedy]);
        let mut after = scratch.files("sdks/broken");
        assert_eq!(after.remove("mine.txt"), Some(b"foreign".to_vec()));
        assert_eq!(after, before.0, "byte for byte: {text:?}");
        assert_eq!(scratch.files("sdks/next"), before.1);
        assert!(scratch.files("sdks/later").contains_key("src/lib.rs"), "the others are written");
        assert!(!ran.err.contains("panicked") && !ran.err.contains("RUST_BACKTRACE"), "{}", ran.err);
    }
}

#[test]
fn a_bad_document_of_a_new_provider_leaves_no_folder_behind() {
    for Bad { text, .. } in DOCUMENTS {
        let scratch = Scratch::with(&[("broken.yaml", &whole(text))]);
        assert_eq!(scratch.run(&[]).code, Some(1), "{text:?}");
        assert!(!scratch.path("sdks/broken").exists(), "{text:?}");
    }
}

#[test]
fn an_empty_folder_of_specs_says_what_to_put_there() {
    let ran = Scratch::with(&[]).run(&[]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["specs", "no document", "petstore.yaml"]);
}

#[test]
fn a_folder_of_specs_that_is_not_there_says_so() {
    let ran = Scratch::with(&[]).run(&["--specs", "nowhere"]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["nowhere", "cannot be read", "create it"]);
}

#[test]
fn a_provider_without_documents_is_reported_and_the_others_are_written() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    std::fs::create_dir(scratch.path("specs/hollow")).unwrap();
    let ran = scratch.run(&[]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["specs/hollow", "has no document", "remove the folder"]);
    assert!(scratch.path("sdks/good/src/lib.rs").exists());
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_reported_with_the_systems_reason_and_the_others_are_written() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    // A link to nothing: unreadable to everybody, which permissions are not to root.
    std::os::unix::fs::symlink("nothing-here", scratch.path("specs/gone.yaml")).unwrap();
    scratch.write("specs/bytes.yaml", b"openapi: \xff\xfe\n");
    let ran = scratch.run(&[]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["specs/gone.yaml", "cannot be read: No such file", "specs/bytes.yaml", "UTF-8"]);
    assert!(scratch.path("sdks/good/src/lib.rs").exists());
}

#[test]
fn an_output_folder_that_is_not_ours_is_left_alone() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("later.yaml", GOOD)]);
    scratch.write("sdks/good/Cargo.toml", "mine");
    let before = scratch.files("sdks/good");
    let ran = scratch.run(&[]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["sdks/good", "not written by Specsmith", "move it away"]);
    assert_eq!(scratch.files("sdks/good"), before);
    assert!(scratch.path("sdks/later/src/lib.rs").exists());
}

#[test]
fn a_file_of_somebody_else_where_a_new_page_would_go_stops_the_provider() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    scratch.write("specs/good.yaml", GOOD.replace("Part", "Piece"));
    scratch.write("sdks/good/docs/models/piece.md", "mine");
    let before = scratch.files("sdks/good");
    let ran = scratch.run(&[]);
    assert_eq!(ran.code, Some(1));
    assert_says(&ran.err, &["docs/models/piece.md", "not written by Specsmith"]);
    assert_eq!(scratch.files("sdks/good"), before);
}

#[test]
fn every_problem_of_a_document_is_reported_at_once() {
    let text = format!(
        "{HEAD}paths:\n  /a/{{x}}:\n    get: {{ operationId: a, responses: {{}} }}\n  /b/{{y}}:\n    get: {{ operationId: a }}\n"
    );
    let ran = Scratch::with(&[("broken.yaml", &text)]).run(&[]);
    assert_says(&ran.err, &["path parameter `x`", "path parameter `y`", "operationId `a` is taken"]);
}

#[test]
fn a_problem_of_one_provider_does_not_fail_a_run_that_is_only_about_another() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("broken.yaml", "hello: world")]);
    let ran = scratch.run(&["--only", "good"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.err.contains("broken"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_broken_link_beside_the_provider_asked_for_does_not_fail_the_run() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    std::os::unix::fs::symlink("nothing-here", scratch.path("specs/gone.yaml")).unwrap();
    let ran = scratch.run(&["--only", "good"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

//! `--check`: 0 when all is as it should be, 2 with the command to run when not, and it never writes.

use tests::command::{generate, workspace};

use crate::scratch::{GOOD, Scratch};

#[test]
fn the_crates_of_this_workspace_are_what_their_documents_say() {
    let ran = generate(workspace(), &["--check"]);
    assert_eq!(ran.code, Some(0), "{}\n{}", ran.out, ran.err);
}

#[test]
fn check_is_clean_after_generating() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    let ran = scratch.run(&["--check"]).ok();
    assert!(ran.out.contains("unchanged"), "{}", ran.out);
}

/// How a folder gets out of date.
type Change = fn(&Scratch);

#[test]
fn check_says_what_differs_and_the_command_that_mends_it_and_writes_nothing() {
    let changes: [(&str, Change); 5] = [
        ("missing: good: Cargo.toml", |scratch| std::fs::remove_dir_all(scratch.path("sdks/good")).unwrap()),
        ("missing: good: src/lib.rs", |scratch| std::fs::remove_file(scratch.path("sdks/good/src/lib.rs")).unwrap()),
        ("different: good: src/lib.rs", |scratch| scratch.write("sdks/good/src/lib.rs", "edited by hand")),
        ("different: good: README.md", |scratch| scratch.write("specs/good.yaml", GOOD.replace("Good", "Better"))),
        ("stale: good: docs/models/part.md", |scratch| scratch.write("specs/good.yaml", GOOD.replace("Part", "Piece"))),
    ];
    for (said, change) in changes {
        let scratch = Scratch::with(&[("good.yaml", GOOD)]);
        scratch.run(&[]).ok();
        change(&scratch);
        let before = scratch.files("");
        let ran = scratch.run(&["--check"]);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(said), "{said} in:\n{}", ran.err);
        assert!(ran.err.contains("Run: cargo run -p generator"), "{}", ran.err);
        assert_eq!(scratch.files(""), before);
    }
}

#[test]
fn a_crate_whose_document_is_gone_is_reported_and_left_where_it_is() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("gone.yaml", GOOD)]);
    scratch.run(&[]).ok();
    std::fs::remove_file(scratch.path("specs/gone.yaml")).unwrap();
    scratch.write("sdks/mine/Cargo.toml", "by hand");
    let before = scratch.files("sdks");
    for arguments in [[].as_slice(), &["--check"]] {
        let ran = scratch.run(arguments).ok();
        assert!(ran.err.contains("orphaned-crate") && ran.err.contains("sdks/gone"), "{}", ran.err);
        assert!(!ran.err.contains("sdks/mine"), "{}", ran.err);
    }
    assert!(!scratch.run(&["--only", "good"]).ok().err.contains("sdks/gone"));
    assert_eq!(scratch.files("sdks"), before);
}

#[test]
fn a_bad_document_counts_before_a_crate_that_is_out_of_date() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("broken.yaml", "hello: world")]);
    assert_eq!(scratch.run(&["--check"]).code, Some(1));
}

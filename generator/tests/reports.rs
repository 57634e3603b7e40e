//! Bad documents, each with the report that its author sees beside it: `lint/<case>.yaml` and `lint/<case>.report`.
//! A case may be a folder, whose document is `main.yaml`. `UPDATE=1` rewrites the reports.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use generator::diagnostic::locate::{Located, locate};
use generator::diagnostic::{Code, render};
use generator::discover::DocumentSource;
use generator::{lint, load, model, upgrade};
use std::path::{Path, PathBuf};

/// Everything that the front end reports about one document.
fn front_end(source: &DocumentSource, folder: &Path) -> Vec<Located> {
    let load::Document { root, mut sources, remarks } = match load::load(source, folder) {
        Ok(document) => document,
        Err(report) => return locate(&report, None),
    };
    let report = match upgrade::upgrade(root) {
        Ok(upgraded) => {
            let mut report = remarks;
            report.extend(upgraded.remarks);
            let (api, found) = model::build_moved(&upgraded.root, &upgraded.moves);
            sources.set_moves(upgraded.moves);
            report.extend(found);
            report.extend(lint::lint(api).1);
            report
        }
        Err(report) => report,
    };
    locate(&report, Some(&sources))
}

/// The cases' folder, seen from the package's, which is where cargo runs tests.
const CASES: &str = "tests/lint";

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(CASES)
        .expect("the cases' folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|ending| ending != "report"))
        .collect();
    cases.sort();
    cases
}

fn check(case: &Path) -> Result<(), String> {
    let (document, folder) =
        if case.is_dir() { (case.join("main.yaml"), case) } else { (case.to_owned(), Path::new(CASES)) };
    let found = render::people(&front_end(&DocumentSource::new("case", document), folder), false);
    let beside = case.with_extension("report");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&beside, &found).expect("the report can be written");
        return Ok(());
    }
    let expected = std::fs::read_to_string(&beside).unwrap_or_default();
    if found == expected {
        Ok(())
    } else {
        Err(format!("{}\n--- expected\n{expected}\n+++ found\n{found}", case.display()))
    }
}

#[test]
fn every_bad_document_gets_the_report_beside_it() {
    let cases = cases();
    assert!(cases.len() > 20, "the cases are found");
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "run with UPDATE=1 if this is meant:\n{}", wrong.join("\n"));
}

#[test]
fn every_code_of_a_lint_rule_is_in_some_report() {
    let texts = |folder: &str, ending: &str| -> String {
        let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
        let wanted = files.filter(|path| path.extension().is_some_and(|found| found == ending));
        wanted.map(|path| std::fs::read_to_string(path).expect("text")).collect()
    };
    let (rules, reports) = (texts("src/lint", "rs"), texts(CASES, "report"));
    let used = Code::ALL.iter().filter(|code| rules.contains(&format!("Code::{code:?},")));
    let missing: Vec<&str> =
        used.map(|code| code.as_str()).filter(|code| !reports.contains(&format!("[{code}]"))).collect();
    assert!(missing.is_empty(), "put a document that breaks these rules into {CASES}: {missing:?}");
}

#[test]
fn the_overlay_that_a_report_offers_mends_what_it_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("overlays.yaml");
    std::fs::copy(Path::new(CASES).join("overlays.yaml"), &document).expect("copied");
    let mut source = DocumentSource::new("case", &document);
    let found = front_end(&source, folder.path());
    // As it is shown to people: each line can be pasted.
    let shown = render::people(&found, false);
    let marker = "= overlay: ";
    let actions: Vec<&str> = shown.lines().filter_map(|line| Some(line.split_once(marker)?.1)).collect();
    let mended: Vec<Code> = found.iter().filter(|one| !one.overlay.is_empty()).map(|one| one.code).collect();
    for code in [
        Code::DuplicateOperationId,
        Code::MissingOperationId,
        Code::UndeclaredPathParameter,
        Code::UnusedPathParameter,
        Code::UnknownSecurityScheme,
        Code::UnknownRequiredProperty,
        Code::UnusedEncoding,
    ] {
        assert!(mended.contains(&code), "{code} in {mended:?}");
    }
    let overlay = folder.path().join("overlays.overlay.yaml");
    let text = format!("overlay: 1.0.0\ninfo: {{title: T, version: '1'}}\nactions:\n{}\n", actions.join("\n"));
    std::fs::write(&overlay, text).expect("written");
    source.overlays.push(overlay);
    let left: Vec<Code> = front_end(&source, folder.path()).iter().map(|one| one.code).collect();
    // The header of a part, which no document can mend.
    assert_eq!(left, [Code::UnusedEncoding]);
}

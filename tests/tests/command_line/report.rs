//! The report for machines says what is in the crate, and the output for people is plain when piped.

use serde_json::Value;
use tests::command::workspace;
use tests::folder;

use crate::scratch::{GOOD, Scratch};

/// How often a text occurs in the files of a crate whose path ends so.
fn count(scratch: &Scratch, provider: &str, ending: &str, needle: &str) -> usize {
    let files = scratch.files(&format!("sdks/{provider}/src"));
    let texts = files.iter().filter(|(path, _)| path.ends_with(ending));
    texts.map(|(_, text)| String::from_utf8_lossy(text).matches(needle).count()).sum()
}

#[test]
fn the_numbers_of_the_report_are_what_is_in_the_crates() {
    let scratch = Scratch::with(&[("zz_good.yaml", GOOD)]);
    folder::mirror(&workspace().join("specs"), &scratch.path("specs"));
    scratch.write("specs/zz_good.yaml", GOOD);
    scratch.run(&["--report", "report.json"]).ok();
    let reports: Vec<Value> = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    assert!(reports.len() >= 4);
    for report in reports {
        let provider = report["provider"].as_str().unwrap();
        let number = |pointer: &str| usize::try_from(report.pointer(pointer).unwrap().as_u64().unwrap()).unwrap();
        let length = |pointer: &str| report.pointer(pointer).unwrap().as_array().unwrap().len();
        let requests = count(&scratch, provider, ".rs", "specsmith_runtime::request_options!(");
        let models =
            count(&scratch, provider, "models.rs", "pub struct ") + count(&scratch, provider, "models.rs", "pub enum ");
        assert_eq!(number("/operations/generated"), requests, "{provider}");
        assert_eq!(number("/operations/total"), requests + length("/operations/skipped"), "{provider}");
        assert_eq!(number("/schemas/typed"), models, "{provider}");
        assert_eq!(number("/schemas/total"), models + length("/schemas/degraded"), "{provider}");
        assert!(report["diagnostics"].is_array());
    }
}

#[test]
fn a_report_names_what_was_left_out_with_reason_and_place() {
    let text = GOOD.replace("operationId: listParts", "operationId: listParts\n      requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { f: { type: string, format: binary } } } } } }");
    let scratch = Scratch::with(&[("good.yaml", &text)]);
    let ran = scratch.run(&["--report", "report.json"]).ok();
    let reports: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    assert_eq!(reports.as_array().unwrap().len(), 1, "a list, however many providers there are");
    let report = &reports[0];
    let skipped = &report["operations"]["skipped"];
    // Either it is in the crate, or it is said that it is not.
    let generated = report["operations"]["generated"].as_u64().unwrap();
    assert_eq!(generated + skipped.as_array().unwrap().len() as u64, 2, "{report:#}");
    for left_out in skipped.as_array().unwrap() {
        assert_eq!(left_out["id"], "listParts");
        assert!(!left_out["reason"].as_str().unwrap().is_empty());
        assert_eq!(
            (&left_out["at"]["file"], &left_out["at"]["pointer"]),
            (&"specs/good.yaml".into(), &"/paths/~1parts/get".into())
        );
        assert!(left_out["at"]["line"].as_u64().unwrap() > 1);
        assert!(ran.err.contains("listParts"), "{}", ran.err);
    }
}

#[test]
fn piped_output_has_no_colours_no_progress_and_a_row_a_provider() {
    let scratch = Scratch::with(&[("one.yaml", GOOD), ("two.yaml", "hello: world")]);
    let ran = scratch.run(&[]);
    for text in [&ran.out, &ran.err] {
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text:?}");
    }
    let rows: Vec<&str> = ran.out.lines().map(|line| line.split_whitespace().next().unwrap_or_default()).collect();
    assert_eq!(rows, ["provider", "one", "two"]);
}

#[test]
fn a_method_that_is_not_known_is_counted_and_said_once_with_the_file_it_is_in() {
    let text = GOOD.replace("  /parts:\n    get:", "  /parts:\n    GET:");
    let scratch = Scratch::with(&[("many/first.yaml", GOOD), ("many/second.yaml", &text)]);
    let ran = scratch.run(&["--report", "report.json"]).ok();
    let report: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    let operations = &report[0]["operations"];
    assert_eq!((&operations["total"], &operations["generated"]), (&4.into(), &3.into()));
    let at = &operations["skipped"][0]["at"];
    assert_eq!((&at["file"], &at["pointer"]), (&"specs/many/second.yaml".into(), &"/paths/~1parts/GET".into()));
    let said: Vec<&Value> =
        report[0]["diagnostics"].as_array().unwrap().iter().filter(|one| one["code"] == "skipped-operation").collect();
    assert_eq!(said.len(), 1, "{}", ran.err);
    assert_eq!(&said[0]["at"], at, "the same form everywhere");
}

#[test]
fn what_is_said_again_and_again_is_counted_and_is_whole_in_the_report() {
    let (mut text, mut required) = (GOOD.to_owned(), String::new());
    for number in 0..25 {
        required.push_str(&format!("unknown{number}, "));
    }
    text = text.replace("required: [name]", &format!("required: [{required}name]"));
    text = text.replace("      tags: [parts]\n", "").replace("      operationId: listParts\n", "");
    let scratch = Scratch::with(&[("many.yaml", &text)]);
    let ran = scratch.run(&["--report", "report.json"]).ok();
    assert_eq!(ran.err.matches("warning[unknown-required-property]").count(), 10, "{}", ran.err);
    assert!(
        ran.err.contains("15 more warnings (see `generator lint SPEC`, or --report): 15 unknown-required-property")
    );
    assert!(
        ran.err.contains("2 notes (see `generator lint SPEC`, or --report): 1 missing-operation-id, 1 missing-tag")
    );
    let report: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
    let said = report[0]["diagnostics"].as_array().unwrap();
    assert_eq!(said.iter().filter(|one| one["code"] == "unknown-required-property").count(), 25);
    let overlay = said.iter().find(|one| one["code"] == "missing-operation-id").map(|one| &one["overlay"][0]);
    assert_eq!(overlay.unwrap()["update"]["operationId"], "getParts", "what mends it is there for machines too");
}

#[test]
fn what_is_degraded_is_a_json_value_in_the_crate_and_what_is_skipped_is_not_there() {
    let with = |odd: &str, method: &str| {
        let text = GOOD.replace(
            "name: { type: string } }",
            "name: { type: string }, odd: { $ref: \"#/components/schemas/Odd\" } }",
        );
        let text = text.replace("  schemas:\n", &format!("  schemas:\n    Odd: {odd}\n"));
        let scratch =
            Scratch::with(&[("good.yaml", &text.replace("/parts:\n    get:", &format!("/parts:\n    {method}:")))]);
        scratch.run(&["--report", "report.json"]).ok();
        let reports: Value = serde_json::from_slice(&std::fs::read(scratch.path("report.json")).unwrap()).unwrap();
        let names = |pointer: &str, member: &str| -> Vec<String> {
            let all = reports[0].pointer(pointer).unwrap().as_array().unwrap();
            all.iter().map(|one| one[member].as_str().unwrap().to_owned()).collect()
        };
        let found = [
            count(&scratch, "good", "models.rs", "serde_json::Value"),
            count(&scratch, "good", ".rs", "\"listParts\""),
        ];
        (names("/schemas/degraded", "name"), names("/operations/skipped", "id"), found)
    };
    let plain = with("{ type: array, items: { type: string } }", "get");
    assert_eq!(plain, (vec![], vec![], [0, 1]));
    let parts = vec!["{ type: object, properties: { a: { type: string } } }"; 300].join(", ");
    let large = with(&format!("{{ allOf: [{parts}] }}"), "GET");
    assert_eq!(large, (vec!["Odd".to_owned()], vec!["listParts".to_owned()], [1, 0]));
}

//! What the example programs of the crates do when something is wrong; that they run at all is tested with the pages.

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tests::command::{Ran, run};
use tests::seed::CANARY;
use tests::server::{answering_with, seen};
use wiremock::ResponseTemplate;

fn index_folder(folder: &Path, server: &str) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_index_folder"));
    command.env_clear().env("GLEAN_BASE_URL", server).env("GLEAN_API_TOKEN", CANARY).env("GLEAN_INSTANCE", "acme");
    run(command.arg("handbook").arg(folder))
}

/// The pages of an upload: how many documents each holds, and whether it says that it is the last.
async fn pages(files: &[(&str, &[u8])]) -> (Ran, Vec<(usize, bool)>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let server = answering_with(ResponseTemplate::new(200)).await;
    let (folder, url) = (folder.path().to_owned(), server.uri());
    let ran = tokio::task::spawn_blocking(move || index_folder(&folder, &url)).await.unwrap();
    let bodies = seen(&server).await.into_iter().map(|request| request.body_json::<Value>().unwrap());
    let page = |body: Value| (body["documents"].as_array().unwrap().len(), body["isLastPage"] == true);
    (ran, bodies.map(page).collect())
}

#[tokio::test]
async fn a_file_that_cannot_be_read_ends_the_upload_of_a_folder_before_the_page_that_would_delete_it() {
    let names: Vec<String> = (0..51).map(|index| format!("a{index:02}.md")).collect();
    let mut files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"# A".as_slice())).collect();
    let (ran, sent) = pages(&files).await;
    assert_eq!((ran.code, sent), (Some(0), vec![(50, false), (1, true)]), "{}", ran.err);

    // Text that is no UTF-8, read when the page before is on its way.
    files.push(("b.md", b"\xFF"));
    let (ran, sent) = pages(&files).await;
    assert_eq!((ran.code, sent), (Some(1), vec![(50, false)]), "{}", ran.out);
    assert!(ran.err.contains("b.md: ") && ran.err.contains("UTF-8"), "the file is named: {}", ran.err);
}

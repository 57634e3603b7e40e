//! Opens a page in a headless browser that tries what `tests/browser` promises, and says what came of it; `tests/wasm.sh`
//! builds what it serves.
//!
//! ```text
//! cargo run -p tests --bin browser -- FOLDER BROWSER
//! ```
//!
//! `FOLDER` has what wasm-bindgen made of `tests/browser` (`--target web`), `BROWSER` is a Chromium.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

mod server;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, browser] = arguments.as_slice() else { panic!("usage: browser FOLDER BROWSER") };
    let (url, report) = server::start(folder.clone()).await;
    let profile = tempfile::tempdir().unwrap();
    let mut browser = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(&url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let report = tokio::time::timeout(Duration::from_secs(100), report).await;
    browser.kill().unwrap();
    browser.wait().unwrap();
    let report = match report {
        Ok(report) => report.unwrap(),
        Err(_) => "FAILED: the page did not report".to_owned(),
    };
    println!("{}", report.trim_end());
    if report.lines().all(|line| line.starts_with("ok ")) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

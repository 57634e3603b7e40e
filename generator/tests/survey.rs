//! The front end over any folder of documents: `SPECSMITH_CORPUS=dir cargo test -p generator --test survey --release --
//! --nocapture`. No document may make it panic; what it reports is printed, most frequent first.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use generator::diagnostic::{Diagnostic, Severity};
use generator::{discover, lint, load, model, upgrade};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn read(path: &Path) -> Vec<Diagnostic> {
    let job = match discover::single(path, None) {
        Ok(job) => job,
        Err(problem) => return vec![problem],
    };
    let mut report = Vec::new();
    for source in &job.documents {
        let loaded = load::load(source, &job.folder);
        let upgraded = loaded.and_then(|document| upgrade::upgrade(document.root));
        match upgraded {
            Ok(upgraded) => {
                let (api, built) = model::build(&upgraded.root);
                let (_, linted) = lint::lint(api);
                report.extend(built.into_iter().chain(linted));
            }
            Err(problems) => report.extend(problems),
        }
    }
    report
}

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension().is_some_and(|ending| ["json", "yaml", "yml"].iter().any(|known| ending == *known))
        })
        .collect();
    documents.sort();
    documents
}

#[test]
fn real_documents_are_read() {
    let Some(folder) = std::env::var_os("SPECSMITH_CORPUS") else {
        eprintln!("skipped: SPECSMITH_CORPUS names no folder");
        return;
    };
    let mut codes: BTreeMap<(Severity, &str), (usize, usize, String)> = BTreeMap::new();
    let mut slowest = (Duration::ZERO, PathBuf::new());
    let mut failed = 0;
    let documents = documents(Path::new(&folder));
    for path in &documents {
        let started = Instant::now();
        let report = read(path);
        slowest = slowest.max((started.elapsed(), path.clone()));
        let mut seen = std::collections::HashSet::new();
        for diagnostic in &report {
            let key = (diagnostic.code.severity(), diagnostic.code.as_str());
            let entry = codes.entry(key).or_default();
            entry.0 += 1;
            entry.1 += usize::from(seen.insert(key));
            entry.2 = format!("{}: {} ({:?})", path.display(), diagnostic.message, diagnostic.place);
            if seen.len() < 100
                && diagnostic.code.severity() == Severity::Error
                && std::env::var_os("VERBOSE").is_some()
            {
                eprintln!("{}: {}: {} [{:?}]", path.display(), diagnostic.code, diagnostic.message, diagnostic.place);
            }
        }
        failed += usize::from(report.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error));
    }
    eprintln!("{} documents, {failed} with errors; slowest {:?} {}", documents.len(), slowest.0, slowest.1.display());
    for ((severity, code), (times, in_documents, example)) in codes {
        eprintln!("{severity:?} {code}: {times} in {in_documents} documents, as in {example}");
    }
}

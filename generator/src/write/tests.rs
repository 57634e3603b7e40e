use super::{MANIFEST, compare, with_manifest, write};
use crate::diagnostic::Code;
use crate::emit::File;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn files(contents: &[(&str, &str)]) -> Vec<File> {
    let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
    with_manifest(contents.iter().map(file).collect())
}

/// Every file below a folder, with its text.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(path) = pending.pop() {
        for entry in fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            match entry.is_dir() {
                true => pending.push(entry),
                false => {
                    let name = entry.strip_prefix(folder).expect("inside").display().to_string();
                    found.insert(name, fs::read_to_string(&entry).expect("text"));
                }
            }
        }
    }
    found
}

#[test]
fn a_crate_is_written_once_and_then_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let crate_folder = folder.path().join("acme");
    let files = files(&[("Cargo.toml", "a"), ("src/lib.rs", "b")]);
    let changes = write(&crate_folder, &files).expect("written");
    assert_eq!(changes.added, [MANIFEST, "Cargo.toml", "src/lib.rs"]);
    let written = fs::metadata(crate_folder.join("src/lib.rs")).expect("there").modified().expect("a time");
    assert!(write(&crate_folder, &files).expect("written").is_empty());
    assert_eq!(fs::metadata(crate_folder.join("src/lib.rs")).expect("there").modified().expect("a time"), written);
}

#[test]
fn stale_files_go_and_foreign_files_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &files(&[("a/b/old.rs", "x"), ("kept.rs", "x")])).expect("written");
    fs::write(folder.path().join("CHANGELOG.md"), "by hand").expect("written");
    let next = files(&[("kept.rs", "y")]);
    let changes = compare(folder.path(), &next).expect("compared");
    assert_eq!((changes.changed, changes.stale), (vec![MANIFEST.into(), "kept.rs".into()], vec!["a/b/old.rs".into()]));
    write(folder.path(), &next).expect("written");
    let names: Vec<_> = tree(folder.path()).into_keys().collect();
    assert_eq!(names, [MANIFEST, "CHANGELOG.md", "kept.rs"]);
    assert!(!folder.path().join("a").exists());
}

#[test]
fn a_folder_that_is_not_ours_is_left_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Cargo.toml"), "mine").expect("written");
    let before = tree(folder.path());
    let problem = write(folder.path(), &files(&[("Cargo.toml", "a")])).expect_err("refused");
    assert_eq!(problem.code, Code::ForeignOutput);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_foreign_file_in_the_way_stops_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &files(&[("src/lib.rs", "a")])).expect("written");
    fs::write(folder.path().join("src/new.rs"), "mine").expect("written");
    let before = tree(folder.path());
    let problem = write(folder.path(), &files(&[("src/lib.rs", "b"), ("src/new.rs", "c")])).expect_err("refused");
    assert_eq!(problem.code, Code::ForeignOutput);
    assert_eq!(tree(folder.path()), before);
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_leads_the_output_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let crate_folder = folder.path().join("acme");
    write(&crate_folder, &files(&[("Cargo.toml", "a")])).expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), crate_folder.join("src")).expect("a link");
    let problem = write(&crate_folder, &files(&[("Cargo.toml", "a"), ("src/lib.rs", "b")])).expect_err("refused");
    assert_eq!(problem.code, Code::ForeignOutput);
    assert!(tree(elsewhere.path()).is_empty());
}

#[test]
fn a_manifest_cannot_name_files_outside_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let crate_folder = folder.path().join("acme");
    write(&crate_folder, &files(&[("Cargo.toml", "a")])).expect("written");
    fs::write(folder.path().join("victim"), "x").expect("written");
    fs::write(crate_folder.join(MANIFEST), "../victim\nCargo.toml\n.specsmith\n").expect("written");
    write(&crate_folder, &files(&[("Cargo.toml", "b")])).expect("written");
    assert!(folder.path().join("victim").exists());
}

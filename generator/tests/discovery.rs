//! What `discover` finds in folders of every kind.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use generator::diagnostic::{Diagnostic, Place};
use generator::discover::{Added, Job, discover, single};
use std::path::Path;

/// A folder with these files; a name that ends in `/` is a folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = root.path().join(name);
        if name.ends_with('/') {
            std::fs::create_dir_all(path).expect("a folder");
        } else {
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
    }
    root
}

/// The providers with their documents, and the codes reported with the file's name and line.
fn found(root: &Path, only: &[&str]) -> (Vec<String>, Vec<String>) {
    let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
    let (jobs, report) = discover(root, &only);
    let jobs = jobs.iter().map(|Job { provider, documents, .. }| {
        let documents: Vec<&str> = documents.iter().map(|document| document.name.as_str()).collect();
        format!("{provider}: {}", documents.join(" "))
    });
    (jobs.collect(), report.iter().map(|diagnostic| shown(root, diagnostic)).collect())
}

fn shown(root: &Path, diagnostic: &Diagnostic) -> String {
    let inside = |path: &Path| path.strip_prefix(root).unwrap_or(path).display().to_string();
    match &diagnostic.place {
        Place::File(path) => format!("{} {}", diagnostic.code, inside(path)),
        Place::Line { file, line, column } => format!("{} {}:{line}:{column}", diagnostic.code, inside(file)),
        Place::Node(at) => format!("{} {at}", diagnostic.code),
    }
}

fn check(files: &[(&str, &str)], only: &[&str], jobs: &[&str], report: &[&str]) {
    let root = folder(files);
    let (found_jobs, found_report) = found(root.path(), only);
    assert_eq!(
        (found_jobs, found_report),
        (jobs.iter().map(|s| (*s).to_owned()).collect(), report.iter().map(|s| (*s).to_owned()).collect())
    );
}

#[test]
fn a_folder_or_a_file_is_a_provider() {
    check(
        &[
            ("petstore.yaml", "a"),
            ("glue/search.yml", "a"),
            ("glue/admin.JSON", "a"),
            ("glue/admin.overlay.yaml", "a"),
            ("glue/README.md", "a"),
            ("glue/sdk.toml", "package = \"glue-client\""),
            ("glue/.hidden.yaml", "a"),
            ("glue/parts/pet.yaml", "a"),
            (".hidden/api.yaml", "a"),
            ("notes.txt", "a"),
        ],
        &[],
        &["glue: admin search", "petstore: petstore"],
        &[],
    );
}

#[test]
fn only_the_providers_asked_for_are_returned() {
    let files = [("a.yaml", "a"), ("b.yaml", "a"), ("petstore.yaml", "a")];
    check(&files, &["b"], &["b: b"], &[]);
    check(&files, &["petstor", "a"], &["a: a"], &["no-documents "]);
}

#[test]
fn names_are_taken_once() {
    check(&[("a.yaml", "a"), ("A/x.yaml", "a")], &[], &["A: x"], &["name-taken a.yaml"]);
    check(&[("a/x.yaml", "a"), ("a/x.json", "a")], &[], &[], &["name-taken a/x.yaml"]);
}

#[test]
fn the_names_of_crates_are_taken_once() {
    let package = |name: &str| format!("package = \"{name}\"");
    // The second in order gives way, with its place; `-` and `_` are one.
    let (pets, pet_s) = (package("pet-store"), package("pet_store"));
    let files = [("a/x.yaml", "a"), ("a/sdk.toml", &*pets), ("b/x.yaml", "a"), ("b/sdk.toml", &*pet_s)];
    check(&files, &[], &["a: x"], &["name-taken b/sdk.toml"]);
    check(&files, &["a"], &["a: x"], &[]);
    check(&files, &["b"], &[], &["name-taken b/sdk.toml"]);
    let files = [("a/x.yaml", "a"), ("a/sdk.toml", &*pets), ("pet_store.yaml", "a")];
    check(&files, &[], &["a: x"], &["name-taken pet_store.yaml"]);
    check(&[("my_api/x.yaml", "a"), ("my-api.yaml", "a")], &[], &["my-api: my-api"], &["name-taken my_api/x.yaml"]);
    // What another crate is called already.
    for name in ["tokio", "specsmith_runtime", "generator", "fn", "std", "Pets", "a--b", "a-"] {
        let settings = package(name);
        let report = ["bad-settings a/sdk.toml:1:11"];
        check(&[("a/x.yaml", "a"), ("a/sdk.toml", &*settings)], &[], &[], &report);
    }
}

#[test]
fn nothing_to_generate_is_reported() {
    check(&[], &[], &[], &["no-documents "]);
    check(&[("a/", ""), ("b/parts/x.yaml", "a")], &[], &[], &["no-documents a", "no-documents b"]);
    let (jobs, report) = discover(Path::new("/nowhere/at/all"), &[]);
    assert!(jobs.is_empty());
    assert_eq!(report[0].code.as_str(), "unreadable-file");
}

#[test]
fn settings_that_are_wrong_are_reported_at_their_line() {
    for (settings, expected) in [
        ("", None),
        ("package = \"a-b\"\nname = \"AB\"\nversion = \"0.1.0\"\nkeywords = [\"x\"]", None),
        ("\npackage = \"../x\"", Some("bad-settings a/sdk.toml:2:11")),
        ("name = \"lower\"", Some("bad-settings a/sdk.toml:1:8")),
        ("pakcage = \"x\"", Some("bad-settings a/sdk.toml:1:1")),
        ("version = 1", Some("bad-settings a/sdk.toml:1:11")),
        ("= 3", Some("bad-settings a/sdk.toml:1:1")),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        // A crate without what its settings say would be another crate.
        let jobs: &[&str] = if expected.is_empty() { &["a: x"] } else { &[] };
        check(&[("a/x.yaml", "a"), ("a/sdk.toml", settings)], &[], jobs, &expected);
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_out_of_the_folder_is_refused() {
    let outside = folder(&[("secret.yaml", "a"), ("inner/x.yaml", "a")]);
    let root = folder(&[("a/x.yaml", "a")]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(outside.path().join(to), root.path().join(from)).expect("a link");
    };
    link("secret.yaml", "b.yaml");
    link("inner", "c");
    link("secret.yaml", "a/y.yaml");
    link("nothing", "d.yaml");
    let (jobs, report) = found(root.path(), &[]);
    assert_eq!(jobs, [""; 0]);
    // A folder's links are judged after the folder's own.
    assert_eq!(report.len(), 4, "{report:?}");
    for file in ["b.yaml", "c", "d.yaml", "a/y.yaml"] {
        assert!(report.contains(&format!("unreadable-file {file}")), "{file} in {report:?}");
    }
    let (_, asked) = found(root.path(), &["b", "a"]);
    assert_eq!(asked.len(), 3, "only what concerns those, and that `b` is no provider: {asked:?}");
}

#[test]
fn a_single_document_has_a_job_of_its_own() {
    let root = folder(&[("api.v1.yaml", "a")]);
    let job = single(&root.path().join("api.v1.yaml"), None).expect("a job");
    assert_eq!((job.provider.as_str(), job.documents[0].name.as_str()), ("api.v1", "api.v1"));
    assert_eq!(job.folder, root.path());
    assert_eq!(single(&root.path().join("api.v1.yaml"), Some("pets")).expect("a job").provider, "pets");
    assert_eq!(single(&root.path().join("x.yaml"), None).expect_err("missing").code.as_str(), "unreadable-file");
    assert_eq!(single(root.path(), None).expect_err("a folder").code.as_str(), "unreadable-file");
}

#[test]
fn what_lies_in_the_folder_crate_is_added_as_it_is_and_links_out_of_it_are_not() {
    let root = folder(&[
        ("a/x.yaml", "a"),
        ("a/crate/NOTES.md", "notes"),
        ("a/crate/examples/deep/b.rs", "b"),
        ("a/crate/examples/a.rs", "a"),
        ("a/crate/.hidden", "h"),
        ("secret.txt", "s"),
    ]);
    let (jobs, report) = discover(root.path(), &[]);
    let added: Vec<&str> = jobs[0].added.iter().map(|added| added.path.as_str()).collect();
    assert_eq!(added, ["NOTES.md", "examples/a.rs", "examples/deep/b.rs"]);
    assert_eq!((jobs[0].added[0].text.as_str(), report.len()), ("notes", 0));

    let link = root.path().join("a/crate/link.txt");
    std::os::unix::fs::symlink(root.path().join("secret.txt"), link).expect("a link");
    assert_eq!(found(root.path(), &[]), (vec![], vec!["unreadable-file a/crate/link.txt".to_owned()]));
}

#[test]
fn a_crate_has_the_licences_beside_the_folder_that_its_settings_name() {
    for (said, files) in [
        ("license = \"MIT OR Apache-2.0\"", &["LICENSE", "LICENSE-APACHE", "LICENSE-MIT"][..]),
        ("license = \"MIT\"", &["LICENSE", "LICENSE-MIT"]),
        ("license = \"BSD-3-Clause\"", &["LICENSE"]),
        ("version = \"1.0.0\"", &[]),
    ] {
        let root = folder(&[
            ("LICENSE", "all"),
            ("LICENSE-MIT", "mit"),
            ("LICENSE-APACHE", "apache"),
            ("LICENSES/", ""),
            ("specs/a/x.yaml", "a"),
            ("specs/a/sdk.toml", said),
            ("specs/b.yaml", "b"),
        ]);
        let (jobs, report) = discover(&root.path().join("specs"), &[]);
        let added: Vec<&str> = jobs[0].added.iter().map(|added| added.path.as_str()).collect();
        assert_eq!((added, report.len()), (files.to_vec(), 0), "{said}");
        assert!(jobs[1].added.is_empty());
    }
    let own = [("LICENSE", "all"), ("specs/a/x.yaml", "a"), ("specs/a/sdk.toml", "license = \"MIT\"")];
    let root = folder(&[&own[..], &[("specs/a/crate/LICENSE", "its own")]].concat());
    let (jobs, _) = discover(&root.path().join("specs"), &[]);
    let added: Vec<&str> = jobs[0].added.iter().map(|added| added.text.as_str()).collect();
    assert_eq!(added, ["its own"]);
}

#[test]
fn an_example_program_is_called_what_cargo_calls_it() {
    for (path, name) in [
        ("examples/a.rs", Some("a")),
        ("examples/deep/main.rs", Some("deep")),
        ("examples/deep/b.rs", None),
        ("examples/a.txt", None),
        ("src/a.rs", None),
    ] {
        let added = Added { path: path.to_owned(), from: path.into(), text: String::new() };
        assert_eq!(added.example().as_deref(), name, "{path}");
    }
}

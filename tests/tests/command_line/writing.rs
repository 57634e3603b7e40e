//! What is written: the same bytes every time, nothing stale, nothing foreign touched.

use std::time::SystemTime;

use tests::command::workspace;
use tests::folder;

use crate::scratch::{GOOD, Scratch};

#[test]
fn the_same_documents_give_the_same_bytes_wherever_and_however_often() {
    let twice = [(), ()].map(|()| {
        let scratch = Scratch::with(&[]);
        folder::mirror(&workspace().join("specs"), &scratch.path("specs"));
        scratch.run(&[]).ok();
        scratch.files("sdks")
    });
    assert!(twice[0].len() > 20 && twice[0] == twice[1]);
}

#[test]
fn files_that_are_no_longer_part_of_a_crate_are_removed_and_foreign_ones_are_kept() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    for foreign in ["notes.txt", "src/by_hand.rs", "docs/models/mine.md", "examples/mine.rs"] {
        scratch.write(&format!("sdks/good/{foreign}"), "foreign");
    }
    let smaller: String = GOOD.split_inclusive('\n').filter(|line| !line.contains("Part:")).collect();
    let start = smaller.find("  /parts:").unwrap();
    let end = smaller.find("components:").unwrap();
    scratch.write("specs/good.yaml", format!("{}{}", &smaller[..start], &smaller[end..]));
    scratch.run(&[]).ok();
    let files = scratch.files("sdks/good");
    for stale in ["src/parts.rs", "docs/parts.md", "docs/models/part.md"] {
        assert!(!files.contains_key(stale), "{stale}");
    }
    for foreign in ["notes.txt", "src/by_hand.rs", "docs/models/mine.md", "examples/mine.rs"] {
        assert_eq!(files[foreign], b"foreign", "{foreign}");
    }
    assert!(files.contains_key("src/things.rs"));
    scratch.run(&["--check"]).ok();
}

#[test]
fn where_nothing_is_new_nothing_is_generated_and_whatever_is_new_is() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    let whole = scratch.files("sdks/good");
    let kept = scratch.files(".cache/specsmith");
    let (name, text) = kept.iter().next().expect("what was done is kept");
    let number = std::str::from_utf8(text).unwrap().split_whitespace().next().unwrap();
    // Only what is kept knows of 77 operations.
    let remembered = || {
        scratch.write(&format!(".cache/specsmith/{name}"), format!("{number} 77 2"));
        scratch.run(&[]).ok().out.contains(" 77 ")
    };
    assert!(remembered());
    scratch.run(&["--check"]).ok();
    assert!(!scratch.run(&["--report", "report.json"]).ok().out.contains(" 77 "));

    scratch.write("sdks/good/README.md", "not ours");
    assert!(!remembered() && scratch.files("sdks/good") == whole);
    std::fs::remove_file(scratch.path("sdks/good/src/lib.rs")).unwrap();
    assert!(!remembered() && scratch.files("sdks/good") == whole);
    assert!(remembered());
    scratch.write("specs/good.yaml", GOOD.replace("A thing.", "A good thing."));
    assert!(!remembered() && scratch.files("sdks/good") != whole);
    scratch.write("specs/good.yaml", GOOD.replace("tags: [parts]", "tags: [pieces]"));
    assert!(!remembered() && scratch.files("sdks/good").contains_key("src/pieces.rs"));
    // What an author is to see is said again each time.
    scratch.write("specs/good.yaml", GOOD.replace("id, in: path", "other, in: path"));
    let said = [(), ()].map(|()| scratch.run(&[]));
    assert!(said.iter().all(|ran| ran.code == Some(1) && ran.err.contains("other")), "{said:?}");
}

#[test]
fn a_run_that_changes_nothing_touches_no_file() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    let long_ago = SystemTime::UNIX_EPOCH;
    for path in scratch.files("sdks/good").keys() {
        let file = std::fs::File::options().append(true).open(scratch.path(&format!("sdks/good/{path}"))).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    scratch.run(&[]).ok();
    for path in scratch.files("sdks/good").keys() {
        let modified = scratch.path(&format!("sdks/good/{path}")).metadata().unwrap().modified().unwrap();
        assert_eq!(modified, long_ago, "{path}");
    }
}

#[test]
fn only_the_providers_asked_for_are_written() {
    let scratch = Scratch::with(&[("one.yaml", GOOD), ("two.yaml", GOOD), ("three.yaml", GOOD)]);
    scratch.run(&["--only", "one", "--only", "three"]).ok();
    assert!(scratch.path("sdks/one").exists() && scratch.path("sdks/three").exists());
    assert!(!scratch.path("sdks/two").exists());
}

#[test]
fn nothing_is_written_outside_the_folder_of_the_crates_and_the_users_cache() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    let inside = |path: &String| path.starts_with("sdks/good/") || path.starts_with(".cache/specsmith/");
    let outside: Vec<String> = scratch.files("").into_keys().filter(|path| !inside(path)).collect();
    assert_eq!(outside, ["specs/good.yaml"]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_crates_folder_is_not_written_through() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    scratch.run(&[]).ok();
    let (src, elsewhere) = (scratch.path("sdks/good/src"), scratch.path("elsewhere"));
    std::fs::rename(&src, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &src).unwrap();
    let before = scratch.files("elsewhere");
    scratch.write("specs/good.yaml", GOOD.replace("listParts", "listAll").replace("number", "count"));
    assert_eq!(scratch.run(&[]).code, Some(1));
    assert_eq!(scratch.files("elsewhere"), before);
}

#[test]
fn what_an_author_adds_goes_into_the_crate_and_never_in_place_of_what_is_generated() {
    let mine = "fn main() {}\n";
    let scratch = Scratch::with(&[("good/api.yaml", GOOD), ("good/crate/examples/mine.rs", mine)]);
    scratch.run(&[]).ok();
    assert_eq!(scratch.files("sdks/good")["examples/mine.rs"], mine.as_bytes());
    scratch.write("specs/good/crate/Cargo.toml", "[package]\n");
    let before = scratch.files("sdks");
    let ran = scratch.run(&[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("`Cargo.toml` of the crate is generated already"), "{}", ran.err);
    assert_eq!(scratch.files("sdks"), before);
    std::fs::remove_dir_all(scratch.path("specs/good/crate")).unwrap();
    scratch.run(&[]).ok();
    assert!(!scratch.files("sdks/good").contains_key("examples/mine.rs"), "what is gone there is gone here");
}

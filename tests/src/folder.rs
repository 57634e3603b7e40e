//! Folders as data: written from it, and read back whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Writes a file and the folders it is in.
pub fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Every file below a folder, by its path with `/`.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    if folder.exists() {
        walk(folder, "", &mut found);
    }
    found
}

/// Makes a folder hold what another holds, and nothing else. Files that are the same keep their time, so that cargo does
/// not compile them again.
pub fn mirror(from: &Path, to: &Path) {
    let wanted = files(from);
    for (path, found) in files(to) {
        match wanted.get(&path) {
            None => remove(to, &to.join(path)),
            Some(text) if *text != found => write(&to.join(path), text),
            Some(_) => {}
        }
    }
    for (path, text) in wanted {
        if !to.join(&path).exists() {
            write(&to.join(path), text);
        }
    }
}

/// Removes a file, and the folders that are empty without it.
fn remove(root: &Path, file: &Path) {
    fs::remove_file(file).unwrap();
    let parents = file.ancestors().skip(1).take_while(|parent| *parent != root);
    for parent in parents {
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
}

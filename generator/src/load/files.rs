//! The document's file and all files that it refers to, each read once.

use super::reference::{Target, mounted, target};
use super::{Document, FILES, Format, MAX_BYTES, MAX_FILES, Sources, UNREAD, parse, text, walk, written};
use crate::diagnostic::locate::positions;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::pointer::{Pointer, escaped};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// The files of one document while they are being read.
struct Files {
    /// The folder with every symlink resolved: nothing outside it is read.
    folder: PathBuf,
    /// The folder as the caller wrote it, for messages.
    shown: PathBuf,
    /// The document's own path inside the folder.
    main: String,
    /// Files still to be read, and where each was first named.
    waiting: Vec<String>,
    /// Every file named so far: its path, or why it is not read (what is wrong with a reference to it, and what to do).
    known: IndexMap<String, Result<PathBuf, (String, String)>>,
    /// Bytes read so far.
    bytes: u64,
    /// What ends the reading.
    report: Vec<Diagnostic>,
    /// What does not: references that are not followed, files that can be read with a remark.
    remarks: Vec<Diagnostic>,
}

/// A reference that is wrong, until its line is known.
struct Wrong {
    code: Code,
    at: Pointer,
    message: String,
    advice: String,
}

pub(super) fn read_all(path: &Path, overlays: &[PathBuf], folder: &Path) -> Result<Document, Vec<Diagnostic>> {
    let text = text::read_text(path).map_err(|problem| vec![problem])?;
    let (mut root, remark) = parse::parse_loosely(path, &text).map_err(|problem| vec![problem])?;
    if let Some(members) = root.as_object()
        && members.contains_key(FILES)
    {
        return Err(vec![located(
            path,
            &text,
            &Pointer::root().key(FILES),
            format!("`{FILES}` is where Specsmith keeps referenced files"),
            "rename this member".to_owned(),
        )]);
    }
    let mut remarks: Vec<Diagnostic> = remark.into_iter().collect();
    remarks.extend(written::keep(&mut root, path, &text));
    for overlay in overlays {
        remarks.extend(super::overlay::apply(overlay, &mut root)?);
    }
    let resolved = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let main = path
        .canonicalize()
        .ok()
        .and_then(|path| path.strip_prefix(&resolved).ok().map(key_of))
        .or_else(|| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_default();
    let mut files = Files {
        folder: resolved,
        shown: folder.to_owned(),
        main: main.clone(),
        waiting: Vec::new(),
        known: IndexMap::new(),
        bytes: text.len() as u64,
        report: Vec::new(),
        remarks: Vec::new(),
    };
    files.known.insert(main.clone(), Ok(path.to_owned()));
    files.rewrite(&mut root, &main, path, &text);
    let mut sources = Sources::new(path);
    let mut mounted = Map::new();
    while let Some(key) = files.waiting.pop() {
        if let Some((path, value)) = files.read(&key) {
            sources.add(key.clone(), path);
            mounted.insert(key, value);
        }
    }
    if !files.report.is_empty() {
        files.report.extend(files.remarks);
        return Err(files.report);
    }
    remarks.extend(files.remarks);
    if !mounted.is_empty() {
        // In one order, whichever file named them first.
        mounted.sort_keys();
        if let Some(members) = root.as_object_mut() {
            members.insert(FILES.to_owned(), Value::Object(mounted));
        }
    }
    Ok(Document { root, sources, remarks })
}

/// A path inside the folder, with `/` on every system.
fn key_of(path: &Path) -> String {
    let steps: Vec<_> = path.components().map(|step| step.as_os_str().to_string_lossy()).collect();
    steps.join("/")
}

fn located(path: &Path, text: &str, at: &Pointer, message: String, advice: String) -> Diagnostic {
    let place = positions(text, Format::of(path, text), std::slice::from_ref(at));
    let (line, column) = place.first().copied().unwrap_or((1, 1));
    Diagnostic {
        code: Code::UnresolvedReference,
        message,
        advice,
        place: Place::Line { file: path.to_owned(), line, column },
        changes: Vec::new(),
    }
}

impl Files {
    /// Reads one referenced file and rewrites its references.
    fn read(&mut self, key: &str) -> Option<(PathBuf, Value)> {
        let path = self.known.get(key)?.clone().ok()?;
        let read = text::read_text(&path).and_then(|text| {
            self.bytes += text.len() as u64;
            if self.bytes > MAX_BYTES {
                return Err(Diagnostic::about_file(
                    Code::TooLarge,
                    &path,
                    format!("the document and its files are together larger than {} MiB", MAX_BYTES / 1024 / 1024),
                    "make several documents of it",
                ));
            }
            parse::parse_loosely(&path, &text).map(|(value, remark)| (text, value, remark))
        });
        match read {
            Ok((text, mut value, remark)) => {
                self.remarks.extend(remark);
                self.remarks.extend(written::keep(&mut value, &path, &text));
                self.rewrite(&mut value, key, &path, &text);
                Some((path, value))
            }
            Err(problem) => {
                self.report.push(problem);
                None
            }
        }
    }

    /// Makes every reference of a file start with `#/`, as seen from the root.
    fn rewrite(&mut self, tree: &mut Value, key: &str, path: &Path, text: &str) {
        let mut wrong = Vec::new();
        let definitions = if key == self.main { definitions(tree) } else { HashSet::new() };
        let ids = if text.contains("$id") { super::id::ids(tree) } else { HashMap::new() };
        walk::nodes(tree, &mut |members, trail| {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                let named = super::id::place(&ids, reference).map(|place| match key == self.main {
                    true => format!("#{place}"),
                    false => mounted(key, &place),
                });
                match named.map_or_else(|| self.follow(reference, key), |to| Ok(Some(to))) {
                    Ok(Some(to)) => *reference = to,
                    Ok(None) | Err(_) if definitions.contains(reference) => {
                        let to = format!("#/definitions/{}", escaped(reference).replace('%', "%25"));
                        let message =
                            format!("`{reference}` is a file's name, and there is none: the definition is meant");
                        let (code, at) = (Code::LooseSyntax, trail.pointer().key("$ref"));
                        wrong.push(Wrong { code, at, message, advice: format!("write `{to}`") });
                        *reference = to;
                    }
                    Ok(None) => {}
                    Err((message, advice)) => {
                        let (code, at) = (Code::UnresolvedReference, trail.pointer().key("$ref"));
                        wrong.push(Wrong { code, at, message, advice });
                        reference.insert_str(0, UNREAD);
                    }
                }
            }
            // `discriminator.mapping` holds references too, among plain names.
            if members.contains_key("propertyName")
                && let Some(Value::Object(mapping)) = members.get_mut("mapping")
            {
                for reference in mapping.values_mut() {
                    if let Value::String(text) = reference
                        && looks_like_reference(text)
                        && let Ok(Some(to)) = self.follow(text, key)
                    {
                        *text = to;
                    }
                }
            }
        });
        let places: Vec<Pointer> = wrong.iter().map(|wrong| wrong.at.clone()).collect();
        if places.is_empty() {
            return;
        }
        let found = positions(text, Format::of(path, text), &places);
        for (Wrong { code, at: _, message, advice }, (line, column)) in wrong.into_iter().zip(found) {
            let place = Place::Line { file: path.to_owned(), line, column };
            self.remarks.push(Diagnostic { code, message, advice, place, changes: Vec::new() });
        }
    }

    /// What a reference in the file `from` is to become, or why it is wrong; `None` leaves it as it is.
    fn follow(&mut self, reference: &str, from: &str) -> Result<Option<String>, (String, String)> {
        let (key, fragment) = match target(reference, from) {
            Ok(Target::Here(_)) if from == self.main => return Ok(None),
            Ok(Target::Here(fragment)) => (from.to_owned(), fragment),
            Ok(Target::File { key, fragment }) => (key, fragment),
            Err(refusal) => {
                return Err((format!("`{reference}` {}", refusal.reason()), refusal.advice().to_owned()));
            }
        };
        if key == self.main {
            return Ok(Some(format!("#{fragment}")));
        }
        if !self.known.contains_key(&key) {
            let found = self.find(&key);
            if found.is_ok() {
                self.waiting.push(key.clone());
            }
            self.known.insert(key.clone(), found);
        }
        match self.known.get(&key) {
            // `$ref: Pet` means a schema more often than a file; `model` says so.
            Some(Err(_)) if !reference.contains(['/', '.', '#']) => Ok(None),
            Some(Err((message, advice))) => Err((format!("`{reference}` {message}"), advice.clone())),
            Some(Ok(_)) | None => Ok(Some(mounted(&key, fragment))),
        }
    }

    /// The path of a file inside the folder, if it may be read.
    fn find(&self, key: &str) -> Result<PathBuf, (String, String)> {
        if self.known.len() >= MAX_FILES {
            return Err((
                format!("is one file too many: a document may consist of {MAX_FILES}"),
                "bundle the files into fewer".to_owned(),
            ));
        }
        let path = self.shown.join(key);
        let resolved = path.canonicalize().map_err(|error| {
            let advice = match self.nearest(key) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("put the file at `{}`, or correct the reference", path.display()),
            };
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "names a file that does not exist".to_owned(),
                _ => format!("names a file that cannot be read: {error}"),
            };
            (reason, advice)
        })?;
        if !resolved.starts_with(&self.folder) {
            return Err((
                "leads out of the document's folder through a symbolic link".to_owned(),
                "copy that file into the document's folder".to_owned(),
            ));
        }
        Ok(path)
    }

    /// A file beside the missing one with nearly its name.
    fn nearest(&self, key: &str) -> Option<String> {
        let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
        let parent = self.folder.join(folder).canonicalize().ok()?;
        if !parent.starts_with(&self.folder) {
            return None;
        }
        let names: Vec<String> = std::fs::read_dir(parent)
            .ok()?
            .take(1000)
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        let near = crate::diagnostic::nearest(name, names.iter().map(String::as_str))?;
        Some(if folder.is_empty() { near.to_owned() } else { format!("{folder}/{near}") })
    }
}

/// What Swagger 2.0 defines: `$ref: Pet` names a file there, and in Swagger 1.2, where many documents come from, a definition.
fn definitions(tree: &Value) -> HashSet<String> {
    let defined = tree.get("swagger").and_then(|_| tree.get("definitions")?.as_object());
    defined.into_iter().flat_map(Map::keys).filter(|name| !name.contains('#')).cloned().collect()
}

/// Whether a value of `discriminator.mapping` is a reference rather than a schema's name.
fn looks_like_reference(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    text.contains('#') || [".yaml", ".yml", ".json"].iter().any(|ending| file.ends_with(ending))
}

//! From a diagnostic's place to a line and column, by reading the file again.
//!
//! Nothing on the fast path keeps spans: a run without diagnostics pays nothing for them.

mod excerpt;
mod json;
mod position;

pub use excerpt::Excerpt;
pub use position::{positions, scalars};

use super::{Code, Diagnostic, Place, Severity, actions};
use crate::load::{Format, Sources, read_text};
use crate::pointer::Pointer;
use excerpt::{byte_of, excerpt};
use indexmap::IndexMap;
use position::{START, Spot, spots};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A diagnostic with its line, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The stable name of the rule.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The file or folder, relative to the current folder where it is below it.
    pub file: PathBuf,
    /// The line from 1; 0 for a file or folder as a whole.
    pub line: usize,
    /// The column in characters from 1; 0 for a file or folder as a whole.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub advice: String,
    /// Actions of an Overlay that would mend it.
    pub overlay: Vec<Value>,
    /// The node as a JSON Pointer inside `file`, where it is one.
    pub at: Option<String>,
    /// The text of the line, where there is one.
    pub excerpt: Option<Excerpt>,
}

/// Where a node stands, as reports for machines have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spotted {
    /// The file, relative to the current folder where it is below it.
    pub file: PathBuf,
    /// The line from 1.
    pub line: usize,
    /// The column in characters from 1.
    pub column: usize,
    /// The node as a JSON Pointer inside `file`.
    pub pointer: String,
}

/// Finds the lines of nodes, in their order; each file is read once.
pub fn nodes(pointers: &[Pointer], sources: &Sources) -> Vec<Spotted> {
    let mut texts: IndexMap<&Path, Vec<Pointer>> = IndexMap::new();
    let places: Vec<(&Path, Pointer)> = pointers.iter().map(|at| sources.locate(at)).collect();
    for (file, inside) in &places {
        texts.entry(file).or_default().push(inside.clone());
    }
    let mut found: HashMap<(&Path, Pointer), Spot> = HashMap::new();
    for (file, pointers) in texts {
        let text = lossy_text(file);
        let spots = spots(&text, Format::of(file, &text), &pointers);
        found.extend(pointers.into_iter().map(|at| (file, at)).zip(spots));
    }
    let here = std::env::current_dir().unwrap_or_default();
    let spotted = places.into_iter().map(|place| {
        let Spot { line, column, byte: _ } = found.get(&place).copied().unwrap_or(START);
        let (file, inside) = place;
        let file = file.strip_prefix(&here).unwrap_or(file).to_owned();
        Spotted { file, line, column, pointer: inside.to_string() }
    });
    spotted.collect()
}

/// Finds the lines of diagnostics and sorts them by file, line and column.
///
/// `sources` is that of the document whose nodes they name; it may be absent where none of them names a node. Cannot
/// fail: what cannot be found is at 1:1.
pub fn locate(diagnostics: &[Diagnostic], sources: Option<&Sources>) -> Vec<Located> {
    let nowhere = Sources::default();
    let sources = sources.unwrap_or(&nowhere);
    // File → the nodes asked for in it, so that each file is read once.
    let mut wanted: IndexMap<&Path, Vec<Pointer>> = IndexMap::new();
    for diagnostic in diagnostics {
        match &diagnostic.place {
            Place::Node(at) => {
                let (file, inside) = sources.locate(at);
                wanted.entry(file).or_default().push(inside);
            }
            Place::Line { file, .. } => {
                wanted.entry(file).or_default();
            }
            Place::File(_) => {}
        }
    }
    let mut found: HashMap<(&Path, Pointer), Spot> = HashMap::new();
    let mut texts: HashMap<&Path, String> = HashMap::new();
    for (file, pointers) in wanted {
        // Gone or changed since: the report must come out all the same.
        let text = lossy_text(file);
        let places = spots(&text, Format::of(file, &text), &pointers);
        found.extend(pointers.into_iter().map(|at| (file, at)).zip(places));
        texts.insert(file, text);
    }
    let here = std::env::current_dir().unwrap_or_default();
    let mut located: Vec<Located> = diagnostics
        .iter()
        .map(|Diagnostic { code, message, advice, place, changes }| {
            let (file, spot, at) = match place {
                Place::Node(at) => {
                    let (file, inside) = sources.locate(at);
                    let text = inside.to_string();
                    let spot = found.get(&(file, inside)).copied().unwrap_or(START);
                    (file, Some(spot), Some(text))
                }
                Place::Line { file, line, column } => {
                    let (line, column) = (*line, *column);
                    let byte = texts.get(file.as_path()).map_or(0, |text| byte_of(text, line, column));
                    (file.as_path(), Some(Spot { line, column, byte }), None)
                }
                Place::File(file) => (file.as_path(), None, None),
            };
            let text = texts.get(file).filter(|text| !text.is_empty());
            Located {
                code: *code,
                severity: code.severity(),
                file: file.strip_prefix(&here).unwrap_or(file).to_owned(),
                line: spot.map_or(0, |spot| spot.line),
                column: spot.map_or(0, |spot| spot.column),
                message: message.clone(),
                advice: advice.clone(),
                overlay: actions(changes, sources),
                at,
                excerpt: text.zip(spot).map(|(text, spot)| excerpt(text, spot.byte)),
            }
        })
        .collect();
    located.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.code, &a.message).cmp(&(&b.file, b.line, b.column, b.code, &b.message))
    });
    located.dedup();
    located
}

/// The file's text as far as it can be shown.
fn lossy_text(file: &Path) -> String {
    read_text(file).unwrap_or_else(|_| {
        let small = std::fs::metadata(file).is_ok_and(|kind| kind.is_file() && kind.len() <= crate::load::MAX_BYTES);
        if small {
            String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned()
        } else {
            String::new()
        }
    })
}

//! One document and every file it refers to, as one JSON tree.
//!
//! In: the path of a document, and the folder that its references may read.
//! Out: [`Document`]: the tree, and which file each part of it came from.
//! Reports: files that cannot be read, text that is neither YAML nor JSON, what exceeds the limits, references that lead
//! out of the folder or nowhere.
//! Never: reads outside the folder, goes to the network, follows a symlink out, or looks at what the tree
//! means, but for where text belongs and a name is no reference.
//!
//! A file that a `$ref` names is read once and hung under the root's member [`FILES`], keyed by its path inside the
//! folder; the `$ref` is rewritten to point there. So there is one tree, every reference starts with `#/`, and a pointer
//! alone says which file it is in ([`Sources::locate`]).

mod files;
mod id;
mod overlay;
mod parse;
mod reference;
mod sources;
mod text;
mod tree;
pub(crate) mod walk;
mod written;

pub use parse::Format;
pub use sources::Sources;
pub use text::read_text;

use crate::diagnostic::Diagnostic;
use crate::discover::DocumentSource;
use serde_json::Value;
use std::path::Path;

/// Members of a document that hold path items: `paths`, and an extension for those that differ in their queries alone, which
/// `paths` must not have (OpenAPI 3.1 §4.8.8).
pub(crate) const PATHS: [&str; 2] = ["paths", "x-ms-paths"];

/// The member of the root under which referenced files hang.
pub const FILES: &str = "x-specsmith-files";

/// What stands before a `$ref` that is not followed, and was reported. No reference of a document starts so: it looks like
/// the network's, and is not followed either.
pub const UNREAD: &str = "x-specsmith-unread:";

/// The largest file that is read, in bytes. The largest public document known is 20 MB.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The deepest nesting of objects and arrays in one file. Every later stage may recurse as deep as this; real documents
/// stay below 40. `serde_json` itself stops at 128.
pub const MAX_DEPTH: usize = 100;

/// How many nodes aliases and merge keys may add to one file: an alias bomb ends here.
pub const MAX_REPLAYED: usize = 250_000;

/// How many files one document may be made of.
pub const MAX_FILES: usize = 2_000;

/// One document, with the files it refers to.
#[derive(Debug, Clone)]
pub struct Document {
    /// The tree. Other files hang under [`FILES`].
    pub root: Value,
    /// Which file each part of the tree came from.
    pub sources: Sources,
    /// What does not keep the tree from being read: references that are not followed, and what should be known.
    pub remarks: Vec<Diagnostic>,
}

/// Reads a document and the files it refers to.
///
/// `folder` bounds what a `$ref` may read.
///
/// # Errors
///
/// Everything for which the files cannot be read, not just the first. The places are lines of files already, since there is no
/// [`Sources`] to look a pointer up in.
pub fn load(source: &DocumentSource, folder: &Path) -> Result<Document, Vec<Diagnostic>> {
    let DocumentSource { name: _, path, overlays } = source;
    files::read_all(path, overlays, folder)
}

//! Which file each part of a document's tree came from.

use super::FILES;
use crate::pointer::{Moves, Pointer};
use indexmap::IndexMap;
use std::path::{Path, PathBuf};

/// Which file each part of a document's tree came from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    main: PathBuf,
    files: IndexMap<String, PathBuf>,
    moves: Moves,
}

impl Sources {
    /// The sources of a document in one file.
    pub fn new(main: impl Into<PathBuf>) -> Self {
        Self { main: main.into(), files: IndexMap::new(), moves: Moves::default() }
    }

    pub(super) fn add(&mut self, key: String, path: PathBuf) {
        self.files.insert(key, path);
    }

    /// Takes note of what a later stage moved: places are those of the tree after that, and found where they stood.
    pub fn set_moves(&mut self, moves: Moves) {
        self.moves = moves;
    }

    /// Whether anything stands elsewhere than its author wrote it.
    pub fn are_moved(&self) -> bool {
        !self.moves.is_empty()
    }

    /// The document's own file.
    pub fn main(&self) -> &Path {
        &self.main
    }

    /// Every file, the document's own first.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.main.as_path()).chain(self.files.values().map(PathBuf::as_path))
    }

    /// Where a node stands, as text for its author: its pointer, behind the file's path where that is not the document's own.
    pub fn shown(&self, at: &Pointer) -> String {
        let at = self.moves.origin(at);
        match at.tokens().as_slice() {
            [FILES, key] if self.files.contains_key(*key) => (*key).to_owned(),
            [FILES, key, inside @ ..] if self.files.contains_key(*key) => {
                let inside = inside.iter().fold(Pointer::root(), |at, token| at.key(token));
                format!("{key}#{inside}")
            }
            _ => at.to_string(),
        }
    }

    /// The file that a node stands in, and its pointer inside that file.
    pub fn locate(&self, at: &Pointer) -> (&Path, Pointer) {
        let at = &self.moves.origin(at);
        let tokens = at.tokens();
        if let [FILES, key, inside @ ..] = tokens.as_slice()
            && let Some(path) = self.files.get(*key)
        {
            return (path, inside.iter().fold(Pointer::root(), |at, token| at.key(token)));
        }
        (&self.main, at.clone())
    }
}

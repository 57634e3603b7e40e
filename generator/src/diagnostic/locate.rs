//! From a diagnostic's place to a line and column, by reading the file again.
//!
//! Nothing on the fast path keeps spans: a run without diagnostics pays nothing for them.

use super::{Code, Diagnostic, Place, Severity};
use crate::load::{Format, Sources, read_text};
use crate::pointer::Pointer;
use granit_parser::{Event, Parser, Span};
use indexmap::IndexMap;
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
    /// The node as a JSON Pointer inside `file`, where it is one.
    pub at: Option<String>,
    /// The text of the line, where there is one.
    pub excerpt: Option<Excerpt>,
}

/// The part of a line around the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The text, with what was cut off replaced by `…`.
    pub text: String,
    /// Where the place starts in it, in bytes.
    pub start: usize,
    /// Where the place ends in it, in bytes.
    pub end: usize,
}

/// The widest excerpt, in characters: a minified document is a single line of megabytes.
const WIDEST: usize = 120;

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
    let mut found: HashMap<(&Path, Pointer), (usize, usize)> = HashMap::new();
    let mut lines: HashMap<&Path, Vec<String>> = HashMap::new();
    for (file, pointers) in wanted {
        // Gone or changed since: the report must come out all the same.
        let text = lossy_text(file);
        let places = positions(&text, Format::of(file, &text), &pointers);
        found.extend(pointers.into_iter().map(|at| (file, at)).zip(places));
        lines.insert(file, text.lines().map(str::to_owned).collect());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let mut located: Vec<Located> = diagnostics
        .iter()
        .map(|Diagnostic { code, message, advice, place }| {
            let (file, line, column, at) = match place {
                Place::Node(at) => {
                    let (file, inside) = sources.locate(at);
                    let text = inside.to_string();
                    let (line, column) = found.get(&(file, inside)).copied().unwrap_or((1, 1));
                    (file, line, column, Some(text))
                }
                Place::Line { file, line, column } => (file.as_path(), *line, *column, None),
                Place::File(file) => (file.as_path(), 0, 0, None),
            };
            let text = lines.get(file).and_then(|lines| lines.get(line.checked_sub(1)?));
            Located {
                code: *code,
                severity: code.severity(),
                file: file.strip_prefix(&here).unwrap_or(file).to_owned(),
                line,
                column,
                message: message.clone(),
                advice: advice.clone(),
                at,
                excerpt: text.map(|text| excerpt(text, column)),
            }
        })
        .collect();
    located.sort_by(|a, b| (&a.file, a.line, a.column, a.code, &a.message).cmp(&(&b.file, b.line, b.column, b.code, &b.message)));
    located.dedup();
    located
}

/// The file's text as far as it can be shown.
fn lossy_text(file: &Path) -> String {
    read_text(file).unwrap_or_else(|_| {
        let small = std::fs::metadata(file).is_ok_and(|kind| kind.is_file() && kind.len() <= crate::load::MAX_BYTES);
        if small { String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned() } else { String::new() }
    })
}

/// A window of a line around a column.
fn excerpt(line: &str, column: usize) -> Excerpt {
    let characters: Vec<char> = line.chars().map(|c| if super::render::is_hostile(c) { '\u{FFFD}' } else { c }).collect();
    let place = column.saturating_sub(1).min(characters.len());
    let from = if characters.len() <= WIDEST { 0 } else { place.saturating_sub(WIDEST / 3).min(characters.len() - WIDEST) };
    let to = characters.len().min(from + WIDEST);
    let mut text = String::new();
    if from > 0 {
        text.push('…');
    }
    let mut start = text.len();
    let mut end = text.len();
    let mut inside = true;
    for (index, character) in characters.iter().enumerate().take(to).skip(from) {
        if index == place {
            start = text.len();
        }
        text.push(*character);
        if index >= place && inside {
            end = text.len();
            // The word that starts here, with its quotes.
            let goes_on = |c: &char| c.is_alphanumeric() || "_-./$\"'".contains(*c);
            inside = characters.get(index + 1).is_some_and(goes_on);
        }
    }
    if place >= to {
        start = text.len();
    }
    if to < characters.len() {
        text.push('…');
    }
    Excerpt { end: end.max(start), text, start }
}

/// The line and column (from 1, in characters) of each pointer: of the key for a member, of the item for an item, of the
/// nearest ancestor that exists for what does not. One pass over the text for any number of pointers; cannot fail.
pub fn positions(text: &str, format: Format, pointers: &[Pointer]) -> Vec<(usize, usize)> {
    // JSON is YAML here: the parser accepts its escapes, tabs and long keys (see the tests).
    let (Format::Yaml | Format::Json) = format;
    if pointers.is_empty() {
        return Vec::new();
    }
    let mut search = Search::new(pointers);
    let options = granit_parser::options! {
        simple_key_max_lookahead: text.len().saturating_add(1),
        flow_nesting_limit: 1024,
        block_nesting_limit: 1024,
        emit_comments: false,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        // Broken text: what was found before the break is as near as it gets.
        let Ok((event, span)) = event else { break };
        search.event(&event, &span);
        if search.done() {
            break;
        }
    }
    search.finish()
}

/// A node of the tree of all pointers wanted.
#[derive(Default)]
struct Wanted {
    children: HashMap<String, usize>,
    parent: usize,
    found: Option<(usize, usize)>,
    /// Set when the node's container has ended, so that nothing more can be found in it.
    ends: Vec<usize>,
}

/// Where the parser is: in a container that is on the way to something wanted, or not.
enum Level {
    /// A mapping; the key just read, if its value comes next, as the wanted child.
    Mapping { node: Option<usize>, key_read: bool, child: Option<usize> },
    /// A sequence, and the index of the next item.
    Sequence { node: Option<usize>, next: usize },
}

struct Search {
    tree: Vec<Wanted>,
    levels: Vec<Level>,
    missing: usize,
}

impl Search {
    fn new(pointers: &[Pointer]) -> Self {
        let mut tree = vec![Wanted::default()];
        for (which, pointer) in pointers.iter().enumerate() {
            let mut node = 0;
            for token in pointer.tokens() {
                let next = tree.len();
                let Some(here) = tree.get_mut(node) else { break };
                let child = *here.children.entry(token.to_owned()).or_insert(next);
                if child == next {
                    tree.push(Wanted { parent: node, ..Wanted::default() });
                }
                node = child;
            }
            if let Some(here) = tree.get_mut(node) {
                here.ends.push(which);
            }
        }
        let missing = tree.len();
        Self { tree, levels: Vec::new(), missing }
    }

    fn done(&self) -> bool {
        self.missing == 0
    }

    fn mark(&mut self, node: Option<usize>, span: &Span) {
        if let Some(here) = node.and_then(|node| self.tree.get_mut(node))
            && here.found.is_none()
        {
            here.found = Some((span.start.line(), span.start.col() + 1));
            self.missing -= 1;
        }
    }

    fn child(&self, node: Option<usize>, token: &str) -> Option<usize> {
        self.tree.get(node?)?.children.get(token).copied()
    }

    /// Which wanted node the value that starts now is, and steps its container on. `None` also where it is a key.
    fn arrive(&mut self, scalar: Option<&str>, span: &Span) -> Option<usize> {
        let (node, token, is_key) = match self.levels.last_mut() {
            None => (Some(0), None, false),
            Some(Level::Mapping { node, key_read, child }) => {
                let is_key = !*key_read;
                *key_read = is_key;
                if is_key { (*node, scalar.map(str::to_owned), true) } else { (child.take(), None, false) }
            }
            Some(Level::Sequence { node, next }) => {
                let token = next.to_string();
                *next += 1;
                (*node, Some(token), false)
            }
        };
        let arrived = match token {
            Some(token) => self.child(node, &token),
            None if is_key => None,
            None => node,
        };
        // A key is what a member's pointer shows; its value would be the next line.
        self.mark(arrived, span);
        if is_key {
            if let Some(Level::Mapping { child, .. }) = self.levels.last_mut() {
                *child = arrived;
            }
            return None;
        }
        arrived
    }

    fn event(&mut self, event: &Event<'_>, span: &Span) {
        match event {
            Event::Scalar(text, ..) => {
                self.arrive(Some(text), span);
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.arrive(None, span);
            }
            Event::MappingStart(..) => {
                let node = self.arrive(None, span);
                self.levels.push(Level::Mapping { node, key_read: false, child: None });
            }
            Event::SequenceStart(..) => {
                let node = self.arrive(None, span);
                self.levels.push(Level::Sequence { node, next: 0 });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                self.levels.pop();
            }
            _ => {}
        }
    }

    fn finish(self) -> Vec<(usize, usize)> {
        let count = self.tree.iter().map(|wanted| wanted.ends.len()).sum();
        let mut places = vec![(1, 1); count];
        for (index, wanted) in self.tree.iter().enumerate() {
            let mut node = index;
            let place = loop {
                match self.tree.get(node) {
                    Some(Wanted { found: Some(place), .. }) => break *place,
                    Some(Wanted { parent, .. }) if node != 0 => node = *parent,
                    _ => break (1, 1),
                }
            };
            for which in &wanted.ends {
                if let Some(slot) = places.get_mut(*which) {
                    *slot = place;
                }
            }
        }
        places
    }
}

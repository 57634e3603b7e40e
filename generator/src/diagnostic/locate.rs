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
        .map(|Diagnostic { code, message, advice, place }| {
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

/// The line around a byte of the text, or a window of it. Looks no further than the window: a minified document is one
/// line of megabytes, and there may be thousands of places in it.
fn excerpt(text: &str, byte: usize) -> Excerpt {
    let (before, after) = text.split_at_checked(byte).unwrap_or(("", text));
    let before: Vec<char> = before.chars().rev().take_while(|c| *c != '\n').take(WIDEST + 1).collect();
    let after: Vec<char> = after.chars().take_while(|c| *c != '\n' && *c != '\r').take(WIDEST + 1).collect();
    let fits = before.len() + after.len() <= WIDEST;
    let left = if fits { before.len() } else { before.len().min((WIDEST / 3).max(WIDEST.saturating_sub(after.len()))) };
    let right = if fits { after.len() } else { after.len().min(WIDEST - left) };
    let shown = |c: &char| if super::render::is_hostile(*c) { '\u{FFFD}' } else { *c };
    let mut text = String::new();
    if left < before.len() {
        text.push('…');
    }
    text.extend(before.iter().take(left).rev().map(shown));
    let start = text.len();
    // The word that starts here, with its quotes; at least one character.
    let goes_on = |c: &&char| c.is_alphanumeric() || "_-./$\"'".contains(**c);
    let word = after.iter().take(right).take_while(goes_on).count().max(1);
    text.extend(after.iter().take(word.min(right)).map(shown));
    let end = text.len();
    text.extend(after.iter().take(right).skip(word).map(shown));
    if right < after.len() {
        text.push('…');
    }
    Excerpt { text, start, end }
}

/// The byte at which a line and column (from 1, in characters) stand.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let line = line.saturating_sub(1);
    let start = if line == 0 { 0 } else { text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1) };
    let rest = text.get(start..).unwrap_or_default();
    let within = rest.char_indices().take_while(|(_, c)| *c != '\n').nth(column.saturating_sub(1));
    start + within.map_or_else(|| rest.find('\n').unwrap_or(rest.len()), |(at, _)| at)
}

/// The line and column (from 1, in characters) of each pointer: of the key for a member, of the item for an item, of the
/// nearest ancestor that exists for what does not. One pass over the text for any number of pointers; cannot fail.
pub fn positions(text: &str, format: Format, pointers: &[Pointer]) -> Vec<(usize, usize)> {
    spots(text, format, pointers).into_iter().map(|Spot { line, column, byte: _ }| (line, column)).collect()
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
struct Spot {
    line: usize,
    column: usize,
    byte: usize,
}

/// Where a text starts: the place of what is nowhere else.
const START: Spot = Spot { line: 1, column: 1, byte: 0 };

fn spots(text: &str, format: Format, pointers: &[Pointer]) -> Vec<Spot> {
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
    found: Option<Spot>,
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
            let byte = span.start.byte_offset().unwrap_or_default();
            here.found = Some(Spot { line: span.start.line(), column: span.start.col() + 1, byte });
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

    fn finish(self) -> Vec<Spot> {
        let count = self.tree.iter().map(|wanted| wanted.ends.len()).sum();
        let mut places = vec![START; count];
        for (index, wanted) in self.tree.iter().enumerate() {
            let mut node = index;
            let place = loop {
                match self.tree.get(node) {
                    Some(Wanted { found: Some(place), .. }) => break *place,
                    Some(Wanted { parent, .. }) if node != 0 => node = *parent,
                    _ => break START,
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

#[cfg(test)]
mod tests {
    use super::positions;
    use crate::load::Format;
    use crate::pointer::Pointer;

    fn check(text: &str, format: Format, expected: &[(&str, (usize, usize))]) {
        let pointers: Vec<Pointer> = expected.iter().map(|(at, _)| Pointer::parse(at).expect("well-formed")).collect();
        let found = positions(text, format, &pointers);
        let found: Vec<_> = expected.iter().map(|(at, _)| *at).zip(found).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_member_is_at_its_key_and_an_item_at_itself() {
        let yaml = "# c\na:\n  b: [1, {c: d}]\n  200: x\n  é: {é: 1, z: 2}\nlist:\n  - one\n  - two: 2\n";
        check(
            yaml,
            Format::Yaml,
            &[
                ("", (2, 1)),
                ("/a", (2, 1)),
                ("/a/b", (3, 3)),
                ("/a/b/0", (3, 7)),
                ("/a/b/1/c", (3, 11)),
                ("/a/200", (4, 3)),
                ("/a/é/z", (5, 13)),
                ("/list/0", (7, 5)),
                ("/list/1/two", (8, 5)),
            ],
        );
    }

    #[test]
    fn what_is_missing_is_at_its_nearest_ancestor() {
        let yaml = "a:\n  b: 1\n  c: &c {x: 1}\n  d: *c\n";
        check(yaml, Format::Yaml, &[("/a/x/y", (1, 1)), ("/a/b/z", (2, 3)), ("/z", (1, 1)), ("/a/d/x", (4, 3))]);
    }

    #[test]
    fn the_same_pointer_may_be_asked_for_twice() {
        check("a: 1\nb: 2", Format::Yaml, &[("/b", (2, 1)), ("/b", (2, 1)), ("/a", (1, 1))]);
    }

    #[test]
    fn json_with_tabs_escapes_and_long_keys_is_read_too() {
        let long = "k".repeat(5000);
        let json = format!(
            "{{\r\n\t\"a\\/b\": {{\"\\ud83d\\ude00\": [\n\t\ttrue ,{{}}]}},\n\t\"{long}\"\n:1,\"z\\u0041\":\"{{\"}}"
        );
        check(
            &json,
            Format::Json,
            &[
                ("/a~1b", (2, 2)),
                ("/a~1b/😀", (2, 11)),
                ("/a~1b/😀/1", (3, 9)),
                (&format!("/{long}"), (4, 2)),
                ("/zA", (5, 4)),
            ],
        );
    }

    #[test]
    fn broken_text_still_gives_places() {
        check("a:\n  b: 1\n  c: [1\n", Format::Yaml, &[("/a/b", (2, 3)), ("/a/z", (1, 1))]);
        check("", Format::Yaml, &[("/a", (1, 1))]);
        check("\u{0}", Format::Json, &[("/a", (1, 1))]);
    }
}

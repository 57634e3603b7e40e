//! From JSON Pointers to lines and columns, in one pass over a text.

use super::json;
use crate::load::Format;
use crate::pointer::Pointer;
use granit_parser::{Event, Parser, Span};
use std::collections::HashMap;

/// The line and column (from 1, in characters) of each pointer: of the key for a member, of the item for an item, of the
/// nearest ancestor that exists for what does not. One pass over the text for any number of pointers; cannot fail.
pub fn positions(text: &str, format: Format, pointers: &[Pointer]) -> Vec<(usize, usize)> {
    spots(text, format, pointers).into_iter().map(|Spot { line, column, byte: _ }| (line, column)).collect()
}

/// The scalars at pointers as they are written in YAML; nothing for what is no scalar, or stands there by an alias.
pub fn scalars(text: &str, pointers: &[Pointer]) -> Vec<Option<String>> {
    let mut search = Search::new(pointers);
    yaml(text, &mut search, |_| false);
    search.written()
}

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) byte: usize,
}

/// Where a text starts: the place of what is nowhere else.
pub(super) const START: Spot = Spot { line: 1, column: 1, byte: 0 };

pub(super) fn spots(text: &str, format: Format, pointers: &[Pointer]) -> Vec<Spot> {
    if pointers.is_empty() {
        return Vec::new();
    }
    let mut search = Search::new(pointers);
    match format {
        Format::Json => json::search(text, &mut search),
        Format::Yaml => yaml(text, &mut search, Search::done),
    }
    search.finish()
}

/// Goes through the text until there is enough of it.
fn yaml(text: &str, search: &mut Search, enough: impl Fn(&Search) -> bool) {
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
        if enough(search) {
            break;
        }
    }
}

/// A node of the tree of all pointers wanted.
#[derive(Default)]
struct Wanted {
    children: HashMap<String, usize>,
    parent: usize,
    found: Option<Spot>,
    /// What is written there, where it is a scalar.
    written: Option<String>,
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

pub(super) struct Search {
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

    pub(super) fn done(&self) -> bool {
        self.missing == 0
    }

    /// Says where a node is, unless that is known already.
    pub(super) fn mark(&mut self, node: Option<usize>, spot: Spot) {
        if let Some(here) = node.and_then(|node| self.tree.get_mut(node))
            && here.found.is_none()
        {
            here.found = Some(spot);
            self.missing -= 1;
        }
    }

    /// Whether anything is wanted inside a node.
    pub(super) fn leads_on(&self, node: usize) -> bool {
        self.tree.get(node).is_some_and(|here| !here.children.is_empty())
    }

    pub(super) fn child(&self, node: Option<usize>, token: &str) -> Option<usize> {
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
        let byte = span.start.byte_offset().unwrap_or_default();
        self.mark(arrived, Spot { line: span.start.line(), column: span.start.col() + 1, byte });
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
                let arrived = self.arrive(Some(text), span);
                if let Some(here) = arrived.and_then(|node| self.tree.get_mut(node)) {
                    here.written = Some(text.to_string());
                }
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

    fn written(self) -> Vec<Option<String>> {
        let count = self.tree.iter().map(|wanted| wanted.ends.len()).sum();
        let mut texts = vec![None; count];
        for Wanted { ends, written, .. } in self.tree {
            for which in ends {
                if let Some(slot) = texts.get_mut(which) {
                    slot.clone_from(&written);
                }
            }
        }
        texts
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
    use super::{positions, scalars};
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
    fn a_scalar_is_found_as_it_is_written() {
        let yaml = "a: 1.10\nb: [0x1, {c: True}]\nd: &d 2.0\ne: *d\nf: {g: 1}\n";
        let at = |text: &str| Pointer::parse(text).expect("well-formed");
        let pointers: Vec<Pointer> = ["/a", "/b/0", "/b/1/c", "/d", "/e", "/f", "/a", "/z"].map(at).into();
        let found = scalars(yaml, &pointers);
        let found: Vec<&str> = found.iter().map(|one| one.as_deref().unwrap_or("")).collect();
        assert_eq!(found, ["1.10", "0x1", "True", "2.0", "", "", "1.10", ""]);
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
    fn json_is_searched_past_values_that_hold_nothing_wanted() {
        let json =
            "[{\"a\": [\"]}\", {\"\\\"\": -1.5e3}], \"b\": null, \"é\": {}, \"c\": 1},\n2, true, {\"d\": [[], 3]}]";
        check(
            json,
            Format::Json,
            &[
                ("/0/c", (1, 52)),
                ("/1", (2, 1)),
                ("/2", (2, 4)),
                ("/3/d/1", (2, 21)),
                ("/3/d/0/0", (2, 17)),
                ("/4", (1, 1)),
            ],
        );
    }

    #[test]
    fn broken_text_still_gives_places() {
        check("a:\n  b: 1\n  c: [1\n", Format::Yaml, &[("/a/b", (2, 3)), ("/a/z", (1, 1))]);
        check("", Format::Yaml, &[("/a", (1, 1))]);
        for broken in ["\u{0}", "", "[", "{\"a", "{]", "\"\\", "{\"b\" 1, \"a\": 2}", "{\"b\": , \"a\": 2}"] {
            check(broken, Format::Json, &[("/a", (1, 1)), ("", (1, 1))]);
        }
        check("{\"a\": {\"b\": 1, \"c\": [1\n", Format::Json, &[("/a/b", (1, 8)), ("/a/c/0", (1, 22)), ("/z", (1, 1))]);
    }
}

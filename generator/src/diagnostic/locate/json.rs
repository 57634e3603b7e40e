//! The places of wanted nodes in JSON (RFC 8259). What is not on the way to one of them is stepped over unread, so that
//! megabytes take milliseconds.

use super::position::{Search, Spot};
use std::borrow::Cow;

/// Finds what `search` wants in `text`; broken text is read up to the break.
pub(super) fn search(text: &str, search: &mut Search) {
    let mut reader = Reader { text, at: 0, counted: Spot { line: 1, column: 1, byte: 0 } };
    reader.space();
    let _ = reader.document(search);
}

/// A container on the way to something wanted, by its node.
enum Level {
    Object(usize),
    /// With the index of its next item.
    Array(usize, usize),
}

struct Reader<'text> {
    text: &'text str,
    at: usize,
    /// The last place that was asked for; places are asked for in the text's order.
    counted: Spot,
}

impl<'text> Reader<'text> {
    /// `None` where the text is no JSON.
    fn document(&mut self, search: &mut Search) -> Option<()> {
        let mut levels: Vec<Level> = Vec::new();
        search.mark(Some(0), self.spot(self.at)?);
        levels.extend(self.value(Some(0), search)?);
        while let Some(level) = levels.last_mut() {
            if search.done() {
                break;
            }
            self.space();
            if self.peek()? == b',' {
                self.at += 1;
                self.space();
            }
            if matches!(self.peek()?, b'}' | b']') {
                self.at += 1;
                levels.pop();
                continue;
            }
            let start = self.at;
            let child = match level {
                Level::Object(node) => {
                    let key = self.string()?;
                    self.space();
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.at += 1;
                    self.space();
                    search.child(Some(*node), &key)
                }
                Level::Array(node, next) => {
                    let token = next.to_string();
                    *next += 1;
                    search.child(Some(*node), &token)
                }
            };
            // A key is what a member's pointer shows; its value could be the next line.
            if child.is_some() {
                let spot = self.spot(start)?;
                search.mark(child, spot);
            }
            let inside = self.value(child, search)?;
            levels.extend(inside);
        }
        Some(())
    }

    /// Steps into a container that leads to something wanted, and over any other value.
    fn value(&mut self, node: Option<usize>, search: &Search) -> Option<Option<Level>> {
        let node = node.filter(|node| search.leads_on(*node));
        match (self.peek()?, node) {
            (b'{', Some(node)) => {
                self.at += 1;
                Some(Some(Level::Object(node)))
            }
            (b'[', Some(node)) => {
                self.at += 1;
                Some(Some(Level::Array(node, 0)))
            }
            _ => self.skip().map(|()| None),
        }
    }

    fn skip(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                _ if depth > 0 => self.at += 1,
                // A number or a word: up to what ends it.
                _ => {
                    let rest = self.text.as_bytes().get(self.at..)?;
                    let ends = |byte: &u8| matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace();
                    let length = rest.iter().position(ends).unwrap_or(rest.len());
                    if length == 0 {
                        return None;
                    }
                    self.at += length;
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn string(&mut self) -> Option<Cow<'text, str>> {
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        self.skip_string()?;
        let quoted = self.text.get(start..self.at)?;
        if quoted.contains('\\') {
            return serde_json::from_str(quoted).ok().map(Cow::Owned);
        }
        quoted.get(1..quoted.len() - 1).map(Cow::Borrowed)
    }

    fn skip_string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The line and column of a byte that is not before the last one asked for.
    fn spot(&mut self, byte: usize) -> Option<Spot> {
        let between = self.text.get(self.counted.byte..byte)?;
        let Spot { line, column, .. } = self.counted;
        let breaks = between.bytes().filter(|byte| *byte == b'\n').count();
        let column = match between.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => column + between.chars().count(),
        };
        self.counted = Spot { line: line + breaks, column, byte };
        Some(self.counted)
    }
}

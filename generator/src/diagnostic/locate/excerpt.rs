//! The line of a document that a report shows.

use crate::diagnostic::render::is_hostile;

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

/// The line around a byte of the text, or a window of it. Looks no further than the window: a minified document is one
/// line of megabytes, and there may be thousands of places in it.
pub(super) fn excerpt(text: &str, byte: usize) -> Excerpt {
    let (before, after) = text.split_at_checked(byte).unwrap_or(("", text));
    let before: Vec<char> = before.chars().rev().take_while(|c| *c != '\n').take(WIDEST + 1).collect();
    let after: Vec<char> = after.chars().take_while(|c| *c != '\n' && *c != '\r').take(WIDEST + 1).collect();
    let fits = before.len() + after.len() <= WIDEST;
    let left = if fits { before.len() } else { before.len().min((WIDEST / 3).max(WIDEST.saturating_sub(after.len()))) };
    let right = if fits { after.len() } else { after.len().min(WIDEST - left) };
    let shown = |c: &char| if is_hostile(*c) { '\u{FFFD}' } else { *c };
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
pub(super) fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let line = line.saturating_sub(1);
    let start = if line == 0 { 0 } else { text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1) };
    let rest = text.get(start..).unwrap_or_default();
    let within = rest.char_indices().take_while(|(_, c)| *c != '\n').nth(column.saturating_sub(1));
    start + within.map_or_else(|| rest.find('\n').unwrap_or(rest.len()), |(at, _)| at)
}

//! Descriptions made safe: what a document says becomes Markdown that can neither run, link nor break anything.
//!
//! In: text of an untrusted document. Out: [`safe`], blocks for doc comments and pages; [`cell`], the same on one line for a table;
//! [`line()`], its first sentence; [`code`], a name as it stands. Reports: nothing. Never: lets through a doctest, HTML, an intra-doc or relative
//! link, an image, a heading, an invisible character, or `*/`.
//!
//! The text is read with rustdoc's parser and written back from its events, so that what is neutralised is what rustdoc
//! would have seen. The result is read once more; should anything unwanted have survived, every character of the text is
//! escaped instead.

mod events;
mod invisible;
#[cfg(test)]
mod tests;

use events::{Inline, blocks, first_line, folded};
pub use invisible::{visible, visible_json};
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag};

/// What rustdoc and GitHub both read.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// A description of this many bytes is cut: nobody reads on, and nesting costs more than its length.
const LONGEST: usize = 32 * 1024;

/// Stand for `|` in text and in code until the table cell is written: the writer leaves private characters alone.
const PIPE_IN_TEXT: char = '\u{E000}';
const PIPE_IN_CODE: char = '\u{E001}';

/// A description as Markdown for doc comments and pages. Paragraphs, lists, tables, emphasis and absolute links stay.
///
/// ```
/// assert_eq!(generator::markdown::safe("Run ``` x ```, see [Foo]."), "Run `x`, see \\[Foo\\].");
/// ```
pub fn safe(text: &str) -> String {
    let text = cut(&visible(text));
    if is_plain(&text) {
        return text.trim().to_owned();
    }
    let written = blocks(&text).and_then(|events| write(&events));
    match written {
        Some(written) if is_safe(&written) => written,
        _ => escaped(&text),
    }
}

/// The first sentence of a description, on one line, fit for a list of many.
pub fn line(text: &str) -> String {
    let text = cut(&visible(text));
    match first_line(&text) {
        Some(events) => flat(&events, text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()),
        None => String::new(),
    }
}

/// A whole description on one line, fit for a table cell: paragraphs and items follow one another.
pub fn cell(text: &str) -> String {
    let text = cut(&visible(text));
    match folded(&text) {
        Some(events) => flat(&events, &text),
        None => escaped(&inline(&text)),
    }
}

/// Events of one line as Markdown fit for a table cell, or else what stands for them as nothing but text.
fn flat(events: &[Inline], otherwise: &str) -> String {
    let flat = match write(events) {
        Some(written) if is_safe(&written) && !written.contains('\n') => written,
        _ => escaped(&inline(otherwise)),
    };
    flat.replace("\\\u{E000}", "&#92;&#124;").replace(PIPE_IN_TEXT, "&#124;").replace(PIPE_IN_CODE, "\\|")
}

/// A name or value as code, fit for a table cell and for a sentence.
pub fn code(text: &str) -> String {
    let text = inline(text);
    if text.is_empty() {
        return String::new();
    }
    // A table cell needs `\|`; before that a backslash would read as half of an escape.
    if text.contains("\\|") || text.contains("*/") || text.contains("/*") {
        return escaped(&text).replace('|', "&#124;");
    }
    let ticks = "`".repeat(longest_run(&text, '`') + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{}{pad}{ticks}", text.replace('|', "\\|"))
}

/// Text as one line of words: no markup is read in it, no invisible character is left in it.
pub fn inline(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text that says just what it says: every character that Markdown could read is escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.split('\n').map(str::trim).enumerate() {
        if number > 0 {
            out.push('\n');
        }
        for character in line.chars() {
            match character {
                '|' => out.push_str("&#124;"),
                PIPE_IN_TEXT | PIPE_IN_CODE => {}
                ':' => out.push_str("\\:"),
                // Prose reads better without; none of these means anything inside a line that starts with none of them.
                ',' | '\'' | '?' | ';' | '%' | '"' if !out.is_empty() && !out.ends_with('\n') => out.push(character),
                _ if character.is_ascii_punctuation() => out.extend(['\\', character]),
                _ => out.push(character),
            }
        }
    }
    out.trim().to_owned()
}

/// Letters and the punctuation of prose only, each line beginning with a letter: Markdown means nothing else by it.
fn is_plain(text: &str) -> bool {
    let harmless = |c: char| match c {
        ' ' | ',' | '.' | ';' | '?' | '!' | '\'' | '"' | '(' | ')' | '%' | '/' | '-' => true,
        _ => c.is_alphanumeric(),
    };
    let text = text.trim();
    !text.contains("//")
        && text
            .lines()
            .all(|line| line.starts_with(char::is_alphabetic) && line.chars().all(harmless) && !line.ends_with(' '))
}

fn cut(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let kept = text.get(..end).unwrap_or_default();
    if kept.len() < text.len() { format!("{kept}…") } else { kept.to_owned() }
}

/// Writes events as Markdown.
fn write(events: &[Inline]) -> Option<String> {
    let options = pulldown_cmark_to_cmark::Options {
        code_block_token_count: 3,
        list_token: '-',
        ..pulldown_cmark_to_cmark::Options::default()
    };
    let mut out = String::new();
    pulldown_cmark_to_cmark::cmark_with_options(events.iter(), &mut out, EXTENSIONS, options).ok()?;
    // What is left of these stands outside code, where an entity says the same and closes no comment.
    let out = out.replace("*/", "*&#47;").replace("/*", "&#47;*");
    Some(out.trim().to_owned())
}

/// Whether rustdoc finds nothing in it that it should not.
pub(crate) fn is_safe(text: &str) -> bool {
    let mut broken = false;
    let callback = |_: BrokenLink<'_>| {
        broken = true;
        None
    };
    let fine = Parser::new_with_broken_link_callback(text, EXTENSIONS, Some(callback)).all(|event| match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => false,
        Event::Start(tag) => match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => &*info == "text",
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::Heading { .. } | Tag::Image { .. } => false,
            Tag::FootnoteDefinition(_) => false,
            Tag::Link { dest_url, .. } => events::is_absolute(&dest_url),
            _ => true,
        },
        _ => true,
    });
    fine && !broken && !text.contains("*/") && !text.contains("/*") && is_closed(text)
}

/// Whether what follows the text is read as if the text were not there: no fence is left open.
fn is_closed(text: &str) -> bool {
    let followed = format!("{text}\n\nend");
    let events: Vec<Event<'_>> = Parser::new_ext(&followed, EXTENSIONS).collect();
    matches!(events.as_slice(), [.., Event::Start(Tag::Paragraph), Event::Text(end), Event::End(_)] if &**end == "end")
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

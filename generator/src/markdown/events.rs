//! The events of a text, each replaced by one that is harmless.

use super::{EXTENSIONS, PIPE_IN_CODE, PIPE_IN_TEXT, visible};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd, TextMergeStream};

/// A harmless event.
pub(super) type Inline = Event<'static>;

/// Deeper than any honest text nests; the writer's time grows with depth times length.
const DEEPEST: usize = 24;

/// A sentence in a table is cut here.
const LONGEST_LINE: usize = 240;

/// All of a text; `None` if it nests too deep.
pub(super) fn blocks(text: &str) -> Option<Vec<Inline>> {
    let mut rewrite = Rewrite::default();
    for event in TextMergeStream::new(Parser::new_ext(text, EXTENSIONS)) {
        match &event {
            Event::Start(_) => rewrite.depth += 1,
            Event::End(_) => rewrite.depth = rewrite.depth.saturating_sub(1),
            _ => {}
        }
        if rewrite.depth > DEEPEST {
            return None;
        }
        rewrite.event(event);
    }
    Some(rewrite.out)
}

/// The first sentence of the first paragraph, its pipes replaced; `None` if there is no text.
pub(super) fn first_line(text: &str) -> Option<Vec<Inline>> {
    let mut in_code = false;
    let words = blocks(text)?.into_iter().skip_while(|event| {
        in_code = match event {
            Event::Start(Tag::CodeBlock(_)) => true,
            Event::End(TagEnd::CodeBlock) => false,
            _ => in_code,
        };
        in_code || !is_inline(event)
    });
    let mut out = vec![Event::Start(Tag::Paragraph)];
    let mut open = 0_usize;
    let mut length = 0;
    for event in words.take_while(is_inline) {
        match event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            _ => {}
        }
        let (event, ends) = sentence(event, open == 0, LONGEST_LINE.saturating_sub(length));
        length += match &event {
            Event::Text(text) | Event::Code(text) => text.len(),
            _ => 1,
        };
        out.push(event);
        if ends {
            break;
        }
    }
    out.push(Event::End(TagEnd::Paragraph));
    (out.len() > 2).then_some(out)
}

/// All of a text as one paragraph, its pipes replaced: blocks follow one another, an item of a list after its dash or number.
/// `None` if it nests too deep.
pub(super) fn folded(text: &str) -> Option<Vec<Inline>> {
    let mut out = vec![Event::Start(Tag::Paragraph)];
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut in_code = false;
    for event in blocks(text)? {
        if !is_inline(&event) {
            gap(&mut out);
        }
        match event {
            Event::Text(code) if in_code => {
                let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
                out.extend((!code.is_empty()).then(|| on_one_line(Event::Code(code.into()))));
            }
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::List(first)) => lists.push(first),
            Event::End(TagEnd::List(_)) => drop(lists.pop()),
            Event::Start(Tag::Item) => out.push(match lists.last_mut() {
                Some(Some(number)) => {
                    let mark = format!("{number}. ");
                    *number = number.saturating_add(1);
                    Event::Text(mark.into())
                }
                _ => Event::Text("- ".into()),
            }),
            Event::TaskListMarker(done) => out.push(Event::Text(if done { "[x] " } else { "[ ] " }.into())),
            event if is_inline(&event) => out.push(on_one_line(event)),
            _ => {}
        }
    }
    if matches!(out.last(), Some(Event::Text(text)) if &**text == " ") {
        out.pop();
    }
    out.push(Event::End(TagEnd::Paragraph));
    Some(out)
}

/// A space, where there is none and something before it.
fn gap(out: &mut Vec<Inline>) {
    let is_there = match out.last() {
        Some(Event::Text(text)) => text.ends_with(' '),
        last => matches!(last, None | Some(Event::Start(_))),
    };
    if !is_there {
        out.push(Event::Text(" ".into()));
    }
}

fn is_inline(event: &Inline) -> bool {
    match event {
        Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak => true,
        Event::Start(tag) => matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }),
        Event::End(tag) => matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link),
        _ => false,
    }
}

/// An event on one line, without pipes, and whether the sentence ends with it.
fn sentence(event: Inline, may_end: bool, room: usize) -> (Inline, bool) {
    let (event, ends) = match event {
        Event::Text(text) => {
            let (text, ends) = match end_of_sentence(&text).filter(|_| may_end) {
                Some(stop) => (text.get(..=stop).unwrap_or(&text).to_owned(), true),
                None if may_end && text.len() > room => (shortened(&text, room), true),
                None => (text.into_string(), false),
            };
            (Event::Text(text.into()), ends)
        }
        other => (other, false),
    };
    (on_one_line(event), ends)
}

/// An event on one line, without pipes.
fn on_one_line(event: Inline) -> Inline {
    match event {
        Event::Text(text) => Event::Text(text.replace('|', &PIPE_IN_TEXT.to_string()).into()),
        // `\|` inside code would lose its backslash in a table: as text nothing is lost.
        Event::Code(code) if code.contains("\\|") => Event::Text(code.replace('|', &PIPE_IN_TEXT.to_string()).into()),
        Event::Code(code) => Event::Code(code.replace('|', &PIPE_IN_CODE.to_string()).into()),
        Event::SoftBreak | Event::HardBreak => Event::Text(" ".into()),
        other => other,
    }
}

/// Where the full stop of the first sentence stands, if more follows: not that of an abbreviation, nor of a single letter
/// (`e.g.`, `U.S.`).
fn end_of_sentence(text: &str) -> Option<usize> {
    text.match_indices(". ").map(|(stop, _)| stop).find(|stop| {
        let before = text.get(..*stop).unwrap_or_default();
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let mut letters = word.chars();
        let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        !single && !matches!(word, "etc" | "vs" | "No" | "Nos" | "cf" | "al" | "approx" | "incl" | "resp" | "esp")
    })
}

fn shortened(text: &str, room: usize) -> String {
    let mut short = String::new();
    for word in text.split_inclusive(' ') {
        if !short.is_empty() && short.len() + word.len() > room {
            return short.trim_end().to_owned() + "…";
        }
        short.push_str(word);
    }
    short
}

/// Whether a link leads out of the documentation, to the web or to a person.
pub(super) fn is_absolute(target: &str) -> bool {
    let lower = target.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or(lower.strip_prefix("http://")).or(lower.strip_prefix("mailto:"));
    rest.is_some_and(|rest| {
        rest.starts_with(char::is_alphanumeric)
            && !target.contains(|c: char| c.is_whitespace() || "<>\\`|{}".contains(c))
    })
}

/// The events so far, and what is open.
#[derive(Default)]
struct Rewrite {
    out: Vec<Inline>,
    depth: usize,
    /// For each open link, whether it was kept.
    links: Vec<bool>,
    heading: bool,
    code_block: bool,
    html_block: bool,
}

impl Rewrite {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code_block => {
                let lines = uncommented(&visible(&text));
                self.out.push(Event::Text((lines.trim_end_matches('\n').to_owned() + "\n").into()));
            }
            Event::Text(text) => self.text(&one_line(&text)),
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => self.code(&code),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::FootnoteReference(label) => self.text(&format!("[^{}]", one_line(&label))),
            Event::SoftBreak => self.out.push(Event::SoftBreak),
            Event::HardBreak => self.out.push(if self.heading { Event::SoftBreak } else { Event::HardBreak }),
            Event::Rule => self.out.push(Event::Rule),
            Event::TaskListMarker(done) => self.out.push(Event::TaskListMarker(done)),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let tag = match tag {
            Tag::Heading { .. } => {
                self.heading = true;
                self.out.push(Event::Start(Tag::Paragraph));
                Tag::Strong
            }
            Tag::HtmlBlock => {
                self.html_block = true;
                Tag::Paragraph
            }
            Tag::CodeBlock(_) => {
                self.code_block = true;
                Tag::CodeBlock(CodeBlockKind::Fenced("text".into()))
            }
            Tag::Link { link_type, dest_url, .. } => {
                let target = web_address(&dest_url);
                self.links.push(target.is_some());
                let Some(target) = target else { return };
                let unchanged = link_type == LinkType::Autolink && *target == *dest_url;
                link(if unchanged { LinkType::Autolink } else { LinkType::Inline }, target)
            }
            Tag::Strong if self.heading => return,
            Tag::BlockQuote(_) => Tag::BlockQuote(None),
            Tag::List(first) => Tag::List(first),
            Tag::Item => Tag::Item,
            Tag::Table(alignments) => Tag::Table(alignments),
            Tag::TableHead => Tag::TableHead,
            Tag::TableRow => Tag::TableRow,
            Tag::TableCell => Tag::TableCell,
            Tag::Emphasis => Tag::Emphasis,
            Tag::Strong => Tag::Strong,
            Tag::Strikethrough => Tag::Strikethrough,
            Tag::Paragraph => Tag::Paragraph,
            // An image is a request to somebody's server when the page is read: its text stays.
            Tag::Image { .. } | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_) => return,
            // Extensions that are not asked for.
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => return,
            Tag::Superscript | Tag::Subscript => return,
        };
        self.out.push(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        let tag = match tag {
            TagEnd::Heading(_) => return self.end_heading(),
            TagEnd::HtmlBlock => {
                self.html_block = false;
                self.trim_break();
                TagEnd::Paragraph
            }
            TagEnd::CodeBlock => {
                self.code_block = false;
                // The writer would leave an empty fence open.
                if matches!(self.out.last(), Some(Event::Start(Tag::CodeBlock(_)))) {
                    self.out.push(Event::Text("\n".into()));
                }
                TagEnd::CodeBlock
            }
            TagEnd::Link => match self.links.pop() {
                Some(true) => TagEnd::Link,
                _ => return,
            },
            TagEnd::Strong if self.heading => return,
            TagEnd::BlockQuote(_) => TagEnd::BlockQuote(None),
            TagEnd::Image | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_) => return,
            TagEnd::DefinitionList | TagEnd::DefinitionListTitle | TagEnd::DefinitionListDefinition => return,
            TagEnd::Superscript | TagEnd::Subscript => return,
            other => other,
        };
        self.out.push(Event::End(tag));
    }

    /// An empty heading leaves nothing.
    fn end_heading(&mut self) {
        self.heading = false;
        if matches!(self.out.last(), Some(Event::Start(Tag::Strong))) {
            self.out.truncate(self.out.len().saturating_sub(2));
            return;
        }
        self.out.extend([Event::End(TagEnd::Strong), Event::End(TagEnd::Paragraph)]);
    }

    fn code(&mut self, code: &str) {
        let code = uncommented(&one_line(code));
        if !code.trim().is_empty() {
            self.out.push(Event::Code(code.into()));
        }
    }

    /// Markup is shown as written, but for line breaks, which descriptions often have.
    fn html(&mut self, html: &str) {
        let html = visible(html);
        for line in html.split_inclusive('\n') {
            let shown = line.trim();
            let is_break = matches!(shown.to_ascii_lowercase().as_str(), "<br>" | "<br/>" | "<br />");
            match shown {
                "" => {}
                _ if is_break && !self.html_block && !self.heading => self.out.push(Event::HardBreak),
                _ => self.text(shown),
            }
            if line.ends_with('\n') && !shown.is_empty() {
                self.out.push(Event::SoftBreak);
            }
        }
    }

    fn trim_break(&mut self) {
        while matches!(self.out.last(), Some(Event::SoftBreak)) {
            self.out.pop();
        }
    }

    /// Text, in which addresses become links: `rustdoc::bare_urls` wants them marked.
    fn text(&mut self, text: &str) {
        if self.links.contains(&true) {
            return self.plain(text);
        }
        let mut rest = text;
        while let Some(start) = address(rest) {
            let (before, from) = rest.split_at(start);
            let (url, after) = from.split_at(address_end(from));
            self.plain(before);
            match web_address(url) {
                Some(target) if target == url => {
                    let shown = Event::Text(target.clone().into());
                    self.out.extend([Event::Start(link(LinkType::Autolink, target)), shown, Event::End(TagEnd::Link)]);
                }
                // A template, or no address at all.
                _ => self.code(url),
            }
            rest = after;
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push(Event::Text(text.to_owned().into()));
        }
    }
}

fn link(link_type: LinkType, target: String) -> Tag<'static> {
    Tag::Link { link_type, dest_url: target.into(), title: "".into(), id: "".into() }
}

/// Where the first `http://` or `https://` begins.
fn address(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    [lower.find("http://"), lower.find("https://")].into_iter().flatten().min()
}

/// Where an address ends: before white space or a delimiter, without the punctuation of the sentence around it.
fn address_end(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || "<>\"'`|\\".contains(c)).unwrap_or(text.len());
    let mut url = text.get(..end).unwrap_or_default();
    loop {
        let unbalanced = url.matches(')').count() > url.matches('(').count();
        let shorter = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', ']']);
        let shorter = if unbalanced { shorter.strip_suffix(')').unwrap_or(shorter) } else { shorter };
        if shorter.len() == url.len() {
            return url.len();
        }
        url = shorter;
    }
}

/// The target of a link that may stay, in a form that needs no escaping and closes no comment.
fn web_address(target: &str) -> Option<String> {
    let target = visible(target);
    is_absolute(&target).then(|| target.replace('*', "%2A").replace('[', "%5B").replace(']', "%5D"))
}

fn one_line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}

/// Code in which neither end of a comment stands.
fn uncommented(code: &str) -> String {
    code.replace("*/", "* /").replace("/*", "/ *")
}

//! Located diagnostics as text for people and as JSON for machines.

use super::Severity;
use super::locate::{Excerpt, Located};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};
use std::path::Path;

/// Renders diagnostics for people, in the manner of rustc: what is wrong, where, the line, what to do.
pub fn people(located: &[Located], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for one in located {
        let rendered = renderer.render(&[group(one)]);
        for line in rendered.trim_end().lines().filter(|line| !is_second_origin(line)) {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

/// Whether a line is annotate-snippets' mark between an origin and a snippet that names no file of its own, which a window
/// of a long line is.
fn is_second_origin(line: &str) -> bool {
    line.contains(":::")
        && !line.contains('|')
        && line.chars().filter(char::is_ascii_punctuation).all(|c| ":[;".contains(c))
}

fn group(located: &Located) -> Group<'static> {
    let Located { code, severity, file, line, column, message, advice, overlay, at: _, excerpt } = located;
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let file = harmless(&file.to_string_lossy());
    let title = level.primary_title(harmless(message)).id(code.as_str());
    let group = match excerpt {
        Some(Excerpt { text, start, end }) if *line > 0 => {
            // annotate-snippets takes the column from the excerpt, which may be a window: so the place goes into the path.
            let shown = format!("{file}:{line}:{column}");
            let windowed = text.starts_with('…');
            let snippet =
                Snippet::source(text.clone()).line_start(*line).annotation(AnnotationKind::Primary.span(*start..*end));
            if windowed {
                title.element(Origin::path(shown)).element(snippet)
            } else {
                title.element(snippet.path(file))
            }
        }
        _ if *line > 0 => title.element(Origin::path(file).line(*line).char_column(*column)),
        _ => title.element(Origin::path(file)),
    };
    let mut group = group.element(Level::HELP.message(harmless(advice)));
    let actions: Vec<String> = overlay.iter().map(|action| format!("- {action}")).collect();
    // What is shown can be pasted; so what cannot be shown is not offered.
    if actions.iter().all(|action| !action.contains(is_hostile)) {
        for action in actions {
            group = group.element(Level::HELP.with_name("overlay").message(action));
        }
    }
    group
}

/// The same diagnostics for machines: a list of objects, with the pointer beside the line.
pub fn json(located: &[Located]) -> Value {
    let list = located.iter().map(|located| {
        let Located { code, severity, file, line, column, message, advice, overlay, at, excerpt: _ } = located;
        json!({
            "code": code,
            "severity": severity,
            "message": message,
            "advice": advice,
            "overlay": overlay,
            "at": place(file, *line, *column, at.as_deref()),
        })
    });
    Value::Array(list.collect())
}

/// A place as machines read it; `pointer` is inside the file, and nothing where the place is no node.
pub fn place(file: &Path, line: usize, column: usize, pointer: Option<&str>) -> Value {
    json!({"file": file.to_string_lossy(), "line": line, "column": column, "pointer": pointer})
}

/// Whether a character could change what a terminal or an editor shows around it: controls, and the marks that turn the
/// direction of text (CVE-2021-42574).
pub fn is_hostile(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(
            c,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// Text with hostile characters written as escapes.
fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) || c == '\t' {
            harmless.extend(c.escape_default());
        } else {
            harmless.push(c);
        }
    }
    harmless
}

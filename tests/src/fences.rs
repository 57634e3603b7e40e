//! The Rust programs and the JSON values in Markdown.

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
pub struct Fence {
    /// The line of its first fence, from 1.
    pub line: usize,
    /// What stands after the language: nothing, or `,no_run`.
    pub attributes: String,
    /// What is inside.
    pub code: String,
}

/// The blocks whose language is Rust.
pub fn rust(markdown: &str) -> Vec<Fence> {
    of("rust", markdown)
}

/// The blocks whose language is JSON.
pub fn json(markdown: &str) -> Vec<Fence> {
    of("json", markdown)
}

fn of(wanted: &str, markdown: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut open: Option<(&str, bool)> = None;
    for (index, line) in markdown.lines().enumerate() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            None if ticks.len() >= 3 => {
                let language = &line[ticks.len()..];
                let attributes = language.strip_prefix(wanted).filter(|rest| rest.is_empty() || rest.starts_with(','));
                open = Some((ticks, attributes.is_some()));
                if let Some(attributes) = attributes {
                    fences.push(Fence { line: index + 1, attributes: attributes.to_owned(), code: String::new() });
                }
            }
            Some((with, _)) if line.trim_end() == with => open = None,
            Some((_, true)) => {
                let fence = fences.last_mut().unwrap();
                // A line that rustdoc hides from the reader.
                fence.code.push_str(line.strip_prefix("# ").unwrap_or(line));
                fence.code.push('\n');
            }
            None | Some((_, false)) => {}
        }
    }
    assert_eq!(open, None, "a fence that never ends:\n{markdown}");
    fences
}

#[cfg(test)]
mod tests {
    use super::{Fence, json, rust};

    #[test]
    fn only_fences_of_rust_are_found_with_their_attributes_and_hidden_lines() {
        let text =
            "a\n```rust,no_run\n# let x = 1;\nf(x);\n```\n````text\n```rust\n````\n```rustic\n```\n```rust\n```\n";
        let fence = |line, attributes: &str, code: &str| Fence {
            line,
            attributes: attributes.to_owned(),
            code: code.to_owned(),
        };
        assert_eq!(rust(text), [fence(2, ",no_run", "let x = 1;\nf(x);\n"), fence(11, "", "")]);
        assert_eq!(json("```json\n{}\n```\n```rust\n```\n"), [fence(1, "", "{}\n")]);
    }
}

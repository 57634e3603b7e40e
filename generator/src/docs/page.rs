//! A Markdown page as it grows. Whatever is put in, tables keep their columns and fences their ends.

use super::anchor::Anchors;

/// A page.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    text: String,
    /// The level and the text of each heading.
    headings: Vec<(usize, String)>,
}

impl Markdown {
    /// A heading, of text that is safe already.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.headings.push((level, text.trim().to_owned()));
        self.paragraph(&format!("{} {}", "#".repeat(level), text.trim()));
    }

    /// A heading that is a link.
    pub fn heading_to(&mut self, level: usize, text: &str, target: &str) {
        self.headings.push((level, text.trim().to_owned()));
        self.paragraph(&format!("{} [{}]({target})", "#".repeat(level), text.trim()));
    }

    /// A block, of text that is safe already; nothing if it is empty.
    pub fn paragraph(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.text.push_str(text);
            self.text.push_str("\n\n");
        }
    }

    /// A list, of lines that are safe already.
    pub fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = items.into_iter().map(|item| format!("- {item}")).collect();
        self.paragraph(&lines.join("\n"));
    }

    /// Code, in a fence that is longer than any inside.
    pub fn fence(&mut self, info: &str, code: &str) {
        let mut ticks = "```".to_owned();
        while code.contains(&ticks) {
            ticks.push('`');
        }
        self.paragraph(&format!("{ticks}{info}\n{}\n{ticks}", code.trim_end()));
    }

    /// A table of cells that are safe already; nothing if it has no rows.
    pub fn table<const COLUMNS: usize>(
        &mut self,
        head: [&str; COLUMNS],
        rows: impl IntoIterator<Item = [String; COLUMNS]>,
    ) {
        let rows: Vec<String> = rows.into_iter().map(|row| format!("| {} |", row.join(" | "))).collect();
        if rows.is_empty() {
            return;
        }
        let rule = ["---"; COLUMNS].join(" | ");
        self.paragraph(&format!("| {} |\n| {rule} |\n{}", head.join(" | "), rows.join("\n")));
    }

    /// Links to the sections of what follows, which are its headings of level 2, in one line.
    pub fn contents(&mut self, rest: &Self) {
        let mut anchors = Anchors::default();
        let mut links = Vec::new();
        for (level, text) in self.headings.iter().chain(&rest.headings) {
            let anchor = anchors.next(text);
            if *level == 2 {
                links.push(format!("[{text}](#{anchor})"));
            }
        }
        self.paragraph(&links.join(" · "));
    }

    /// What follows.
    pub fn append(&mut self, rest: Self) {
        self.text.push_str(&rest.text);
        self.headings.extend(rest.headings);
    }

    pub fn finish(self) -> String {
        format!("{}\n", self.text.trim_end())
    }
}

//! A Rust program: what it imports, and its statements.

use super::layout::Expression;
use std::collections::BTreeMap;

/// A program as it grows.
#[derive(Debug, Clone, Default)]
pub(super) struct Program {
    /// Name → the module it comes from.
    imports: BTreeMap<String, String>,
    statements: Vec<String>,
    attributes: Vec<&'static str>,
}

/// Names that mean something in every program.
const TAKEN: [&str; 6] = ["std", "core", "alloc", "tokio", "main", "Box"];

impl Program {
    /// Imports a name, and gives what to call it by: the whole path where another of that name is imported already.
    pub fn import(&mut self, module: &str, name: &str) -> String {
        let taken = TAKEN.contains(&name) || module.split("::").next() == Some(name);
        let known = self.imports.get(name).map(String::as_str);
        if taken || known.is_some_and(|known| known != module) {
            return format!("{module}::{name}");
        }
        self.imports.insert(name.to_owned(), module.to_owned());
        name.to_owned()
    }

    /// `let name = value;`
    pub fn bind(&mut self, name: &str, value: &Expression) {
        let head = format!("    let {name} = ");
        let value = value.laid_out(4, head.len(), 1);
        self.statements.push(format!("{head}{value};"));
    }

    /// A statement as it is, indented by four.
    pub fn statement(&mut self, text: impl Into<String>) {
        self.statements.push(text.into());
    }

    /// A comment, in as many lines as it needs; what is said already is not said again.
    pub fn comment(&mut self, text: &str) {
        if self.statements.iter().any(|statement| statement.trim_start() == format!("// {text}")) {
            return;
        }
        let mut line = "    //".to_owned();
        for word in text.split(' ') {
            if line.len() + 1 + word.len() > 100 {
                self.statement(std::mem::replace(&mut line, "    //".to_owned()));
            }
            line.push_str(&format!(" {word}"));
        }
        self.statement(line);
    }

    /// An attribute of `main`.
    pub fn attribute(&mut self, text: &'static str) {
        self.attributes.push(text);
    }

    /// Whether a statement parses text or writes a file, which fails otherwise than a call.
    pub fn fails_otherwise(&self) -> bool {
        self.statements
            .iter()
            .any(|statement| [".parse()?", "std::fs::write("].iter().any(|one| statement.contains(one)))
    }

    /// A program that imports the same, for statements that are to stand there in place of others.
    pub fn instead(&self) -> Self {
        Self { imports: self.imports.clone(), ..Self::default() }
    }

    /// The statements that the program in which they are to stand does not have, with what they need beside its imports.
    pub fn finish_instead(self, program: &Self) -> String {
        let Self { mut imports, statements, attributes: _ } = self;
        imports.retain(|name, _| !program.imports.contains_key(name));
        let statements = statements.iter().filter(|statement| !program.statements.contains(statement));
        let lines = statements.flat_map(|statement| statement.lines());
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
        let uses = uses(&imports);
        let gap = if uses.is_empty() { "" } else { "\n" };
        format!("{uses}{gap}{}\n", lines.join("\n"))
    }

    /// The program with an asynchronous `main`.
    pub fn finish_async(self) -> String {
        self.finish_as("", "#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>>")
    }

    /// The program without waiting.
    pub fn finish_plain(self) -> String {
        match self.fails_otherwise() {
            true => self.finish_as("", "fn main() -> Result<(), Box<dyn std::error::Error>>"),
            false => self.finish_as("", "fn main()"),
        }
    }

    /// The program as the body of a function, which gives `Ok(())` if it gives a `Result`; other items stand before it.
    pub fn finish_as(self, items: &str, head: &str) -> String {
        let Self { imports, mut statements, attributes } = self;
        if head.contains("-> Result") {
            statements.push("    Ok(())".to_owned());
        }
        let attributes: String = attributes.iter().map(|attribute| format!("{attribute}\n")).collect();
        let uses = uses(&imports);
        let gap = if uses.is_empty() { "" } else { "\n" };
        format!("{uses}{gap}{items}{attributes}{head} {{\n{}\n}}\n", statements.join("\n"))
    }
}

/// `use` lines in rustfmt's order: by name, capitals first, groups behind everything else of their module.
fn uses(imports: &BTreeMap<String, String>) -> String {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut lines: Vec<(String, String)> = Vec::new();
    for (name, module) in imports {
        if name.starts_with(char::is_lowercase) {
            lines.push((format!("{module}::{name}"), format!("use {module}::{name};\n")));
        } else {
            modules.entry(module).or_default().push(name);
        }
    }
    for (module, names) in modules {
        let last = match names.as_slice() {
            [only] => *only,
            _ => "~",
        };
        lines.push((format!("{module}::{last}"), group(module, &names)));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn group(module: &str, names: &[&str]) -> String {
    let flat = match names {
        [name] => format!("use {module}::{name};\n"),
        _ => format!("use {module}::{{{}}};\n", names.join(", ")),
    };
    if flat.len() <= 100 || names.len() < 2 {
        return flat;
    }
    let mut text = format!("use {module}::{{\n   ");
    let mut width = 3;
    for name in names {
        if width + name.len() + 2 > 100 {
            text.push_str("\n   ");
            width = 3;
        }
        text.push_str(&format!(" {name},"));
        width += name.len() + 2;
    }
    text + "\n};\n"
}

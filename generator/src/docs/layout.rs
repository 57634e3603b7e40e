//! Rust expressions laid out as rustfmt does with its defaults.

/// Columns a line may have, a call's arguments, a chain, an array, a struct literal: rustfmt's `max_width`, `fn_call_width`…
const LINE: usize = 100;
const CALL: usize = 60;
const CHAIN: usize = 60;
const LIST: usize = 60;
const STRUCT: usize = 18;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    /// Anything that is never broken.
    Atom(String),
    /// `head(a, b)`
    Call { head: String, arguments: Vec<Expression> },
    /// `Path { name: value, ..rest }`
    Struct { path: String, fields: Vec<(String, Expression)>, rest: Box<Expression> },
    /// `[a, b]` or `vec![a, b]`
    List { head: &'static str, items: Vec<Expression> },
    /// `root.a(x).b(y)?`
    Chain { root: Box<Expression>, links: Vec<Link> },
}

/// A link of a chain: `.name(arguments)` and what follows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub name: String,
    /// `None` for `.await`.
    pub arguments: Option<Vec<Expression>>,
    /// `?` or nothing.
    pub suffix: &'static str,
}

impl Link {
    pub fn call(name: &str, arguments: Vec<Expression>) -> Self {
        Self { name: name.to_owned(), arguments: Some(arguments), suffix: "" }
    }

    /// `.await` with what follows.
    pub fn awaited(suffix: &'static str) -> Self {
        Self { name: "await".to_owned(), arguments: None, suffix }
    }

    fn head(&self) -> String {
        format!(".{}", self.name)
    }
}

impl Expression {
    pub fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub fn call(head: impl Into<String>, arguments: Vec<Expression>) -> Self {
        Self::Call { head: head.into(), arguments }
    }

    pub fn chain(root: Expression, links: Vec<Link>) -> Self {
        Self::Chain { root: Box::new(root), links }
    }

    /// The same with what `change` makes of each atom.
    pub fn with_atoms(self, change: &dyn Fn(&str) -> String) -> Self {
        let all = |items: Vec<Expression>| items.into_iter().map(|item| item.with_atoms(change)).collect::<Vec<_>>();
        match self {
            Self::Atom(text) => Self::Atom(change(&text)),
            Self::Call { head, arguments } => Self::Call { head, arguments: all(arguments) },
            Self::List { head, items } => Self::List { head, items: all(items) },
            Self::Struct { path, fields, rest } => {
                let fields = fields.into_iter().map(|(name, value)| (name, value.with_atoms(change))).collect();
                Self::Struct { path, fields, rest: Box::new(rest.with_atoms(change)) }
            }
            Self::Chain { root, links } => {
                let changed = |Link { name, arguments, suffix }| Link { name, arguments: arguments.map(all), suffix };
                Self::Chain { root: Box::new(root.with_atoms(change)), links: links.into_iter().map(changed).collect() }
            }
        }
    }

    /// The same behind what stands on its first line: `|number| `.
    pub fn after(self, before: &str) -> Self {
        let behind = |text: String| format!("{before}{text}");
        match self {
            Self::Atom(text) => Self::Atom(behind(text)),
            Self::Call { head, arguments } => Self::Call { head: behind(head), arguments },
            Self::Struct { path, fields, rest } => Self::Struct { path: behind(path), fields, rest },
            Self::Chain { root, links } => Self::Chain { root: Box::new(root.after(before)), links },
            list @ Self::List { .. } => list,
        }
    }

    /// All in one line.
    pub fn flat(&self) -> String {
        let all = |items: &[Expression]| items.iter().map(Expression::flat).collect::<Vec<_>>().join(", ");
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call { head, arguments } => format!("{head}({})", all(arguments)),
            Self::List { head, items } => format!("{head}[{}]", all(items)),
            Self::Struct { path, fields, rest } => {
                let fields = fields.iter().map(|(name, value)| format!("{name}: {}, ", value.flat()));
                format!("{path} {{ {}..{} }}", fields.collect::<String>(), rest.flat())
            }
            Self::Chain { root, links } => {
                let links = links.iter().map(|link| match &link.arguments {
                    Some(arguments) => format!("{}({}){}", link.head(), all(arguments), link.suffix),
                    None => format!("{}{}", link.head(), link.suffix),
                });
                format!("{}{}", root.flat(), links.collect::<String>())
            }
        }
    }

    /// Laid out: `indent` columns stand before the line, `before` before the expression, `after` are needed behind it.
    pub fn laid_out(&self, indent: usize, before: usize, after: usize) -> String {
        let flat = self.flat();
        if before + flat.len() + after <= LINE && self.stays_flat() {
            return flat;
        }
        self.broken(indent, before, after)
    }

    /// Laid out on several lines, if it can be.
    fn broken(&self, indent: usize, before: usize, after: usize) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Call { head, arguments } => call(head, arguments, indent, before, after),
            Self::List { head, items } => match items.as_slice() {
                [only] if only.overflows() && only.flat().len() > LIST => {
                    format!("{head}[{}]", only.broken(indent, before + head.len() + 1, after + 1))
                }
                [only] if only.overflows() => {
                    format!("{head}[{}]", only.laid_out(indent, before + head.len() + 1, after + 1))
                }
                _ => format!("{head}[\n{}{}]", lines(items, indent + 4), spaces(indent)),
            },
            Self::Struct { path, fields, rest } => {
                let inner = indent + 4;
                let fields = fields.iter().map(|(name, value)| {
                    let value = value.laid_out(inner, inner + name.len() + 2, 1);
                    format!("{}{name}: {value},\n", spaces(inner))
                });
                let fields: String = fields.collect();
                let rest = rest.laid_out(inner, inner + 2, 0);
                format!("{path} {{\n{fields}{}..{rest}\n{}}}", spaces(inner), spaces(indent))
            }
            Self::Chain { root, links } => chain(root, links, indent, before),
        }
    }

    /// Whether it may begin on the line of the call that it is the only argument of.
    fn overflows(&self) -> bool {
        matches!(self, Self::Struct { .. } | Self::Call { .. } | Self::List { .. })
    }

    /// Whether rustfmt leaves it in one line, if the line is long enough.
    fn stays_flat(&self) -> bool {
        let all = |items: &[Expression]| items.iter().all(Expression::stays_flat);
        let width = |items: &[Expression]| items.iter().map(|item| item.flat().len() + 2).sum::<usize>();
        match self {
            Self::Atom(_) => true,
            // A method's call that is the only argument may be as long as the line.
            Self::Call { arguments, .. } => match arguments.as_slice() {
                [Self::Atom(text)] if text.ends_with(')') || text.ends_with(")?") => true,
                arguments => all(arguments) && width(arguments) <= CALL + 2,
            },
            Self::List { items, .. } => all(items) && width(items) <= LIST + 2,
            Self::Struct { path, .. } => self.flat().len().saturating_sub(path.len() + 5) <= STRUCT,
            Self::Chain { root, links } => {
                let arguments = || links.iter().flat_map(|link| link.arguments.iter());
                let fits = links.len() < 2 || self.flat().len() < CHAIN;
                fits && root.stays_flat() && arguments().all(|list| all(list) && width(list) <= CALL + 2)
            }
        }
    }
}

/// `head(…)`: an only argument may overflow, else each stands on a line of its own.
fn call(head: &str, arguments: &[Expression], indent: usize, before: usize, after: usize) -> String {
    match arguments {
        // What is too long for an argument in one line is broken, though the line be long enough.
        [only] if only.overflows() && only.flat().len() > CALL => {
            format!("{head}({})", only.broken(indent, before + head.len() + 1, after + 1))
        }
        [only] if only.overflows() => {
            format!("{head}({})", only.laid_out(indent, before + head.len() + 1, after + 1))
        }
        _ => format!("{head}(\n{}{})", lines(arguments, indent + 4), spaces(indent)),
    }
}

fn chain(root: &Expression, links: &[Link], indent: usize, before: usize) -> String {
    // One link is not broken off: its arguments overflow.
    let one = links.len() < 2;
    let mut out = root.laid_out(indent, before, 0);
    // Links stand below the bracket that closes a root of several lines.
    let inner = if out.contains('\n') { indent } else { indent + 4 };
    for (number, link) in links.iter().enumerate() {
        // A root no longer than the indentation, at the beginning of its line, keeps its first link beside it.
        let beside = one || (number == 0 && before == indent && root.flat().len() <= 4);
        let (indent, before) = if beside { (indent, before + out.len()) } else { (inner, inner) };
        if !beside {
            out.push_str(&format!("\n{}", spaces(inner)));
        }
        let text = match &link.arguments {
            None => link.head(),
            Some(arguments) => {
                Expression::call(link.head(), arguments.clone()).laid_out(indent, before, link.suffix.len())
            }
        };
        out.push_str(&text);
        out.push_str(link.suffix);
    }
    out
}

fn lines(items: &[Expression], indent: usize) -> String {
    items.iter().map(|item| format!("{}{},\n", spaces(indent), item.laid_out(indent, indent, 1))).collect()
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

#[cfg(test)]
mod tests {
    use super::{Expression, Link};

    fn atom(text: &str) -> Expression {
        Expression::atom(text)
    }

    fn chain(root: Expression, names: &[&str]) -> Expression {
        Expression::chain(root, names.iter().map(|name| Link::call(name, Vec::new())).collect())
    }

    /// Each as rustfmt has it, which was asked.
    #[test]
    fn expressions_are_broken_where_rustfmt_breaks_them() {
        let long = format!("\"{}\".to_owned()", "a".repeat(60));
        let wide = || {
            Expression::call("DatasourceUser::new", vec![atom("\"ada@example.com\""), atom("\"Ada Lovelace Example\"")])
        };
        let members = vec![atom("PersonField::PeopleDetails"), atom("PersonField::ManagementDetails")];
        let list = Expression::List { head: "vec!", items: members };
        let entry = Expression::call("", vec![atom(&long), atom("1")]);
        let entries = Expression::List { head: "", items: vec![entry] };
        let cases = [
            // An only argument that is a method's call may be long, and a list may not.
            (Expression::call("Some", vec![atom(&long)]), format!("Some({long})")),
            (
                Expression::call("Some", vec![list]),
                "Some(vec![\n        PersonField::PeopleDetails,\n        PersonField::ManagementDetails,\n    ])"
                    .to_owned(),
            ),
            (
                Expression::List { head: "vec!", items: vec![wide()] },
                "vec![DatasourceUser::new(\n        \"ada@example.com\",\n        \"Ada Lovelace Example\",\n    )]"
                    .to_owned(),
            ),
            // Links stand below the bracket that closes a root of several lines.
            (
                chain(entries, &["into_iter", "collect"]),
                format!("[(\n        {long},\n        1,\n    )]\n    .into_iter()\n    .collect()"),
            ),
            // A short root keeps its first link beside it.
            (
                chain(atom("mock"), &["a_link_of_some_length", "another_link_of_length", "and_one_more"]),
                "mock.a_link_of_some_length()\n        .another_link_of_length()\n        .and_one_more()".to_owned(),
            ),
        ];
        for (expression, expected) in cases {
            assert_eq!(expression.laid_out(4, 4, 1), expected);
        }
        let bound = chain(atom("mock"), &["a_link_of_some_length", "another_link_of_length", "and_one_more"]);
        assert!(bound.laid_out(4, 20, 1).starts_with("mock\n        .a_link"), "behind `let` it does not");
    }
}

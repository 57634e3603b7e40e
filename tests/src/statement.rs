//! A statement that a page shows alone, in the program that it is for.

/// The program with the statement that binds the same variable in `main` replaced by this one, the imports before it included;
/// `None` where it binds none that the program has.
pub fn in_place(program: &str, statement: &str) -> Option<String> {
    let head = statement.lines().find(|line| line.starts_with("let "))?.split_inclusive(" = ").next()?;
    let lines: Vec<&str> = program.lines().collect();
    let first = lines.iter().position(|line| line.strip_prefix("    ").is_some_and(|line| line.starts_with(head)))?;
    let last = first + lines[first..].iter().position(|line| line.ends_with(';'))?;
    let (before, after) = (lines[..first].join("\n"), lines[last + 1..].join("\n"));
    Some(format!("{before}\n{statement}{after}\n"))
}

#[cfg(test)]
mod tests {
    use super::in_place;

    const PROGRAM: &str = "fn main() {\n    let client = new();\n    let answer = client\n        .get(\";\")\n        \
                           .send();\n    println!(\"{answer}\");\n}\n";

    #[test]
    fn the_statement_that_binds_the_same_is_replaced_and_nothing_else() {
        let statement = "use std::time::Duration;\n\nlet answer = get(&client, Duration::ZERO);\n";
        let program = "fn main() {\n    let client = new();\nuse std::time::Duration;\n\nlet answer = get(&client, \
                       Duration::ZERO);\n    println!(\"{answer}\");\n}\n";
        assert_eq!(in_place(PROGRAM, statement).as_deref(), Some(program));
    }

    #[test]
    fn a_statement_that_binds_something_else_has_no_place() {
        for statement in ["let other = 1;\n", "get(&client);\n", "let answered = 1;\n", ""] {
            assert_eq!(in_place(PROGRAM, statement), None, "{statement}");
        }
    }
}

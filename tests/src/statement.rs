//! Statements that a page shows alone, in the program that they are for.

/// What a program binds its call to.
const CALLS: [&str; 2] = ["    let response = ", "    let mut stream = "];

/// The program with these statements in place of its call: what binds the same stands for the call alone, and anything else
/// for the call and all that comes after it. `None` where the program makes no call.
pub fn in_place(program: &str, statements: &str) -> Option<String> {
    let lines: Vec<&str> = program.lines().collect();
    let called = |line: &str| CALLS.into_iter().find(|head| line.starts_with(head));
    let (first, head) = lines.iter().enumerate().find_map(|(index, line)| Some((index, called(line)?)))?;
    let after = match statements.lines().any(|line| line.starts_with(head.trim_start())) {
        true => first + lines[first..].iter().position(|line| line.ends_with(';'))? + 1,
        false => lines.iter().rposition(|line| *line == "    Ok(())")?,
    };
    Some(format!("{}\n{statements}{}\n", lines[..first].join("\n"), lines[after..].join("\n")))
}

#[cfg(test)]
mod tests {
    use super::in_place;

    const PROGRAM: &str = "fn main() -> R {\n    let client = new();\n    let response = client\n        .get(\";\")\n        \
                           .send();\n    println!(\"{response}\");\n    Ok(())\n}\n";

    #[test]
    fn what_binds_the_same_stands_for_the_call_alone() {
        let statement = "use std::time::Duration;\n\nlet response = get(&client, Duration::ZERO);\n";
        let program = "fn main() -> R {\n    let client = new();\nuse std::time::Duration;\n\nlet response = get(&client, \
                       Duration::ZERO);\n    println!(\"{response}\");\n    Ok(())\n}\n";
        assert_eq!(in_place(PROGRAM, statement).as_deref(), Some(program));
    }

    #[test]
    fn what_binds_something_else_stands_for_all_that_comes_after_too() {
        let program = "fn main() -> R {\n    let client = new();\nlet items = client.items();\n    Ok(())\n}\n";
        assert_eq!(in_place(PROGRAM, "let items = client.items();\n").as_deref(), Some(program));
        assert_eq!(in_place("fn main() {\n    let client = new();\n}\n", "let items = 1;\n"), None);
    }
}

//! Attacks, and what becomes of them.

use super::{cell, code, is_safe, line, safe};

/// What a hostile or careless document may say, and what is left of it.
const TABLE: &[(&str, &str)] = &[
    ("Plain words, (nothing) else.", "Plain words, (nothing) else."),
    ("", ""),
    ("*Emphasis* and **strength** stay", "*Emphasis* and **strength** stay"),
    ("a list:\n\n* one\n* two", "a list:\n\n- one\n- two"),
    ("```rust\nstd::process::exit(1)\n```", "```text\nstd::process::exit(1)\n```"),
    ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
    ("~~~should_panic,edition2021\npanic!()\n~~~", "```text\npanic!()\n```"),
    ("words\n\n    loop {}\n", "words\n\n```text\nloop {}\n```"),
    ("```", "```text\n\n```"),
    ("\tloop {}", "```text\nloop {}\n```"),
    ("````\n```rust\nx\n```\n````", "````text\n```rust\nx\n```\n````"),
    ("<script>alert(1)</script>", "\\<script>alert(1)\\</script>"),
    ("one<br>two", "one  \ntwo"),
    ("[Foo] [`Foo`] [foo](Foo) [bar][baz]", "\\[Foo\\] \\[`Foo`\\] foo \\[bar\\]\\[baz\\]"),
    ("[Foo](struct@Foo) [x](../../etc) [y](#here) [z](javascript:alert(1))", "Foo x y z"),
    ("[good](https://example.com/a)", "[good](https://example.com/a)"),
    ("[mail](mailto:a@example.com \"title\")", "[mail](mailto:a@example.com)"),
    ("[ref]\n\n[ref]: /etc/passwd", "ref"),
    ("![pixel](https://example.com/p.png)", "pixel"),
    (
        "See https://example.com/a_b, or (http://example.com).",
        "See <https://example.com/a_b>, or (<http://example.com>).",
    ),
    ("Server https://{instance}-be.example.com/x", "Server `https://{instance}-be.example.com/x`"),
    ("# Title\n\ntext", "**Title**\n\ntext"),
    ("Title\n===\ntext", "**Title**\n\ntext"),
    ("#", ""),
    ("a\u{202E}b\u{200B}c\u{0}d\u{FEFF}e", "abcde"),
    ("a&#x202E;b", "ab"),
    ("glob */ and /* too", "glob *&#47; and &#47;* too"),
    ("src/*.rs", "src/\\*.rs"),
    ("`*/` and *x*/", "`* /` and *x*&#47;"),
    ("note[^1]\n\n[^1]: below", "note\\[\\^1\\]\n\nbelow"),
    ("<!-- hidden -->", "\\<!-- hidden -->"),
];

#[test]
fn every_attack_becomes_text() {
    for (text, expected) in TABLE {
        assert_eq!(safe(text), *expected, "of {text:?}");
    }
}

#[test]
fn what_comes_out_holds_no_code_but_text_no_markup_and_no_relative_link() {
    let parts = TABLE.iter().map(|(text, _)| *text);
    let more = [
        "- a\n\n      ```rust\n      x\n",
        "> ```\n> x",
        "1. <b>\n   - [Foo]",
        "| a | b |\n|---|---|\n| `x` | [Foo] |",
        "a\n: <i>b</i>",
        "[a\\]b]",
        "\\[Foo\\]",
        "&#91;Foo&#93;",
        "&lt;b&gt;",
        "*[Foo*]",
        "<https://ok.example>",
        "</b",
        "`` ` ``",
        "```text,rust\nx",
        "    ```\n",
        "---\na: b\n---",
        "<Foo>",
        "<mailto:x>",
        "[x](<a b>)",
        "[]()",
        "[][]",
        "<a href='x'>\n\n    code\n\n</a>",
        "- [ ] task",
        "~~[x]~~",
        "![[Foo]](x)",
        "[![a](b)](https://example.com)",
    ];
    let all: Vec<&str> = parts.chain(more).collect();
    for first in &all {
        assert!(is_safe(&safe(first)), "{first:?} became {:?}", safe(first));
        for second in &all {
            for glue in ["", " ", "\n", "\n\n"] {
                let text = format!("{first}{glue}{second}");
                assert!(is_safe(&safe(&text)), "{text:?} became {:?}", safe(&text));
                for line in [line(&text), cell(&text)] {
                    assert!(!line.contains('\n') && is_safe(&line), "{text:?} became {line:?}");
                    assert_eq!(cells(&line), 1, "{text:?} became {line:?}");
                }
            }
        }
    }
}

/// How many cells a table row gets from it.
fn cells(cell: &str) -> usize {
    let table = format!("| a |\n| - |\n| {cell} |\n");
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    let events = pulldown_cmark::Parser::new_ext(&table, options);
    assert_eq!(table.replace("\\|", "").matches('|').count(), 6, "{cell:?}");
    events.filter(|event| matches!(event, pulldown_cmark::Event::End(pulldown_cmark::TagEnd::TableCell))).count() - 1
}

#[test]
fn safe_text_stays_as_it_is() {
    for (text, _) in TABLE {
        assert_eq!(safe(&safe(text)), safe(text), "of {text:?}");
    }
}

#[test]
fn a_line_is_the_first_sentence_and_fits_a_cell() {
    let table = [
        ("Makes a token. Then sends it.", "Makes a token."),
        ("First line\ngoes on. Second.", "First line goes on."),
        ("Takes a name, e.g. `a`. More.", "Takes a name, e.g. `a`."),
        ("Keys (i.e. tokens, etc. or none) vs. No. 5. More.", "Keys (i.e. tokens, etc. or none) vs. No. 5."),
        ("In the U.S. only. More.", "In the U.S. only."),
        ("Version 2. More.", "Version 2."),
        ("# Title\n\ntext", "**Title**"),
        ("a | b `c|d`", "a &#124; b `c\\|d`"),
        ("`a\\|b`", "a&#92;&#124;b"),
        ("- item", "item"),
        ("```rust\nx\n```\n\nafter", "after"),
        ("", ""),
    ];
    for (text, expected) in table {
        assert_eq!(line(text), expected, "of {text:?}");
    }
}

#[test]
fn a_cell_holds_the_whole_text_on_one_line() {
    let table = [
        ("Use `x`. Goes away on 2026-10-15.", "Use `x`. Goes away on 2026-10-15."),
        ("One\nline.\n\nAnother paragraph.", "One line. Another paragraph."),
        ("Values:\n\n* `a`: one | two\n* b", "Values: - `a`: one &#124; two - b"),
        ("1. first\n2. second", "1\\. first 2. second"),
        ("# Title\n\ntext", "**Title** text"),
        ("Like\n\n```json\n{\n  \"a\": 1\n}\n```\n\nthat.", "Like `{ \"a\": 1 }` that."),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("> quoted\n\n---\nafter<br>it", "quoted after it"),
        ("", ""),
    ];
    for (text, expected) in table {
        assert_eq!(cell(text), expected, "of {text:?}");
    }
}

#[test]
fn code_fits_a_cell_whatever_it_says() {
    let table = [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a|b", "`a\\|b`"), ("a\nb", "`a b`"), ("", "")];
    for (text, expected) in table {
        assert_eq!(code(text), expected, "of {text:?}");
    }
    for text in ["a\\|b", "a*/b", "|", "||", "\\", "<b>", "[Foo]"] {
        assert!(is_safe(&code(text)), "{text:?} became {:?}", code(text));
        assert_eq!(cells(&code(text)), 1, "{text:?} became {:?}", code(text));
    }
}

#[test]
fn deep_and_long_text_takes_little_time_and_stays_safe() {
    for text in
        ["> ".repeat(20_000), "- ".repeat(20_000), "[".repeat(40_000), "*a ".repeat(20_000), "<b>".repeat(20_000)]
    {
        assert!(is_safe(&safe(&text)));
    }
}

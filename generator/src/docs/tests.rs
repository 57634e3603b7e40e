//! Pages of a plan by hand: their text, their links, their programs, their tables.

mod plan;

use super::anchor::Anchors;
use super::place::portable;
use super::{FRONT_PAGE, Page, docs, front_page, readme};
use crate::lower::facts::StreamFormat;
use crate::model::Status;
use crate::plan::naming::CRATE_FEATURES;
use crate::plan::{AnswerPlan, BodyKind, Direction, ModelKind, OperationPlan, StreamItemPlan, StreamPlan, SuccessPlan};
use crate::reflect::RustType;
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;

fn pages() -> Vec<Page> {
    docs(&plan::plan(None))
}

fn events(text: &str) -> Vec<Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS).collect()
}

#[test]
fn the_pages_are_those_on_disk() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs");
    let update = std::env::var_os("UPDATE").is_some();
    for Page { path, text } in pages() {
        // `.expected`: nobody takes them for pages of this repository.
        let file = folder.join(format!("{}.expected", path.replace('/', "+")));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &text).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(text, expected, "{path} changed; UPDATE=1 rewrites {}", file.display());
    }
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    assert_eq!(pages(), pages());
}

#[test]
fn every_link_between_pages_leads_to_a_page_and_a_heading() {
    for module in [None, Some("client")] {
        let pages = docs(&plan::plan(module));
        let mut known: BTreeSet<String> = BTreeSet::new();
        for page in &pages {
            known.insert(page.path.clone());
            let mut anchors = Anchors::default();
            known.extend(headings(&page.text).iter().map(|text| format!("{}#{}", page.path, anchors.next(text))));
        }
        // The links of the front page are rustdoc's: see below.
        for page in pages.iter().filter(|page| page.path.ends_with(".md") && page.path != FRONT_PAGE) {
            for event in events(&page.text) {
                let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
                // Links of rustdoc name items, which a test of their own checks.
                if dest_url.starts_with("https://") || dest_url.starts_with("crate::") {
                    continue;
                }
                let target = resolved(&page.path, &dest_url);
                assert!(known.contains(&target), "{}: {dest_url} leads to {target}", page.path);
            }
        }
    }
}

/// The text of every heading.
fn headings(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                inside = true;
                found.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(part) | Event::Code(part) if inside => found.last_mut().unwrap().push_str(&part),
            _ => {}
        }
    }
    found
}

#[test]
fn an_operation_named_as_a_section_has_an_anchor_of_its_own() {
    let page = pages().into_iter().find(|page| page.path == "docs/health.md").unwrap();
    assert!(page.text.contains("[`errors`](#errors-1)") && page.text.contains("[`history`](#history)"));
    let mut anchors = Anchors::default();
    let given = ["Errors", "`errors`", "errors-1", "A | b", "errors"].map(|heading| anchors.next(heading));
    assert_eq!(given, ["errors", "errors-1", "errors-1-1", "a--b", "errors-2"]);
}

#[test]
fn no_file_is_called_as_a_device_of_windows() {
    for (stem, file) in [("con", "con_"), ("lpt1", "lpt1_"), ("com", "com"), ("com10", "com10"), ("account", "account")]
    {
        assert_eq!(portable(stem), file);
    }
    let mut plan = plan::plan(None);
    plan.apis[0].models[0].name = "Aux".to_owned();
    assert!(docs(&plan).iter().any(|page| page.path == "docs/models/aux_.md"));
}

#[test]
fn every_link_of_the_front_page_names_something_in_the_plan() {
    for module in [None, Some("client")] {
        let plan = plan::plan(module);
        let root = module.map_or("crate".to_owned(), |module| format!("crate::{module}"));
        let mut known: BTreeSet<String> = BTreeSet::from([root.clone(), format!("{root}::models")]);
        let provider = &plan.provider.type_name;
        let roots = [provider, &format!("{provider}Builder"), &format!("{provider}::from_env")];
        known.extend(roots.map(|name| format!("crate::{name}")));
        let ours = ["Response", "Error", "Error::Api", "Error::is_retryable", "Error::was_sent", "RetryPolicy"];
        known.extend(ours.map(|name| format!("crate::{name}")));
        for resource in &plan.apis[0].resources {
            known.insert(format!("{root}::{}", resource.module));
            let handle = format!("{root}::{}::{}", resource.module, resource.handle);
            known.extend(resource.operations.iter().map(|operation| format!("{handle}::{}", operation.function)));
            known.insert(handle);
            let errors = resource.operations.iter().filter_map(|operation| operation.error.as_ref());
            known.extend(errors.map(|name| format!("{root}::{}::{name}", resource.module)));
        }
        let text = front_page(&plan);
        // As rustdoc does: what links to nothing is a path.
        let path = |link: BrokenLink<'_>| {
            let path = link.reference.trim_matches('`').trim_start_matches("mod@").to_owned();
            Some((format!("crate::{path}").into(), "".into()))
        };
        let parser = Parser::new_with_broken_link_callback(&text, Options::ENABLE_TABLES, Some(path));
        let links: Vec<String> = parser
            .filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
                _ => None,
            })
            .collect();
        let operations = plan.apis[0].resources.iter().map(|resource| resource.operations.len()).sum::<usize>();
        assert!(links.len() > operations && links.iter().all(|link| known.contains(link)), "{links:?}\n{known:?}");
        let program = text.split("```rust,no_run\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        assert!(syn::parse_file(program).is_ok(), "{program}");
        assert!(!text.contains(".md") && !text.contains("*/"), "{text}");
    }
}

fn resolved(from: &str, link: &str) -> String {
    if link.starts_with('#') {
        return format!("{from}{link}");
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_program_is_rust_and_no_other_fence_is() {
    for Page { path, text } in pages() {
        if path.ends_with(".rs") {
            syn::parse_file(&text).unwrap();
            continue;
        }
        let mut program: Option<String> = None;
        let wanted = if path == "README.md" || path == FRONT_PAGE { "rust,no_run" } else { "rust" };
        for event in events(&text) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    assert!(["text", "json", "toml", wanted].contains(&&*info), "{path}: {info}");
                    program = (&*info == wanted).then(String::new);
                }
                Event::Text(part) => program = program.map(|program| program + &part),
                Event::End(TagEnd::CodeBlock) => {
                    let Some(program) = program.take() else { continue };
                    // What is no program is statements, which stand in the program before them.
                    let (parsed, has_call) = match program.contains("fn main()") {
                        true => (syn::parse_file(&program).map(drop), true),
                        false => {
                            let bound = program.lines().filter(|line| line.starts_with("let ")).count();
                            (syn::parse_str::<syn::Block>(&format!("{{{program}}}")).map(drop), bound >= 1)
                        }
                    };
                    assert!(parsed.is_ok() && has_call, "{path}: {program}");
                    assert!(program.lines().all(|line| line.len() <= 100), "{program}");
                }
                _ => {}
            }
        }
    }
}

/// What stands in the fences of a language, on the page of this path.
fn fences<'page>(pages: &'page [Page], path: &str, language: &str) -> Vec<&'page str> {
    let page = pages.iter().find(|page| page.path == path).unwrap();
    let fence = format!("```{language}\n");
    page.text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn an_operation_has_one_program_and_whatever_else_is_shown_is_what_differs_from_it() {
    let pages = pages();
    let fences = fences(&pages, "docs/accounts.md", "rust");
    let (programs, statements): (Vec<&str>, Vec<&str>) = fences.iter().partition(|code| code.contains("fn main()"));
    assert_eq!(programs.len(), 3, "create, delete and get: {programs:?}");
    // One each as a free function, and `get` with options.
    assert_eq!(statements.len(), 4, "{statements:?}");
    for statement in statements {
        let lines = statement.lines().filter(|line| programs.iter().any(|program| program.contains(line.trim())));
        assert!(lines.count() < statement.lines().count(), "nothing differs: {statement}");
        assert!(!statement.contains("from_env") && statement.contains("acme"), "{statement}");
    }
}

#[test]
fn a_program_keeps_a_secret_that_its_call_makes_and_shows_none() {
    let program = |change: fn(&mut OperationPlan)| {
        let mut plan = plan::plan(None);
        let mut operations = plan.apis[0].resources.iter_mut().flat_map(|resource| &mut resource.operations);
        change(operations.find(|operation| operation.function == "rotate").unwrap());
        let pages = docs(&plan);
        let found =
            fences(&pages, "docs/health.md", "rust").into_iter().find(|code| code.contains(".rotate(")).unwrap();
        found.to_owned()
    };
    type Change = fn(&mut OperationPlan);
    let cases: [(Change, &str); 3] = [
        (
            |_| {},
            "if let Some(raw_secret) = &response.raw_secret {\n        std::fs::write(\"raw_secret.txt\", raw_secret)?;",
        ),
        (|operation| operation.method = "GET".to_owned(), "println!(\"raw_secret: {} characters\", raw_secret.len());"),
        (
            |operation| {
                operation.secret_answer = true;
                let SuccessPlan::One { kind, .. } = &mut operation.success else { panic!("it has one answer") };
                *kind = Some(BodyKind::Text);
            },
            "std::fs::write(\"secret.txt\", response.into_inner())?;",
        ),
    ];
    for (change, kept) in cases {
        let program = program(change);
        assert!(program.contains(kept), "{kept} is not in\n{program}");
        assert!(!program.contains("{:#?}"), "{program}");
    }
}

#[test]
fn an_upload_is_shown_with_items_that_differ_and_says_what_goes_away() {
    for replaces in [true, false] {
        for (id, items) in [
            (
                json!("acc"),
                "(1..=250).map(|number| Entry {\n    last: Some(true),\n    ..Entry::new(format!(\"acc-{number}\"))\n})",
            ),
            (json!("a{b}\"c"), "vec![Entry {\n    last: Some(true),\n    ..Entry::new(\"a{b}\\\"c\")\n}]"),
        ] {
            let pages = docs(&plan::with_upload(id, replaces));
            let shown = fences(&pages, "docs/accounts.md", "rust").into_iter().find(|code| code.contains(".upload("));
            let shown = shown.unwrap();
            assert!(shown.contains(&format!("let items = {items};")), "{shown}");
            assert!(shown.contains("Batch::new(\"\", vec![])"), "{shown}");
            assert!(!shown.contains("nightly-1"), "the upload makes its id:\n{shown}");
            let readme = &pages.iter().find(|page| page.path == "README.md").unwrap().text;
            let page = &pages.iter().find(|page| page.path == "docs/accounts.md").unwrap().text;
            for text in [shown, readme, page] {
                assert_eq!(text.contains("go away") || text.contains("goes away"), replaces, "{text}");
            }
        }
    }
}

#[test]
fn a_program_that_sends_much_fits_on_a_screen() {
    let mut plan = plan::plan(None);
    let account = plan.apis[0].models.iter_mut().find(|model| model.name == "NewAccount").unwrap();
    let owners: Vec<_> = (0..6).map(|_| json!({ "email": "a@example.com", "deputies": [] })).collect();
    let owner = json!({ "email": "b@example.com", "deputies": owners, "parent": owners[0] });
    let labels: serde_json::Map<_, _> = (0..30).map(|index| (format!("label {index}"), json!("text"))).collect();
    account.example = Some(json!({
        "name": "Ada", "color": "red", "opened": "2026-01-31", "limit": 1.5, "owner": owner, "labels": labels,
    }));
    let pages = docs(&plan);
    let program = fences(&pages, "docs/accounts.md", "rust")[0];
    let lines = program.lines().count();
    assert!(program.contains("NewAccount {") && lines > 20 && lines <= 43, "{lines} lines:\n{program}");
}

#[test]
fn a_header_is_shown_in_a_call_only_with_a_value_that_the_document_has() {
    for (example, shown) in [(None, false), (Some(json!("ada@example.com")), true)] {
        let mut plan = plan::plan(None);
        let get =
            plan.apis[0].resources[0].operations.iter_mut().find(|operation| operation.function == "get").unwrap();
        get.parameters.retain(|parameter| parameter.name != "level");
        let act_as = get.parameters.iter_mut().find(|parameter| parameter.name == "act_as").unwrap();
        act_as.documentation.example = example;
        let pages = docs(&plan);
        let statements = fences(&pages, "docs/accounts.md", "rust");
        assert_eq!(statements.iter().any(|code| code.contains(".act_as(")), shown, "{statements:?}");
    }
}

#[test]
fn operations_are_listed_below_the_resource_they_belong_to() {
    for module in [None, Some("client")] {
        let readme = readme::readme(&plan::plan(module)).text;
        let (path, page) = match module {
            None => ("acme", "docs/accounts.md"),
            Some(_) => ("acme.client()", "docs/client/accounts.md"),
        };
        let listed = readme.split(&format!("### [`{path}.accounts()`]({page})\n")).nth(1).unwrap();
        let listed = listed.split("\n#").next().unwrap();
        for function in ["create", "delete", "get"] {
            assert!(listed.contains(&format!("| [`{function}`]({page}#{function}) |")), "{listed}");
        }
        assert!(!listed.contains("history"), "{listed}");
    }
}

#[test]
fn a_description_of_a_parameter_a_field_or_an_answer_is_wholly_on_its_page() {
    let mut plan = plan::plan(None);
    let mut said = 0;
    let mut say = |description: &mut Option<String>| {
        said += 1;
        *description = Some(format!("Use it.\n\nGoes away, *as one of {said} did*. For good:\n\n- item {said}e"));
    };
    let api = &mut plan.apis[0];
    api.resources[1].operations[0].stream = Some(StreamPlan {
        format: StreamFormat::Bytes,
        item: StreamItemPlan::Text,
        item_at: None,
        rust_type: None,
        accept: "text/plain".to_owned(),
        flag: None,
        sentinel: None,
        constant: "CHECK_STREAM".to_owned(),
        only: true,
    });
    for operation in api.resources.iter_mut().flat_map(|resource| &mut resource.operations) {
        operation.parameters.iter_mut().for_each(|parameter| say(&mut parameter.documentation.description));
        let (SuccessPlan::One { answers, .. } | SuccessPlan::Several { answers, .. }) = &mut operation.success;
        for answer in answers.iter_mut().chain(&mut operation.errors) {
            say(&mut answer.description);
            answer.headers.iter_mut().for_each(|(_, description)| say(description));
        }
    }
    for model in &mut api.models {
        match &mut model.kind {
            ModelKind::Struct(fields) => {
                fields.iter_mut().for_each(|field| say(&mut field.documentation.description));
            }
            ModelKind::Enum { members, .. } => members.iter_mut().for_each(|member| say(&mut member.description)),
            ModelKind::Union { .. } | ModelKind::Tuple(_) | ModelKind::Wrapper(_) => {}
        }
    }
    let pages: String = docs(&plan).into_iter().map(|page| page.text).collect();
    assert!(said > 30, "{said}");
    for number in 1..=said {
        let whole = format!("Use it. Goes away, *as one of {number} did*. For good: - item {number}e");
        assert!(pages.contains(&whole), "{whole}");
    }
}

#[test]
fn no_description_breaks_a_table_or_a_fence_or_opens_a_link() {
    for Page { path, text } in pages().into_iter().filter(|page| page.path.ends_with(".md")) {
        let mut tables = 0;
        for (event, range) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Html(_) | Event::InlineHtml(_) => assert!(range.is_empty(), "{path}: {}", &text[range]),
                Event::Start(Tag::Table(_)) => tables += 1,
                Event::Start(Tag::CodeBlock(kind)) => assert!(matches!(kind, CodeBlockKind::Fenced(_)), "{path}"),
                _ => {}
            }
        }
        let mut widths: Vec<usize> = Vec::new();
        for line in text.lines().chain([""]) {
            match line.starts_with('|') {
                true => widths.push(line.replace("\\|", "").matches('|').count()),
                false => {
                    assert!(widths.windows(2).all(|pair| pair[0] == pair[1]), "{path}: {widths:?} before {line:?}");
                    widths.clear();
                }
            }
        }
        assert!(tables > 0, "{path} has a table");
        assert!(!text.contains('\u{202E}') && !text.contains("*/"), "{path}");
    }
}

#[test]
fn without_a_server_the_base_url_is_asked_for_before_the_first_call() {
    for (url, is_asked_for) in [(None, true), (Some("/v1"), true), (Some("https://{region}.example.com"), false)] {
        let mut plan = plan::plan(None);
        match url {
            None => plan.apis[0].servers.clear(),
            Some(url) => plan.apis[0].servers[0].url = url.to_owned(),
        }
        let pages = docs(&plan);
        let text = |path: &str| &pages.iter().find(|page| page.path == path).unwrap().text;
        let (readme, page) = (text("README.md"), text("docs/health.md"));
        let before = readme.lines().find(|line| line.starts_with("Before it: ")).unwrap();
        assert_eq!(before.contains("ACME_BASE_URL=…"), is_asked_for, "{before}");
        assert_eq!(text("examples/acme.rs").contains("ACME_BASE_URL"), is_asked_for);
        assert_eq!(readme.contains("It must be given: `.base_url(…)`"), is_asked_for);
        let programs = fences(&pages, "README.md", "rust,no_run");
        let built = programs.iter().find(|program| program.contains(".token(")).unwrap();
        assert_eq!(built.contains(".base_url("), is_asked_for, "{built}");
        let reads = page.lines().find(|line| line.contains("// Reads ")).unwrap();
        assert_eq!(reads.contains("ACME_BASE_URL"), is_asked_for, "{reads}");
    }
}

#[test]
fn an_operation_that_takes_a_file_shows_how_one_is_given() {
    let mut plan = plan::plan(None);
    let pages = docs(&plan);
    assert!(pages.iter().all(|page| !page.text.contains("## Files") && !page.text.contains("Part::")));
    let account = plan.apis[0].models.iter_mut().find(|model| model.name == "NewAccount").unwrap();
    let ModelKind::Struct(fields) = &mut account.kind else { panic!("it is a struct") };
    fields[0].rust_type = RustType::Part;
    account.example = None;
    let body = plan.apis[0].resources[0].operations[0].body.as_mut().unwrap();
    body.example = None;
    let pages = docs(&plan);
    for (path, link) in [
        ("README.md", "\n## Files\n"),
        ("docs/accounts.md", "[Files](../README.md#files)"),
        ("docs/models/new_account.md", "[Files](../../README.md#files)"),
    ] {
        let text = &pages.iter().find(|page| page.path == path).unwrap().text;
        for said in [
            "use acme_client::",
            "Part::new(\"a|b",
            ".file_name(\"file.txt\")",
            "// `Part::file(path)` is a file",
            link,
        ] {
            assert!(text.contains(said), "{path} has no {said}:\n{text}");
        }
    }
    plan.apis[0].resources[0].operations[0].body.as_mut().unwrap().kind = BodyKind::Bytes;
    let pages = docs(&plan);
    let readme = &pages.iter().find(|page| page.path == "README.md").unwrap().text;
    assert!(readme.contains("// `Body::file(path)` is a file") && readme.contains("As the body: `accounts().create`."));
}

#[test]
fn the_readme_has_every_feature_that_is_off() {
    let readme = readme::readme(&plan::plan(None)).text;
    let off = readme.lines().find(|line| line.starts_with("Off unless they are asked for")).unwrap();
    for feature in CRATE_FEATURES.iter().filter(|feature| **feature != "default") {
        assert!(off.contains(&format!("`{feature}`")), "{feature}: {off}");
    }
}

#[test]
fn a_credential_that_no_operation_asks_for_is_not_offered_as_one_that_some_do() {
    let readme = readme::readme(&plan::plan(None)).text;
    let row = |id: &str| readme.lines().find(|line| line.starts_with(&format!("| `{id}` |"))).unwrap();
    assert!(!row("bearerAuth").contains("No operation asks for it"));
    let mut plan = plan::plan(None);
    let operations = plan.apis.iter_mut().flat_map(|api| &mut api.resources).flat_map(|one| &mut one.operations);
    operations.for_each(|operation| operation.security = vec![vec![1]]);
    let readme = readme::readme(&plan).text;
    let row = |id: &str| readme.lines().find(|line| line.starts_with(&format!("| `{id}` |"))).unwrap();
    assert!(row("bearerAuth").contains("**No operation asks for it.**") && !row("key").contains("No operation"));
}

#[test]
fn what_is_only_read_or_only_written_is_said_to_be_that() {
    for (direction, said) in
        [(Direction::ReadOnly, "| Read only. Said."), (Direction::WriteOnly, "| Write only. Said.")]
    {
        let mut plan = plan::plan(None);
        let usage = plan.apis[0].models.iter_mut().find(|model| model.name == "Usage").unwrap();
        let ModelKind::Struct(fields) = &mut usage.kind else { panic!("it is a struct") };
        fields[0].direction = direction;
        let pages = docs(&plan);
        let page = &pages.iter().find(|page| page.path == "docs/models/usage.md").unwrap().text;
        assert_eq!(page.matches(said).count(), 1, "{page}");
    }
}

#[test]
fn of_several_statuses_with_one_body_a_page_says_how_they_are_told_apart() {
    let mut plan = plan::plan(None);
    let status = "`.status()` tells which of these it was.";
    assert!(docs(&plan).iter().all(|page| !page.text.contains(status)));
    let mut operations = plan.apis[0].resources.iter_mut().flat_map(|resource| &mut resource.operations);
    let rotate = operations.find(|operation| operation.function == "rotate").unwrap();
    let SuccessPlan::One { answers, .. } = &mut rotate.success else { panic!("it has one type") };
    answers.push(AnswerPlan { status: Status::Code(201), ..answers[0].clone() });
    let pages = docs(&plan);
    let page = &pages.iter().find(|page| page.path == "docs/health.md").unwrap().text;
    assert_eq!(page.matches(status).count(), 1, "{page}");
}

#[test]
fn what_a_provider_does_not_have_is_not_written_about() {
    let mut plan = plan::plan(None);
    plan.provider.schemes.clear();
    plan.provider.variables.clear();
    let resources = plan.apis.iter_mut().flat_map(|api| &mut api.resources);
    resources.flat_map(|resource| &mut resource.operations).for_each(|operation| operation.security.clear());
    for page in docs(&plan) {
        for word in ["## Authentication", "is a variable", "From `.", ".token("] {
            assert!(!page.text.contains(word), "{} says {word}", page.path);
        }
    }
}

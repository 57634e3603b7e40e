//! Text into a tree: JSON by serde_json, YAML by serde-saphyr with a budget.

use super::tree::{DUPLICATE, TOO_DEEP, Tree, Twice};
use super::{MAX_BYTES, MAX_REPLAYED};
use crate::diagnostic::{Code, Diagnostic, Place};
use serde::de::DeserializeSeed;
use serde_json::Value;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Error as YamlError, Options, SnippetMode, UserMessageFormatter};
use std::path::Path;
use std::sync::Mutex;

/// What a file is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML 1.2.
    Yaml,
    /// JSON (RFC 8259).
    Json,
}

impl Format {
    /// By the file's extension, and where that says nothing by the text's first character.
    pub fn of(path: &Path, text: &str) -> Self {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("json") => Self::Json,
            Some(extension) if extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml") => {
                Self::Yaml
            }
            _ if text.trim_start().starts_with('{') => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// Reads text into a tree.
pub(super) fn parse(path: &Path, text: &str) -> Result<Value, Diagnostic> {
    parse_with(path, text, Twice::Refused)
}

/// Reads text into a tree, also where it can only be read with a remark.
pub(super) fn parse_loosely(path: &Path, text: &str) -> Result<(Value, Option<Diagnostic>), Diagnostic> {
    let problem = match parse(path, text) {
        Ok(value) => return Ok((value, None)),
        Err(problem) => problem,
    };
    match (problem.code, Format::of(path, text)) {
        (Code::DuplicateKey, _) => {
            let found = Mutex::default();
            let value = parse_with(path, text, Twice::LastCounts(&found))?;
            Ok((value, Some(with_others(problem, &found.into_inner().unwrap_or_default()))))
        }
        // Commas before brackets, comments, tabs in texts, or YAML under another name.
        (Code::Syntax, Format::Json) => match yaml(path, text, Twice::LastCounts(&Mutex::default())) {
            Ok(value) if value.is_object() => Ok((value, Some(read_as_yaml(path, text, problem)))),
            _ => Err(problem),
        },
        _ => Err(problem),
    }
}

/// The problem of the first key that occurs twice, with the names of all others.
fn with_others(problem: Diagnostic, found: &[String]) -> Diagnostic {
    const SHOWN: usize = 10;
    let others = found.get(1..).unwrap_or_default();
    if others.is_empty() {
        return problem;
    }
    let names: Vec<String> = others.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    let more = match others.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("{}; the same is true of {}{more}", problem.message, names.join(", "));
    Diagnostic { message, ..problem }
}

fn read_as_yaml(path: &Path, text: &str, problem: Diagnostic) -> Diagnostic {
    if text.trim_start().starts_with(['{', '[']) {
        return Diagnostic { code: Code::LooseSyntax, ..problem };
    }
    Diagnostic::about_file(
        Code::LooseSyntax,
        path,
        "the file is named .json but holds YAML",
        "rename it to end in .yaml",
    )
}

fn parse_with(path: &Path, text: &str, twice: Twice<'_>) -> Result<Value, Diagnostic> {
    match Format::of(path, text) {
        Format::Json => json(path, text, twice),
        Format::Yaml => yaml(path, text, twice),
    }
}

fn json(path: &Path, text: &str, twice: Twice<'_>) -> Result<Value, Diagnostic> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Tree::root(twice).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        // serde_json counts columns in bytes, from 1; 0 stands for "before the first character".
        let column = characters(text, error.line(), error.column());
        said(path, message, "JSON", error.line().max(1), column)
    })
}

/// A column in bytes as one in characters.
fn characters(text: &str, line: usize, bytes: usize) -> usize {
    let Some(line) = text.split('\n').nth(line.saturating_sub(1)) else { return 1 };
    line.char_indices().take_while(|(at, _)| *at < bytes).count().max(1)
}

/// The stack for reading YAML. serde-saphyr takes some 30 KB a level in a debug build, so [`super::MAX_DEPTH`] levels
/// would not fit a test's or a worker thread's 2 MiB. Only what is used is ever allocated.
const YAML_STACK: usize = 16 * 1024 * 1024;

fn yaml(path: &Path, text: &str, twice: Twice<'_>) -> Result<Value, Diagnostic> {
    let read = || {
        serde_saphyr::with_deserializer_from_str_with_options(text, options(twice), |reader| {
            Tree::root(twice).deserialize(reader)
        })
        .map_err(|error| yaml_error(path, &error))
    };
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().stack_size(YAML_STACK).spawn_scoped(scope, read);
        reader.ok().and_then(|reader| reader.join().ok())
    })
    .unwrap_or_else(|| {
        Err(Diagnostic::about_file(
            Code::Unreadable,
            path,
            "the YAML parser could not be run on this file",
            "write the document as JSON, and report this file to the makers of the generator",
        ))
    })
}

fn options(twice: Twice<'_>) -> Options {
    let bytes = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    serde_saphyr::options! {
        duplicate_keys: match twice {
            Twice::Refused => DuplicateKeyPolicy::Error,
            // `Tree` sees both.
            Twice::LastCounts(_) => DuplicateKeyPolicy::PassThrough,
        },
        // YAML 1.2: `no`, `on` and `yes` are strings, as country codes and enum values need them to be.
        strict_booleans: true,
        // `version: 007` and `1_000` are what they look like.
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        // `maximum: 1e400` or `.inf` must not end the run; a constraint is only ever documented.
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        ignore_binary_tag_for_string: true,
        with_snippet: false,
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: MAX_REPLAYED,
        },
        budget: serde_saphyr::budget! {
            // Every event takes at least a byte, so the size of the file is a limit already.
            max_events: bytes,
            max_nodes: bytes,
            max_total_scalar_bytes: bytes,
            max_documents: 2,
            // `Tree` stops at our own limit first, with its own words; this is what the parser may hold meanwhile.
            max_depth: 250,
            // A YAML key has no length limit in JSON, and JSON is YAML.
            simple_key_max_lookahead: 64 * 1024,
            enforce_alias_anchor_ratio: false,
        },
    }
}

fn yaml_error(path: &Path, error: &YamlError) -> Diagnostic {
    let place = error.location();
    let number = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok()).unwrap_or(1).max(1);
    let line = number(place.map(|place| place.line()));
    let column = number(place.map(|place| place.column()));
    let plain = error.render_with_options(serde_saphyr::render_options! {
        formatter: &UserMessageFormatter,
        snippets: SnippetMode::Off,
    });
    let mut innermost = error;
    while let YamlError::AliasError { error, .. } | YamlError::WithSnippet { error, .. } = innermost {
        innermost = error;
    }
    let at = |code, message: &str, advice: &str| Diagnostic {
        code,
        message: message.to_owned(),
        advice: advice.to_owned(),
        place: Place::Line { file: path.to_owned(), line, column },
        changes: Vec::new(),
    };
    match innermost {
        YamlError::Budget { .. }
        | YamlError::AliasReplayCounterOverflow { .. }
        | YamlError::AliasReplayLimitExceeded { .. }
        | YamlError::AliasExpansionLimitExceeded { .. }
        | YamlError::AliasReplayStackDepthExceeded { .. } => at(
            Code::TooLarge,
            "the document becomes too large when its aliases are written out",
            "use `$ref` in place of YAML anchors and aliases",
        ),
        YamlError::MultipleDocuments { .. } => {
            at(Code::Syntax, "the file holds several YAML documents", "keep one; a line `---` starts another")
        }
        YamlError::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().map(|key| format!(" `{key}`")).unwrap_or_default();
            said(path, &format!("{DUPLICATE}{key}"), "YAML", line, column)
        }
        YamlError::UnknownAnchor { .. } => at(
            Code::Syntax,
            "an alias names an anchor that is not defined before it",
            "define `&name` above the `*name`, or quote the text if it merely starts with `*`",
        ),
        _ => {
            let end = plain.find(" at line ").or_else(|| plain.find(" (defined at"));
            said(path, end.and_then(|end| plain.get(..end)).unwrap_or(&plain), "YAML", line, column)
        }
    }
}

/// A parser's own words, as a diagnostic.
fn said(path: &Path, message: &str, format: &str, line: usize, column: usize) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default();
    let (code, message, advice) = if message.contains(TOO_DEEP) || message.contains("recursion limit") {
        (
            Code::TooLarge,
            format!("objects and lists are nested more than {} levels deep", super::MAX_DEPTH),
            "move the inner parts to `components` and refer to them with `$ref`".to_owned(),
        )
    } else if message.to_ascii_lowercase().contains(DUPLICATE) {
        (
            Code::DuplicateKey,
            format!("{message}: it stands in this object already"),
            "remove or rename one of the two".to_owned(),
        )
    } else {
        (Code::Syntax, format!("this is not {format}: {message}"), advice(message, format))
    };
    let place = Place::Line { file: path.to_owned(), line, column };
    Diagnostic { code, message, advice, place, changes: Vec::new() }
}

fn advice(message: &str, format: &str) -> String {
    let message = message.to_ascii_lowercase();
    if message.contains("tab") {
        "indent with spaces: YAML does not allow tabs there".to_owned()
    } else if message.contains("trailing comma") {
        "remove the comma before the closing bracket".to_owned()
    } else if message.contains("number out of range") {
        "write a number that a 64-bit float can hold".to_owned()
    } else if message.contains("eof") || message.contains("end of") {
        "the file ends too early: close what is still open".to_owned()
    } else {
        format!("correct the {format} at this place")
    }
}

//! Statements that show what a call gave: its fields where there are few, the secret ones as a user reaches them.

use super::place::Place;
use crate::plan::{BodyKind, FieldKind, FieldPlan, ModelKind, OperationPlan, SuccessPlan};
use crate::reflect::RustType;

/// More fields than these are shown whole.
const FEW: usize = 3;

/// Columns that a line, and the arguments of a macro, may have: rustfmt's `max_width` and `fn_call_width`.
const LINE: usize = 100;
const CALL: usize = 60;

/// What makes the whole answer visible.
const WHOLE: &str = "println!(\"{:#?}\", response.into_inner());";

/// What is said of an answer that is a secret as a whole, and shows it is there.
const HIDDEN: &str = "// The answer is a secret: it prints as `***`, and is read by `.into_inner()`.";
const SECRET: &str = "println!(\"{response:?}\");";

/// What is said where a program keeps a secret: it may be the only one who was given it.
const KEPT: &str = "// A secret prints as `***`, and may be given only once: keep it where nobody else reads it.";

/// The statements that show what `response` holds.
pub(super) fn answer(place: &Place<'_>, operation: &OperationPlan, indent: usize) -> String {
    let whole = |text: &str| format!("{}{text}", spaces(indent));
    match &operation.success {
        _ if operation.is_only_streamed() => whole("println!(\"{}\", response.status());"),
        SuccessPlan::One { kind: Some(kind), .. } if operation.secret_answer && makes(operation) && is_text(kind) => {
            [whole(KEPT), whole("std::fs::write(\"secret.txt\", response.into_inner())?;")].join("\n")
        }
        _ if operation.secret_answer => [whole(HIDDEN), whole(SECRET)].join("\n"),
        SuccessPlan::Several { .. } => whole(WHOLE),
        SuccessPlan::One { kind, .. } => match kind {
            None => whole("println!(\"{}\", response.status());"),
            Some(BodyKind::Json(rust_type)) => {
                json(place, rust_type, makes(operation), indent).unwrap_or_else(|| whole(WHOLE))
            }
            Some(BodyKind::Text) => whole("println!(\"{}\", response.into_inner());"),
            Some(BodyKind::Bytes) => whole("println!(\"{} bytes\", response.len());"),
        },
    }
}

/// Whether the call makes what it answers, and so may never give it again: its method is none of the safe ones (RFC 9110
/// §9.2.1).
fn makes(operation: &OperationPlan) -> bool {
    !matches!(operation.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY")
}

/// Whether a body is written to a file as it is.
fn is_text(kind: &BodyKind) -> bool {
    matches!(kind, BodyKind::Text | BodyKind::Bytes | BodyKind::Json(RustType::String))
}

/// The arm `Ok(response) => …` of a `match` that stands four columns in.
pub(super) fn arm(place: &Place<'_>, operation: &OperationPlan) -> String {
    let head = "        Ok(response) =>";
    let one = answer(place, operation, 0);
    match one.strip_suffix(';') {
        Some(only) if !one.contains('\n') && head.len() + 1 + one.len() <= LINE => format!("{head} {only},"),
        _ => format!("{head} {{\n{}\n        }}", answer(place, operation, 12)),
    }
}

/// The fields of a JSON answer, its secrets kept where the call `makes` them; `None` where it is shown whole.
fn json(place: &Place<'_>, rust_type: &RustType, makes: bool, indent: usize) -> Option<String> {
    if let RustType::List(item) = rust_type {
        return each(place, "response.iter()", item, indent);
    }
    let fields = structure(place, rust_type)?;
    if let [FieldPlan { name, rust_type: RustType::List(item), secret: false, .. }] = fields
        && structure(place, item).is_some()
    {
        return each(place, &format!("&response.{name}"), item, indent);
    }
    by_field(place, fields, "response", makes, indent)
}

/// A loop over a list of models.
fn each(place: &Place<'_>, list: &str, item: &RustType, indent: usize) -> Option<String> {
    let body = by_field(place, structure(place, item)?, "item", false, indent + 4)?;
    Some(format!("{0}for item in {list} {{\n{body}\n{0}}}", spaces(indent)))
}

fn structure<'plan>(place: &Place<'plan>, rust_type: &RustType) -> Option<&'plan [FieldPlan]> {
    let RustType::Model(name) = rust_type else { return None };
    match &place.models.get(name.as_str())?.kind {
        ModelKind::Struct(fields) => Some(fields),
        ModelKind::Enum { .. } | ModelKind::Union { .. } | ModelKind::Tuple(_) | ModelKind::Wrapper(_) => None,
    }
}

/// A few plain fields by name, and every secret one as it is read, or kept in a file of its own.
fn by_field(place: &Place<'_>, fields: &[FieldPlan], subject: &str, kept: bool, indent: usize) -> Option<String> {
    let (secret, visible): (Vec<&FieldPlan>, Vec<&FieldPlan>) = fields.iter().partition(|field| field.secret);
    let plain: Option<Vec<_>> = visible.iter().map(|field| Some((*field, placeholder(place, field)?))).collect();
    let plain = plain.filter(|fields| fields.len() <= FEW);
    let mut lines = match plain {
        Some(fields) => printed(&fields, subject, indent),
        None if secret.is_empty() => return None,
        None if subject == "response" => vec![println("{:#?}", &["*response".to_owned()], indent)],
        None => vec![format!("{}println!(\"{{{subject}:#?}}\");", spaces(indent))],
    };
    if !secret.is_empty() {
        let said = if kept { KEPT } else { "// A secret prints as `***`, and is read like any other field." };
        lines.push(format!("{}{said}", spaces(indent)));
        lines.extend(secret.iter().take(FEW).map(|field| revealed(field, subject, kept, indent)));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// How a field is written in a sentence; `None` for what needs more room.
fn placeholder(place: &Place<'_>, field: &FieldPlan) -> Option<&'static str> {
    let is_enum = |name: &String| {
        place.models.get(name.as_str()).is_some_and(|model| matches!(model.kind, ModelKind::Enum { .. }))
    };
    let is_scalar = |rust_type: &RustType| match rust_type {
        RustType::Bool | RustType::Integer(_) | RustType::Float(_) | RustType::String => true,
        RustType::Uuid | RustType::DateTime | RustType::Date => true,
        RustType::Model(name) => is_enum(name),
        _ => false,
    };
    match &field.rust_type {
        _ if field.kind == FieldKind::Additional => None,
        RustType::Model(name) => is_enum(name).then_some("{:?}"),
        scalar if is_scalar(scalar) => Some("{}"),
        RustType::Option(inner) | RustType::List(inner) => is_scalar(inner).then_some("{:?}"),
        _ => None,
    }
}

/// One line for all, or one each where that would be too long.
fn printed(fields: &[(&FieldPlan, &'static str)], subject: &str, indent: usize) -> Vec<String> {
    let print = |fields: &[(&FieldPlan, &'static str)]| {
        let words: Vec<String> = fields.iter().map(|(field, shown)| format!("{}: {shown}", field.name)).collect();
        let values: Vec<String> = fields.iter().map(|(field, _)| format!("{subject}.{}", field.name)).collect();
        println(&words.join(", "), &values, indent)
    };
    let width = |text: &String| text.lines().map(str::len).max().unwrap_or_default();
    match fields {
        [] => Vec::new(),
        fields => match Some(print(fields)).filter(|text| width(text) <= LINE) {
            Some(all) => vec![all],
            None => fields.chunks(1).map(print).collect(),
        },
    }
}

/// A statement that uses a secret without showing it: keeps it in a file, or counts what it has.
fn revealed(field: &FieldPlan, subject: &str, kept: bool, indent: usize) -> String {
    let name = &field.name;
    let path = format!("{subject}.{name}");
    let (inner, pattern) = match &field.rust_type {
        RustType::Option(inner) => match &**inner {
            RustType::Option(inner) => (&**inner, format!("Some(Some({name}))")),
            inner => (inner, format!("Some({name})")),
        },
        other => (other, String::new()),
    };
    let unit = match inner {
        RustType::String => "characters",
        RustType::List(_) | RustType::Map(_) | RustType::JsonObject => "entries",
        _ => return format!("{}let _{name} = &{path};", spaces(indent)),
    };
    let used = |value: &str, indent: usize| match inner {
        RustType::String if kept => {
            let reference = if value == name { "" } else { "&" };
            format!("{}std::fs::write(\"{}.txt\", {reference}{value})?;", spaces(indent), name.trim_end_matches('_'))
        }
        _ => println(&format!("{name}: {{}} {unit}"), &[format!("{value}.len()")], indent),
    };
    match pattern.is_empty() {
        true if kept && *inner == RustType::String || name == subject => used(&path, indent),
        true => format!("{}let {name} = &{path};\n{}", spaces(indent), used(name, indent)),
        false => {
            format!("{0}if let {pattern} = &{path} {{\n{1}\n{0}}}", spaces(indent), used(name, indent + 4))
        }
    }
}

/// `println!` laid out as rustfmt does: the text on a line of its own where the arguments are long.
fn println(words: &str, values: &[String], indent: usize) -> String {
    let (values, margin) = (values.join(", "), spaces(indent));
    let arguments = format!("\"{words}\", {values}");
    match arguments.len() <= CALL {
        true => format!("{margin}println!({arguments});"),
        false => format!("{margin}println!(\n{margin}    \"{words}\",\n{margin}    {values}\n{margin});"),
    }
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

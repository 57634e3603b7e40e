//! A JSON value for any type: the document's example if it fits, else one made from what is known of the value.

use crate::lower::facts::Documentation;
use crate::plan::{BodyKind, FieldKind, FieldPlan, Holds, InNew, ModelKind, ModelPlan, VariantPlan};
use crate::reflect::RustType;
use serde_json::{Map, Number, Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Members deeper than this are left out or empty.
const DEEPEST: usize = 8;

/// A sample has about this many values at most; what comes after is left out.
const MOST: usize = 300;

/// Optional members with an example of their own that a request shows.
const SHOWN: usize = 3;

/// Optional members of an object in another that an answer shows; deeper half of them.
const INSIDE: usize = 6;

/// How much a sample holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// What must be there, and a little of what the document has examples of.
    Request,
    /// Everything near the top.
    Answer,
}

/// Makes samples of one API's types.
pub(super) struct Sampler<'plan> {
    models: &'plan BTreeMap<&'plan str, &'plan ModelPlan>,
    pub(super) extent: Extent,
    made: Cell<usize>,
    /// The models around the value that is being made.
    around: RefCell<Vec<String>>,
}

impl<'plan> Sampler<'plan> {
    pub fn new(models: &'plan BTreeMap<&'plan str, &'plan ModelPlan>, extent: Extent) -> Self {
        Self { models, extent, made: Cell::new(0), around: RefCell::default() }
    }

    /// The model of this name.
    pub fn model_named(&self, name: &str) -> Option<&'plan ModelPlan> {
        self.models.get(name).copied()
    }

    /// A body: its example if it fits, as much of it as a screen shows.
    pub fn body(&self, kind: &BodyKind, example: Option<&Value>) -> Value {
        match kind {
            BodyKind::Json(rust_type) => {
                let example = example.filter(|value| self.fits(rust_type, value)).cloned();
                self.shortened(rust_type, example.unwrap_or_else(|| self.value(rust_type, None)))
            }
            BodyKind::Text | BodyKind::Bytes => match example {
                Some(Value::String(text)) => json!(text),
                _ => json!("text"),
            },
        }
    }

    /// A value of a type.
    pub fn value(&self, rust_type: &RustType, documentation: Option<&Documentation>) -> Value {
        self.made.set(0);
        self.at(rust_type, documentation, 0)
    }

    /// A model, as much of it as a screen shows.
    pub fn model(&self, model: &ModelPlan) -> Value {
        self.made.set(0);
        let value = self.of_model(model, 0);
        self.shortened(&RustType::Model(model.name.clone()), value)
    }

    fn at(&self, rust_type: &RustType, documentation: Option<&Documentation>, depth: usize) -> Value {
        self.made.set(self.made.get() + 1);
        if let Some(documentation) = documentation
            && let Some(value) = self.documented(rust_type, documentation)
        {
            return value;
        }
        if let Some(value) = self.listed(rust_type, documentation) {
            return value;
        }
        let inside_itself = rust_type.model().is_some_and(|name| self.around.borrow().iter().any(|open| open == name));
        let endless = inside_itself || self.made.get() > MOST;
        let empty = endless || depth >= DEEPEST;
        match rust_type {
            RustType::Bool => json!(true),
            RustType::Integer(_) | RustType::Float(_) => number(rust_type, documentation),
            RustType::String => json!(string(documentation)),
            RustType::Uuid => json!("67e55044-10b1-426f-9247-bb680e5fe0c8"),
            RustType::DateTime => json!("2026-01-31T12:30:00Z"),
            RustType::Date => json!("2026-01-31"),
            RustType::Part => json!("text"),
            RustType::Json | RustType::JsonObject | RustType::Parts => json!({}),
            RustType::List(_) | RustType::Map(_) if empty => if_list(rust_type, json!([]), json!({})),
            RustType::List(item) => json!([self.at(item, None, depth + 1)]),
            RustType::Map(value) => json!({ "key": self.at(value, None, depth + 1) }),
            RustType::Option(_) if empty => Value::Null,
            RustType::Option(inner) | RustType::Boxed(inner) => self.at(inner, documentation, depth),
            RustType::Model(name) => match self.model_named(name) {
                // What must be there is there however deep it is, unless it leads back to itself.
                Some(model) if depth < DEEPEST || !endless => self.of_model(model, depth),
                _ => json!({}),
            },
        }
    }

    /// The document's own value, if there is one that fits.
    pub fn documented(&self, rust_type: &RustType, documentation: &Documentation) -> Option<Value> {
        let values = documentation.example.iter().chain(&documentation.default);
        values.filter(|value| !value.is_null()).find(|value| self.fits(rust_type, value)).cloned()
    }

    /// The first value that `enum` lists.
    fn listed(&self, rust_type: &RustType, documentation: Option<&Documentation>) -> Option<Value> {
        let listed = documentation?.constraints.get("enum")?.as_array()?;
        listed.iter().filter(|value| !value.is_null()).find(|value| self.fits(rust_type, value)).cloned()
    }

    fn of_model(&self, model: &ModelPlan, depth: usize) -> Value {
        let itself = RustType::Model(model.name.clone());
        if let Some(example) = model.example.as_ref().filter(|value| self.fits(&itself, value)) {
            return example.clone();
        }
        match &model.kind {
            ModelKind::Enum { holds, members, .. } => match members.first() {
                Some(member) if *holds == Holds::Text => json!(member.wire),
                Some(member) => serde_json::from_str(&member.wire).unwrap_or_default(),
                None => json!("value"),
            },
            ModelKind::Union { tag, variants, .. } => self.of_union(model, tag.as_deref(), variants, depth),
            ModelKind::Wrapper(held) => {
                self.around.borrow_mut().push(model.name.clone());
                let value = self.at(held, None, depth + 1);
                self.around.borrow_mut().pop();
                value
            }
            ModelKind::Tuple(items) => {
                items.iter().map(|item| self.at(&item.rust_type, Some(&item.documentation), depth + 1)).collect()
            }
            ModelKind::Struct(fields) => {
                self.around.borrow_mut().push(model.name.clone());
                let value = self.of_fields(fields, depth);
                self.around.borrow_mut().pop();
                value
            }
        }
    }

    /// A value of the first variant that does not lead back to a model around it.
    fn of_union(&self, model: &ModelPlan, tag: Option<&str>, variants: &[VariantPlan], depth: usize) -> Value {
        let is_open = |name: &str| name == model.name || self.around.borrow().iter().any(|open| open == name);
        let Some(variant) = variants.iter().find(|variant| !variant.rust_type.model().is_some_and(is_open)) else {
            return json!({});
        };
        self.around.borrow_mut().push(model.name.clone());
        let mut value = self.at(&variant.rust_type, None, depth + 1);
        self.around.borrow_mut().pop();
        if let (Some(tag), Some(first), Value::Object(members)) = (tag, variant.tags.first(), &mut value)
            && !members.get(tag).and_then(Value::as_str).is_some_and(|own| variant.tags.iter().any(|tag| tag == own))
        {
            members.insert(tag.to_owned(), json!(first));
        }
        value
    }

    /// The variant that a value is, for a program that makes it.
    pub fn variant<'union>(
        &self,
        tag: Option<&str>,
        variants: &'union [VariantPlan],
        value: &Value,
    ) -> Option<&'union VariantPlan> {
        let said = tag.and_then(|tag| value.get(tag)).and_then(Value::as_str);
        let leads = |variant: &&VariantPlan| said.is_some_and(|said| variant.tags.iter().any(|tag| tag == said));
        let fitting = || variants.iter().filter(|variant| self.fits(&variant.rust_type, value));
        fitting().find(leads).or_else(|| fitting().find(|variant| said.is_none() || variant.tags.is_empty()))
    }

    fn of_fields(&self, fields: &[FieldPlan], depth: usize) -> Value {
        let mut object = Map::new();
        let mut shown = 0;
        for field in fields {
            let wanted = match field.kind {
                _ if self.must_have(field) => true,
                FieldKind::Additional => false,
                FieldKind::Required | FieldKind::Optional | FieldKind::Nullable => match self.extent {
                    _ if field.documentation.deprecated => false,
                    // Each of the outermost ones, and ever fewer inside: what is there has a page of its own.
                    Extent::Answer => match depth {
                        0 => true,
                        1 | 2 => shown < INSIDE / depth && self.made.get() < MOST,
                        _ => false,
                    },
                    Extent::Request => {
                        depth == 0 && shown < SHOWN && self.documented(&field.rust_type, &field.documentation).is_some()
                    }
                },
            };
            if wanted {
                let value = match &field.in_new {
                    InNew::Filled { value, .. } => value.clone(),
                    InNew::Taken | InNew::Absent => self.at(&field.rust_type, Some(&field.documentation), depth + 1),
                };
                // Nothing to show: it would hold itself.
                let must = self.must_have(field);
                if must || !value.is_null() {
                    shown += usize::from(!must);
                    object.insert(field.wire.clone(), value);
                }
            }
        }
        Value::Object(object)
    }

    /// Whether a value must have a field: what an answer may lack a request does not.
    fn must_have(&self, field: &FieldPlan) -> bool {
        match self.extent {
            Extent::Request => field.is_needed(),
            Extent::Answer => field.kind == FieldKind::Required,
        }
    }

    /// Whether a value decodes as a type, and shows as Rust.
    pub fn fits(&self, rust_type: &RustType, value: &Value) -> bool {
        match (rust_type, value) {
            (RustType::Bool, Value::Bool(_)) | (RustType::String, Value::String(_)) | (RustType::Json, _) => true,
            (RustType::Part, Value::String(_)) | (RustType::Parts, _) => true,
            (RustType::Integer(name), Value::Number(number)) => integer_fits(name, number),
            (RustType::Float(_), Value::Number(_)) => true,
            (RustType::Uuid, Value::String(text)) => is_uuid(text),
            (RustType::DateTime, Value::String(text)) => is_date_time(text),
            (RustType::Date, Value::String(text)) => is_date(text),
            (RustType::JsonObject, Value::Object(_)) => true,
            (RustType::List(item), Value::Array(items)) => items.iter().all(|value| self.fits(item, value)),
            (RustType::Map(item), Value::Object(members)) => members.values().all(|value| self.fits(item, value)),
            (RustType::Option(_), Value::Null) => true,
            (RustType::Option(inner) | RustType::Boxed(inner), value) => self.fits(inner, value),
            (RustType::Model(name), value) => self.model_named(name).is_some_and(|model| self.model_fits(model, value)),
            _ => false,
        }
    }

    fn model_fits(&self, model: &ModelPlan, value: &Value) -> bool {
        match (&model.kind, value) {
            (ModelKind::Enum { holds: Holds::Text, .. }, Value::String(_)) => true,
            (ModelKind::Enum { holds: Holds::Integer, .. }, Value::Number(number)) => number.is_i64(),
            (ModelKind::Enum { holds: Holds::Any, .. }, value) => !value.is_array() && !value.is_object(),
            (ModelKind::Union { tag, variants, .. }, value) => self.variant(tag.as_deref(), variants, value).is_some(),
            (ModelKind::Wrapper(held), value) => self.fits(held, value),
            (ModelKind::Tuple(items), Value::Array(values)) => {
                items.len() == values.len()
                    && items.iter().zip(values).all(|(item, value)| self.fits(&item.rust_type, value))
            }
            (ModelKind::Struct(fields), Value::Object(members)) => {
                fields.iter().all(|field| match members.get(&field.wire) {
                    _ if field.kind == FieldKind::Additional => true,
                    Some(value) => self.fits(&field.rust_type, value),
                    None => !self.must_have(field),
                })
            }
            _ => false,
        }
    }
}

fn if_list(rust_type: &RustType, list: Value, map: Value) -> Value {
    if matches!(rust_type, RustType::List(_)) { list } else { map }
}

fn integer_fits(name: &str, number: &Number) -> bool {
    let Some(value) = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from)) else {
        return false;
    };
    let range = match name {
        "i8" => i128::from(i8::MIN)..=i128::from(i8::MAX),
        "u8" => 0..=i128::from(u8::MAX),
        "i16" => i128::from(i16::MIN)..=i128::from(i16::MAX),
        "u16" => 0..=i128::from(u16::MAX),
        "i32" => i128::from(i32::MIN)..=i128::from(i32::MAX),
        "u32" => 0..=i128::from(u32::MAX),
        "u64" => 0..=i128::from(u64::MAX),
        _ => i128::from(i64::MIN)..=i128::from(i64::MAX),
    };
    range.contains(&value)
}

/// A number inside the documented range: 1, or the nearest to it.
fn number(rust_type: &RustType, documentation: Option<&Documentation>) -> Value {
    let limit = |keyword: &str| documentation?.constraints.get(keyword)?.as_f64();
    let lowest = limit("minimum").or(limit("exclusiveMinimum").map(|value| value + 1.0));
    let highest = limit("maximum").or(limit("exclusiveMaximum").map(|value| value - 1.0));
    let wanted = lowest.map_or(1.0, |lowest| lowest.max(1.0));
    let wanted = highest.map_or(wanted, |highest| wanted.min(highest));
    match rust_type {
        RustType::Float(_) => Number::from_f64(wanted).map_or(json!(1.0), Value::Number),
        // `as` saturates: a document's limit may be any number.
        RustType::Integer(name) => {
            let number = Number::from(wanted as i64);
            if integer_fits(name, &number) { Value::Number(number) } else { json!(1) }
        }
        _ => json!(1),
    }
}

/// A text: one of the documented format, or one of the documented length.
fn string(documentation: Option<&Documentation>) -> String {
    let Some(documentation) = documentation else {
        return "text".to_owned();
    };
    let keyword = |name: &str| documentation.constraints.get(name);
    let text = match keyword("format").and_then(Value::as_str) {
        Some("email" | "idn-email") => "ada@example.com",
        Some("uri" | "url" | "iri" | "uri-reference") => "https://example.com",
        Some("hostname" | "idn-hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        Some("date-time") => "2026-01-31T12:30:00Z",
        Some("date") => "2026-01-31",
        Some("time") => "12:30:00Z",
        Some("duration") => "PT5M",
        Some("uuid") => "67e55044-10b1-426f-9247-bb680e5fe0c8",
        Some("byte") => "dGV4dA==",
        _ => "text",
    };
    let length = |name: &str| keyword(name).and_then(Value::as_u64).and_then(|length| usize::try_from(length).ok());
    let shortest = length("minLength").unwrap_or(0).min(200);
    let longest = length("maxLength").unwrap_or(usize::MAX).max(1);
    let padded: String = text.chars().chain("-text".chars().cycle()).take(shortest.max(text.len())).collect();
    padded.chars().take(longest).collect()
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && text.chars().all(|character| character == '-' || character.is_ascii_hexdigit())
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

/// A day of RFC 3339 §5.6.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// An instant of RFC 3339 §5.6.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let (clock, offset_is_fine) = match time.split_once(['Z', '+', '-']) {
        Some((clock, "")) => (clock, time.ends_with('Z')),
        Some((clock, offset)) => (clock, !time.contains('Z') && is_clock(&format!("{offset}:00"), 23)),
        None => return false,
    };
    let (whole, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let fraction_is_fine = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date) && offset_is_fine && fraction_is_fine && is_clock(whole, 23)
}

fn is_clock(text: &str, last_hour: u32) -> bool {
    let numbers: Vec<u32> = text.split(':').filter_map(|part| digits(part, 2)).collect();
    matches!(numbers.as_slice(), [hour, minute, second] if *hour <= last_hour && *minute < 60 && *second < 60)
        && text.len() == 8
}

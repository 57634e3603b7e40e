//! A JSON value as a Rust expression of the type that takes it.

use super::layout::Expression;
use super::place::Place;
use super::program::Program;
use super::sample::{Extent, Sampler};
use crate::plan::{FieldKind, FieldPlan, Holds, InNew, ModelKind};
use crate::reflect::RustType;
use serde_json::{Map, Value};

/// Where an expression stands, which decides how much Rust converts by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// A method's argument: text as `impl Into<String>`, lists as `impl IntoIterator`.
    Argument,
    /// An argument of a model's `new`: text as `impl Into<String>`.
    New,
    /// A field, or inside something.
    Value,
}

/// Writes values of one API's types, and imports the models.
pub(super) struct Writer<'program> {
    pub place: &'program Place<'program>,
    pub program: &'program mut Program,
}

impl Writer<'_> {
    /// The value as an expression; it fits the type ([`super::sample::Sampler::fits`]).
    pub fn expression(&mut self, rust_type: &RustType, value: &Value, position: Position) -> Expression {
        match (rust_type, value) {
            (RustType::Bool, Value::Bool(value)) => Expression::atom(value.to_string()),
            (RustType::Integer(_), Value::Number(number)) => Expression::atom(number.to_string()),
            (RustType::Float(_), Value::Number(number)) => {
                Expression::atom(format!("{:?}", number.as_f64().unwrap_or_default()))
            }
            (RustType::Part, Value::String(text)) => self.part(text),
            (RustType::Parts, _) => self.parts(),
            (RustType::String, Value::String(text)) if position != Position::Value => literal(text),
            (RustType::String, Value::String(text)) => owned(text),
            (RustType::Uuid | RustType::DateTime | RustType::Date, Value::String(text)) => parsed(text),
            (RustType::Json, value) => any(value),
            (RustType::JsonObject, Value::Object(members)) => self.map(&RustType::Json, members),
            (RustType::List(item), Value::Array(items)) => self.list(item, items, position),
            (RustType::Map(item), Value::Object(members)) => self.map(item, members),
            (RustType::Option(_), Value::Null) => Expression::atom("None"),
            (RustType::Option(inner), value) => {
                Expression::call("Some", vec![self.expression(inner, value, Position::Value)])
            }
            (RustType::Boxed(inner), value) => {
                Expression::call("Box::new", vec![self.expression(inner, value, Position::Value)])
            }
            (RustType::Model(name), value) => self.model(name, value),
            _ => Expression::atom("Default::default()"),
        }
    }

    /// A file that is made up.
    fn part(&mut self, text: &str) -> Expression {
        self.program.comment(super::files::OF_THE_DISK);
        let part = self.program.import(&self.place.plan.package.library, "Part");
        let name = vec![Expression::atom("\"file.txt\"")];
        let new = Expression::call(format!("{part}::new"), vec![literal(text)]);
        Expression::chain(new, vec![super::layout::Link::call("file_name", name)])
    }

    /// Parts of which the document says nothing.
    fn parts(&mut self) -> Expression {
        let library = &self.place.plan.package.library;
        let new = Expression::call(format!("{}::new", self.program.import(library, "Multipart")), Vec::new());
        let part = vec![Expression::atom("\"name\""), self.part("text")];
        Expression::chain(new, vec![super::layout::Link::call("part", part)])
    }

    fn list(&mut self, item: &RustType, items: &[Value], position: Position) -> Expression {
        let as_argument = position == Position::Argument;
        let inside = match item {
            RustType::String if as_argument => Position::New,
            _ => Position::Value,
        };
        let items: Vec<Expression> = items.iter().map(|value| self.expression(item, value, inside)).collect();
        match (as_argument, items.is_empty(), item) {
            // Nothing would say what kind of text the list is of.
            (true, true, RustType::String) => Expression::atom("Vec::<String>::new()"),
            _ => Expression::List { head: if as_argument { "" } else { "vec!" }, items },
        }
    }

    fn map(&mut self, item: &RustType, members: &Map<String, Value>) -> Expression {
        if members.is_empty() {
            return Expression::atom("Default::default()");
        }
        let entries = members
            .iter()
            .map(|(key, value)| Expression::call("", vec![owned(key), self.expression(item, value, Position::Value)]));
        let entries = Expression::List { head: "", items: entries.collect() };
        let links =
            vec![super::layout::Link::call("into_iter", Vec::new()), super::layout::Link::call("collect", Vec::new())];
        Expression::chain(entries, links)
    }

    fn model(&mut self, name: &str, value: &Value) -> Expression {
        let Some(model) = self.place.models.get(name) else {
            return Expression::atom("Default::default()");
        };
        let path = self.program.import(&format!("{}::models", self.place.root()), name);
        match (&model.kind, value) {
            (ModelKind::Enum { holds, catch_all, members }, value) => {
                let wire = match (holds, value) {
                    (Holds::Text, Value::String(text)) => text.clone(),
                    (_, value) => value.to_string(),
                };
                match members.iter().find(|member| member.wire == wire) {
                    Some(member) => Expression::atom(format!("{path}::{}", member.variant)),
                    None => Expression::call(format!("{path}::{catch_all}"), vec![held(*holds, value, &wire)]),
                }
            }
            (ModelKind::Union { catch_all, tag, variants }, value) => {
                let sampler = Sampler::new(&self.place.models, Extent::Request);
                match sampler.variant(tag.as_deref(), variants, value) {
                    Some(variant) => {
                        let content = self.expression(&variant.rust_type, value, Position::Value);
                        Expression::call(format!("{path}::{}", variant.name), vec![content])
                    }
                    None => Expression::call(format!("{path}::{catch_all}"), vec![any(value)]),
                }
            }
            (ModelKind::Wrapper(held), value) => {
                let held = self.expression(held, value, Position::Value);
                Expression::call(path, vec![held])
            }
            (ModelKind::Tuple(items), Value::Array(values)) => {
                let items = items.iter().zip(values);
                let items = items.map(|(item, value)| self.expression(&item.rust_type, value, Position::Value));
                Expression::call(path, items.collect())
            }
            (ModelKind::Struct(fields), Value::Object(members)) => self.structure(path, fields, members),
            _ => Expression::atom("Default::default()"),
        }
    }

    /// `Model::new(required…)`, in a struct update if there is more.
    fn structure(&mut self, path: String, fields: &[FieldPlan], members: &Map<String, Value>) -> Expression {
        let taken = fields.iter().filter_map(|field| Some((field, field.argument()?)));
        let arguments = taken.map(|(field, argument)| match members.get(&field.wire) {
            Some(value) => self.expression(argument, value, Position::New),
            None => Expression::atom("Default::default()"),
        });
        let new = Expression::call(format!("{path}::new"), arguments.collect());
        let given = fields.iter().filter(|field| field.kind != FieldKind::Additional).filter_map(|field| {
            let value = members.get(&field.wire).filter(|value| !value.is_null())?;
            let shown = match &field.in_new {
                InNew::Taken => return None,
                InNew::Filled { value: filled, .. } if filled == value => return None,
                InNew::Filled { .. } | InNew::Absent => self.expression(&field.rust_type, value, Position::Value),
            };
            Some((field.name.clone(), shown))
        });
        let given: Vec<_> = given.collect();
        if given.is_empty() { new } else { Expression::Struct { path, fields: given, rest: Box::new(new) } }
    }
}

/// What the variant for unknown values holds.
fn held(holds: Holds, value: &Value, wire: &str) -> Expression {
    match holds {
        Holds::Text => owned(wire),
        Holds::Integer => Expression::atom(value.as_i64().unwrap_or_default().to_string()),
        Holds::Any => any(value),
    }
}

fn literal(text: &str) -> Expression {
    Expression::atom(format!("{text:?}"))
}

fn owned(text: &str) -> Expression {
    Expression::atom(format!("{text:?}.to_owned()"))
}

fn parsed(text: &str) -> Expression {
    Expression::atom(format!("{text:?}.parse()?"))
}

/// Any JSON: what converts by itself does, all else is parsed.
fn any(value: &Value) -> Expression {
    match value {
        Value::String(text) => Expression::atom(format!("{text:?}.into()")),
        Value::Bool(value) => Expression::atom(format!("{value}.into()")),
        other => Expression::atom(format!("{:?}.parse()?", other.to_string())),
    }
}

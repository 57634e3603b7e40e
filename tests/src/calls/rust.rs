//! How a value of JSON becomes a value of a type, as text of a program.

use generator::plan::{ApiPlan, FieldKind, ModelKind, ModelPlan};
use generator::reflect::RustType;
use std::collections::BTreeMap;

/// The types of one API.
pub struct Types<'plan> {
    /// Where the API's modules are: `acme_client::client`.
    root: String,
    models: BTreeMap<&'plan str, &'plan ModelPlan>,
}

impl<'plan> Types<'plan> {
    pub fn new(root: &str, api: &'plan ApiPlan) -> Self {
        let models = api.models.iter().map(|model| (model.name.as_str(), model)).collect();
        Self { root: root.to_owned(), models }
    }

    /// A type by its whole path.
    pub fn path(&self, rust_type: &RustType) -> String {
        match rust_type {
            RustType::Bool => "bool".to_owned(),
            RustType::Integer(name) | RustType::Float(name) => (*name).to_owned(),
            RustType::String => "String".to_owned(),
            RustType::Uuid => "runtime::uuid::Uuid".to_owned(),
            RustType::DateTime => "runtime::DateTime".to_owned(),
            RustType::Date => "runtime::Date".to_owned(),
            RustType::Part => "runtime::Part".to_owned(),
            RustType::Parts => "runtime::Multipart".to_owned(),
            RustType::Json => "Value".to_owned(),
            RustType::JsonObject => "Members".to_owned(),
            RustType::Model(name) => format!("{}::models::{name}", self.root),
            RustType::List(item) => format!("Vec<{}>", self.path(item)),
            RustType::Map(value) => format!("std::collections::BTreeMap<String, {}>", self.path(value)),
            RustType::Option(value) => format!("Option<{}>", self.path(value)),
            RustType::Boxed(value) => format!("Box<{}>", self.path(value)),
        }
    }

    /// An expression that makes a value of the type from `value`, a `Value`, or leaves the function with what is wrong.
    pub fn made(&self, rust_type: &RustType, value: &str) -> String {
        match rust_type {
            RustType::Part => format!("part({value})"),
            RustType::Parts => format!("parts({value})"),
            RustType::List(item) if self.has_parts(item) => {
                let item = self.made(item, "item");
                format!("list({value}).into_iter().map(|item| Ok({item})).collect::<Result<Vec<_>, String>>()?")
            }
            RustType::Option(inner) | RustType::Boxed(inner) if self.has_parts(inner) => {
                let around = if matches!(rust_type, RustType::Option(_)) { "Some" } else { "Box::new" };
                format!("{around}({})", self.made(inner, value))
            }
            RustType::Model(name) => match self.models.get(name.as_str()) {
                Some(model) if model.parts.is_some() => self.form(model, value),
                _ => format!("read::<{}>({value})?", self.path(rust_type)),
            },
            _ => format!("read::<{}>({value})?", self.path(rust_type)),
        }
    }

    /// Whether a value is made of parts, which are no JSON.
    fn has_parts(&self, rust_type: &RustType) -> bool {
        match rust_type {
            RustType::Part | RustType::Parts => true,
            RustType::List(inner) | RustType::Map(inner) | RustType::Option(inner) | RustType::Boxed(inner) => {
                self.has_parts(inner)
            }
            RustType::Model(name) => self.models.get(name.as_str()).is_some_and(|model| model.parts.is_some()),
            _ => false,
        }
    }

    /// A body of parts, field by field.
    fn form(&self, model: &ModelPlan, value: &str) -> String {
        let ModelKind::Struct(fields) = &model.kind else { return format!("read({value})?") };
        let path = format!("{}::models::{}", self.root, model.name);
        let taken = |wire: &str| format!("members.remove({wire:?}).unwrap_or_default()");
        let needed = fields.iter().filter_map(|field| Some((field, field.argument()?)));
        let arguments: Vec<String> = needed.map(|(field, argument)| self.made(argument, &taken(&field.wire))).collect();
        let optional = fields.iter().filter(|field| field.argument().is_none() && field.kind != FieldKind::Additional);
        let sets: Vec<String> = optional
            .map(|field| {
                let made = self.made(&field.rust_type, "value");
                format!("if let Some(value) = members.remove({:?}) {{ form.{} = {made}; }}", field.wire, field.name)
            })
            .collect();
        format!(
            "{{ let mut members = members({value}); let mut form = {path}::new({}); {} form }}",
            arguments.join(", "),
            sets.join(" ")
        )
    }
}

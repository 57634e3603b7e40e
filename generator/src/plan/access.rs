//! JSON Pointers → ways through the models.

use crate::plan::{AccessPlan, AccessStep, FieldKind, FieldPlan, ModelKind, ModelPlan};
use crate::pointer::unescaped;
use crate::reflect::RustType;
use std::collections::HashMap;

/// The models of an API, by name.
pub struct Models<'plan>(HashMap<&'plan str, &'plan ModelPlan>);

/// What a pointer leads to.
pub struct Found {
    pub access: AccessPlan,
    /// Without `Option` and `Box` around it.
    pub rust_type: RustType,
}

impl<'plan> Models<'plan> {
    pub fn new(models: &'plan [ModelPlan]) -> Self {
        Self(models.iter().map(|model| (model.name.as_str(), model)).collect())
    }

    /// The fields of a model that is a struct.
    pub fn fields(&self, rust_type: &RustType) -> &'plan [FieldPlan] {
        let RustType::Model(name) = bare(rust_type).1 else { return &[] };
        match self.0.get(name.as_str()).map(|model| &model.kind) {
            Some(ModelKind::Struct(fields)) => fields,
            _ => &[],
        }
    }

    /// What a pointer leads to; `-1` is the last of a list. `None` where the types do not have it.
    pub fn resolve(&self, from: &RustType, pointer: &str) -> Option<Found> {
        let mut access = AccessPlan::default();
        let mut here = from.clone();
        for token in pointer.split('/').skip(1) {
            let token = unescaped(token);
            here = match &here {
                RustType::List(item) if token == "-1" => {
                    access.steps.push(AccessStep::Last);
                    let (options, item) = bare(item);
                    if options > 0 {
                        return None;
                    }
                    item.clone()
                }
                model => {
                    let mut fields = self.fields(model).iter();
                    let field = fields.find(|field| field.wire == token && field.kind != FieldKind::Additional)?;
                    let (options, rust_type) = bare(&field.rust_type);
                    access.steps.push(AccessStep::Field {
                        name: field.name.clone(),
                        wire: field.wire.clone(),
                        options,
                    });
                    rust_type.clone()
                }
            };
        }
        Some(Found { access, rust_type: here })
    }
}

/// A type without `Option` and `Box` around it, and how many `Option`s those are.
pub fn bare(rust_type: &RustType) -> (usize, &RustType) {
    match rust_type {
        RustType::Option(inner) => {
            let (options, inner) = bare(inner);
            (options + 1, inner)
        }
        RustType::Boxed(inner) => bare(inner),
        other => (0, other),
    }
}

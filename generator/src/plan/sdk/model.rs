//! The types that requests and answers are made of.

use super::Holds;
use crate::lower::facts::{Documentation, PartKind};
use crate::reflect::RustType;
use serde_json::Value;
use std::collections::BTreeSet;

/// A named type.
#[derive(Debug, Clone)]
pub struct ModelPlan {
    /// Its name.
    pub name: String,
    /// Where its schema stands in the document, as a JSON Pointer.
    pub at: String,
    /// The same as its author finds it: in the file as it was written.
    pub place: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// An example from the document.
    pub example: Option<Value>,
    /// What it is.
    pub kind: ModelKind,
    /// For a struct that is sent as parts: how each field is, in the order of the fields.
    pub parts: Option<Vec<PartPlan>>,
    /// Whether a call sends it.
    pub in_requests: bool,
    /// Whether an answer brings it.
    pub in_answers: bool,
    /// The features of the resources that reach it, unless all do.
    pub features: BTreeSet<String>,
}

/// The kinds of named type.
#[derive(Debug, Clone)]
pub enum ModelKind {
    /// A struct.
    Struct(Vec<FieldPlan>),
    /// An enum that keeps values it does not know.
    Enum {
        /// What the values are.
        holds: Holds,
        /// The variant for those that are not known.
        catch_all: String,
        /// The known ones, in document order.
        members: Vec<MemberPlan>,
    },
    /// An enum of several types, which keeps what is none of them.
    Union {
        /// The variant for that.
        catch_all: String,
        /// The member that tells which type it is.
        tag: Option<String>,
        /// In the order in which they are tried.
        variants: Vec<VariantPlan>,
    },
    /// A tuple struct: a list of a fixed length.
    Tuple(Vec<ItemPlan>),
    /// A tuple struct of one place, read and written as what it holds: a list or map that contains itself.
    Wrapper(RustType),
}

impl ModelKind {
    /// The types that a value is made of.
    pub fn rust_types(&self) -> Vec<&RustType> {
        match self {
            Self::Struct(fields) => fields.iter().map(|field| &field.rust_type).collect(),
            Self::Enum { .. } => Vec::new(),
            Self::Union { variants, .. } => variants.iter().map(|variant| &variant.rust_type).collect(),
            Self::Wrapper(held) => vec![held],
            Self::Tuple(items) => items.iter().map(|item| &item.rust_type).collect(),
        }
    }
}

/// One of the types of a union.
#[derive(Debug, Clone)]
pub struct VariantPlan {
    /// The variant.
    pub name: String,
    /// What it holds.
    pub rust_type: RustType,
    /// Whether no other variant holds the same, so that a value of the type can become the union.
    pub converts: bool,
    /// The values of the tag that lead to it.
    pub tags: Vec<String>,
    /// The value of the tag that its values have, where its type says nothing of it but that it is text.
    pub sent: Option<String>,
    /// Whether a value of its type may lack the tag.
    pub adds_tag: bool,
    /// What it is.
    pub description: Option<String>,
}

/// A place of a tuple.
#[derive(Debug, Clone)]
pub struct ItemPlan {
    /// Its type.
    pub rust_type: RustType,
    /// What the document says.
    pub documentation: Documentation,
}

/// How a field is sent as a part of a multipart body.
#[derive(Debug, Clone)]
pub struct PartPlan {
    /// How its value is written.
    pub kind: PartKind,
    /// The media type that the document gives it; absent for the usual one.
    pub media_type: Option<String>,
    /// Headers that it is sent with.
    pub headers: Vec<(String, String)>,
}

/// A field.
#[derive(Debug, Clone)]
pub struct FieldPlan {
    /// Its name.
    pub name: String,
    /// Its name on the wire; empty for [`FieldKind::Additional`].
    pub wire: String,
    /// Its whole type, `Option` included.
    pub rust_type: RustType,
    /// How it is read and written.
    pub kind: FieldKind,
    /// What the model's `new` does with it.
    pub in_new: InNew,
    /// What the document says.
    pub documentation: Documentation,
    /// Never shown in `Debug`.
    pub secret: bool,
    /// Whether requests and answers both have it.
    pub direction: Direction,
}

/// Where a field means something (OpenAPI 3.1 §4.8.24, `readOnly` and `writeOnly`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// In requests and answers.
    Both,
    /// In answers only.
    ReadOnly,
    /// In requests only.
    WriteOnly,
}

impl Direction {
    /// What documentation says of it; nothing of what goes both ways.
    #[must_use]
    pub fn said(self) -> Option<&'static str> {
        match self {
            Self::Both => None,
            Self::ReadOnly => Some("Read only."),
            Self::WriteOnly => Some("Write only."),
        }
    }
}

/// How a field is read and written: the words of the runtime's `object!`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Must be there. (`Option` inside: `null` is allowed.)
    Required,
    /// `Option`: absent and null are `None`.
    Optional,
    /// `Option<Option>`: absent is `None`, null is `Some(None)`.
    Nullable,
    /// The members that no other field takes.
    Additional,
}

/// What `new` does with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InNew {
    /// It is an argument: a call must send it, even where an answer may lack it.
    Taken,
    /// It can only be one value: the one member of an enum, or the tag by which a union knows the type.
    Filled {
        /// The variant, of an enum; else it is text.
        variant: Option<String>,
        /// What it is on the wire.
        value: Value,
    },
    /// It is left out.
    Absent,
}

impl InNew {
    /// What is usual for a kind of field.
    pub fn usual(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Required => Self::Taken,
            FieldKind::Optional | FieldKind::Nullable | FieldKind::Additional => Self::Absent,
        }
    }
}

impl FieldPlan {
    /// The type of the argument of `new` that it is, if it is one.
    pub fn argument(&self) -> Option<&RustType> {
        match (&self.in_new, self.kind, &self.rust_type) {
            (InNew::Filled { .. } | InNew::Absent, ..) => None,
            (InNew::Taken, FieldKind::Optional, RustType::Option(inner)) => Some(inner),
            (InNew::Taken, _, rust_type) => Some(rust_type),
        }
    }

    /// Whether a value must have it, as far as `new` is concerned.
    pub fn is_needed(&self) -> bool {
        self.kind == FieldKind::Required || self.in_new == InNew::Taken
    }
}

/// A member of an enum.
#[derive(Debug, Clone)]
pub struct MemberPlan {
    /// The variant.
    pub variant: String,
    /// The value on the wire; as JSON unless the enum holds text.
    pub wire: String,
    /// What it means.
    pub description: Option<String>,
}

//! What a request sends, and how a body is read and written.

use super::ParameterStyle;
use crate::reflect::RustType;
use serde_json::Value;

/// A request body.
#[derive(Debug, Clone)]
pub struct BodyPlan {
    /// The argument or setter.
    pub name: String,
    /// The media type sent.
    pub media_type: String,
    /// Its type.
    pub kind: BodyKind,
    /// How a value becomes bytes.
    pub encoding: BodyEncoding,
    /// Whether it is an argument; else it is a setter.
    pub required: bool,
    /// What it is.
    pub description: Option<String>,
    /// An example from the document.
    pub example: Option<Value>,
}

/// A body of another form than the usual one.
#[derive(Debug, Clone)]
pub struct OtherBodyPlan {
    /// The method and free function that take it, where the operation must have a body.
    pub function: String,
    /// The request's constructor for them.
    pub constructor: String,
    /// The body; where it may be left out, its name is the setter.
    pub body: BodyPlan,
}

/// How a value becomes a request's body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyEncoding {
    /// As its kind says.
    Plain,
    /// As form fields, with those that are not written as usual.
    Form(Vec<FormFieldPlan>),
    /// As parts.
    Multipart,
}

/// A field of a form that is not written as usual.
#[derive(Debug, Clone, PartialEq)]
pub struct FormFieldPlan {
    /// Its name on the wire.
    pub wire: String,
    /// How lists and objects are written.
    pub style: ParameterStyle,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

/// How a body is written or read.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyKind {
    /// A value: JSON, unless a request's [`BodyEncoding`] says otherwise.
    Json(RustType),
    /// Text, whole.
    Text,
    /// Bytes, whole.
    Bytes,
}

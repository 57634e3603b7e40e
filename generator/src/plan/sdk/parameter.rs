//! A parameter.

use crate::lower::facts::Documentation;
use crate::model::Location;
use crate::reflect::RustType;

/// A parameter.
#[derive(Debug, Clone)]
pub struct ParameterPlan {
    /// Its name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub location: Location,
    /// How lists and objects are written.
    pub style: ParameterStyle,
    /// Whether each item or member is written on its own.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// The argument or setter.
    pub name: String,
    /// Its type.
    pub rust_type: RustType,
    /// Whether it is an argument; else it is a setter.
    pub required: bool,
    /// What the document says.
    pub documentation: Documentation,
}

/// The styles of OpenAPI 3.1 §4.8.12.3, and a document inside a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a,b` in paths and headers.
    Simple,
    /// `.a.b` in paths.
    Label,
    /// `;p=a;p=b` in paths.
    Matrix,
    /// `p=a&p=b` in queries and cookies.
    Form,
    /// `p=a%20b` in queries; of Swagger 2.0 also in paths and headers.
    SpaceDelimited,
    /// `p=a|b`, likewise.
    PipeDelimited,
    /// `p=a%09b`, likewise, of Swagger 2.0 alone.
    TabDelimited,
    /// `p[k]=v` in queries.
    DeepObject,
    /// JSON as one value (`content`).
    Json,
}

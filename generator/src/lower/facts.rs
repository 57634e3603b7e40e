//! What a lowered document does not say, kept beside it. Data only.

use crate::model::{Answer, Body, Media, Operation, Parameter, Status};
use crate::pointer::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

/// All facts of one document.
#[derive(Debug, Default)]
pub struct Facts<'api> {
    /// By type name, sorted.
    pub types: IndexMap<String, TypeFacts>,
    /// In document order.
    pub operations: Vec<OperationFacts<'api>>,
}

/// A named type.
#[derive(Debug, Clone)]
pub struct TypeFacts {
    /// Where its schema stands.
    pub at: Pointer,
    /// The schema's description.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// The schema's example.
    pub example: Option<Value>,
    /// What it is.
    pub kind: TypeKind,
}

/// The kinds of named type.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// An object with properties.
    Struct(Vec<FieldFacts>),
    /// A set of values that may grow.
    Enum {
        /// What the members are.
        holds: Holds,
        /// In document order.
        members: Vec<MemberFacts>,
    },
    /// One of several types.
    Union {
        /// The schema whose properties have the variants' types.
        probe: String,
        /// The member that tells which.
        tag: Option<String>,
        /// In document order.
        variants: Vec<VariantFacts>,
    },
    /// A list of a fixed length.
    Tuple {
        /// The schema whose properties have the items' types.
        probe: String,
        /// In order.
        items: Vec<ItemFacts>,
    },
    /// A list or map that contains itself.
    Wrapper {
        /// The schema whose only property has its type.
        probe: String,
    },
    /// An object that is only ever sent, each property as a part of a multipart body.
    Parts(Vec<PartFacts>),
}

impl TypeKind {
    /// The schema that asks progenitor for the types inside, where there is one.
    pub fn probe(&self) -> Option<&str> {
        match self {
            Self::Struct(_) | Self::Parts(_) | Self::Enum { .. } => None,
            Self::Union { probe, .. } | Self::Tuple { probe, .. } | Self::Wrapper { probe } => Some(probe),
        }
    }
}

/// What the members of an enum are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Strings.
    Text,
    /// Whole numbers of 64 bits.
    Integer,
    /// Anything that is neither list nor object.
    Any,
}

/// One of the types of a union.
#[derive(Debug, Clone)]
pub struct VariantFacts {
    /// The probe's property that has its type.
    pub slot: String,
    /// Its name, unique among the variants.
    pub name: String,
    /// The values of the tag that lead to it.
    pub tags: Vec<String>,
    /// The value of the tag that its values have, where its type says nothing of it but that it is text.
    pub sent: Option<String>,
    /// Whether a value of its type may lack the tag, which is then added.
    pub adds_tag: bool,
    /// What it is.
    pub description: Option<String>,
}

/// A place of a tuple.
#[derive(Debug, Clone)]
pub struct ItemFacts {
    /// The probe's property that has its type.
    pub slot: String,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it says.
    pub documentation: Documentation,
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub struct PartFacts {
    /// The property.
    pub field: FieldFacts,
    /// How its value is written.
    pub kind: PartKind,
    /// The media type that the document gives it; absent for the usual one.
    pub media_type: Option<String>,
    /// Headers that the document gives it, with their one value.
    pub headers: Vec<(String, String)>,
}

/// How a part's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Bytes, a file; each item of a list is a part.
    File,
    /// Text; each item of a list is a part; objects are JSON.
    Value,
    /// One part of JSON, whatever it is.
    Json,
    /// One part of text: a list, with this between its items.
    Joined(char),
}

/// A field of an object.
#[derive(Debug, Clone)]
pub struct FieldFacts {
    /// The property's name in the lowered document: a unique Rust identifier.
    pub lowered: String,
    /// Where the property stands.
    pub at: Pointer,
    /// How it is read and written.
    pub presence: Presence,
    /// The property's name on the wire; empty for [`Presence::Additional`].
    pub wire: String,
    /// What it says.
    pub documentation: Documentation,
    /// Only in answers.
    pub read_only: bool,
    /// Only in requests.
    pub write_only: bool,
    /// Never shown in `Debug`.
    pub secret: bool,
}

/// Whether a field must be there, and what its absence and `null` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// Always there, perhaps null.
    RequiredNullable,
    /// May be absent; null reads as absent.
    Optional,
    /// May be absent, and null says something else than absence.
    Nullable,
    /// Not a property: all members that no property takes.
    Additional,
}

/// What a document says about a field or parameter.
#[derive(Debug, Clone, Default)]
pub struct Documentation {
    /// The description.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Keywords that limit the value, as they stand.
    pub constraints: IndexMap<String, Value>,
    /// The value when none is given.
    pub default: Option<Value>,
    /// An example.
    pub example: Option<Value>,
}

/// A member of an enum.
#[derive(Debug, Clone)]
pub struct MemberFacts {
    /// The value on the wire; as JSON unless the enum holds text.
    pub wire: String,
    /// The name that the document proposes (`x-enum-varnames`…).
    pub proposed: Option<String>,
    /// What it means (`x-enum-descriptions`).
    pub description: Option<String>,
}

/// An operation and the probe that asks progenitor for its types.
#[derive(Debug)]
pub struct OperationFacts<'api> {
    /// The operation as the document has it.
    pub operation: &'api Operation,
    /// The name of its probe.
    pub probe: String,
    /// Its parameters, in document order.
    pub parameters: Vec<ParameterFacts<'api>>,
    /// What it sends.
    pub body: Option<BodyFacts<'api>>,
    /// What it takes instead, each of another form.
    pub other_bodies: Vec<BodyFacts<'api>>,
    /// What it answers, in document order.
    pub answers: Vec<AnswerFacts<'api>>,
    /// How its answer can be read while it comes.
    pub stream: Option<StreamFacts<'api>>,
    /// Whether what it gives, or an item of its stream, is kept out of `Debug` as a whole.
    pub secret_answer: bool,
    /// The statuses of errors that are a secret, or hold one.
    pub secret_errors: Vec<Status>,
}

/// A parameter.
#[derive(Debug)]
pub struct ParameterFacts<'api> {
    /// The parameter as the document has it.
    pub parameter: &'api Parameter,
    /// The probe's property that has its type.
    pub slot: String,
    /// What the parameter and its schema say.
    pub documentation: Documentation,
}

/// A request body.
#[derive(Debug)]
pub struct BodyFacts<'api> {
    /// The body as the document has it.
    pub body: &'api Body,
    /// The form that is sent.
    pub media: &'api Media,
    /// Its media type: the document's, or the usual one of the form where that has a `*`.
    pub media_type: String,
    /// What names the form beside others: `form`, `text`…
    pub suffix: String,
    /// What the value is.
    pub payload: Payload,
    /// How it becomes bytes.
    pub encoding: Encoding,
}

/// How a value becomes a request's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// As its payload says.
    Plain,
    /// As form fields, with those that are not written as usual.
    Form(Vec<FormField>),
    /// As parts.
    Multipart,
}

/// A field of a form that is not written as usual (OpenAPI 3.1 §4.8.15.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormField {
    /// Its name on the wire.
    pub name: String,
    /// `style`, if the document names one.
    pub style: Option<String>,
    /// `explode`, if the document says.
    pub explode: Option<bool>,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
    /// Whether the whole value is one JSON text.
    pub json: bool,
}

/// An answer.
#[derive(Debug)]
pub struct AnswerFacts<'api> {
    /// The answer as the document has it.
    pub answer: &'api Answer,
    /// The form that is asked for first; absent when there is no body.
    pub media: Option<&'api Media>,
    /// Forms that are read in the same way, and asked for as well.
    pub like: Vec<&'api Media>,
    /// How the bytes become a value.
    pub payload: Payload,
    /// Forms that say something else; the media type that comes tells.
    pub others: Vec<AnswerForm<'api>>,
}

/// A form of an answer beside the first.
#[derive(Debug)]
pub struct AnswerForm<'api> {
    /// The media types that it has.
    pub media: Vec<&'api Media>,
    /// What names it beside others: `text`, `bytes`, `problem_json`…
    pub suffix: String,
    /// How the bytes become a value.
    pub payload: Payload,
}

/// An answer that can be read while it comes.
#[derive(Debug)]
pub struct StreamFacts<'api> {
    /// The form that is asked for.
    pub media: &'api Media,
    /// How the bytes become items.
    pub format: StreamFormat,
    /// What becomes an item.
    pub item: StreamedItem,
    /// Where the schema of an item stands; absent where none is given.
    pub item_at: Option<Pointer>,
    /// Whether an item is a secret as a whole.
    pub secret_item: bool,
    /// The probe's property that has the item's type; empty for bytes.
    pub slot: String,
    /// The member of the body that asks for the stream, as a JSON Pointer.
    pub flag: Option<String>,
    /// The text that stands for the end.
    pub sentinel: Option<String>,
    /// Whether the operation gives nothing else.
    pub only: bool,
}

/// How the bytes of a stream become items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamFormat {
    /// They do not.
    Bytes,
    /// Server-sent events.
    Events,
    /// A JSON text a line.
    Lines,
    /// A JSON text a record (RFC 7464).
    Records,
}

/// What of a stream becomes an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamedItem {
    /// A line, or the data of an event, as JSON of the slot's type.
    Json,
    /// Any JSON.
    Any,
    /// The data of an event as it stands.
    Text,
    /// An event as an object of its fields, of the slot's type.
    Event,
}

/// How a body is written or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// No body.
    None,
    /// JSON; the probe's property of this name has its type.
    Json(String),
    /// Text, whole.
    Text,
    /// Bytes, whole.
    Bytes,
    /// Parts of which the document says nothing.
    Parts,
}

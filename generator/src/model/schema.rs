//! A schema (JSON Schema 2020-12 as OpenAPI 3.1 §4.8.24 has it) as typed data.

use super::Extensions;
use crate::pointer::Pointer;
use indexmap::IndexMap;
use serde_json::Value;

/// A schema. A keyword that the document does not use is empty or `None`.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Where it stands.
    pub at: Pointer,
    /// `$ref`: the pointer it names, `#/…`. Siblings are kept beside it.
    pub reference: Option<String>,
    /// `type`, as a set; empty means any. `Null` among others says that the value may be null.
    pub types: Vec<SchemaType>,
    /// `format`.
    pub format: Option<String>,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `readOnly`: only ever in answers.
    pub read_only: bool,
    /// `writeOnly`: only ever in requests.
    pub write_only: bool,
    /// `default`.
    pub default: Option<Value>,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// `enum`, as it stands; `const` is an enum of one.
    pub allowed: Option<Vec<Value>>,
    /// `properties`, in document order.
    pub properties: IndexMap<String, Schema>,
    /// `required`.
    pub required: Vec<String>,
    /// `additionalProperties`.
    pub additional: Option<AdditionalProperties>,
    /// `items`.
    pub items: Option<Box<Schema>>,
    /// `prefixItems`.
    pub prefix_items: Vec<Schema>,
    /// `allOf`.
    pub all_of: Vec<Schema>,
    /// `oneOf`.
    pub one_of: Vec<Schema>,
    /// `anyOf`.
    pub any_of: Vec<Schema>,
    /// `discriminator`, as it stands.
    pub discriminator: Option<Value>,
    /// Keywords that limit a value without giving it another type (`pattern`, `minLength`, `maximum`…), as they stand:
    /// they are documented, and never enforced on an answer.
    pub constraints: IndexMap<String, Value>,
    /// `x-` members.
    pub extensions: Extensions,
}

/// A JSON type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaType {
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// `additionalProperties`.
#[derive(Debug, Clone)]
pub enum AdditionalProperties {
    /// `true` or `false`.
    Allowed(bool),
    /// Each must match a schema.
    Schema(Box<Schema>),
}

impl Schema {
    /// Whether `null` is among its types.
    pub fn is_nullable(&self) -> bool {
        self.types.contains(&SchemaType::Null)
    }

    /// Its types without `null`.
    pub fn types_besides_null(&self) -> impl Iterator<Item = SchemaType> {
        self.types.iter().copied().filter(|kind| *kind != SchemaType::Null)
    }
}

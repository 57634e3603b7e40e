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
    /// `nullable: true` where `null` is not among `types`: in OpenAPI 3.0 beside `$ref`, `allOf` and the like, or
    /// `x-nullable`. See [`Schema::is_nullable`].
    pub nullable: bool,
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
    /// `contentSchema`: what the value is that text holds.
    pub content: Option<Box<Schema>>,
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
    /// Whether the document says of this schema itself, not of one it refers to, that the value may be null.
    pub fn is_nullable(&self) -> bool {
        self.nullable || self.types.contains(&SchemaType::Null)
    }

    /// The key in [`super::Api::schemas`] of the schema that this refers to: the name of one of `components.schemas`, or
    /// the pointer (`/components/responses/…`) of any other.
    pub fn target(&self) -> Option<String> {
        let reference = self.reference.as_deref()?;
        // Nearly all are of this form, and they are asked for again and again.
        let plain = reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains(['/', '~', '%']));
        if let Some(name) = plain {
            return Some(name.to_owned());
        }
        let pointer = Pointer::parse(reference)?;
        match pointer.tokens().as_slice() {
            ["components", "schemas", name] => Some((*name).to_owned()),
            _ => Some(pointer.to_string()),
        }
    }

    /// Whether it says nothing about the value but to refer to another schema. Words for people do not count.
    pub fn is_only_reference(&self) -> bool {
        let Self {
            at: _,
            reference,
            types,
            nullable,
            format,
            title: _,
            description: _,
            deprecated: _,
            read_only: _,
            write_only: _,
            default: _,
            example: _,
            allowed,
            properties,
            required,
            additional,
            items,
            prefix_items,
            all_of,
            one_of,
            any_of,
            discriminator,
            constraints,
            // Counts as a constraint.
            content: _,
            extensions: _,
        } = self;
        reference.is_some()
            && types.is_empty()
            && !nullable
            && format.is_none()
            && allowed.is_none()
            && properties.is_empty()
            && required.is_empty()
            && additional.is_none()
            && items.is_none()
            && prefix_items.is_empty()
            && all_of.is_empty()
            && one_of.is_empty()
            && any_of.is_empty()
            && discriminator.is_none()
            && constraints.is_empty()
    }

    /// The schemas of what a value of this one holds: properties, further properties, items. Not those it is combined of.
    pub fn inner_schemas(&self) -> impl Iterator<Item = &Self> {
        let additional = match &self.additional {
            Some(AdditionalProperties::Schema(schema)) => Some(&**schema),
            Some(AdditionalProperties::Allowed(_)) | None => None,
        };
        self.properties.values().chain(additional).chain(self.items.as_deref()).chain(&self.prefix_items)
    }

    /// Its types without `null`.
    pub fn types_besides_null(&self) -> impl Iterator<Item = SchemaType> {
        self.types.iter().copied().filter(|kind| *kind != SchemaType::Null)
    }
}

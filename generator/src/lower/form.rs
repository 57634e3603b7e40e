//! The schemas that a lowered document is made of: the few forms that progenitor always gets right.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, Components, Info, IntegerType, NumberType, ObjectType,
    OpenAPI, ReferenceOr, Schema, SchemaData, SchemaKind, StringType, Type, VariantOrUnknownOrEmpty,
};

/// A lowered schema.
pub type Form = ReferenceOr<Schema>;

fn plain(kind: SchemaKind) -> Form {
    ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind: kind })
}

fn boxed(form: Form) -> ReferenceOr<Box<Schema>> {
    match form {
        ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
    }
}

/// The same, or null: the Rust type is then an `Option`.
pub fn nullable(form: Form) -> Form {
    match form {
        ReferenceOr::Item(mut schema) => {
            schema.schema_data.nullable = true;
            ReferenceOr::Item(schema)
        }
        // Beside a `$ref`, OpenAPI 3.0 ignores everything (§4.7.23.2): the reference goes inside.
        reference => ReferenceOr::Item(Schema {
            schema_data: SchemaData { nullable: true, ..SchemaData::default() },
            schema_kind: SchemaKind::AllOf { all_of: vec![reference] },
        }),
    }
}

/// A named type.
pub fn reference(name: &str) -> Form {
    ReferenceOr::Reference { reference: format!("#/components/schemas/{name}") }
}

/// Any JSON value.
pub fn any() -> Form {
    plain(SchemaKind::Any(AnySchema::default()))
}

/// An object of which nothing is known.
pub fn any_object() -> Form {
    map(None)
}

/// `true` or `false`.
pub fn boolean() -> Form {
    plain(SchemaKind::Type(Type::Boolean(BooleanType::default())))
}

/// A whole number of a format that progenitor knows.
pub fn integer(format: &str) -> Form {
    let format = VariantOrUnknownOrEmpty::Unknown(format.to_owned());
    plain(SchemaKind::Type(Type::Integer(IntegerType { format, ..IntegerType::default() })))
}

/// A number.
pub fn number(format: Option<openapiv3::NumberFormat>) -> Form {
    let format = format.map_or(VariantOrUnknownOrEmpty::Empty, VariantOrUnknownOrEmpty::Item);
    plain(SchemaKind::Type(Type::Number(NumberType { format, ..NumberType::default() })))
}

/// Text of a format.
pub fn string(format: VariantOrUnknownOrEmpty<openapiv3::StringFormat>) -> Form {
    plain(SchemaKind::Type(Type::String(StringType { format, ..StringType::default() })))
}

/// A list.
pub fn array(items: Form) -> Form {
    let items = Some(boxed(items));
    plain(SchemaKind::Type(Type::Array(ArrayType { items, min_items: None, max_items: None, unique_items: false })))
}

/// A map from strings; `None` for any JSON values.
pub fn map(values: Option<Form>) -> Form {
    let additional = match values {
        None => AdditionalProperties::Any(true),
        Some(form) => AdditionalProperties::Schema(Box::new(form)),
    };
    plain(SchemaKind::Type(Type::Object(ObjectType {
        additional_properties: Some(additional),
        ..ObjectType::default()
    })))
}

/// An object of required properties, each a Rust identifier.
pub fn object(properties: IndexMap<String, Form>) -> Form {
    let required = properties.keys().cloned().collect();
    let properties = properties.into_iter().map(|(name, form)| (name, boxed(form))).collect();
    plain(SchemaKind::Type(Type::Object(ObjectType { properties, required, ..ObjectType::default() })))
}

/// A document of schemas and nothing else.
pub fn document(schemas: IndexMap<String, Form>) -> OpenAPI {
    OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: Info { title: "lowered".to_owned(), version: "0".to_owned(), ..Info::default() },
        components: Some(Components { schemas, ..Components::default() }),
        ..OpenAPI::default()
    }
}

/// The named types that the properties of an object are, by property: none for what is no bare reference.
pub fn references(form: &Form) -> impl Iterator<Item = (&String, &str)> {
    let properties = match form {
        ReferenceOr::Item(Schema { schema_kind: SchemaKind::Type(Type::Object(object)), .. }) => {
            Some(&object.properties)
        }
        _ => None,
    };
    properties.into_iter().flatten().filter_map(|(name, property)| match property {
        ReferenceOr::Reference { reference } => Some((name, reference.rsplit('/').next().unwrap_or(reference))),
        ReferenceOr::Item(_) => None,
    })
}

/// Takes a property out of an object.
pub fn remove(form: &mut Form, property: &str) {
    if let ReferenceOr::Item(Schema { schema_kind: SchemaKind::Type(Type::Object(object)), .. }) = form {
        object.properties.shift_remove(property);
        object.required.retain(|name| name != property);
    }
}

//! One more part of an `allOf`: what it says is added to what the parts before it said.

use super::says_nothing;
use crate::lower::named::shape;
use crate::model::{AdditionalProperties, Schema, SchemaType};

/// Adds what a part itself says, or tells what of it is not followed.
pub(super) fn take(merged: &mut Schema, part: &Schema) -> Result<(), String> {
    let types: Vec<SchemaType> = part.types_besides_null().collect();
    let is_object = !part.properties.is_empty();
    let common = common_types(&merged.types, &types);
    if common.is_empty() && !(merged.types.is_empty() && types.is_empty())
        || is_object && !merged.types.is_empty() && !merged.types.contains(&SchemaType::Object)
    {
        return Err(format!("this says {types:?} where another part says {:?}", merged.types));
    }
    merged.types = common;
    take_properties(merged, part);
    for name in &part.required {
        if !merged.required.contains(name) {
            merged.required.push(name.clone());
        }
    }
    match (&merged.additional, &part.additional) {
        (None | Some(AdditionalProperties::Allowed(_)), Some(AdditionalProperties::Schema(_))) | (None, Some(_)) => {
            merged.additional.clone_from(&part.additional);
        }
        _ => {}
    }
    merged.items = match (merged.items.take(), &part.items) {
        (Some(one), Some(other)) => Some(Box::new(both(*one, other))),
        (one, other) => one.or_else(|| other.clone()),
    };
    if merged.prefix_items.is_empty() {
        merged.prefix_items.clone_from(&part.prefix_items);
    }
    take_words(merged, part);
    take_members(merged, part)
}

fn common_types(merged: &[SchemaType], part: &[SchemaType]) -> Vec<SchemaType> {
    match (merged, part) {
        (only, []) | ([], only) => only.to_vec(),
        (one, other) => {
            let (integer, number) = (SchemaType::Integer, SchemaType::Number);
            let mut common: Vec<_> = one.iter().copied().filter(|kind| other.contains(kind)).collect();
            let narrowed = |one: &[SchemaType], other: &[SchemaType]| one.contains(&integer) && other.contains(&number);
            if !common.contains(&integer) && (narrowed(one, other) || narrowed(other, one)) {
                common.push(integer);
            }
            common
        }
    }
}

fn take_properties(merged: &mut Schema, part: &Schema) {
    for (name, property) in &part.properties {
        match merged.properties.get_mut(name) {
            Some(known) => *known = both(std::mem::take(known), property),
            None => {
                merged.properties.insert(name.clone(), property.clone());
            }
        }
    }
}

/// What two schemas say of the same value: one of them, where they say the same or one says nothing; else both.
fn both(first: Schema, second: &Schema) -> Schema {
    let is_open = |schema: &Schema| schema.types.is_empty() && says_nothing(schema);
    if is_open(second) || shape(&first) == shape(second) {
        return first;
    }
    if is_open(&first) {
        return Schema { description: first.description.or_else(|| second.description.clone()), ..second.clone() };
    }
    Schema {
        at: first.at.clone(),
        description: first.description.clone().or_else(|| second.description.clone()),
        deprecated: first.deprecated || second.deprecated,
        read_only: first.read_only || second.read_only,
        write_only: first.write_only || second.write_only,
        default: first.default.clone().or_else(|| second.default.clone()),
        example: first.example.clone().or_else(|| second.example.clone()),
        all_of: vec![first, second.clone()],
        ..Schema::default()
    }
}

/// What says something about a value without making it another.
fn take_words(merged: &mut Schema, part: &Schema) {
    if merged.format.is_none() {
        merged.format.clone_from(&part.format);
    }
    if merged.description.is_none() && part.reference.is_none() {
        merged.description.clone_from(&part.description);
    }
    for (name, value) in &part.constraints {
        merged.constraints.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in &part.extensions {
        merged.extensions.entry(name.clone()).or_insert_with(|| value.clone());
    }
}

/// The members that both lists have, if they have any.
fn take_members(merged: &mut Schema, part: &Schema) -> Result<(), String> {
    match (&mut merged.allowed, &part.allowed) {
        (None, Some(values)) => merged.allowed = Some(values.clone()),
        (Some(known), Some(values)) => {
            let common: Vec<_> = known.iter().filter(|value| values.contains(value)).cloned().collect();
            if common.is_empty() {
                return Err("none of its members is a member of the other parts".to_owned());
            }
            *known = common;
        }
        (_, None) => {}
    }
    Ok(())
}

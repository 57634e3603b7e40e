//! Multipart bodies: an object whose properties are parts gets a type of its own, in which files are files.

use super::body::content_type;
use super::facts::{FieldFacts, PartFacts, PartKind, Presence, TypeFacts, TypeKind};
use super::form::{self, Form};
use super::media::{is_binary, is_json, resolved};
use super::name::{Names, snake_name, type_name};
use super::secret::is_secret;
use super::{Lowering, all_of, class, last_token, named};
use crate::model::{Media, Schema, SchemaType, fixed_headers, separator};
use indexmap::IndexMap;
use openapiv3::VariantOrUnknownOrEmpty;
use serde_json::Value;

impl Lowering<'_> {
    /// The type of a multipart body; `None` if the document does not say which parts it has.
    pub(super) fn multipart(&mut self, media: &Media, hint: &str) -> Option<Form> {
        let api = self.api;
        let schema = media.schema.as_ref()?;
        let object = self.object_of(schema)?;
        let hint = match class::target(api, schema) {
            Some((key, _)) => format!("{}Form", type_name(last_token(key))),
            None => hint.to_owned(),
        };
        let look = format!("{}{:?}", named::shape(&object), media.encoding);
        if let Some(name) = self.multiparts.get(&look) {
            return Some(form::reference(name));
        }
        let name = self.names.take_type(&type_name(&hint));
        self.multiparts.insert(look, name.clone());
        let mut names = Names::default();
        let mut properties = IndexMap::new();
        let mut parts = Vec::new();
        for (wire, property) in &object.properties {
            let wanted = snake_name(wire);
            let lowered = names.take(&wanted);
            self.remark_if_renamed(&wanted, &lowered, &property.at);
            let encoding = media.encoding.as_ref().and_then(|encoding| encoding.get(wire));
            let (kind, media_type) = self.part(property, encoding);
            let form = match kind {
                PartKind::File if self.is_list(property) => form::array(bytes()),
                PartKind::File => bytes(),
                PartKind::Value | PartKind::Json | PartKind::Joined(_) => {
                    self.schema(property, &format!("{name}{}", type_name(wire)))
                }
            };
            properties.insert(lowered.clone(), form);
            // A part cannot be null: it is there or it is not.
            let required = object.required.contains(wire) && !property.read_only;
            let field = FieldFacts {
                lowered,
                at: property.at.clone(),
                presence: if required { Presence::Required } else { Presence::Optional },
                wire: wire.clone(),
                documentation: self.documentation(property),
                read_only: false,
                write_only: false,
                secret: is_secret(self.api, property),
            };
            let headers = encoding.map(fixed_headers).unwrap_or_default();
            parts.push(PartFacts { field, kind, media_type, headers });
        }
        self.forms.insert(name.clone(), form::object(properties));
        let facts = TypeFacts {
            at: object.at.clone(),
            description: object.description.clone().or_else(|| object.title.clone()),
            deprecated: object.deprecated,
            example: object.example.clone(),
            kind: TypeKind::Parts(parts),
        };
        self.types.insert(name.clone(), facts);
        Some(form::reference(&name))
    }

    /// The object with properties that a schema comes to.
    fn object_of(&self, schema: &Schema) -> Option<Box<Schema>> {
        let schema = resolved(self.api, schema);
        let object = match all_of::merge(self.api, schema, &mut Vec::new()) {
            _ if schema.all_of.is_empty() => Box::new(schema.clone()),
            Ok(all_of::Merged::Made(merged)) => merged,
            Ok(all_of::Merged::Same(part)) => Box::new(resolved(self.api, part).clone()),
            Err(_) => return None,
        };
        (!object.properties.is_empty()).then_some(object)
    }

    /// Whether any part of a form is a file, or may be one.
    pub(super) fn has_files(&self, media: &Media) -> bool {
        let Some(object) = media.schema.as_ref().and_then(|schema| self.object_of(schema)) else { return true };
        object.properties.iter().any(|(wire, property)| {
            let encoding = media.encoding.as_ref().and_then(|encoding| encoding.get(wire));
            self.part(property, encoding).0 == PartKind::File
        })
    }

    /// How a part is written, and as what (OpenAPI 3.1 §4.8.15.1).
    fn part(&self, property: &Schema, encoding: Option<&Value>) -> (PartKind, Option<String>) {
        let said = encoding.and_then(content_type);
        let items: Vec<&Schema> = self.choices(property).into_iter().flat_map(|one| self.item_choices(one)).collect();
        let own = items.iter().find_map(|item| item.constraints.get("contentMediaType")?.as_str());
        let is_text = |media_type: &str| media_type.starts_with("text/") || media_type.ends_with("xml");
        let kind = match said.as_deref() {
            _ if items.iter().any(|item| is_binary(item)) => PartKind::File,
            Some(media_type) if is_json(media_type) => PartKind::Json,
            // Of an unknown value, or of text that is no text, the bytes are meant.
            Some(media_type) if !is_text(media_type) && items.iter().all(|item| may_be_bytes(item)) => PartKind::File,
            _ => match encoding.and_then(separator).filter(|_| self.is_list(property)) {
                Some(separator) => PartKind::Joined(separator),
                None => PartKind::Value,
            },
        };
        (kind, said.or_else(|| own.filter(|own| !own.contains('*')).map(str::to_owned)))
    }

    /// Whether a part that is a file may come more than once.
    fn is_list(&self, property: &Schema) -> bool {
        self.choices(property).iter().any(|one| one.items.is_some())
    }

    /// What the items of a list may be; what is no list is its own item.
    fn item_choices<'schema>(&'schema self, schema: &'schema Schema) -> Vec<&'schema Schema> {
        schema.items.as_deref().map_or_else(|| vec![schema], |items| self.choices(items))
    }

    /// What a part may be, null aside: of a file and text, a file can hold both. References are followed.
    fn choices<'schema>(&'schema self, property: &'schema Schema) -> Vec<&'schema Schema> {
        let mut pending = vec![property];
        let mut found = Vec::new();
        for _ in 0..class::MAX_ALIASES {
            let Some(schema) = pending.pop().map(|schema| resolved(self.api, schema)) else { break };
            let inside = [&schema.all_of, &schema.one_of, &schema.any_of];
            if schema.properties.is_empty() && inside.iter().any(|list| !list.is_empty()) {
                pending.extend(inside.into_iter().flatten());
            } else if schema.types.as_slice() != [SchemaType::Null] {
                found.push(schema);
            }
        }
        found
    }
}

/// Stands for a file; [`crate::plan`] knows.
fn bytes() -> Form {
    form::string(VariantOrUnknownOrEmpty::Empty)
}

fn may_be_bytes(schema: &Schema) -> bool {
    let says_what_it_holds = !schema.properties.is_empty() || !schema.all_of.is_empty() || schema.allowed.is_some();
    !says_what_it_holds && schema.types_besides_null().all(|kind| kind == SchemaType::String)
}

#[cfg(test)]
mod tests {
    use crate::lint::lint;
    use crate::lower::facts::{PartKind, TypeKind};
    use crate::lower::{form, lower};
    use crate::model;
    use serde_json::{Value, json};

    /// How a part of a form is written, and whether it is a list.
    fn part(property: &Value, encoding: &Value) -> (PartKind, bool) {
        let file = json!({"type": "string", "format": "binary"});
        let schema = json!({"type": "object", "properties": {"part": property}});
        let content = json!({"multipart/form-data": {"schema": schema, "encoding": {"part": encoding}}});
        let post = json!({"requestBody": {"content": content}, "responses": {"200": {"description": "d"}}});
        let (api, report) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/": {"post": post}},
            "components": {"schemas": {"File": file}},
        }));
        assert_eq!(report, []);
        let api = lint(api).0.expect("no errors");
        let lowered = lower(&api);
        let (name, facts) = lowered.facts.types.first().expect("a form");
        let TypeKind::Parts(parts) = &facts.kind else { panic!("{facts:?}") };
        let forms = &lowered.document.components.as_ref().expect("schemas").schemas;
        let list = form::object([("part".to_owned(), form::array(super::bytes()))].into());
        (parts[0].kind, forms[name] == list)
    }

    #[test]
    fn a_part_that_may_be_a_file_is_a_file_and_a_list_is_one_part_where_the_document_says_so() {
        let file = json!({"type": "string", "format": "binary"});
        let octets = json!({"type": "string", "contentMediaType": "application/octet-stream"});
        let named = json!({"$ref": "#/components/schemas/File"});
        let (text, nil) = (json!({"type": "string"}), json!({"type": "null"}));
        let files = json!({"type": "array", "items": file});
        let object = json!({"type": "object", "properties": {"a": text}});
        let image = json!({"contentType": "image/png"});
        for (property, encoding, kind, is_list) in [
            (json!({"anyOf": [file, nil]}), json!({}), PartKind::File, false),
            (json!({"anyOf": [octets, nil]}), json!({}), PartKind::File, false),
            (json!({"anyOf": [named, nil]}), json!({}), PartKind::File, false),
            (json!({"allOf": [named], "nullable": true}), json!({}), PartKind::File, false),
            (json!({"oneOf": [file, text]}), json!({}), PartKind::File, false),
            (json!({"anyOf": [files, nil]}), json!({}), PartKind::File, true),
            (json!({"anyOf": [{"type": "array", "items": named}, nil]}), json!({}), PartKind::File, true),
            (json!({"type": "array", "items": {"anyOf": [named, nil]}}), json!({}), PartKind::File, true),
            (json!({"anyOf": [text, nil]}), image.clone(), PartKind::File, false),
            (json!({"anyOf": [text, nil]}), json!({}), PartKind::Value, false),
            (json!({"anyOf": [object, nil]}), image, PartKind::Value, false),
            (json!({"type": "array", "items": text}), json!({}), PartKind::Value, true),
            (json!({"type": "array", "items": text}), json!({"explode": false}), PartKind::Joined(','), true),
            (
                json!({"anyOf": [{"type": "array", "items": text}, nil]}),
                json!({"style": "pipeDelimited"}),
                PartKind::Joined('|'),
                true,
            ),
            (json!({"type": "array", "items": text}), json!({"style": "form", "explode": true}), PartKind::Value, true),
            (text, json!({"explode": false}), PartKind::Value, false),
        ] {
            assert_eq!(part(&property, &encoding), (kind, is_list), "{property}");
        }
    }
}

//! Leaves out what the rules found wrong, so that the rest of a document can be generated.
//!
//! | found | what becomes of it |
//! |---|---|
//! | an operationId used twice | the first operation keeps it; the others are named after method and path |
//! | a path parameter that is not declared | it is a required string |
//! | a parameter declared twice | the first counts |
//! | a security scheme that is not declared | the alternative that names it is left out |
//!
//! What is wrong with the types of members was left out when the model was built.

use crate::model::{Api, Location, Operation, Parameter, Requirement, Schema, SchemaType};
use std::collections::HashSet;

pub(super) fn mend(api: &mut Api) {
    let declared: HashSet<String> = api.schemes.keys().cloned().collect();
    let is_known = |requirement: &Requirement| requirement.schemes.keys().all(|name| declared.contains(name));
    api.security.retain(is_known);
    let mut ids = HashSet::new();
    for operation in &mut api.operations {
        operation.id = operation.id.take().filter(|id| ids.insert(id.clone()));
        if let Some(security) = &mut operation.security {
            security.retain(is_known);
        }
        once(&mut operation.parameters);
        declare(operation);
    }
}

fn once(parameters: &mut Vec<Parameter>) {
    let mut seen = HashSet::new();
    parameters.retain(|parameter| {
        let name = match parameter.location {
            Location::Header => parameter.name.to_ascii_lowercase(),
            Location::Path | Location::Query | Location::Cookie => parameter.name.clone(),
        };
        seen.insert((name, parameter.location))
    });
}

fn declare(operation: &mut Operation) {
    let is_declared = |name: &&str| {
        let mut path = operation.parameters.iter().filter(|parameter| parameter.location == Location::Path);
        path.any(|parameter| parameter.name == **name)
    };
    let mut seen = HashSet::new();
    let missing = operation.parameter_names().filter(|name| !is_declared(name) && seen.insert(*name));
    let missing: Vec<String> = missing.map(str::to_owned).collect();
    for name in missing {
        let at = operation.at.clone();
        let schema = Schema { at: at.clone(), types: vec![SchemaType::String], ..Schema::default() };
        operation.parameters.push(Parameter {
            at,
            name,
            location: Location::Path,
            required: true,
            description: None,
            deprecated: false,
            style: None,
            explode: None,
            allow_reserved: false,
            schema: Some(schema),
            content: None,
            example: None,
            extensions: Default::default(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::{lint, tolerate};
    use crate::model::build;
    use serde_json::json;

    #[test]
    fn what_is_wrong_is_left_out_and_the_rest_is_valid() {
        let parameter = |name: &str, place: &str| json!({"name": name, "in": place, "schema": {"type": "string"}});
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "security": [{"nobody": []}, {"key": []}],
            "paths": {
                "/a/{id}/{id}/{x}": {"get": {
                    "operationId": "same", "security": [{"nobody": [], "key": []}],
                    "parameters": [parameter("q", "query"), parameter("q", "query"), parameter("x", "path")],
                }},
                "/b": {"get": {"operationId": "same"}},
            },
            "components": {"securitySchemes": {"key": {"type": "apiKey", "name": "k", "in": "header"}}},
        });
        let (api, _) = tolerate(build(&document).0);
        let first = &api.operations[0];
        let names: Vec<&str> = first.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(names, ["q", "x", "id"]);
        assert_eq!(first.id.as_deref(), Some("same"));
        assert_eq!(first.security.as_ref().map(Vec::len), Some(0));
        assert_eq!(api.operations[1].id, None);
        assert_eq!(api.security.len(), 1);
        assert!(lint(api.into_inner()).0.is_some(), "no rule finds an error any more");
    }
}

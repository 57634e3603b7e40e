//! What several stages look through: the schemas and servers wherever they stand, and the names in templates.

use super::{Api, Operation, Schema, Server};
use std::collections::HashSet;

impl Server {
    /// The names between the braces of its URL.
    pub fn variable_names(&self) -> impl Iterator<Item = &str> {
        names_in_braces(&self.url)
    }
}

impl Operation {
    /// The names between the braces of its path.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        names_in_braces(&self.path)
    }
}

fn names_in_braces(template: &str) -> impl Iterator<Item = &str> {
    let names = template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name));
    names.filter(|name| !name.is_empty())
}

impl Api {
    /// The document's servers, then those of its operations, each once.
    pub fn all_servers(&self) -> impl Iterator<Item = &Server> {
        let of_operations = self.operations.iter().flat_map(|operation| &operation.servers);
        let mut seen = HashSet::new();
        self.servers.iter().chain(of_operations).filter(move |server| seen.insert(&server.at))
    }

    /// Every schema that is not inside another: the named ones, then those of parameters, bodies and answers.
    pub fn outermost_schemas(&self) -> impl Iterator<Item = &Schema> {
        let of_operations = self.operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().flat_map(|parameter| {
                parameter.schema.iter().chain(parameter.content.iter().flat_map(|media| &media.schema))
            });
            let body = operation.body.iter().flat_map(|body| &body.content).flat_map(|media| &media.schema);
            let answers = operation.answers.iter().flat_map(|answer| {
                let headers = answer.headers.values().flat_map(|header| &header.schema);
                answer.content.iter().flat_map(|media| &media.schema).chain(headers)
            });
            parameters.chain(body).chain(answers)
        });
        self.schemas.values().chain(of_operations)
    }
}

//! Servers and the variables in their URLs.

use super::super::{Server, ServerVariable};
use super::reader::{Build, Node};
use indexmap::IndexMap;
use serde_json::Value;

impl<'a> Build<'a> {
    /// `servers` of the document, a path or an operation.
    pub(super) fn servers(&mut self, owner: &Node<'a>) -> Vec<Server> {
        let mut servers = Vec::new();
        for (value, at) in self.list(owner, "servers") {
            if let Value::String(url) = value {
                self.loose(value, &at, "an object (a server)", "it as `url: …`");
                servers.push(Server {
                    url: url.clone(),
                    name: None,
                    description: None,
                    variables: IndexMap::new(),
                    extensions: IndexMap::new(),
                    at,
                });
                continue;
            }
            let Some(node) = self.object(value, &at, "a server") else { continue };
            let Some(url) = self.required_text(&node, "url", "where the server is, as in `https://api.example.com`")
            else {
                continue;
            };
            servers.push(Server {
                url,
                name: self.text(&node, "name"),
                description: self.prose(&node, "description"),
                variables: self.variables(&node),
                extensions: node.extensions(),
                at,
            });
        }
        servers
    }

    fn variables(&mut self, server: &Node<'a>) -> IndexMap<String, ServerVariable> {
        let mut variables = IndexMap::new();
        for (name, value, at) in self.map(server, "variables") {
            let Some(node) = self.object(value, &at, "a server variable") else { continue };
            let allowed = self.texts(&node, "enum");
            // Without a default the first value allowed is the best there is; without both there is none.
            let default = match allowed.first() {
                Some(first) if !node.has("default") => Some(first.clone()),
                _ => self.required_text(&node, "default", "the value to use when none is given"),
            };
            let Some(default) = default else { continue };
            let description = self.prose(&node, "description");
            let extensions = node.extensions();
            variables.insert(name.to_owned(), ServerVariable { at, default, allowed, description, extensions });
        }
        variables
    }
}

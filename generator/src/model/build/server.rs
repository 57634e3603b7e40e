//! Servers and the variables in their URLs.

use super::super::{Server, ServerVariable};
use super::reader::{Build, Node};
use indexmap::IndexMap;
use serde_json::Value;

impl<'a> Build<'a> {
    /// `servers` of the document, a path or an operation. Of two that differ in their scheme alone, `https` is before `http`.
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
        secure_first(&mut servers);
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

/// Lets each server that is not encrypted change places with the one after it that is the same and encrypted: the first is the
/// default, and a client must be told before it talks to the other.
fn secure_first(servers: &mut [Server]) {
    let rest = |server: &Server, scheme: &str| {
        let (found, rest) = server.url.split_once("://")?;
        found.eq_ignore_ascii_case(scheme).then(|| rest.trim_end_matches('/').to_owned())
    };
    for index in 0..servers.len() {
        let Some(plain) = servers.get(index).and_then(|server| rest(server, "http")) else { continue };
        let twin = servers.iter().skip(index).position(|other| rest(other, "https").as_ref() == Some(&plain));
        if let Some(after) = twin {
            servers.swap(index, index + after);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::build;
    use serde_json::json;

    #[test]
    fn of_two_servers_that_differ_in_their_scheme_alone_the_encrypted_one_is_first() {
        for (urls, expected) in [
            (vec!["http://a/v1", "https://a/v1/"], vec!["https://a/v1/", "http://a/v1"]),
            (vec!["HTTP://a", "https://b", "https://a"], vec!["https://a", "https://b", "HTTP://a"]),
            (vec!["http://a", "https://a/v1"], vec!["http://a", "https://a/v1"]),
            (vec!["https://a", "http://a"], vec!["https://a", "http://a"]),
            (vec!["/v1", "http://a"], vec!["/v1", "http://a"]),
        ] {
            let servers: Vec<_> = urls.iter().map(|url| json!({"url": url})).collect();
            let (api, _) = build(&json!({"openapi": "3.1.0", "servers": servers}));
            let found: Vec<&str> = api.servers.iter().map(|server| &*server.url).collect();
            assert_eq!(found, expected);
        }
    }
}

//! Security schemes, and which of them a call needs.

use super::super::{Location, Requirement, SchemeKind, SecurityScheme};
use super::reader::{Build, Node};
use crate::diagnostic::Code;
use indexmap::IndexMap;
use serde_json::Value;

impl<'a> Build<'a> {
    /// `components.securitySchemes`.
    pub(super) fn schemes(&mut self, components: &Node<'a>) -> IndexMap<String, SecurityScheme> {
        let mut schemes = IndexMap::new();
        for (name, value, at) in self.map(components, "securitySchemes") {
            let Some((node, description)) = self.follow(value, &at, "a security scheme") else { continue };
            let kind = self.scheme_kind(&node);
            let own = self.prose(&node, "description");
            let description = description.or(own);
            let extensions = node.extensions();
            schemes.insert(name.to_owned(), SecurityScheme { at: node.at, kind, description, extensions });
        }
        schemes
    }

    fn scheme_kind(&mut self, node: &Node<'a>) -> SchemeKind {
        let word = self.required_text(node, "type", "one of `http`, `apiKey`, `oauth2`, `openIdConnect`, `mutualTLS`");
        let word = word.unwrap_or_default();
        let known = match word.as_str() {
            "http" => self
                .required_text(node, "scheme", "`bearer` or `basic`")
                .map(|scheme| SchemeKind::Http { scheme: scheme.to_ascii_lowercase() }),
            "apiKey" => self.api_key(node),
            "oauth2" => match self.child(node, "flows") {
                Some(flows) => Some(SchemeKind::OAuth2 { flows: Value::Object(flows.members.clone()) }),
                None => {
                    if !node.has("flows") {
                        self.missing(node, "flows", "`flows` with the token URLs");
                    }
                    None
                }
            },
            "openIdConnect" => self
                .required_text(node, "openIdConnectUrl", "where the provider describes itself")
                .map(|url| SchemeKind::OpenIdConnect { url }),
            "mutualTLS" => Some(SchemeKind::MutualTls),
            _ => None,
        };
        known.unwrap_or(SchemeKind::Unknown(word))
    }

    fn api_key(&mut self, node: &Node<'a>) -> Option<SchemeKind> {
        let name = self.required_text(node, "name", "the name of the header, query parameter or cookie");
        let location = self.required_text(node, "in", "`header`, `query` or `cookie`");
        let location = match location?.as_str() {
            "header" => Location::Header,
            "query" => Location::Query,
            "cookie" => Location::Cookie,
            other => {
                self.report(
                    Code::WrongType,
                    &node.at.key("in"),
                    format!("an API key cannot be sent in `{other}`"),
                    "write `in: header`, `in: query` or `in: cookie`",
                );
                return None;
            }
        };
        Some(SchemeKind::ApiKey { name: name?, location })
    }

    /// `security` of the document or an operation; `None` where it is not said.
    pub(super) fn requirements(&mut self, owner: &Node<'a>) -> Option<Vec<Requirement>> {
        owner.get("security")?;
        let mut requirements = Vec::new();
        for (value, at) in self.list(owner, "security") {
            let Some(node) = self.object(value, &at, "scheme names and their scopes") else { continue };
            let mut schemes = IndexMap::new();
            for name in node.members.keys() {
                let scopes = self.texts(&node, name);
                schemes.insert(name.clone(), scopes);
            }
            requirements.push(Requirement { at, schemes });
        }
        Some(requirements)
    }
}

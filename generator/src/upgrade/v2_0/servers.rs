//! `host`, `basePath` and `schemes` (Swagger 2.0, "Swagger Object") → `servers`.

use super::Rewrite;
use crate::pointer::Pointer;
use serde_json::{Map, Value, json};

impl Rewrite<'_> {
    pub(super) fn servers(&mut self, members: &Map<String, Value>) -> Option<Value> {
        if let Some(servers) = members.get("servers") {
            return Some(servers.clone());
        }
        let text = |key: &str| members.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let base = text("basePath").map(|base| base.trim_matches('/')).filter(|base| !base.is_empty());
        let base = base.map(|base| format!("/{base}")).unwrap_or_default();
        let from = Pointer::root();
        let to = from.key("servers");
        let Some(host) = text("host") else {
            // Relative to wherever the document is, which only the caller knows.
            self.moves.copied(&from.key("basePath"), &to);
            return (!base.is_empty()).then(|| json!([{ "url": base }]));
        };
        self.moves.copied(&from.key("host"), &to);
        // A host is written with its scheme now and then.
        let (own, host) = match host.split_once("://") {
            Some((scheme, host)) => (Some(scheme), host),
            None => (None, host),
        };
        let host = host.trim_end_matches('/');
        let listed = members.get("schemes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let schemes: Vec<&str> = own.into_iter().chain(listed).collect();
        let plain = !schemes.contains(&"https") && schemes.contains(&"http");
        let mut servers = Vec::new();
        // Without any the scheme is the one by which the document came; nobody should send a credential over http for that.
        if !plain {
            servers.push(json!({ "url": format!("https://{host}{base}") }));
        }
        if schemes.contains(&"http") {
            servers.push(json!({ "url": format!("http://{host}{base}") }));
        }
        Some(Value::Array(servers))
    }
}

//! `securityDefinitions` → `components.securitySchemes`.

use serde_json::{Map, Value, json};

pub(super) fn schemes(definitions: &Value) -> Value {
    let Some(definitions) = definitions.as_object() else { return definitions.clone() };
    Value::Object(definitions.iter().map(|(name, scheme)| (name.clone(), self::scheme(scheme))).collect())
}

fn scheme(scheme: &Value) -> Value {
    let Some(members) = scheme.as_object() else { return scheme.clone() };
    match members.get("type").and_then(Value::as_str) {
        Some("basic") => {
            let mut upgraded = members.clone();
            upgraded.insert("type".to_owned(), json!("http"));
            upgraded.insert("scheme".to_owned(), json!("basic"));
            Value::Object(upgraded)
        }
        Some("oauth2") if !members.contains_key("flows") => oauth2(members),
        _ => scheme.clone(),
    }
}

fn oauth2(members: &Map<String, Value>) -> Value {
    let mut upgraded = Map::new();
    let mut flow = Map::new();
    for (key, value) in members {
        match key.as_str() {
            "flow" => {}
            "authorizationUrl" | "tokenUrl" | "refreshUrl" | "scopes" => {
                flow.insert(key.clone(), value.clone());
            }
            _ => {
                upgraded.insert(key.clone(), value.clone());
            }
        }
    }
    flow.entry("scopes").or_insert_with(|| json!({}));
    let name = match members.get("flow").and_then(Value::as_str) {
        Some("application" | "clientCredentials") => "clientCredentials",
        Some("accessCode" | "authorizationCode") => "authorizationCode",
        Some("password") => "password",
        Some("implicit") => "implicit",
        // Not said: what it has tells.
        _ => match (flow.contains_key("authorizationUrl"), flow.contains_key("tokenUrl")) {
            (true, true) => "authorizationCode",
            (true, false) => "implicit",
            (false, _) => "clientCredentials",
        },
    };
    upgraded.insert("flows".to_owned(), json!({ name: flow }));
    Value::Object(upgraded)
}

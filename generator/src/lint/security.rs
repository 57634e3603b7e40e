//! Every scheme that `security` names is declared (OpenAPI 3.1 §4.8.30).

use crate::diagnostic::{Change, Code, Diagnostic, nearest};
use crate::model::{Api, Requirement};
use serde_json::json;

pub fn check(api: &Api, report: &mut Vec<Diagnostic>) {
    let own = api.operations.iter().flat_map(|operation| operation.security.iter().flatten());
    for Requirement { at, schemes } in api.security.iter().chain(own) {
        for name in schemes.keys().filter(|name| !api.schemes.contains_key(*name)) {
            let near = nearest(name, api.schemes.keys().map(String::as_str));
            let advice = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare `{name}` under `components.securitySchemes`, or remove it here"),
            };
            let problem = Diagnostic::new(
                Code::UnknownSecurityScheme,
                &at.key(name),
                format!("the security scheme `{name}` is not declared"),
                advice,
            );
            let scopes = schemes.get(name);
            let renamed = near.map(|near| [Change::update(at, json!({ near: scopes })), Change::remove(&at.key(name))]);
            report.push(problem.mended_by(renamed.into_iter().flatten()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::lint::cases::{document, found};
    use serde_json::json;

    #[test]
    fn a_scheme_that_security_names_is_declared() {
        let paths = json!({"/a": {
            "get": {"security": [{"token": []}, {"tokn": [], "key": []}]}, "put": {"security": []}, "post": {"security": [{}]},
        }});
        let components = json!({"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}});
        let mut document = document(paths, components);
        document["security"] = json!([{"other": []}]);
        assert_eq!(
            found(check, &document),
            [
                ("unknown-security-scheme", "/security/0/other".to_owned()),
                ("unknown-security-scheme", "/paths/~1a/get/security/1/tokn".to_owned()),
                ("unknown-security-scheme", "/paths/~1a/get/security/1/key".to_owned()),
            ]
        );
    }
}

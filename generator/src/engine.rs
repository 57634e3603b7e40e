//! The only module that names progenitor: a lowered document → Rust types, as tokens.
//!
//! In: the document of [`crate::lower`], and the types that we write ourselves. Out: tokens, and the schemas that progenitor
//! could not take. Reports: nothing itself; the caller reports the degraded schemas. Never: panics. Progenitor and typify
//! meet some input with a panic: it is caught, narrowed to the schemas that cause it, and those become JSON values alone.

mod narrow;

use crate::diagnostic::Bug;
use openapiv3::{OpenAPI, ReferenceOr};
use proc_macro2::TokenStream;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The module in which progenitor puts its types.
pub const TYPES_MODULE: &str = "types";

/// What progenitor made of a lowered document.
#[derive(Debug)]
pub struct Generated {
    /// Progenitor's file.
    pub tokens: TokenStream,
    /// Names of schemas that became JSON values because progenitor could not take them, and why.
    pub degraded: Vec<(String, String)>,
}

/// Runs progenitor over a lowered document. `replaced` names the types that it must only refer to.
pub fn generate(document: &OpenAPI, replaced: &[String]) -> Result<Generated, Bug> {
    if let Ok(tokens) = run(document, replaced) {
        return Ok(Generated { tokens, degraded: Vec::new() });
    }
    let names: Vec<String> = schemas(document).map(|(name, _)| name.clone()).collect();
    let culprits = narrow::culprits(names, |degraded| run(&without(document, degraded), replaced).map(drop));
    let names: Vec<&String> = culprits.iter().map(|(name, _)| name).collect();
    let tokens = run(&without(document, &names), replaced).map_err(Bug)?;
    Ok(Generated { tokens, degraded: culprits })
}

fn schemas(document: &OpenAPI) -> impl Iterator<Item = (&String, &ReferenceOr<openapiv3::Schema>)> {
    document.components.iter().flat_map(|components| &components.schemas)
}

/// The document with some schemas made JSON values.
fn without(document: &OpenAPI, degraded: &[&String]) -> OpenAPI {
    let mut document = document.clone();
    if let Some(components) = &mut document.components {
        for name in degraded {
            components.schemas.insert((*name).clone(), crate::lower::form::any());
        }
    }
    document
}

fn run(document: &OpenAPI, replaced: &[String]) -> Result<TokenStream, String> {
    let mut settings = progenitor::GenerationSettings::default();
    settings.with_map_type("::std::collections::BTreeMap");
    for name in replaced {
        settings.with_replacement(name, format!("{TYPES_MODULE}::{name}"), std::iter::empty());
    }
    let outcome = silently(|| progenitor::Generator::new(&settings).generate_tokens(document));
    match outcome {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(error.to_string()),
        Err(panic) => Err(panic),
    }
}

/// Runs what may panic, and gives the panic's message. The hook that prints a panic is quiet meanwhile, on this thread.
fn silently<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    narrow::quiet_panics(|| catch_unwind(AssertUnwindSafe(work))).map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "progenitor stopped without a word".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::generate;
    use crate::lower::form;
    use indexmap::IndexMap;

    /// A string with a pattern that no engine accepts: typify gives up on it.
    fn poison() -> form::Form {
        serde_json::from_value(serde_json::json!({ "type": "string", "enum": ["a", "a"], "pattern": "(" }))
            .expect("a schema")
    }

    #[test]
    fn a_schema_that_progenitor_refuses_degrades_alone() {
        let mut schemas = IndexMap::new();
        for index in 0..40 {
            let form =
                if index % 17 == 5 { poison() } else { form::object([("a".to_owned(), form::boolean())].into()) };
            schemas.insert(format!("Schema{index}"), form);
        }
        let generated = generate(&form::document(schemas), &[]).expect("no bug");
        let degraded: Vec<_> = generated.degraded.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(degraded, ["Schema5", "Schema22", "Schema39"]);
        assert!(generated.tokens.to_string().contains("pub struct Schema4"));
    }
}

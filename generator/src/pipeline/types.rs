//! A lowered document → its types, and what they are of the document's.

use crate::diagnostic::{Bug, Diagnostic, Left, Unsupported};
use crate::engine;
use crate::lower::facts::Facts;
use crate::lower::{self, Lowered};
use crate::reflect::{self, Surface};

/// What a document's types are, and what was said of them on the way.
pub(super) struct Typed<'api> {
    pub(super) facts: Facts<'api>,
    pub(super) surface: Surface,
    pub(super) unsupported: Vec<Unsupported>,
    pub(super) remarks: Vec<Diagnostic>,
}

/// `engine` → `reflect`. What progenitor could not take is said of the schema or operation that it was made of.
pub(super) fn typed(lowered: Lowered<'_>) -> Result<Typed<'_>, Bug> {
    let Lowered { document, replaced, facts, mut unsupported, remarks } = lowered;
    let generated = engine::generate(&document, &replaced)?;
    for (name, reason) in generated.degraded {
        let probed = facts.operations.iter().find(|operation| operation.probe == name);
        let mut types = facts.types.iter();
        let own = types.find(|(known, facts)| **known == name || facts.kind.probe() == Some(&name));
        let (name, at) = match (own.map(|(_, facts)| facts), probed) {
            (Some(facts), _) => (name, facts.at.clone()),
            (None, Some(probed)) => {
                let label = lower::operation::label(probed.operation);
                (format!("the parameters and bodies of {label}"), probed.operation.at.clone())
            }
            (None, None) => return Err(Bug(format!("progenitor refused `{name}`, which no document has: {reason}"))),
        };
        unsupported.push(Unsupported {
            what: Left::Schema(name),
            reason: format!("progenitor cannot take it: {reason}"),
            at,
        });
    }
    let surface = reflect::reflect(generated.tokens)?;
    Ok(Typed { facts, surface, unsupported, remarks })
}

#[cfg(test)]
mod tests {
    use super::{Typed, typed};
    use crate::diagnostic::{Left, Unsupported};
    use crate::lint::{Valid, lint};
    use crate::lower::{form::Form, lower};
    use crate::model::{self, Api};
    use crate::plan::{BodyKind, FieldPlan, ModelKind, PlanInput, Planned, SdkPlan, plan};
    use crate::reflect::RustType;
    use serde_json::json;

    fn api() -> Valid<Api> {
        let sent = |name: &str| json!({"content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}});
        let (api, report) = model::build(&json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {
                "/pets": {
                    "post": {"operationId": "addPet", "tags": ["pets"], "requestBody": sent("Pet"), "responses": {"200": sent("Owner")}},
                    "get": {"operationId": "countPets", "tags": ["pets"], "responses": {"200": sent("Count")}},
                },
            },
            "components": {"schemas": {
                "Pet": {"type": "object", "properties": {"name": {"type": "string"}}},
                "Owner": {"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/Pet"}, "age": {"type": "integer"}}},
                "Count": {"type": "object", "properties": {"all": {"type": "integer"}}},
            }},
        }));
        assert_eq!(report, []);
        lint(api).0.expect("no errors")
    }

    /// The plan of a document of which progenitor fails at one form, and what is said of that.
    fn without(api: &Valid<Api>, poisoned: &str) -> (SdkPlan, Vec<Unsupported>) {
        let mut lowered = lower(api);
        let schemas = &mut lowered.document.components.as_mut().expect("schemas").schemas;
        // An enum with a member twice: typify panics.
        let poison: Form =
            serde_json::from_value(json!({"type": "string", "enum": ["a", "a"], "pattern": "("})).expect("a schema");
        *schemas.get_mut(poisoned).expect("it is there") = poison;
        let Typed { facts, surface, unsupported, remarks: _ } = typed(lowered).expect("no bug");
        let input = PlanInput {
            name: "t",
            source: "t.yaml",
            origin: &crate::load::Sources::default(),
            api,
            facts: &facts,
            surface: &surface,
        };
        let Planned { plan, diagnostics: _, about_settings: _ } = plan("t", &Default::default(), &[input]);
        (plan, unsupported)
    }

    fn fields<'plan>(plan: &'plan SdkPlan, model: &str) -> Option<&'plan [FieldPlan]> {
        let model = plan.apis[0].models.iter().find(|one| one.name == model)?;
        match &model.kind {
            ModelKind::Struct(fields) => Some(fields),
            other => panic!("a struct, not {other:?}"),
        }
    }

    fn said(unsupported: &[Unsupported]) -> Vec<(Left, String)> {
        unsupported.iter().map(|one| (one.what.clone(), one.at.to_string())).collect()
    }

    #[test]
    fn a_schema_at_which_progenitor_fails_is_a_json_value_wherever_it_is_used_and_all_else_stays() {
        let api = api();
        let (plan, unsupported) = without(&api, "Pet");
        assert_eq!(said(&unsupported), [(Left::Schema("Pet".to_owned()), "/components/schemas/Pet".to_owned())]);
        assert!(fields(&plan, "Pet").is_none());
        let owner = fields(&plan, "Owner").expect("it is there");
        let types: Vec<&RustType> = owner.iter().map(|field| &field.rust_type).collect();
        assert!(matches!(&types[0], RustType::Option(pet) if **pet == RustType::Json), "{types:?}");
        assert!(matches!(&types[1], RustType::Option(age) if matches!(**age, RustType::Integer(_))), "{types:?}");
        assert!(fields(&plan, "Count").is_some());
        let operations = &plan.apis[0].resources[0].operations;
        assert_eq!(operations.len(), 2);
        let bodies: Vec<_> = operations.iter().filter_map(|operation| operation.body.as_ref()).collect();
        assert!(matches!(&bodies[0].kind, BodyKind::Json(RustType::Json)), "{:?}", bodies[0].kind);
    }

    #[test]
    fn an_operation_at_whose_probe_progenitor_fails_is_there_with_json_values() {
        let api = api();
        let probe = lower(&api).facts.operations[0].probe.clone();
        let (plan, unsupported) = without(&api, &probe);
        let what = Left::Schema("the parameters and bodies of addPet".to_owned());
        assert_eq!(said(&unsupported), [(what, "/paths/~1pets/post".to_owned())]);
        assert_eq!(plan.apis[0].resources[0].operations.len(), 2);
        assert!(fields(&plan, "Count").is_some());
    }
}

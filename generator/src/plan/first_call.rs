//! Which operation a new user calls first: of each API one, of which one is the crate's. `first_call` in `sdk.toml` chooses; else
//! it is the simplest call that reads something.

use super::{ApiPlan, BodyKind, FirstCall, OperationPlan, ResourcePlan, SuccessPlan};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::discover::Said;

/// Gives each API the call that the settings say, and tells which API is the crate's first.
pub fn choose(said: &[Said], apis: &mut [ApiPlan], report: &mut Vec<Diagnostic>) -> usize {
    let mut chosen: Vec<usize> = Vec::new();
    for Said { text, place } in said {
        let mut wrong = |message: String, advice: String| {
            let (code, place) = (Code::BadSettings, place.clone());
            report.push(Diagnostic { code, message, advice, place, changes: Vec::new() });
        };
        // As a program writes it is fine too.
        let wanted = text.replace("()", "");
        let Some((index, call)) = all(apis).find_map(|(name, at)| (name == wanted).then_some(at)) else {
            let names: Vec<String> = all(apis).map(|(name, _)| name).collect();
            let advice = match nearest(&wanted, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write resource and method, as in `{}`", names.first().map_or("", String::as_str)),
            };
            wrong(format!("the crate has no operation `{text}`"), advice);
            continue;
        };
        if chosen.contains(&index) {
            let advice = "leave one of them out".to_owned();
            wrong(format!("`{text}` is a second first call of the same API"), advice);
        } else if let Some(api) = apis.get_mut(index) {
            api.first_call = Some(call);
            chosen.push(index);
        }
    }
    let simple = || apis.iter().position(|api| api.first_call.is_some());
    chosen.first().copied().or_else(simple).unwrap_or_default()
}

/// Every operation by what the settings call it.
fn all(apis: &[ApiPlan]) -> impl Iterator<Item = (String, (usize, FirstCall))> + '_ {
    apis.iter().enumerate().flat_map(|(index, api)| {
        let module = api.module.as_ref().map(|module| format!("{module}.")).unwrap_or_default();
        operations(&api.resources).map(move |(call, resource, operation)| {
            (format!("{module}{}.{}", resource.accessor, operation.function), (index, call))
        })
    })
}

fn operations(resources: &[ResourcePlan]) -> impl Iterator<Item = (FirstCall, &ResourcePlan, &OperationPlan)> {
    resources.iter().enumerate().flat_map(|(index, resource)| {
        let operations = resource.operations.iter().enumerate();
        operations.map(move |(operation, plan)| (FirstCall { resource: index, operation }, resource, plan))
    })
}

/// The call that asks least of a new user: it reads a value, has no arguments, and needs a credential to prove that it works. Of
/// equals what stands highest: `/pets` says more of an API than `/admin/reports/exports`.
pub fn simplest(resources: &[ResourcePlan]) -> Option<FirstCall> {
    let best = operations(resources).min_by_key(|(_, _, operation)| {
        let arguments = operation.parameters.iter().filter(|parameter| parameter.required).count()
            + usize::from(operation.body.as_ref().is_some_and(|body| body.required));
        let reads = operation.method == "GET";
        (
            operation.is_only_streamed(),
            operation.deprecated,
            !reads,
            arguments,
            !gives_a_value(operation),
            operation.security.is_empty(),
            operation.path.matches('/').count(),
        )
    });
    best.map(|(call, _, _)| call)
}

fn gives_a_value(operation: &OperationPlan) -> bool {
    matches!(operation.success, SuccessPlan::One { kind: Some(BodyKind::Json(_)), .. })
}

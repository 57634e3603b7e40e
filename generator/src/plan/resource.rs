//! Which operations go together, and what the groups and their operations are called.

use super::naming::{self, PROVIDER_METHODS, RESOURCE_MODULES, RESOURCE_TYPES};
use super::operation::{self, Named};
use super::{OperationPlan, PlanInput, ProviderPlan, ResourcePlan};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::facts::OperationFacts;
use crate::lower::name::{Names, operation_name, snake_name, type_name};
use crate::model::{Api, Operation};
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};

/// Plans the resources of a document, sorted by module.
pub fn resources(
    document: &PlanInput<'_>,
    api_module: Option<&str>,
    provider: &ProviderPlan,
    features: &mut Names,
    report: &mut Vec<Diagnostic>,
) -> Vec<ResourcePlan> {
    let mut groups: IndexMap<String, (String, Vec<&OperationFacts<'_>>)> = IndexMap::new();
    for facts in &document.facts.operations {
        let title = title(facts.operation);
        groups.entry(snake_name(&title)).or_insert_with(|| (title, Vec::new())).1.push(facts);
    }
    let mut modules = Names::without(RESOURCE_MODULES);
    let mut accessors = Names::without(PROVIDER_METHODS);
    let mut resources = Vec::new();
    for (name, (title, operations)) in groups {
        let module = naming::take_or_end_with(&mut modules, &name, "_api");
        let first = operations.first().map(|facts| &facts.operation.at);
        if let Some(at) = first.filter(|_| module != name) {
            report.push(Diagnostic::new(
                Code::Renamed,
                at,
                format!("the module `{name}` means something else in every crate; the resource is in `{module}`"),
                "nothing needs to be done; a name of your own goes into `x-sdk-resource`",
            ));
        }
        let accessor = naming::take_or_end_with(&mut accessors, &name, "_api");
        if let Some(at) = first.filter(|_| accessor != name) {
            report.push(Diagnostic::new(
                Code::Renamed,
                at,
                format!("the method `{name}` means something else in every client; the resource is at `{accessor}`"),
                "nothing needs to be done; a name of your own goes into `x-sdk-resource`",
            ));
        }
        resources.push(ResourcePlan {
            accessor,
            handle: handle(&title, provider),
            feature: feature(api_module, &module, features),
            description: description(document.api, &title),
            operations: self::operations(document, &title, &operations, provider, report),
            title,
            module,
        });
    }
    resources.sort_by(|one: &ResourcePlan, other| one.module.cmp(&other.module));
    resources
}

/// What a resource is called: what the document says for SDKs, else the first tag, else the path.
fn title(operation: &Operation) -> String {
    let named = ["x-sdk-resource", "x-speakeasy-group", "x-fern-sdk-group-name"].iter().find_map(|name| {
        let said = operation.extensions.get(*name)?;
        // A group inside another is a list of names; the innermost says most.
        said.as_str().or_else(|| said.as_array()?.last()?.as_str())
    });
    let tag = named.or_else(|| operation.tags.first().map(String::as_str));
    tag.map_or_else(|| naming::resource_from_path(&operation.path), str::to_owned)
}

fn description(api: &Api, title: &str) -> Option<String> {
    api.tags.iter().find(|tag| tag.name == title).and_then(|tag| tag.description.clone())
}

/// The handle's type: it stands in the resource's module, beside the types its code uses.
fn handle(title: &str, provider: &ProviderPlan) -> String {
    let name = type_name(title);
    if RESOURCE_TYPES.contains(&name.as_str()) || name == provider.type_name { format!("{name}Resource") } else { name }
}

/// The cargo feature: `client-search`. `default` means something else to cargo.
fn feature(api_module: Option<&str>, module: &str, features: &mut Names) -> String {
    let name = match api_module {
        Some(api) => format!("{api}-{module}"),
        None => module.to_owned(),
    };
    let name = name.replace('_', "-");
    naming::take_or_end_with(features, name.trim_matches('-'), "-resource")
}

fn operations(
    document: &PlanInput<'_>,
    title: &str,
    operations: &[&OperationFacts<'_>],
    provider: &ProviderPlan,
    report: &mut Vec<Diagnostic>,
) -> Vec<OperationPlan> {
    let named: Vec<[String; 3]> = operations.iter().map(|facts| names(facts.operation, title)).collect();
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for name in named.iter().flat_map(|names| names.iter().collect::<BTreeSet<_>>()) {
        *uses.entry(name).or_default() += 1;
    }
    // Where two would have the same name, both keep a longer one: neither depends on which came first.
    let alone =
        |names: &[String]| names.iter().find(|name| uses.get(name.as_str()) == Some(&1)).or(names.last()).cloned();
    let mut functions = Names::without(&["clone", "new", "into"]);
    let mut types = Names::without(RESOURCE_TYPES);
    types.take(&provider.type_name);
    types.take(&handle(title, provider));
    let mut plans = Vec::new();
    for (facts, names) in operations.iter().zip(&named) {
        let [_, longer @ ..] = names;
        let wanted = alone(names).unwrap_or_default();
        let function = functions.take(&wanted);
        if function != wanted {
            report.push(Diagnostic::new(
                Code::Renamed,
                &facts.operation.at,
                format!("the method `{wanted}` is taken in this resource; it is called `{function}`"),
                "give the operation another `operationId`, or a name with `x-sdk-method`",
            ));
        }
        let stem = naming::take_or_end_with(&mut types, &type_name(&alone(longer).unwrap_or_default()), "Request");
        let named = Named {
            error: types.take(&format!("{stem}Error")),
            success: types.take(&format!("{stem}Success")),
            function,
            request: stem,
        };
        plans.push(operation::operation(document, facts, named, provider, report));
    }
    // After all others: a method that the document names keeps its name.
    for other in plans.iter_mut().flat_map(|plan| &mut plan.other_bodies) {
        other.function = functions.take(&other.function);
    }
    plans.sort_by(|one, other| one.function.cmp(&other.function));
    plans
}

/// The name that a document gives an SDK's method, if it does.
fn given_name(operation: &Operation) -> Option<&str> {
    ["x-sdk-method", "x-speakeasy-name-override", "x-fern-sdk-method-name", "x-ms-client-name"]
        .iter()
        .find_map(|name| operation.extensions.get(*name).and_then(Value::as_str))
}

/// What an operation may be called, the shortest first: without what its resource says, without what its path says, and
/// whole.
fn names(operation: &Operation, title: &str) -> [String; 3] {
    if let Some(name) = given_name(operation) {
        return [(); 3].map(|()| snake_name(name));
    }
    let Operation { id, method, path, .. } = operation;
    let Some(id) = id else {
        let name = naming::name_from_path(method, path);
        return [naming::method_name(&name, title), name.clone(), name];
    };
    let name = snake_name(operation_name(id, method, path));
    [naming::method_name(&name, title), name, snake_name(id)]
}

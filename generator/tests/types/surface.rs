//! What a user may expect of every operation, whatever it is: the printed crate against its plan.

use generator::emit::{RuntimeSource, Surroundings, emit};
use generator::plan::{ApiPlan, Direction, ModelKind, OperationPlan, ResourcePlan, SdkPlan};

/// What is missing in the crate.
pub fn missing(plan: &SdkPlan) -> Vec<String> {
    let files = emit(plan, &Surroundings { runtime: RuntimeSource::Registry }, &[]).expect("no bug");
    let mut missing = Vec::new();
    for api in &plan.apis {
        for resource in &api.resources {
            let path = path(api, resource);
            let file = files.iter().find(|file| file.path == path).expect("a file for each resource");
            // Where lines break is the formatter's.
            let text = file.text.split_whitespace().collect::<String>().replace(",)", ")");
            let handle = format!("#[derive(Debug,Clone)]pubstruct{}{{core:specsmith_runtime::Core}}", resource.handle);
            let handle = text.replace(",}", "}").contains(&handle);
            missing.extend((!handle).then(|| format!("{}: a handle that is cheap to clone", resource.handle)));
            for operation in &resource.operations {
                let lacks = of_operation(plan, operation, &text);
                missing.extend(lacks.into_iter().map(|what| format!("{}: {what}", operation.id)));
            }
        }
        let path = api.module.as_ref().map_or("src/models.rs".to_owned(), |module| format!("src/{module}/models.rs"));
        let models = files.iter().find(|file| file.path == path).map(|file| file.text.as_str()).unwrap_or_default();
        for direction in [Direction::ReadOnly, Direction::WriteOnly] {
            let fields = api.models.iter().flat_map(|model| match &model.kind {
                ModelKind::Struct(fields) => fields.as_slice(),
                _ => &[],
            });
            let wanted = fields.filter(|field| field.direction == direction).count();
            let said = direction.said().unwrap_or_default();
            let found = models.lines().filter(|line| line.trim() == format!("/// {said}")).count();
            missing
                .extend((wanted != found).then(|| format!("{wanted} fields of which it says `{said}`, not {found}")));
        }
    }
    missing
}

fn path(api: &ApiPlan, resource: &ResourcePlan) -> String {
    match &api.module {
        Some(module) => format!("src/{module}/{}.rs", resource.module),
        None => format!("src/{}.rs", resource.module),
    }
}

fn of_operation(plan: &SdkPlan, operation: &OperationPlan, text: &str) -> Vec<String> {
    let request = &operation.request;
    let others = operation.other_bodies.iter().filter(|other| other.body.required).map(|other| &other.function);
    let client = format!("{}:&{}", plan.provider.variable, plan.provider.type_name);
    let mut missing = Vec::new();
    for function in std::iter::once(&operation.function).chain(others) {
        let arguments = |first: &str| {
            let (_, rest) = text.split_once(&format!("pubfn{function}({first}"))?;
            Some(rest.split_once(&format!("->{request}{{"))?.0)
        };
        let method = arguments("&self");
        if method.is_none() || method != arguments(&client) {
            missing.push(format!("`{function}` as a method and as a function that take the same"));
        }
    }
    let shared = format!("pubstruct{request}{{call:specsmith_runtime::Call");
    let begin = format!("impl{request}{{");
    let methods = text.split_once(&begin).and_then(|(_, rest)| rest.split_once("request_options!")).map(|(own, _)| own);
    let methods = methods.unwrap_or_default();
    let pairs = [
        (!operation.is_only_streamed(), "pubfnsend(self)", "send_blocking!"),
        (operation.stream.is_some(), "pubasyncfnstream(self)", "stream_blocking!"),
        (operation.paging.is_some(), "pubfnpages(self)", "pages_blocking!"),
        (operation.paging.is_some(), "pubfnitems(self)", "pages_blocking!"),
        (methods.contains("pubasyncfndownload_to("), "pubasyncfndownload_to_file(", "download_blocking!"),
    ];
    let waits = pairs.iter().filter(|(wanted, ..)| *wanted);
    let twins = waits.flat_map(|(_, waits, blocks)| [*waits, *blocks]).filter(|what| !methods.contains(what));
    missing.extend(twins.map(str::to_owned));
    missing.extend((!text.contains(&shared)).then(|| "a request that holds a call".to_owned()));
    missing
}

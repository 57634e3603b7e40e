//! A loopback server that answers every operation of a provider's documents with its documented success.

use generator::discover::{DocumentSource, Job};
use generator::mock::Schemas;
use generator::model::{self, Api, Media, Operation, Status};
use generator::{load, upgrade};
use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// The documents of a provider.
pub fn apis(job: &Job) -> Vec<Api> {
    trees(job).iter().map(|tree| model::build(tree).0).collect()
}

/// The documents of a provider, in the form of 3.1.
fn trees(job: &Job) -> Vec<Value> {
    let read = |document: &DocumentSource| {
        let loaded = load::load(document, &job.folder).unwrap();
        upgrade::upgrade(loaded.root).unwrap().root
    };
    job.documents.iter().map(read).collect()
}

/// One operation as a server sees it.
struct Route {
    method: String,
    segments: Vec<String>,
    /// Whether a call goes without credentials.
    is_open: bool,
    /// By media type, in document order.
    answers: Vec<(String, ResponseTemplate)>,
}

/// Starts a server for a provider's documents. It refuses what no document has, and a credential where none belongs.
pub async fn start(job: &Job) -> MockServer {
    let mut routes: Vec<Route> = Vec::new();
    for tree in trees(job) {
        let (api, schemas) = (model::build(&tree).0, Schemas::new(&tree).unwrap());
        routes.extend(api.operations.iter().map(|operation| route(operation, &api, &schemas)));
    }
    // A path that is written out counts before one with a parameter (OpenAPI 3.1 §4.8.8.2).
    routes.sort_by_key(|route| route.segments.iter().filter(|segment| segment.contains('{')).count());
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(move |request: &Request| respond(&routes, request)).mount(&server).await;
    server
}

fn respond(routes: &[Route], request: &Request) -> ResponseTemplate {
    let asked: Vec<&str> = request.url.path().split('/').collect();
    let found = routes.iter().find(|route| route.method == request.method.as_str() && fits(&route.segments, &asked));
    match found {
        None => ResponseTemplate::new(501).set_body_string("no document has this"),
        Some(route) if route.is_open && request.headers.contains_key("authorization") => {
            ResponseTemplate::new(501).set_body_string("this call goes without credentials")
        }
        Some(route) => chosen(route, request),
    }
}

/// The form that is asked for, or else the first.
fn chosen(route: &Route, request: &Request) -> ResponseTemplate {
    let accept = request.headers.get("accept").map(|accept| accept.to_str().unwrap()).unwrap_or_default();
    let mut asked = accept.split(',').map(str::trim);
    let found = asked.find_map(|asked| route.answers.iter().find(|(media_type, _)| media_type == asked));
    found.or(route.answers.first()).map_or(ResponseTemplate::new(204), |(_, answer)| answer.clone())
}

fn fits(segments: &[String], asked: &[&str]) -> bool {
    let same =
        |(segment, asked): (&String, &&str)| if segment.contains('{') { !asked.is_empty() } else { segment == asked };
    segments.len() == asked.len() && segments.iter().zip(asked).all(same)
}

fn route(operation: &Operation, api: &Api, schemas: &Schemas) -> Route {
    let security = operation.security.as_ref().unwrap_or(&api.security);
    Route {
        method: operation.method.clone(),
        segments: operation.path.split('/').map(str::to_owned).collect(),
        is_open: security.is_empty(),
        answers: answers(operation, schemas),
    }
}

/// The documented success, in each of its forms: a status of its own before a redirect, and both before `default`.
fn answers(operation: &Operation, schemas: &Schemas) -> Vec<(String, ResponseTemplate)> {
    let successes = operation.answers.iter().filter_map(|answer| match answer.status {
        Status::Code(status @ 200..=399) => Some((status, answer)),
        Status::Range(2) => Some((200, answer)),
        Status::Default => Some((u16::MAX, answer)),
        Status::Code(_) | Status::Range(_) => None,
    });
    let Some((status, answer)) = successes.min_by_key(|(status, _)| *status) else {
        return Vec::new();
    };
    let status = if answer.status == Status::Default { 200 } else { status };
    if answer.content.is_empty() {
        return vec![(String::new(), ResponseTemplate::new(status))];
    }
    let form = |media: &Media| {
        let example = media.example.clone();
        let body = example.or_else(|| sample(media, schemas)).unwrap_or_default();
        let is_json = media.media_type.contains("json");
        let bytes = if is_json { body.to_string() } else { body.as_str().unwrap_or("text").to_owned() };
        (media.media_type.clone(), ResponseTemplate::new(status).set_body_raw(bytes, &media.media_type))
    };
    answer.content.iter().map(form).collect()
}

/// A value with all members, if there is one.
fn sample(media: &Media, schemas: &Schemas) -> Option<Value> {
    let samples = schemas.samples(&media.schema.as_ref()?.at.to_string());
    let full = samples.iter().find(|sample| sample.what == "everything").or(samples.first());
    full.map(|sample| sample.value.clone())
}

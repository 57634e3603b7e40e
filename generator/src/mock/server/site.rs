//! Documents side by side: which operation a request is for, and what it is answered.

use super::accept;
use super::answer::{self, Asked};
use super::fault::Fault;
use super::pages;
use super::prefer::{Wish, without_wishes};
use super::prefix::Prefix;
use super::problem;
use super::reply::{Content, Exchange, Reply};
use crate::mock::{Complaint, Operation, Part, Request, Schemas, Service};
use crate::model::{self, Api, Location, Parameter, Status};
use crate::plan::{ApiPlan, OperationPlan};
use crate::pointer::{Moves, Pointer};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// Where redirects lead: a file, for everybody.
pub const FILE: &str = "/.mock/file";

/// A document, and what became of it.
#[derive(Debug, Clone)]
pub struct Description {
    /// As its author wrote it.
    pub root: Value,
    /// Where what `api` names stood there.
    pub moves: Moves,
    /// What it says.
    pub api: Api,
    /// What the SDK made of it: its lists that come in pages, its streams.
    pub plan: ApiPlan,
}

/// Documents side by side.
#[derive(Debug)]
pub struct Site {
    documents: Vec<Document>,
}

/// A document as it is answered from.
#[derive(Debug)]
pub(super) struct Document {
    service: Service,
    moves: Moves,
    api: Api,
    /// Index into the operations of `api`, and the plan, by method and path.
    operations: HashMap<(String, String), (usize, Option<OperationPlan>)>,
    /// The longest first; the last is none.
    prefixes: Vec<Prefix>,
}

/// The operation that a request is for.
struct Found<'site> {
    document: &'site Document,
    operation: &'site Operation,
    /// The request with the path below the server's.
    inner: Request,
    complaints: Vec<Complaint>,
}

impl Found<'_> {
    /// Whether only one of the request's path and the operation's starts with a slash.
    fn differs_by_a_slash(&self) -> bool {
        self.operation.path.starts_with('/') != self.inner.path.starts_with('/')
    }
}

impl Site {
    /// Documents side by side, as they are written or in the form of 3.1.
    ///
    /// # Errors
    ///
    /// Why the schemas of one are no JSON Schema.
    pub fn new(descriptions: Vec<Description>) -> Result<Self, String> {
        let documents: Result<Vec<Document>, String> = descriptions.into_iter().map(Document::new).collect();
        Ok(Self { documents: documents? })
    }

    /// How many operations are answered.
    pub fn len(&self) -> usize {
        self.documents.iter().map(|document| document.service.operations().len()).sum()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a request is answered.
    pub fn answer(&self, request: &Request) -> Exchange {
        let wish = Wish::of(request);
        let (page, bare) = pages::taken(&without_wishes(request));
        let mut exchange = Exchange {
            method: request.method.clone(),
            path: request.path.clone(),
            operation: None,
            complaints: Vec::new(),
            remarks: wish.unknown.clone(),
            reply: Reply::empty(204),
            fault: wish.fault,
        };
        let is_preflight = request.method == "OPTIONS" && request.header("access-control-request-method").is_some();
        if request.path == FILE {
            let file = Content::Whole(b"the bytes of a file\n".to_vec());
            exchange.operation = Some(format!("{} {FILE}", request.method));
            exchange.reply = Reply::empty(200).body("application/octet-stream", file);
            return exchange;
        }
        exchange.reply = match self.find(&bare) {
            None if is_preflight => preflight(request),
            None => self.missing(&bare),
            Some(Found { document, operation, inner, complaints }) => {
                exchange.operation = Some(format!("{} {}", operation.method, operation.path));
                exchange.complaints = complaints;
                let origin = format!("http://{}", request.header("host").unwrap_or("localhost"));
                let asked = Asked { request: &inner, path: &request.path, origin: &origin, wish: &wish, page };
                document.reply(operation, &asked, &mut exchange)
            }
        };
        exchange
    }

    /// The same for a request that meets a fault on the way: what the fault makes of the answer itself.
    pub fn answer_with(&self, request: &Request, by_rule: Option<Fault>) -> Exchange {
        let mut exchange = self.answer(request);
        exchange.fault = exchange.fault.or(by_rule);
        let Some(status) = exchange.fault.and_then(Fault::status) else { return exchange };
        let mut again = request.clone();
        again.headers.push(("prefer".to_owned(), format!("code={status}")));
        let mut reply = self.answer(&again).reply;
        if reply.status != status || reply.why.is_some() {
            reply = problem::problem(status, "this goes wrong on purpose");
        }
        reply.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("retry-after"));
        exchange.reply = reply.header("retry-after", "1");
        exchange
    }

    /// The operation that a request is for: of several that fit its path, the one that writes out most of it, and of those the
    /// one that has least to complain of.
    fn find(&self, request: &Request) -> Option<Found<'_>> {
        let mut found: Vec<(Reverse<usize>, Found<'_>)> = Vec::new();
        for (document, prefix, path) in self.places(&request.path) {
            let fitting = document.service.at_path(path).filter(|operation| operation.method == request.method);
            for operation in fitting {
                let inner = Request { path: path.to_owned(), ..request.clone() };
                let complaints = document.service.complaints(operation, &inner);
                let is_complete = Reverse(prefix.len());
                found.push((is_complete, Found { document, operation, inner, complaints }));
            }
        }
        let rank = |(prefix, found): &(Reverse<usize>, Found<'_>)| {
            (found.operation.unwritten(), found.complaints.len(), *prefix, found.differs_by_a_slash())
        };
        found.into_iter().min_by_key(rank).map(|(_, found)| found)
    }

    /// The documents that a path may be for, with what of it stands behind a server's own.
    fn places<'site, 'path>(
        &'site self,
        path: &'path str,
    ) -> impl Iterator<Item = (&'site Document, &'site Prefix, &'path str)> {
        self.documents.iter().flat_map(move |document| {
            document.prefixes.iter().filter_map(move |prefix| Some((document, prefix, prefix.rest(path)?)))
        })
    }

    /// What is answered where no operation is.
    fn missing(&self, request: &Request) -> Reply {
        let at_path = self.places(&request.path).flat_map(|(document, _, path)| document.service.at_path(path));
        let methods: BTreeSet<&str> = at_path.map(|operation| operation.method.as_str()).collect();
        if !methods.is_empty() {
            let allow: Vec<&str> = methods.into_iter().collect();
            let detail = format!("`{}` has no operation for {}", request.path, request.method);
            let allowed = allow.join(", ");
            return problem::problem_with(405, &detail, "allow", json!(allow))
                .because(format!("the path has {allowed}"))
                .header("allow", allowed);
        }
        let mut near: Vec<(f64, String)> = Vec::new();
        for operation in self.documents.iter().flat_map(|document| document.service.operations()) {
            if are_short(&request.path, &operation.path) {
                let nearness = strsim::jaro_winkler(&request.path, &operation.path);
                near.push((nearness, format!("{} {}", operation.method, operation.path)));
            }
        }
        near.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
        near.truncate(MOST_NEAR);
        let near: Vec<String> = near.into_iter().map(|(_, route)| route).collect();
        let nearest = near.first().map(|route| format!("; the nearest is {route}")).unwrap_or_default();
        problem::problem_with(404, &format!("no operation has the path `{}`", request.path), "near", json!(near))
            .because(format!("no operation has this path{nearest}"))
    }
}

/// How many routes are named to somebody who asks for another.
const MOST_NEAR: usize = 5;

/// Whether two paths are short enough to be compared: that costs the product of their lengths.
fn are_short(asked: &str, documented: &str) -> bool {
    const LONGEST: usize = 300;
    asked.len() <= LONGEST && documented.len() <= LONGEST
}

/// What a browser asks before it sends anything (the Fetch standard §3.3): everything is allowed.
fn preflight(request: &Request) -> Reply {
    let asked = |name: &str| request.header(name).unwrap_or("*").to_owned();
    Reply::empty(204)
        .header("access-control-allow-methods", asked("access-control-request-method"))
        .header("access-control-allow-headers", asked("access-control-request-headers"))
        .header("access-control-max-age", "600")
}

impl Document {
    fn new(description: Description) -> Result<Self, String> {
        let Description { root, moves, api, plan } = description;
        let service = Service::new(&root)?;
        let mut plans: HashMap<(String, String), OperationPlan> = HashMap::new();
        for operation in plan.resources.into_iter().flat_map(|resource| resource.operations) {
            plans.insert((operation.method.clone(), operation.path.clone()), operation);
        }
        let indexed = api.operations.iter().enumerate().map(|(index, operation)| {
            let key = (operation.method.clone(), operation.path.clone());
            let plan = plans.remove(&key);
            (key, (index, plan))
        });
        let operations = indexed.collect();
        let own = api.operations.iter().flat_map(|operation| &operation.servers);
        let mut prefixes: Vec<Prefix> = api.servers.iter().chain(own).map(Prefix::of).collect();
        prefixes.push(Prefix::default());
        prefixes.sort();
        prefixes.dedup();
        prefixes.sort_by_key(|prefix| Reverse(prefix.len()));
        Ok(Self { service, moves, api, operations, prefixes })
    }

    pub(super) fn api(&self) -> &Api {
        &self.api
    }

    pub(super) fn schemas(&self) -> &Schemas {
        self.service.schemas()
    }

    /// Where a node of the model stands in the document as it is answered from.
    pub(super) fn place(&self, at: &Pointer) -> String {
        self.moves.origin(at).to_string()
    }

    fn reply(&self, operation: &Operation, asked: &Asked<'_>, exchange: &mut Exchange) -> Reply {
        let key = (operation.method.clone(), operation.path.clone());
        let known = self.operations.get(&key);
        let Some((operation, plan)) =
            known.and_then(|(index, plan)| Some((self.api.operations.get(*index)?, plan.as_ref())))
        else {
            return problem::problem(501, "the operation is there, and what the document says of it cannot be read");
        };
        if let Some(reply) = self.refused(operation, asked, &exchange.complaints) {
            return reply;
        }
        let security = operation.security.as_ref().unwrap_or(&self.api.security);
        let is_parameter =
            |one: &Parameter| one.location == Location::Header && one.name.eq_ignore_ascii_case("authorization");
        let carries = asked.request.header("authorization").is_some() && !operation.parameters.iter().any(is_parameter);
        if security.is_empty() && carries {
            exchange.remarks.push("it carries credentials, and the operation takes none".to_owned());
        }
        let reply = answer::answer(self, operation, plan, asked);
        exchange.remarks.extend(answer::example_missing(self, operation, reply.status, asked));
        reply
    }

    /// The answer to a request of which something is wrong.
    fn refused(&self, operation: &model::Operation, asked: &Asked<'_>, found: &[Complaint]) -> Option<Reply> {
        let has = |part: Part| found.iter().any(|complaint| complaint.part == part);
        let documented = |status: u16| operation.answers.iter().find(|answer| answer.status == Status::Code(status));
        if has(Part::Credentials) {
            let reply = match documented(401).filter(|answer| !answer.content.is_empty()) {
                Some(answer) => answer::of(self, 401, answer, asked),
                None => problem::complaints(401, found),
            };
            let is_said = reply.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"));
            return Some(if is_said { reply } else { reply.header("www-authenticate", self.challenge(found)) });
        }
        let status = if has(Part::MediaType) {
            415
        } else if documented(400).is_none() && documented(422).is_some() {
            422
        } else {
            400
        };
        (!found.is_empty()).then(|| problem::complaints(status, found))
    }

    /// How to ask for credentials (RFC 9110 §11.6.1), with what is wrong (RFC 6750 §3): the documented answer, which is the
    /// body, may say anything.
    fn challenge(&self, found: &[Complaint]) -> String {
        let schemes = self.api.schemes.values().filter_map(|scheme| match &scheme.kind {
            model::SchemeKind::Http { scheme } => Some(scheme.as_str()),
            _ => None,
        });
        let scheme = schemes.into_iter().next().unwrap_or("bearer");
        let scheme = if scheme == "basic" { "Basic" } else { "Bearer" };
        let what = found.iter().find(|complaint| complaint.part == Part::Credentials);
        let what = what.map(|complaint| complaint.what.replace('…', "...")).unwrap_or_default();
        // What RFC 6750 §3 lets stand there.
        let what: String = what.chars().filter(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\')).collect();
        format!("{scheme} realm=\"mock\", error_description=\"{what}\"")
    }
}

/// How much a request wants a media type.
pub(super) fn wanted(request: &Request, media_type: &str) -> u32 {
    accept::wanted(request.header("accept"), media_type)
}

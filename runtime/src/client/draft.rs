//! Steps 1 to 3 of a call: from facts, parameters and options to a request without credentials.

use std::sync::Arc;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use url::Url;

use super::base::{Base, base};
use super::call::{Call, Options};
use crate::body::{Body, BodyError};
use crate::config::{BaseUrl, header_name, header_pair};
use crate::encode::{append_pair, cookie_pairs, fill_query, header_constant, header_text, header_value, path, query};
use crate::error::RequestProblem;
use crate::facts::{self, Location, Parameter};
use crate::transport::Request;

/// The header that names a call so that the server does it once (draft-ietf-httpapi-idempotency-key-header).
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request without credentials, and what follows from the facts and options about sending it.
pub(super) struct Draft {
    /// In a box, because it is copied into the future of its call.
    pub(super) request: Box<Request>,
    /// Whether credentials, and the headers set on the client, may go to the request's origin.
    pub(super) trusted: bool,
    /// Whether the caller's idempotency key, or a made one, is in the request.
    pub(super) keyed: bool,
}

/// Puts the request together.
pub(super) fn draft(call: &mut Call) -> Result<Draft, RequestProblem> {
    if let Some(problem) = call.problem.take() {
        return Err(*problem);
    }
    call.set_own_members()?;
    asks_for_no_stream(call)?;
    let settings = call.core.settings();
    let Base { url: base, trusted } = base(call)?;

    // 1. Facts.
    let url = url(call, &base)?;
    let mut headers = if trusted { settings.headers.clone() } else { HeaderMap::new() };
    headers.entry(USER_AGENT).or_insert_with(|| settings.user_agent.clone());
    let accept = call.options.accept.unwrap_or(call.operation.accept);
    if !accept.is_empty() {
        let accept = header_constant(accept).map_err(|reason| invalid(ACCEPT.as_str(), reason))?;
        headers.entry(ACCEPT).or_insert(accept);
    }
    parameter_headers(call, &mut headers)?;
    let body = match &call.body {
        Some(sent) => {
            headers.insert(CONTENT_TYPE, valid(CONTENT_TYPE.as_str(), &sent.content_type)?);
            sent.body.clone()
        }
        None => Body::empty(),
    };

    // A server may refuse a POST without a length (411): "nothing" is said as such (RFC 9110 §8.6).
    if body.is_empty()
        && matches!(call.operation.method, facts::Method::Post | facts::Method::Put | facts::Method::Patch)
    {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }

    // 2. Per-call options: they have the last word.
    option_headers(&call.options, &mut headers)?;

    // 3. Idempotency key: the caller's; or, where the document has a header for it, a fresh one for all attempts.
    let keyed = idempotency_key(call, &mut headers)?;

    let method = Method::from_bytes(call.operation.method.as_str().as_bytes())
        .map_err(|_| malformed("its method is not an HTTP method"))?;
    let request = Box::new(Request { operation: call.operation.id, method, url, headers, body });
    Ok(Draft { request, trusted, keyed })
}

/// Where a whole answer is to be read, the body asks for one.
fn asks_for_no_stream(call: &Call) -> Result<(), RequestProblem> {
    let member = call.operation.streams.filter(|stream| call.options.accept != Some(stream.accept));
    match member.and_then(|stream| stream.flag).filter(|flag| call.in_body(flag) == Some(true)) {
        Some(member) => Err(RequestProblem::AsksForStream { member }),
        None => Ok(()),
    }
}

fn url(call: &Call, base: &BaseUrl) -> Result<Url, RequestProblem> {
    if let Some(url) = &call.options.url {
        // A page token may have been kept by anybody.
        let reason = || "is not the origin of the page that comes next".to_owned();
        return base.same_origin(url).then(|| url.clone()).ok_or_else(|| RequestProblem::BaseUrl { reason: reason() });
    }
    // A path of a document may hold a query, and a fragment that tells two operations of one path apart.
    let template = call.operation.path.split('#').next().unwrap_or_default();
    let (template, literal_query) = template.split_once('?').unwrap_or((template, ""));
    let parts: Vec<_> = parameters(call, Location::Path).collect();
    let path = path(template, &parts)?;
    let mut query_text = fill_query(literal_query, &parts)?;
    for (parameter, value) in parameters(call, Location::Query) {
        query(&mut query_text, parameter, value);
    }
    for (name, value) in &call.options.query {
        append_pair(&mut query_text, name, value);
    }
    // The host was read when the client was made: only the path is new.
    let mut url = base.url().clone();
    match base.path() {
        "" => url.set_path(&path),
        prefix => url.set_path(&[prefix, &path].concat()),
    }
    if !query_text.is_empty() {
        url.set_query(Some(&query_text));
    }
    Ok(url)
}

/// The parameters of one location that are set, in the order of the facts.
fn parameters(call: &Call, location: Location) -> impl Iterator<Item = (&'static Parameter, &Value)> {
    call.operation
        .parameters
        .iter()
        .enumerate()
        .filter(move |(_, parameter)| parameter.location == location)
        .filter_map(|(index, parameter)| {
            let (_, value) = call.values.iter().find(|(set, _)| *set == index)?;
            Some((parameter, value))
        })
}

fn parameter_headers(call: &Call, headers: &mut HeaderMap) -> Result<(), RequestProblem> {
    for (parameter, value) in parameters(call, Location::Header) {
        if let Some(text) = header_text(parameter, value) {
            let name = header_name(parameter.name).map_err(|reason| invalid(parameter.name, reason))?;
            let mut value = valid(parameter.name, &text)?;
            value.set_sensitive(is_credential(&name));
            headers.insert(name, value);
        }
    }
    let mut set = parameters(call, Location::Cookie).peekable();
    if set.peek().is_none() {
        return Ok(());
    }
    // Beside the client's own cookies, not in their place.
    let own = headers.get(COOKIE).and_then(|value| value.to_str().ok());
    let mut cookies = own.map(str::to_owned).unwrap_or_default();
    for (parameter, value) in set {
        cookie_pairs(&mut cookies, parameter, value);
    }
    if !cookies.is_empty() {
        let mut value = valid(COOKIE.as_str(), &cookies)?;
        value.set_sensitive(true);
        headers.insert(COOKIE, value);
    }
    Ok(())
}

/// Header parameters of a document that are credentials by their name.
fn is_credential(name: &HeaderName) -> bool {
    [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE, IDEMPOTENCY_KEY].contains(name)
}

fn option_headers(options: &Options, headers: &mut HeaderMap) -> Result<(), RequestProblem> {
    for (name, value) in &options.headers {
        let (key, value) = header_pair(name, value.expose()).map_err(|reason| invalid(name, reason))?;
        headers.insert(key, value);
    }
    Ok(())
}

fn idempotency_key(call: &Call, headers: &mut HeaderMap) -> Result<bool, RequestProblem> {
    let idempotency_key = &call.options.idempotency_key;
    let idempotency_header = call.operation.idempotency_header;
    let name = match idempotency_header {
        Some(name) => header_name(name).map_err(|reason| invalid(name, reason))?,
        None => IDEMPOTENCY_KEY,
    };
    let made = match (idempotency_key, idempotency_header) {
        (Some(key), _) => Some(valid(name.as_str(), key)?),
        // Set by hand as a header or a parameter: that is a key too.
        (None, _) if headers.contains_key(&name) => None,
        (None, Some(_)) => Some(valid(name.as_str(), &uuid::Uuid::new_v4().to_string())?),
        (None, None) => return Ok(false),
    };
    if let Some(mut key) = made {
        key.set_sensitive(true);
        headers.insert(&name, key);
    }
    // By one that is empty the server would know no call again. White space around a value is not part of it (RFC 9110 §5.5).
    if headers.get(&name).is_some_and(|key| key.as_bytes().trim_ascii().is_empty()) {
        return Err(invalid(name.as_str(), "has an empty idempotency key"));
    }
    Ok(true)
}

fn valid(name: &str, text: &str) -> Result<HeaderValue, RequestProblem> {
    header_value(text).map_err(|reason| invalid(name, reason))
}

fn invalid(name: &str, reason: &'static str) -> RequestProblem {
    RequestProblem::InvalidHeader { name: name.to_owned(), reason }
}

pub(super) fn malformed(reason: &'static str) -> RequestProblem {
    RequestProblem::Malformed { reason }
}

/// What the transport says it cannot send.
pub(super) fn refused(source: Box<dyn std::error::Error + Send + Sync>) -> RequestProblem {
    match source.downcast::<BodyError>() {
        Ok(error) => RequestProblem::Stream(Arc::new(*error)),
        Err(source) => RequestProblem::Refused(Arc::from(source)),
    }
}

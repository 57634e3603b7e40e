//! The browser's `fetch` behind the transport's trait (WHATWG Fetch standard).

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array, global, try_iter};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestInit, RequestRedirect, Response,
    ResponseType,
};

use super::{BoxFuture, Incoming, IncomingBody, Request, SendError, Transport};
use crate::error::Sent;

/// Sends by the `fetch` of a browser, of a page as well as of a worker.
///
/// The browser decides what a server of another origin may be sent and what is shown of its answer (CORS), and names itself
/// in `User-Agent`, and says by itself how long a body is. Another header that it does not let programs send, `Cookie` for one, is
/// an error, and nothing is sent. A redirect is not followed: nobody says where it leads.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Fetch;

impl Transport for Fetch {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        Box::pin(SendWrapper::new(send(request)))
    }
}

async fn send(request: Request) -> Result<Incoming, SendError> {
    // Bodies cannot be streamed by every browser: they are gathered first.
    let body = request.body.collect().await?;
    let abort = Abort(AbortController::new().map_err(|error| refused(&error))?);
    let outgoing = outgoing(&request, &body, &abort)?;
    let answer = fetch(&outgoing).await.map_err(|error| SendError {
        sent: Sent::Maybe,
        refused: false,
        source: Box::new(FetchError::new(&error)),
    })?;
    if answer.type_() == ResponseType::Opaqueredirect {
        // Which redirect it is stays hidden too.
        let body = Box::new(SendWrapper::new(Pieces { reader: None, _abort: abort }));
        return Ok(Incoming { status: StatusCode::FOUND, headers: HeaderMap::new(), body });
    }
    let status = StatusCode::from_u16(answer.status()).map_err(|error| SendError {
        sent: Sent::Yes,
        refused: false,
        source: Box::new(error),
    })?;
    let headers = headers(&answer.headers());
    let reader = match answer.body() {
        Some(stream) => Some(ReadableStreamDefaultReader::new(&stream).map_err(|error| broken(&error))?),
        None => None,
    };
    Ok(Incoming { status, headers, body: Box::new(SendWrapper::new(Pieces { reader, _abort: abort })) })
}

/// The request as the browser takes it.
fn outgoing(request: &Request, body: &Bytes, abort: &Abort) -> Result<web_sys::Request, SendError> {
    // The browser names itself, and an own name would have every server of another origin asked first. The length it counts
    // itself, and says of a POST or PUT without a body that there is none.
    let is_callers = |name: &HeaderName| ![USER_AGENT, CONTENT_LENGTH].contains(name);
    let headers = Headers::new().map_err(|error| refused(&error))?;
    for (name, value) in request.headers.iter().filter(|(name, _)| is_callers(name)) {
        let value = value.to_str().map_err(|_| refused(&format!("the header {name} is not ASCII").into()))?;
        headers.append(name.as_str(), value).map_err(|error| refused(&error))?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&abort.0.signal()));
    if !body.is_empty() {
        init.set_body(&Uint8Array::from(&**body));
    }
    let outgoing =
        web_sys::Request::new_with_str_and_init(request.url.as_str(), &init).map_err(|error| refused(&error))?;
    // Browsers leave out what programs may not say, and do not tell.
    for name in request.headers.keys().filter(|name| is_callers(name)) {
        if !outgoing.headers().has(name.as_str()).unwrap_or(false) {
            return Err(refused(&format!("no browser lets a program send the header {name}").into()));
        }
    }
    Ok(outgoing)
}

/// `fetch` of the page or the worker.
async fn fetch(request: &web_sys::Request) -> Result<Response, JsValue> {
    let scope = global();
    let fetch: Function = Reflect::get(&scope, &"fetch".into())?.dyn_into()?;
    let answer: Promise = fetch.call1(&scope, request)?.dyn_into()?;
    JsFuture::from(answer).await?.dyn_into()
}

/// What the browser shows of them.
fn headers(shown: &Headers) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for pair in try_iter(shown).ok().flatten().into_iter().flatten().flatten() {
        let pair = Array::from(&pair);
        let (name, value) = (pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default());
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.append(name, value);
        }
    }
    headers
}

/// Ends what is still under way when it is dropped.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Pieces {
    reader: Option<ReadableStreamDefaultReader>,
    _abort: Abort,
}

impl Pieces {
    async fn next(&mut self) -> Result<Option<Bytes>, SendError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        let read = JsFuture::from(reader.read()).await.map_err(|error| broken(&error))?;
        let field = |name: &str| Reflect::get(&read, &name.into()).map_err(|error| broken(&error));
        if field("done")?.is_truthy() {
            self.reader = None;
            return Ok(None);
        }
        let piece: Uint8Array = field("value")?.dyn_into().map_err(|error| broken(&error))?;
        Ok(Some(piece.to_vec().into()))
    }
}

impl IncomingBody for SendWrapper<Pieces> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(SendWrapper::new(Pieces::next(self)))
    }
}

/// What the browser says of a request that came to nothing.
#[derive(Debug)]
struct FetchError(String);

impl FetchError {
    fn new(error: &JsValue) -> Self {
        let text = |value: JsValue| value.as_string().filter(|text| !text.is_empty());
        let message = Reflect::get(error, &"message".into()).ok().and_then(text);
        Self(message.or_else(|| text(error.clone())).unwrap_or_else(|| "the browser does not say why".to_owned()))
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FetchError {}

/// An impossible request: nothing was sent.
fn refused(error: &JsValue) -> SendError {
    SendError { sent: Sent::No, refused: true, source: Box::new(FetchError::new(error)) }
}

/// In the middle of an answer.
fn broken(error: &JsValue) -> SendError {
    SendError { sent: Sent::Yes, refused: false, source: Box::new(FetchError::new(error)) }
}

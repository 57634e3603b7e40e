//! One call, while it is put together.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Core;
use super::limits::Slot;
use super::run::run;
use super::sending::Sending;
use crate::answer::{Answer, ErrorBody, SuccessBody};
use crate::body::{Body, MultipartBody};
use crate::clock::Instant;
use crate::encode;
use crate::error::{DecodeError, RequestProblem};
use crate::facts::{Operation, Parameter};
use crate::retry::{RetryPolicy, Rule};
use crate::secret::Secret;

/// One call, while it is put together: generated request structs hold it, set parameters and the body, and send it.
///
/// Setters keep what they are given and cannot fail; whatever is wrong is said when it is sent, as an error that says
/// that nothing was. Its Debug names the operation and what is set, never the values.
///
/// ```no_run
/// use specsmith_runtime::facts::{Location, Method, Operation, Parameter, Style};
/// use specsmith_runtime::{Call, Core, Error, Response, Undocumented, serde_json::Value};
///
/// static GET: Operation = Operation {
///     id: "getAccount", method: Method::Get, path: "/accounts/{id}", api: 0,
///     parameters: &[Parameter {
///         name: "id", location: Location::Path, style: Style::Simple, explode: false, allow_reserved: false,
///     }],
///     security: &[&[0]], accept: "application/json", idempotent: true, ..Operation::DEFAULT
/// };
///
/// async fn get(core: &Core) -> Result<Response<Value>, Error<Undocumented>> {
///     let mut call = Call::new(core, &GET);
///     call.set(0, "acc-1");
///     call.send_json().await
/// }
/// ```
#[derive(Clone)]
pub struct Call {
    pub(super) core: Core,
    pub(super) operation: &'static Operation,
    pub(super) values: Vec<(usize, Value)>,
    pub(super) body: Option<Sent>,
    /// The media type of the body, where it is not the operation's usual one.
    media_type: Option<&'static str>,
    pub(super) options: OwnOptions,
    /// The first thing that went wrong while it was put together.
    pub(super) problem: Option<Box<RequestProblem>>,
}

/// A body and its media type.
#[derive(Clone)]
pub(super) struct Sent {
    pub(super) content_type: String,
    pub(super) body: Body,
}

/// What the caller wants for this call alone.
#[derive(Clone, Default)]
pub(super) struct Options {
    pub(super) timeout: Option<Duration>,
    /// From when that runs, where it is not the beginning of this call: of a stream that is opened again.
    pub(super) began: Option<Instant>,
    pub(super) attempt_timeout: Option<Option<Duration>>,
    pub(super) retry: Option<RetryPolicy>,
    /// Doing it twice does no harm, whatever the policy.
    pub(super) replay: bool,
    pub(super) retry_rules: Vec<Rule>,
    pub(super) headers: Vec<(String, Secret)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body_members: Vec<(String, Value)>,
    pub(super) base_url: Option<String>,
    pub(super) send_credentials_to_base_url: bool,
    pub(super) idempotency_key: Option<String>,
    pub(super) max_response_bytes: Option<u64>,
    pub(super) idle_timeout: Option<Option<Duration>>,
    /// Instead of the operation's own `Accept`.
    pub(super) accept: Option<&'static str>,
    /// The whole URL, of a page that the server named.
    pub(super) url: Option<url::Url>,
    /// Where what an answer does not hold is left.
    pub(super) slot: Option<Slot>,
}

/// Nothing as long as none is set: most calls have none, and are copied on their way.
#[derive(Clone, Default)]
pub(super) struct OwnOptions(Option<Box<Options>>);

impl Deref for OwnOptions {
    type Target = Options;

    fn deref(&self) -> &Options {
        static NONE: LazyLock<Options> = LazyLock::new(Options::default);
        self.0.as_deref().unwrap_or_else(|| &NONE)
    }
}

impl DerefMut for OwnOptions {
    fn deref_mut(&mut self) -> &mut Options {
        self.0.get_or_insert_default()
    }
}

impl Call {
    /// A call with nothing set.
    #[must_use]
    pub fn new(core: &Core, operation: &'static Operation) -> Self {
        Self {
            core: core.clone(),
            operation,
            values: Vec::new(),
            body: None,
            media_type: None,
            options: OwnOptions::default(),
            problem: None,
        }
    }

    /// Sets a parameter, by its index in [`Operation::parameters`]. What serializes to `null` is not sent; the last value
    /// counts. A number that is infinite or none is an error when it is sent.
    pub fn set(&mut self, parameter: usize, value: &(impl Serialize + ?Sized)) {
        match encode::to_value(value) {
            Ok(value) => self.set_value(parameter, value),
            Err(source) => {
                let name = self.operation.parameters.get(parameter).map_or("?", |p| p.name).to_owned();
                self.keep(RequestProblem::Parameter { name, source: Arc::new(source) });
            }
        }
    }

    fn set_value(&mut self, parameter: usize, value: Value) {
        self.values.retain(|(index, _)| *index != parameter);
        if !value.is_null() {
            self.values.push((parameter, value));
        }
    }

    /// The media type of the body that is set next, where it is not [`Operation::content_type`]: for operations that take
    /// several forms.
    pub fn media_type(&mut self, media_type: &'static str) {
        self.media_type = Some(media_type);
    }

    /// Sets a JSON body (RFC 8259), with the media type of [`Operation::content_type`] or `application/json`.
    pub fn json(&mut self, body: &(impl Serialize + ?Sized)) {
        match encode::finite(body).and_then(|()| serde_json::to_vec(body)) {
            Ok(bytes) => self.raw("application/json", bytes),
            Err(source) => self.keep(RequestProblem::Body(Arc::new(source))),
        }
    }

    /// Sets a body of text, with the media type of [`Operation::content_type`] or `text/plain; charset=utf-8`.
    pub fn text(&mut self, body: impl Into<String>) {
        self.raw("text/plain; charset=utf-8", body.into());
    }

    /// Sets a body of bytes or a stream of them, with the media type of [`Operation::content_type`] or
    /// `application/octet-stream`.
    pub fn body(&mut self, body: impl Into<Body>) {
        self.raw("application/octet-stream", body);
    }

    /// Sets a body of form fields (`application/x-www-form-urlencoded`). A list is a field for each item and a map inside is
    /// JSON (OpenAPI 3.1 §4.8.15.1), unless `fields` says otherwise of the field of that name.
    pub fn form(&mut self, body: &(impl Serialize + ?Sized), fields: &[Parameter]) {
        match encode::to_value(body) {
            Ok(value) => self.raw("application/x-www-form-urlencoded", encode::form(&value, fields)),
            Err(source) => self.keep(RequestProblem::Body(Arc::new(source))),
        }
    }

    /// Sets a body of parts, with the media type of [`Operation::content_type`] or `multipart/form-data`, and a boundary.
    pub fn multipart(&mut self, body: &impl MultipartBody) {
        let media_type = self.content_type("multipart/form-data");
        match body.parts().into_body(&media_type) {
            Ok((body, content_type)) => self.body = Some(Sent { content_type, body }),
            Err(problem) => self.keep(problem),
        }
    }

    pub(super) fn raw(&mut self, otherwise: &str, body: impl Into<Body>) {
        let content_type = self.content_type(otherwise);
        self.body = Some(Sent { content_type, body: body.into() });
    }

    fn content_type(&mut self, otherwise: &str) -> String {
        self.media_type.take().or(self.operation.content_type).unwrap_or(otherwise).to_owned()
    }

    pub(crate) fn keep(&mut self, problem: RequestProblem) {
        self.problem.get_or_insert_with(|| Box::new(problem));
    }

    /// Sends, and decodes a JSON answer.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`](crate::Error).
    pub fn send_json<T: DeserializeOwned, E: ErrorBody>(self) -> Sending<T, E> {
        self.send(StatusCode::is_success, Answer::json)
    }

    /// Sends, and ignores the body of the answer.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`](crate::Error).
    pub fn send_empty<E: ErrorBody>(self) -> Sending<(), E> {
        self.send(StatusCode::is_success, |_| Ok(()))
    }

    /// Sends, and gives the answer as text.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`](crate::Error); an answer that is not UTF-8 is one.
    pub fn send_text<E: ErrorBody>(self) -> Sending<String, E> {
        self.send(StatusCode::is_success, |answer| {
            String::from_utf8(answer.body.to_vec()).map_err(|_| DecodeError::not_utf8(answer))
        })
    }

    /// Sends, and gives the body of the answer as it is.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`](crate::Error).
    pub fn send_bytes<E: ErrorBody>(self) -> Sending<Bytes, E> {
        self.send(StatusCode::is_success, |answer| Ok(answer.body.clone()))
    }

    /// Sends, and decodes the answer by its status.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`](crate::Error).
    pub fn send_with<T: SuccessBody, E: ErrorBody>(self) -> Sending<T, E> {
        self.send(|status| T::accepts(*status), T::decode)
    }

    fn send<T, E>(
        self,
        accepts: fn(&StatusCode) -> bool,
        decode: fn(&Answer) -> Result<T, DecodeError>,
    ) -> Sending<T, E> {
        let is_secret = self.has_secret_answer();
        Sending::new(run(self, accepts), accepts, decode, is_secret)
    }

    /// Whether what the call gives is a secret as a whole.
    pub(crate) fn has_secret_answer(&self) -> bool {
        self.operation.secrets.answer
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.values.iter().filter_map(|(index, _)| self.operation.parameters.get(*index));
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("set", &set.map(|parameter| parameter.name).collect::<Vec<_>>())
            .field("body", &self.body.as_ref().map(|sent| &sent.body))
            .field("headers", &self.options.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

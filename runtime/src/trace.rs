//! Spans by OpenTelemetry's semantic conventions for HTTP clients, where the feature `tracing` is on.
//!
//! A call has a span of its own, named by its operation, and in it one of kind `client` an attempt; where an attempt fetches an
//! OAuth2 token or follows a redirect, the request for that has one more, inside, and the attempt's own ends as its first request
//! did. That of an answer which is read while it comes lasts until the answer
//! is dropped, and says what went wrong meanwhile. What is dropped before it is done says so too. No span holds a header, a
//! body, or a value of the query, and URLs are taken before credentials are put in.

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;
    use std::mem;

    use http::{Method, StatusCode};
    use tracing::field::Empty;
    use tracing::{Instrument, Span};
    use url::Url;

    use crate::answer::Answer;
    use crate::error::{Facts, Failure, Sent};
    use crate::facts::Operation;
    use crate::transport::{Request, SendError};

    /// Methods that the conventions name; others are `_OTHER`.
    const KNOWN_METHODS: [&str; 10] =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"];

    /// A span of kind `client`, with the path template of its request where there is one.
    macro_rules! of_request {
        ($name:literal, $method:expr, $url:expr, $template:expr) => {{
            let (method, url, template): (&Method, &Url, Option<&str>) = ($method, $url, $template);
            let original = method.as_str();
            let known = KNOWN_METHODS.contains(&original);
            let (shown_method, gap) = (if known { original } else { "HTTP" }, template.map_or("", |_| " "));
            tracing::info_span!(
                $name,
                otel.kind = "client",
                otel.name = format_args!("{shown_method}{gap}{}", template.unwrap_or_default()),
                otel.status_code = Empty,
                http.request.method = if known { original } else { "_OTHER" },
                http.request.method_original = (!known).then_some(original),
                http.request.resend_count = Empty,
                http.response.status_code = Empty,
                url.full = shown(url),
                url.template = template,
                server.address = url.host_str(),
                server.port = url.port_or_known_default(),
                "error.type" = Empty,
            )
        }};
    }

    /// The span of a call, of one of its attempts, or of a request for a token.
    pub(crate) struct Traced(Span);

    impl Traced {
        /// Of a call.
        pub(crate) fn call(operation: &Operation) -> Self {
            Self(tracing::info_span!(
                "call",
                otel.kind = "internal",
                otel.name = operation.id,
                otel.status_code = Empty,
                attempts = Empty,
                http.response.status_code = Empty,
                "error.type" = Empty,
            ))
        }

        /// Of an attempt, after so many requests of the call.
        pub(crate) fn attempt(operation: &Operation, request: &Request, before: u32) -> Self {
            let template = operation.path.split(['?', '#']).next().unwrap_or_default();
            let span = of_request!("attempt", &request.method, &request.url, Some(template));
            if before > 0 {
                span.record("http.request.resend_count", before);
            }
            Self(span)
        }

        /// Of a request to where another one was sent on to, after so many requests of the call.
        pub(crate) fn redirect(method: &Method, url: &Url, before: u32) -> Self {
            let span = of_request!("redirect", method, url, None);
            span.record("http.request.resend_count", before);
            Self(span)
        }

        /// Of a request for an OAuth2 token.
        pub(crate) fn token(request: &Request) -> Self {
            Self(of_request!("token", &request.method, &request.url, None))
        }

        /// Runs something inside the span. What is dropped before its end was given up by whoever called.
        pub(crate) async fn run<T>(&self, inside: impl Future<Output = T>) -> T {
            self.run_unless(|| false, inside).await
        }

        /// The same; what is dropped before its end had no more time, where `ran_out` says so.
        pub(crate) async fn run_unless<T>(&self, ran_out: impl Fn() -> bool, inside: impl Future<Output = T>) -> T {
            let cut = Cut { span: self, ran_out };
            let done = inside.instrument(self.0.clone()).await;
            mem::forget(cut);
            done
        }

        /// What came of it; whether an answer of a status is an error, is for the caller to say.
        pub(crate) fn end(&self, finished: Result<&Answer, &Failure>, is_error: impl Fn(StatusCode) -> bool) {
            let status = match finished {
                Ok(answer) => Some(answer.status),
                Err(failure) => failure.status(),
            };
            if let Some(status) = status {
                self.0.record("http.response.status_code", status.as_u16());
            }
            match finished {
                Ok(answer) if is_error(answer.status) => self.failed(answer.status.as_str()),
                Ok(_) => {}
                Err(failure) => self.broke(failure),
            }
            if let Some(facts) = facts(finished) {
                self.0.record("attempts", facts.attempts);
            }
        }

        /// It was sent on.
        pub(crate) fn moved(&self, status: StatusCode) {
            self.0.record("http.response.status_code", status.as_u16());
        }

        /// What came of a request for a token; whether a good answer holds one, is for the call to say.
        pub(crate) fn answered(&self, answered: Result<StatusCode, &SendError>) {
            match answered {
                Ok(status) => {
                    self.0.record("http.response.status_code", status.as_u16());
                    if status.as_u16() >= 400 {
                        self.failed(status.as_str());
                    }
                }
                Err(error) if error.sent == Sent::No => self.failed("connect"),
                Err(_) => self.failed("transport"),
            }
        }

        /// The answer, or an item of it, was not what the document says.
        pub(crate) fn undecoded(&self) {
            self.failed("decode");
        }

        /// This went wrong, after the answer's head too.
        pub(crate) fn broke(&self, failure: &Failure) {
            self.failed(failure.kind());
        }

        fn failed(&self, kind: &str) {
            self.0.record("error.type", kind);
            self.0.record("otel.status_code", "ERROR");
        }
    }

    /// What runs inside a span, as long as it is not done.
    struct Cut<'a, R: Fn() -> bool> {
        span: &'a Traced,
        ran_out: R,
    }

    impl<R: Fn() -> bool> Drop for Cut<'_, R> {
        fn drop(&mut self) {
            self.span.failed(if (self.ran_out)() { "timeout" } else { "cancelled" });
        }
    }

    fn facts(finished: Result<&Answer, &Failure>) -> Option<Facts> {
        match finished {
            Ok(answer) => Some(answer.facts),
            Err(failure) => failure.facts(),
        }
    }

    /// The URL with the names of its query, without their values.
    fn shown(url: &Url) -> String {
        let mut shown = url.clone();
        if let Some(query) = url.query() {
            let names = query.split('&').map(|pair| match pair.split_once('=') {
                Some((name, _)) => format!("{name}=REDACTED"),
                None => "REDACTED".to_owned(),
            });
            shown.set_query(Some(&names.collect::<Vec<_>>().join("&")));
        }
        shown.into()
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::future::Future;

    use http::{Method, StatusCode};
    use url::Url;

    use crate::answer::Answer;
    use crate::error::Failure;
    use crate::facts::Operation;
    use crate::transport::{Request, SendError};

    /// Nothing: the feature `tracing` is off.
    pub(crate) struct Traced;

    impl Traced {
        pub(crate) fn call(_: &Operation) -> Self {
            Self
        }

        pub(crate) fn attempt(_: &Operation, _: &Request, _: u32) -> Self {
            Self
        }

        pub(crate) fn redirect(_: &Method, _: &Url, _: u32) -> Self {
            Self
        }

        pub(crate) fn moved(&self, _: StatusCode) {}

        pub(crate) fn token(_: &Request) -> Self {
            Self
        }

        pub(crate) fn run<T, F: Future<Output = T>>(&self, inside: F) -> F {
            inside
        }

        pub(crate) fn run_unless<T, F: Future<Output = T>>(&self, _: impl Fn() -> bool, inside: F) -> F {
            inside
        }

        pub(crate) fn end(&self, _: Result<&Answer, &Failure>, _: impl Fn(StatusCode) -> bool) {}

        pub(crate) fn answered(&self, _: Result<StatusCode, &SendError>) {}

        pub(crate) fn undecoded(&self) {}

        pub(crate) fn broke(&self, _: &Failure) {}
    }
}

#[cfg(not(feature = "tracing"))]
pub(crate) use off::Traced;
#[cfg(feature = "tracing")]
pub(crate) use on::Traced;

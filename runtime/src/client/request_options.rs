//! What a caller can say for one call alone; the methods that every generated request has.

use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use crate::retry::{FailedAttempt, RetryPolicy, Rule, Verdict};
use crate::secret::Secret;

impl Call {
    /// Limits the whole call.
    pub fn timeout(&mut self, limit: Duration) {
        self.options.timeout = Some(limit);
    }

    /// Limits one attempt; `None`: no limit.
    pub fn attempt_timeout(&mut self, limit: Option<Duration>) {
        self.options.attempt_timeout = Some(limit);
    }

    /// Limits the silence between two pieces of a stream; `None`: no limit.
    pub fn idle_timeout(&mut self, limit: Option<Duration>) {
        self.options.idle_timeout = Some(limit);
    }

    /// Sets how this call is retried.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.options.retry = Some(policy);
    }

    /// Adds a rule about which failed attempts are followed by another.
    pub fn retry_rule(&mut self, rule: impl Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync + 'static) {
        self.options.retry_rules.push(Rule::new(rule));
    }

    /// Adds or replaces a header.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<Secret>) {
        self.options.headers.push((name.into(), value.into()));
    }

    /// Adds a query parameter.
    pub fn query(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.options.query.push((name.into(), value.into()));
    }

    /// Sets a member of the JSON body.
    pub fn body_member(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.options.body_members.push((name.into(), value.into()));
    }

    /// Sends to another base URL.
    pub fn base_url(&mut self, url: impl Into<String>) {
        self.options.base_url = Some(url.into());
    }

    /// Lets the client's credentials go to the base URL of this call, or to the operation's own server.
    pub fn send_credentials_to_base_url(&mut self) {
        self.options.send_credentials_to_base_url = true;
    }

    /// Names the call, so that the server does it once however often it is sent.
    pub fn idempotency_key(&mut self, key: impl Into<String>) {
        self.options.idempotency_key = Some(key.into());
    }

    /// Limits the size of the answer, in bytes after decompression.
    pub fn max_response_bytes(&mut self, limit: u64) {
        self.options.max_response_bytes = Some(limit);
    }
}

/// Adds the options that every call has to a struct with a field `call: Call`.
///
/// ```
/// use specsmith_runtime::Call;
///
/// /// A request.
/// #[derive(Debug, Clone)]
/// pub struct GetAccount { call: Call }
/// specsmith_runtime::request_options!(GetAccount);
/// ```
#[macro_export]
macro_rules! request_options {
    ($request:ident) => {
        /// What every request can be told for one call alone.
        impl $request {
            /// Limits this call as a whole, with all its attempts and the waits between them; a stream too, to its last byte.
            /// More than 60 s gives an attempt that much time too, unless there is an `attempt_timeout`.
            #[must_use]
            pub fn timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.call.timeout(limit);
                self
            }

            /// Limits one attempt, connecting included, to the last byte of the answer; of a stream to its head. While a
            /// stream, a file or more than 256 KiB go up, the time since the last piece counts. `None`: no limit.
            #[must_use]
            pub fn attempt_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.attempt_timeout(limit.into());
                self
            }

            /// Limits the silence between two pieces of a stream; `None`: no limit.
            #[must_use]
            pub fn idle_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.call.idle_timeout(limit.into());
                self
            }

            /// How this call is sent again; `RetryPolicy::none()`: never.
            #[must_use]
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.call.retry(policy);
                self
            }

            /// Adds a rule about which failed attempts of this call are followed by another. It is asked before those of the
            /// client; the first verdict that is not `Indifferent` counts, else what is built in
            /// ([`classify`]($crate::retry::classify)). Number of attempts and waits stay those of the policy. After a broken
            /// connection or a timeout `Retry` counts only for a call that may be done twice: nobody knows what became of it.
            #[must_use]
            pub fn retry_rule(
                mut self,
                rule: impl Fn(&$crate::retry::FailedAttempt<'_>) -> $crate::retry::Verdict
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                self.call.retry_rule(rule);
                self
            }

            /// Adds a header, or replaces the one that would be sent, credentials included; in `Cookie` those of the same name.
            #[must_use]
            pub fn header(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::Secret>,
            ) -> Self {
                self.call.header(name, value);
                self
            }

            /// Adds a query parameter that the document does not have. A key that is sent in the query is replaced.
            #[must_use]
            pub fn query(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<::std::string::String>,
            ) -> Self {
                self.call.query(name, value);
                self
            }

            /// Adds a member to the JSON body that the document does not have, or replaces one; where there is no body, an object
            /// of such members is sent. A body that is no JSON object is an error.
            #[must_use]
            pub fn body_member(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::serde_json::Value>,
            ) -> Self {
                self.call.body_member(name, value);
                self
            }

            /// Sends this call to another base URL. Unless it has the same origin as the client's, no credential and no header
            /// set on the client goes with it, see
            /// [`send_credentials_to_base_url`](Self::send_credentials_to_base_url).
            #[must_use]
            pub fn base_url(mut self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.call.base_url(url);
                self
            }

            /// Lets the client's credentials and headers go to the [`base_url`](Self::base_url) of this call, or to the server
            /// that the document has for this operation alone, whatever its origin. Only for a server that may see them.
            #[must_use]
            pub fn send_credentials_to_base_url(mut self) -> Self {
                self.call.send_credentials_to_base_url();
                self
            }

            /// Names this call, so that the server does it once however often it is sent; it is then retried like an
            /// idempotent one. Only for servers that know `Idempotency-Key`, or the header that the document has for it.
            #[must_use]
            pub fn idempotency_key(mut self, key: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.call.idempotency_key(key);
                self
            }

            /// The most that this call holds in memory of its answer, in bytes after decompression: the whole answer, or one
            /// event or line of a stream. Of a stream of bytes it limits the whole.
            #[must_use]
            pub fn max_response_bytes(mut self, limit: u64) -> Self {
                self.call.max_response_bytes(limit);
                self
            }
        }
    };
}

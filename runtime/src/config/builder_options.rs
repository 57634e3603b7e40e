//! The methods that every generated builder has.

/// Adds the methods that every builder has to a struct with a field `config: Config`.
///
/// ```
/// use specsmith_runtime::Config;
///
/// /// Collects what the client is made of.
/// #[derive(Debug, Clone)]
/// pub struct AcmeBuilder { config: Config }
/// specsmith_runtime::builder_options!(AcmeBuilder);
/// ```
#[macro_export]
macro_rules! builder_options {
    ($builder:ident) => {
        impl $builder {
            /// Sends to this URL instead of the document's server; also read from the environment. A slash at the end makes
            /// no difference. Plain `http` is refused except to this machine, see [`allow_http`](Self::allow_http).
            #[must_use]
            pub fn base_url(mut self, url: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.config.base_url(url);
                self
            }

            /// Chooses among the servers of the document by name. Default: the first.
            #[must_use]
            pub fn server(mut self, name: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.config.server(name);
                self
            }

            /// Limits a whole call, with all its attempts and the waits between them; of a stream only up to its head, so
            /// that it does not end a long one. Default: no limit.
            #[must_use]
            pub fn timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.config.timeout(::core::option::Option::Some(limit));
                self
            }

            /// Limits one attempt, connecting included, to the last byte of the answer; of a stream to its head. While a
            /// stream, a file or more than 256 KiB go up, the time since the last piece counts. Default: 60 s, or all of
            /// [`timeout`](Self::timeout) where that is longer; `None`: no limit.
            #[must_use]
            pub fn attempt_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.config.attempt_timeout(limit.into());
                self
            }

            /// Limits the silence between two pieces of a stream. Default: 60 s; `None`: no limit.
            #[must_use]
            pub fn idle_timeout(
                mut self,
                limit: impl ::core::convert::Into<::core::option::Option<::core::time::Duration>>,
            ) -> Self {
                self.config.idle_timeout(limit.into());
                self
            }

            /// Limits the making of a connection. Default: 10 s.
            #[cfg(not(target_family = "wasm"))]
            #[must_use]
            pub fn connect_timeout(mut self, limit: ::core::time::Duration) -> Self {
                self.config.connect_timeout(limit);
                self
            }

            /// How calls are sent again. Default: [`RetryPolicy::default`]($crate::RetryPolicy); `RetryPolicy::none()`: never.
            #[must_use]
            pub fn retry(mut self, policy: $crate::RetryPolicy) -> Self {
                self.config.retry(policy);
                self
            }

            /// Adds a rule about which failed attempts are followed by another; of several the first verdict that is not
            /// `Indifferent` counts, else what is built in ([`classify`]($crate::retry::classify)). Number of attempts and
            /// waits stay those of the policy. After a broken connection or a timeout `Retry` counts only for a call that may
            /// be done twice: nobody knows what became of it.
            #[must_use]
            pub fn retry_rule(
                mut self,
                rule: impl Fn(&$crate::retry::FailedAttempt<'_>) -> $crate::retry::Verdict
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                self.config.retry_rule(rule);
                self
            }

            /// Adds code that runs around every attempt, after the hooks that were added before.
            #[must_use]
            pub fn hook(mut self, hook: impl $crate::hooks::Hook) -> Self {
                self.config.hook(hook);
                self
            }

            /// Adds a header to every request; the last value of a name counts. The value is treated as a secret: it is never
            /// printed, and never sent to another origin.
            #[must_use]
            pub fn header(
                mut self,
                name: impl ::core::convert::Into<::std::string::String>,
                value: impl ::core::convert::Into<$crate::Secret>,
            ) -> Self {
                self.config.header(name, value);
                self
            }

            /// Adds the name of your program to `User-Agent`, such as `my-program/1.2`.
            #[must_use]
            pub fn user_agent_suffix(mut self, suffix: impl ::core::convert::Into<::std::string::String>) -> Self {
                self.config.user_agent_suffix(suffix);
                self
            }

            /// Allows plain HTTP to other machines, where anybody on the way can read the credentials. To this machine it is
            /// always allowed.
            #[must_use]
            pub fn allow_http(mut self, allowed: bool) -> Self {
                self.config.allow_http(allowed);
                self
            }

            /// The most that is held in memory of an answer, in bytes after decompression: the whole answer, or one event or
            /// line of a stream. Default: 64 MiB.
            #[must_use]
            pub fn max_response_bytes(mut self, limit: u64) -> Self {
                self.config.max_response_bytes(limit);
                self
            }

            /// Changes the HTTP client before it is made: proxies, certificates, pool sizes. Redirects stay off, whatever is
            /// set here, because they would carry credentials elsewhere.
            #[cfg(not(target_family = "wasm"))]
            #[must_use]
            pub fn configure_http(
                mut self,
                change: impl Fn($crate::reqwest::ClientBuilder) -> $crate::reqwest::ClientBuilder
                + ::core::marker::Send
                + ::core::marker::Sync
                + 'static,
            ) -> Self {
                self.config.configure_http(change);
                self
            }

            /// Sends by this transport instead of an HTTP client of its own: one shared by several clients, or one for tests.
            #[must_use]
            pub fn transport(mut self, transport: impl $crate::transport::Transport + 'static) -> Self {
                self.config.transport(transport);
                self
            }

            /// Reads environment variables from here instead of the process.
            #[must_use]
            pub fn environment(mut self, environment: $crate::Environment) -> Self {
                self.config.environment(environment);
                self
            }
        }
        $crate::mock_options!($builder);
    };
}

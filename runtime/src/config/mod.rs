//! What a client is made of: explicit value, else environment, else default.

mod base_url;
mod builder_options;
mod credentials;
mod environment;
mod headers;
mod http;
mod mock_options;
mod resolve;
mod server_url;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

#[cfg(not(target_family = "wasm"))]
pub(crate) use base_url::is_loopback;
pub(crate) use base_url::{BaseUrl, HttpAllowed, absolute, printable};
use credentials::Given;
pub use environment::Environment;
pub(crate) use headers::{header_name, header_pair};
use http::Http;

use crate::client::{Core, Hooks};
use crate::error::ConfigError;
use crate::facts::Provider;
use crate::hooks::Hook;
use crate::retry::{FailedAttempt, RetryPolicy, Rule, Verdict};
use crate::secret::Secret;
use crate::transport::Transport;

/// How long one attempt may take unless said otherwise.
pub const DEFAULT_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a stream may be silent unless said otherwise.
pub const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long making a connection may take unless said otherwise.
pub const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How large an answer may be, decompressed, unless said otherwise: 64 MiB.
pub const DEFAULT_MAX_RESPONSE_BYTES: u64 = 64 * 1024 * 1024;
/// How much of an error's body is kept: 1 MiB.
pub const MAX_ERROR_BYTES: u64 = 1024 * 1024;

/// What a generated builder collects. The environment is read by [`Config::build`], never before, and an empty variable
/// counts as absent.
///
/// Setters keep what they are given; whatever is wrong with it is said by [`Config::build`].
#[derive(Clone)]
pub struct Config {
    provider: &'static Provider,
    /// By scheme.
    credentials: BTreeMap<usize, Given>,
    variables: BTreeMap<usize, String>,
    base_url: Option<String>,
    server: Option<String>,
    timeout: Option<Duration>,
    /// `None` where nothing was said.
    attempt_timeout: Option<Option<Duration>>,
    idle_timeout: Option<Duration>,
    retry: Option<RetryPolicy>,
    waits: bool,
    retry_rules: Vec<Rule>,
    hooks: Hooks,
    headers: Vec<(String, Secret)>,
    user_agent_suffix: Option<String>,
    allow_http: bool,
    max_response_bytes: u64,
    http: Http,
    transport: Option<Arc<dyn Transport>>,
    environment: Environment,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let schemes = self.credentials.keys().filter_map(|index| self.provider.schemes.get(*index).map(|s| s.setter));
        f.debug_struct("Config")
            .field("provider", &self.provider.name)
            .field("credentials", &schemes.collect::<Vec<_>>())
            .field("variables", &self.variables)
            .field("server", &self.server)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("headers", &self.headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Nothing set: everything comes from the environment or from defaults.
    #[must_use]
    pub fn new(provider: &'static Provider) -> Self {
        Self {
            provider,
            credentials: BTreeMap::new(),
            variables: BTreeMap::new(),
            base_url: None,
            server: None,
            timeout: None,
            attempt_timeout: None,
            idle_timeout: Some(DEFAULT_IDLE_TIMEOUT),
            retry: None,
            waits: true,
            retry_rules: Vec::new(),
            hooks: Vec::new(),
            headers: Vec::new(),
            user_agent_suffix: None,
            allow_http: false,
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            http: Http::default(),
            transport: None,
            environment: Environment::process(),
        }
    }

    /// Sets a server variable, by its index in [`Provider::variables`].
    pub fn variable(&mut self, variable: usize, value: impl Into<String>) {
        self.variables.insert(variable, value.into());
    }

    /// Sets the base URL of every API of the provider.
    pub fn base_url(&mut self, url: impl Into<String>) {
        self.base_url = Some(url.into());
    }

    /// Chooses among the servers of the document, by name. Every API must have one of that name, so that production and
    /// sandbox never mix.
    pub fn server(&mut self, name: impl Into<String>) {
        self.server = Some(name.into());
    }

    /// Limits a whole call with all its attempts and waits.
    pub fn timeout(&mut self, limit: Option<Duration>) {
        self.timeout = limit;
    }

    /// Limits one attempt.
    pub fn attempt_timeout(&mut self, limit: Option<Duration>) {
        self.attempt_timeout = Some(limit);
    }

    /// Limits the silence between two pieces of a stream.
    pub fn idle_timeout(&mut self, limit: Option<Duration>) {
        self.idle_timeout = limit;
    }

    /// Sets how calls are retried.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = Some(policy);
    }

    /// Adds a rule about which failed attempts are followed by another.
    pub fn retry_rule(&mut self, rule: impl Fn(&FailedAttempt<'_>) -> Verdict + Send + Sync + 'static) {
        self.retry_rules.push(Rule::new(rule));
    }

    /// Adds code that runs around every attempt.
    pub fn hook(&mut self, hook: impl Hook) {
        self.hooks.push(Arc::new(hook));
    }

    /// Adds a header to every request.
    pub fn header(&mut self, name: impl Into<String>, value: impl Into<Secret>) {
        self.headers.push((name.into(), value.into()));
    }

    /// Adds to what the client calls itself in `User-Agent`.
    pub fn user_agent_suffix(&mut self, suffix: impl Into<String>) {
        self.user_agent_suffix = Some(suffix.into());
    }

    /// Allows plain HTTP to other machines.
    pub fn allow_http(&mut self, allowed: bool) {
        self.allow_http = allowed;
    }

    /// Limits the size of answers, counted after decompression.
    pub fn max_response_bytes(&mut self, limit: u64) {
        self.max_response_bytes = limit;
    }

    /// Sends by this transport instead of an HTTP client of its own.
    pub fn transport(&mut self, transport: impl Transport + 'static) {
        self.transport = Some(Arc::new(transport));
    }

    /// Sends to a mock, with credentials and a base URL invented where there are none, no environment, and no waits between
    /// attempts but those that an answer asks for.
    #[cfg(feature = "mock")]
    pub fn mock(&mut self, mock: &crate::mock::Mock) {
        for (index, scheme) in self.provider.schemes.iter().enumerate() {
            let invented = match scheme.kind {
                crate::facts::SchemeKind::Basic => "mock:mock-password",
                _ => "mock-credential",
            };
            self.credentials.entry(index).or_insert(Given::Invented(invented));
        }
        self.base_url.get_or_insert_with(|| "https://mock.invalid".to_owned());
        self.waits = false;
        self.environment = Environment::empty();
        self.transport(mock.clone());
    }

    /// Reads variables from here instead of the process.
    pub fn environment(&mut self, environment: Environment) {
        self.environment = environment;
    }

    /// Reads the environment, checks everything and makes the client.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the builder method and the environment variable. A missing credential is not one:
    /// operations that need none still work; those that need one say so when they are sent.
    pub fn build(self) -> Result<Core, ConfigError> {
        resolve::resolve(self)
    }
}

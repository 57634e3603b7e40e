//! [`Core`] runs every [`Call`].

mod attempt;
mod base;
mod blot;
mod body;
mod body_member;
mod call;
mod credentials;
mod draft;
mod escapes;
mod go_to;
mod hooks;
mod limits;
mod open;
mod redirect;
mod request_options;
mod run;
mod sending;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

pub(crate) use blot::Blot;
pub(crate) use body::{Read, read};
pub use call::Call;
pub(crate) use hooks::Hooks;
pub(crate) use open::{Open, OpenBody};
pub(crate) use run::Ran;
pub use sending::Sending;

use crate::auth::Configured;
use crate::config::{BaseUrl, HttpAllowed};
use crate::error::ConfigError;
use crate::facts::Provider;
use crate::retry::{Budget, RetryPolicy, Rule};
use crate::transport::Sender;

/// A configured client. Cheap to clone: clones share everything, the connection pool too.
///
/// Its Debug names the provider and which credentials are there, never what they are.
#[derive(Clone)]
pub struct Core(Arc<Settings>);

/// What a client was made of, checked.
pub(crate) struct Settings {
    pub(crate) provider: &'static Provider,
    /// One place a scheme.
    pub(crate) credentials: Vec<Option<Configured>>,
    /// One an API.
    pub(crate) origins: Vec<BaseUrl>,
    /// One a list of servers that operations have for themselves. One that cannot be used concerns their calls alone.
    pub(crate) own_origins: Vec<Result<BaseUrl, Arc<ConfigError>>>,
    /// The caller's, for every request.
    pub(crate) headers: HeaderMap,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Option<Duration>>,
    pub(crate) idle_timeout: Option<Duration>,
    /// The caller's; without one the operation's document decides.
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether there are waits between attempts that nobody asked for.
    pub(crate) waits: bool,
    /// Asked in this order, after the call's own.
    pub(crate) retry_rules: Vec<Rule>,
    /// In the order in which they run.
    pub(crate) hooks: Hooks,
    /// One for all calls of all clones.
    pub(crate) budget: Budget,
    pub(crate) http: HttpAllowed,
    pub(crate) max_response_bytes: u64,
    pub(crate) transport: Sender,
}

impl Core {
    pub(crate) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }

    /// The base URL of an API, by its index in [`Provider::apis`]; without a slash at the end.
    #[must_use]
    pub fn base_url(&self, api: usize) -> Option<&str> {
        self.0.origins.get(api).map(BaseUrl::as_str)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let there = self.0.provider.schemes.iter().zip(&self.0.credentials).filter(|(_, there)| there.is_some());
        f.debug_struct("Core")
            .field("provider", &self.0.provider.name)
            .field("base_urls", &self.0.origins.iter().map(BaseUrl::as_str).collect::<Vec<_>>())
            .field("credentials", &there.map(|(scheme, _)| scheme.setter).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

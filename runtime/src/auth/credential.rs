//! What a client has for a scheme: a fixed secret, or where to get one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use http::{HeaderName, HeaderValue};
use url::Url;

use super::slot::Slot;
use super::token::Callback;
use super::{ClientCredentials, token_endpoint};
use crate::client::Core;
use crate::error::AuthProblem;
use crate::facts::Scheme;
use crate::secret::Secret;

/// What a client has for a scheme, and whether its builder was given it.
pub(crate) struct Configured {
    pub(crate) credential: Credential,
    pub(crate) is_in_code: bool,
}

/// What a client has for a scheme.
pub(crate) enum Credential {
    /// As it was given.
    Fixed(Fixed),
    /// To be fetched, and fetched again when a server refuses it.
    Fetched(Box<Source>),
}

impl Credential {
    /// The secret itself, or the client's secret and parameters that it is fetched with.
    pub(crate) fn at_rest(&self) -> impl Iterator<Item = &Secret> {
        let (secret, parameters) = match self {
            Self::Fixed(fixed) => (Some(&fixed.secret), &[][..]),
            Self::Fetched(source) => match &source.from {
                From::TokenEndpoint(client, _) => (Some(client.secret()), client.parameters()),
                From::Callback(_) => (None, &[][..]),
            },
        };
        secret.into_iter().chain(parameters.iter().map(|(_, value)| value))
    }
}

/// A secret, and the header that it makes where its scheme wants one: it is the same for every call.
pub(crate) struct Fixed {
    pub(crate) secret: Secret,
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
}

impl Fixed {
    /// What cannot be a header is said when it is to be sent.
    pub(crate) fn new(scheme: &Scheme, secret: Secret) -> Self {
        let header = super::header(scheme, &secret).and_then(Result::ok);
        Self { secret, header }
    }
}

/// Where a token comes from, with those that are there.
pub(crate) struct Source {
    from: From,
    /// One token a set of scopes.
    slots: Mutex<BTreeMap<String, Arc<Slot>>>,
}

/// An attempt that needs a token.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) core: &'a Core,
    /// Set when its time is over, before what it waits for is dropped.
    pub(crate) ran_out: &'a AtomicBool,
}

impl Asking<'_> {
    pub(super) fn ran_out(&self) -> bool {
        self.ran_out.load(Ordering::Relaxed)
    }
}

enum From {
    Callback(Callback),
    TokenEndpoint(ClientCredentials, Url),
}

impl Source {
    pub(crate) fn callback(callback: Callback) -> Self {
        Self { from: From::Callback(callback), slots: Mutex::default() }
    }

    pub(crate) fn token_endpoint(client: ClientCredentials, url: Url) -> Self {
        Self { from: From::TokenEndpoint(client, url), slots: Mutex::default() }
    }

    /// A token for these scopes.
    pub(crate) async fn get(&self, asking: Asking<'_>, scopes: &[&str]) -> Result<Secret, Arc<AuthProblem>> {
        let scopes = self.scopes(scopes);
        let slot = self.slot(&scopes);
        let begin = |ran_out| match &self.from {
            From::Callback(callback) => callback.clone().token().boxed(),
            From::TokenEndpoint(client, url) => {
                token_endpoint::fetch(asking.core.clone(), ran_out, client.clone(), url.clone(), scopes).boxed()
            }
        };
        slot.get(asking, begin).await
    }

    /// Drops a token that a server refused.
    pub(crate) fn forget(&self, scopes: &[&str], refused: &Secret) {
        self.slot(&self.scopes(scopes)).forget(refused);
    }

    /// The caller's scopes before the document's; a callback knows of none.
    fn scopes(&self, asked: &[&str]) -> String {
        match &self.from {
            From::Callback(_) => String::new(),
            From::TokenEndpoint(client, _) => client.own_scopes().map_or_else(|| asked.join(" "), str::to_owned),
        }
    }

    fn slot(&self, scopes: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        match slots.get(scopes) {
            Some(slot) => slot.clone(),
            None => slots.entry(scopes.to_owned()).or_default().clone(),
        }
    }
}

//! Credentials as they are given, and what is made of them and the environment.

use std::future::Future;

use url::Url;

use super::{BaseUrl, Config, Environment, HttpAllowed, absolute, printable};
use crate::auth::{BoxError, Callback, ClientCredentials, Configured, Credential, Fixed, Source, Token};
use crate::error::{ConfigError, ConfigProblem};
use crate::facts::{Scheme, SchemeKind};
use crate::secret::Secret;

/// What the builder was given for a scheme.
#[derive(Clone)]
pub(super) enum Given {
    Secret(Secret),
    Callback(Callback),
    Client(ClientCredentials),
    /// For a mock, where nothing else is there.
    #[cfg(feature = "mock")]
    Invented(&'static str),
    /// Something that can be no credential, and why.
    Unfit(&'static str),
}

impl Given {
    fn is_in_code(&self) -> bool {
        match self {
            Self::Secret(_) | Self::Callback(_) | Self::Client(_) | Self::Unfit(_) => true,
            #[cfg(feature = "mock")]
            Self::Invented(_) => false,
        }
    }
}

impl Config {
    /// Sets the credential of a scheme, by its index in [`Provider::schemes`](crate::facts::Provider::schemes).
    pub fn credential(&mut self, scheme: usize, secret: impl Into<Secret>) {
        self.credentials.insert(scheme, Given::Secret(secret.into()));
    }

    /// Sets where the credential of a scheme is asked for; of a basic scheme, `user:password`.
    pub fn credential_with<F, A, T>(&mut self, scheme: usize, ask: F)
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<T, BoxError>> + Send + 'static,
        T: Into<Token>,
    {
        self.credentials.insert(scheme, Given::Callback(Callback::new(ask)));
    }

    /// Sets what the token of an OAuth2 scheme is got for.
    pub fn client_credentials(&mut self, scheme: usize, client: ClientCredentials) {
        self.credentials.insert(scheme, Given::Client(client));
    }

    /// Sets the user and password of a basic scheme (RFC 7617).
    pub fn basic(&mut self, scheme: usize, user: impl Into<String>, password: impl Into<Secret>) {
        let (user, password): (String, Secret) = (user.into(), password.into());
        // The server would take what follows the first colon for the password (RFC 7617 §2).
        let joined = if user.contains(':') {
            Given::Unfit("has a user with a `:`, which ends the user's name")
        } else {
            Given::Secret(Secret::from(format!("{user}:{}", password.expose())))
        };
        self.credentials.insert(scheme, joined);
    }
}

/// What the client has for a scheme: what it was given, else what the environment holds.
pub(super) fn credential(
    scheme: &'static Scheme,
    given: Option<Given>,
    environment: &Environment,
    origins: &[BaseUrl],
    http: HttpAllowed,
) -> Result<Option<Configured>, ConfigError> {
    let from = || format!(".{}(…)", scheme.setter);
    let is_in_code = given.as_ref().is_some_and(Given::is_in_code);
    let credential = match given {
        Some(Given::Secret(secret)) => fixed(scheme, secret, &from())?,
        Some(Given::Callback(callback)) => Credential::Fetched(Source::callback(callback).into()),
        Some(Given::Client(client)) => token_endpoint(scheme, client, origins, http)?,
        #[cfg(feature = "mock")]
        Some(Given::Invented(text)) => fixed(scheme, Secret::from(text), &from())?,
        Some(Given::Unfit(reason)) => return Err(ConfigProblem::InvalidCredential { from: from(), reason }.into()),
        None => match environment.first(scheme.env)? {
            Some((value, env)) => fixed(scheme, Secret::from(value), env)?,
            None => match client(scheme, environment)? {
                Some(client) => token_endpoint(scheme, client, origins, http)?,
                None => return Ok(None),
            },
        },
    };
    Ok(Some(Configured { credential, is_in_code }))
}

/// A secret that can be sent.
fn fixed(scheme: &Scheme, secret: Secret, from: &str) -> Result<Credential, ConfigError> {
    let is_basic = matches!(scheme.kind, SchemeKind::Basic);
    let reason = match secret.expose() {
        ":" if is_basic => "is empty",
        text if is_basic && !text.contains(':') => "is not of the form user:password",
        text if text.trim().is_empty() => "is empty",
        text if text.chars().any(char::is_control) => "holds a line break or another control character",
        _ => return Ok(Credential::Fixed(Fixed::new(scheme, secret))),
    };
    Err(ConfigProblem::InvalidCredential { from: from.to_owned(), reason }.into())
}

/// Id and secret of the environment, if both are there.
fn client(scheme: &Scheme, environment: &Environment) -> Result<Option<ClientCredentials>, ConfigError> {
    let SchemeKind::OAuth2 { client_env: [id, secret], .. } = &scheme.kind else {
        return Ok(None);
    };
    let read = |name: &str| if name.is_empty() { Ok(None) } else { environment.read(name) };
    Ok(read(id)?.zip(read(secret)?).map(|(id, secret)| ClientCredentials::new(id, secret)))
}

fn token_endpoint(
    scheme: &Scheme,
    client: ClientCredentials,
    origins: &[BaseUrl],
    http: HttpAllowed,
) -> Result<Credential, ConfigError> {
    let (of_document, api, setter) = match &scheme.kind {
        SchemeKind::OAuth2 { token_url, api, setter, .. } => (*token_url, *api, *setter),
        SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::ApiKey { .. } => ("", 0, scheme.setter),
    };
    let refused = |reason| ConfigProblem::InvalidCredential { from: format!(".{setter}(…)"), reason };
    if client.id().is_empty() || client.secret().expose().trim().is_empty() {
        return Err(refused("has an empty id or secret").into());
    }
    let (text, from) = match client.own_token_url() {
        Some(text) => (text, "`.token_url(…)`".to_owned()),
        None => (of_document, format!("the security scheme `{}`", scheme.id)),
    };
    let url = below(text, origins.get(api), http).map_err(|reason| ConfigProblem::InvalidTokenUrl { from, reason })?;
    Ok(Credential::Fetched(Source::token_endpoint(client, url).into()))
}

/// A URL that may be relative to a base URL.
fn below(text: &str, base: Option<&BaseUrl>, http: HttpAllowed) -> Result<Url, &'static str> {
    // Joining would take a backslash for a slash, and drop white space.
    printable(text.trim())?;
    let whole = match base {
        Some(base) if !text.contains("://") => {
            let folder = Url::parse(&format!("{}/", base.as_str())).ok();
            let joined = folder.and_then(|folder| folder.join(text).ok());
            joined.ok_or("is neither a URL nor relative to one")?.to_string()
        }
        _ => text.to_owned(),
    };
    absolute(&whole, http)
}

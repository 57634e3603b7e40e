//! From what was given to what is used: explicit value, else environment, else default; all of it checked.

use std::sync::Arc;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};

use super::credentials::credential;
use super::server_url::{Given, fill};
use super::{BaseUrl, Config, Environment, HttpAllowed, header_pair};
use crate::client::{Core, Settings};
use crate::encode::header_value;
use crate::error::{ConfigError, ConfigProblem};
use crate::facts::{Api, OwnServers, Provider, Server, Variable};
use crate::retry::Budget;
use crate::secret::Secret;
use crate::transport::Sender;

/// Reads the environment, checks everything, and makes the client.
pub(super) fn resolve(config: Config) -> Result<Core, ConfigError> {
    let Config {
        provider,
        mut credentials,
        variables,
        base_url,
        server,
        timeout,
        attempt_timeout,
        idle_timeout,
        retry,
        waits,
        retry_rules,
        hooks,
        headers,
        user_agent_suffix,
        allow_http,
        max_response_bytes,
        http: client,
        transport,
        environment,
    } = config;
    let http = HttpAllowed(allow_http);
    let values = provider
        .variables
        .iter()
        .enumerate()
        .map(|(index, variable)| value_of(variable, variables.get(&index), &environment))
        .collect::<Result<Vec<_>, _>>()?;
    // Also beside a base URL: a name that does not exist is a mistake whatever comes of it.
    let servers =
        provider.apis.iter().map(|api| server_of(api, server.as_deref())).collect::<Result<Vec<_>, ConfigError>>()?;
    // What was said in code comes before the environment, also where it is said of a part of the URL only.
    let is_said = |server: &Server| server.variables.iter().any(|used| variables.contains_key(used));
    let in_code = server.is_some() || servers.iter().flatten().any(|server| is_said(server));
    let base_url_env = if in_code { "" } else { provider.base_url_env };
    let is_base_in_code = base_url.is_some();
    let given = base_url_given(base_url, base_url_env, &environment)?;
    let is_given = |own: &Server| given.is_some() && (is_base_in_code || !is_said(own));
    let from_server = FromServer { provider, base_url_env, values: &values, http };
    let origins = provider
        .apis
        .iter()
        .zip(servers)
        .map(|(api, server)| match &given {
            Some((url, from)) => checked(url, from, http),
            None => from_server.base_url(api, server),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let own_origins = provider
        .own_servers
        .iter()
        .map(|own| from_server.own_base_url(own, server.as_deref(), &origins, &is_given).map_err(Arc::new))
        .collect();
    let credentials = provider
        .schemes
        .iter()
        .enumerate()
        .map(|(index, scheme)| credential(scheme, credentials.remove(&index), &environment, &origins, http))
        .collect::<Result<Vec<_>, _>>()?;
    let transport = match transport {
        Some(transport) => Sender::Other(transport),
        None => client.sender()?,
    };
    Ok(Core::new(Settings {
        provider,
        credentials,
        origins,
        own_origins,
        headers: client_headers(headers)?,
        user_agent: user_agent(provider, user_agent_suffix)?,
        timeout,
        attempt_timeout,
        idle_timeout,
        retry,
        waits,
        retry_rules,
        hooks,
        budget: Budget::new(),
        http,
        max_response_bytes,
        transport,
    }))
}

/// A value and how to name where it came from.
struct Found {
    value: String,
    from: String,
}

fn value_of(
    variable: &Variable,
    explicit: Option<&String>,
    environment: &Environment,
) -> Result<Option<Found>, ConfigError> {
    let found = match explicit {
        Some(value) => Some(Found { value: value.clone(), from: format!(".{}(…)", variable.setter) }),
        None => environment.first(variable.env)?.map(|(value, env)| Found { value, from: env.to_owned() }),
    };
    let found = found.or_else(|| {
        variable.default.map(|value| Found { value: value.to_owned(), from: "the document's default".to_owned() })
    });
    if let Some(Found { value, from }) = &found
        && !variable.allowed.is_empty()
        && !variable.allowed.contains(&value.as_str())
    {
        let reason = format!("only {} are allowed", variable.allowed.join(", "));
        return Err(ConfigProblem::InvalidVariable { from: from.clone(), value: value.clone(), reason }.into());
    }
    Ok(found)
}

fn base_url_given(
    explicit: Option<String>,
    name: &str,
    environment: &Environment,
) -> Result<Option<(String, String)>, ConfigError> {
    if let Some(url) = explicit {
        return Ok(Some((url, "`.base_url(…)`".to_owned())));
    }
    Ok(if name.is_empty() { None } else { environment.read(name)?.map(|url| (url, name.to_owned())) })
}

fn checked(url: &str, from: &str, http: HttpAllowed) -> Result<BaseUrl, ConfigError> {
    BaseUrl::parse(url, http)
        .map_err(|reason| ConfigProblem::InvalidBaseUrl { from: from.to_owned(), reason: reason.to_owned() }.into())
}

/// The server of this name, or the first; `None` where the document has none.
fn server_of(api: &'static Api, wanted: Option<&str>) -> Result<Option<&'static Server>, ConfigError> {
    named(api.name, api.servers, wanted)
}

fn named(
    api: &'static str,
    servers: &'static [Server],
    wanted: Option<&str>,
) -> Result<Option<&'static Server>, ConfigError> {
    let Some(name) = wanted else {
        return Ok(servers.first());
    };
    match servers.iter().find(|server| server.name == name) {
        Some(server) => Ok(Some(server)),
        None => {
            let known = servers.iter().map(|server| server.name).collect();
            Err(ConfigProblem::NoSuchServer { api, name: name.to_owned(), known }.into())
        }
    }
}

/// What a base URL is made of when nobody gives a whole one.
struct FromServer<'a> {
    provider: &'static Provider,
    /// Empty where the environment is not asked.
    base_url_env: &'static str,
    values: &'a [Option<Found>],
    http: HttpAllowed,
}

impl FromServer<'_> {
    fn base_url(&self, api: &'static Api, server: Option<&'static Server>) -> Result<BaseUrl, ConfigError> {
        let missing = || ConfigProblem::MissingBaseUrl { api: api.name, base_url_env: self.base_url_env };
        let server = server.ok_or_else(missing)?;
        let url = self.filled(server)?;
        // OpenAPI allows server URLs that are relative to where the document was; a client has no such place.
        if !url.contains("://") {
            return Err(missing().into());
        }
        self.checked(&url, server)
    }

    /// The base URL of a server that operations have for themselves. A whole one that the caller gave for it stands for it, too;
    /// one that is relative starts from that of the API (OpenAPI 3.1 §4.8.5).
    fn own_base_url(
        &self,
        own: &'static OwnServers,
        wanted: Option<&str>,
        origins: &[BaseUrl],
        is_given: &dyn Fn(&Server) -> bool,
    ) -> Result<BaseUrl, ConfigError> {
        let api = self.provider.apis.get(own.api);
        let name = api.map_or(self.provider.name, |api| api.name);
        // Who asks for the default of the API by its name gets that of the operation.
        let is_default =
            |wanted: &str| api.and_then(|api| api.servers.first()).is_some_and(|first| first.name == wanted);
        let has = |wanted: &str| own.servers.iter().any(|server| server.name == wanted);
        let wanted = wanted.filter(|wanted| has(wanted) || !is_default(wanted));
        let missing = || ConfigProblem::MissingBaseUrl { api: name, base_url_env: self.base_url_env };
        let parent = origins.get(own.api).ok_or_else(missing)?;
        let server = match named(name, own.servers, wanted) {
            // A base URL needs no server. One of the environment gives way to a name, so this is one that was said in code.
            Err(_) if own.servers.first().is_some_and(is_given) => return Ok(parent.clone()),
            server => server?.ok_or_else(missing)?,
        };
        let url = match self.filled(server) {
            Ok(url) if is_given(server) && url.contains("://") => return Ok(parent.clone()),
            Err(_) if is_given(server) => return Ok(parent.clone()),
            url => url?,
        };
        if url.contains("://") {
            return self.checked(&url, server);
        }
        let joined = parent.url().join(&url).map_err(|_| missing())?;
        self.checked(joined.as_str(), server)
    }

    fn checked(&self, url: &str, server: &Server) -> Result<BaseUrl, ConfigError> {
        checked(url, &format!("the document's server {}", server.name), self.http)
    }

    /// A server's URL with its variables filled in.
    fn filled(&self, server: &'static Server) -> Result<String, ConfigError> {
        let given = self.used_by(server)?;
        let own =
            |variable: &Variable, value: &str| variable.default == Some(value) || variable.allowed.contains(&value);
        let values = given.iter().map(|(variable, Found { value, .. })| Given {
            name: variable.name,
            value,
            own: own(variable, value),
        });
        let values: Vec<_> = values.collect();
        fill(server.url, &values).map_err(|unfit| {
            let found = given.iter().find(|(variable, _)| variable.name == unfit.variable).map(|(_, found)| found);
            ConfigProblem::InvalidVariable {
                from: found.map_or_else(|| unfit.variable.clone(), |found| found.from.clone()),
                value: found.map(|found| found.value.clone()).unwrap_or_default(),
                reason: unfit.reason,
            }
            .into()
        })
    }

    /// The variables of a server with their values.
    fn used_by(&self, server: &Server) -> Result<Vec<(&'static Variable, &Found)>, ConfigError> {
        let mut given = Vec::new();
        for used in server.variables {
            let (Some(variable), value) = (self.provider.variables.get(*used), self.values.get(*used)) else {
                continue;
            };
            let Some(Some(found)) = value else {
                return Err(ConfigProblem::MissingVariable {
                    provider: self.provider.name,
                    variable: variable.name,
                    setter: variable.setter,
                    env: variable.env,
                    base_url_env: self.base_url_env,
                }
                .into());
            };
            given.push((variable, found));
        }
        Ok(given)
    }
}

fn client_headers(given: Vec<(String, Secret)>) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::with_capacity(given.len());
    for (name, value) in given {
        let (key, value) = header_pair(&name, value.expose())
            .map_err(|reason| ConfigProblem::InvalidHeader { name: name.clone(), reason })?;
        headers.insert(key, value);
    }
    Ok(headers)
}

fn user_agent(provider: &Provider, suffix: Option<String>) -> Result<HeaderValue, ConfigError> {
    let text = match suffix {
        Some(suffix) => format!("{} {suffix}", provider.user_agent),
        None => provider.user_agent.to_owned(),
    };
    header_value(&text)
        .map_err(|reason| ConfigProblem::InvalidHeader { name: USER_AGENT.as_str().to_owned(), reason }.into())
}

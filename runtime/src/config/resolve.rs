//! From what was given to what is used: explicit value, else environment, else default; all of it checked.

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};

use super::credentials::credential;
use super::server_url::{Given, fill};
use super::{BaseUrl, Config, Environment, HttpAllowed, header_pair};
use crate::client::{Core, Settings};
use crate::encode::header_value;
use crate::error::{ConfigError, ConfigProblem};
use crate::facts::{Api, Provider, Server, Variable};
use crate::retry::Budget;
use crate::secret::Secret;

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
    let in_code = server.is_some()
        || servers.iter().flatten().any(|server| server.variables.iter().any(|used| variables.contains_key(used)));
    let base_url_env = if in_code { "" } else { provider.base_url_env };
    let given = base_url_given(base_url, base_url_env, &environment)?;
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
    let credentials = provider
        .schemes
        .iter()
        .enumerate()
        .map(|(index, scheme)| credential(scheme, credentials.remove(&index), &environment, &origins, http))
        .collect::<Result<Vec<_>, _>>()?;
    let transport = match transport {
        Some(transport) => transport,
        None => client.transport()?,
    };
    Ok(Core::new(Settings {
        provider,
        credentials,
        origins,
        headers: client_headers(headers)?,
        user_agent: user_agent(provider, user_agent_suffix)?,
        timeout,
        attempt_timeout,
        idle_timeout,
        retry,
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
    let Some(name) = wanted else {
        return Ok(api.servers.first());
    };
    match api.servers.iter().find(|server| server.name == name) {
        Some(server) => Ok(Some(server)),
        None => {
            let known = api.servers.iter().map(|server| server.name).collect();
            Err(ConfigProblem::NoSuchServer { api: api.name, name: name.to_owned(), known }.into())
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
        let given = self.used_by(server)?;
        let values: Vec<_> =
            given.iter().map(|(variable, found)| Given { name: variable.name, value: &found.value }).collect();
        let url = fill(server.url, &values).map_err(|unfit| {
            let found = given.iter().find(|(variable, _)| variable.name == unfit.variable).map(|(_, found)| found);
            ConfigProblem::InvalidVariable {
                from: found.map_or_else(|| unfit.variable.clone(), |found| found.from.clone()),
                value: found.map(|found| found.value.clone()).unwrap_or_default(),
                reason: unfit.reason,
            }
        })?;
        // OpenAPI allows server URLs that are relative to where the document was; a client has no such place.
        if !url.contains("://") {
            return Err(missing().into());
        }
        checked(&url, &format!("the document's server {}", server.name), self.http)
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

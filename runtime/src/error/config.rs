//! The client is not configured for what is asked of it.

use std::fmt;

use crate::facts::{Scheme, SchemeKind};

/// The client is not configured for what is asked of it. Says which builder method and which environment variable help;
/// never holds a credential.
///
/// `{:?}` is the message, as `{}` is: it is what a `main` that fails prints. `{:#?}` shows the problem as data.
#[derive(thiserror::Error)]
#[error(transparent)]
pub struct ConfigError(Box<ConfigProblem>);

impl ConfigError {
    /// What is wrong, as data.
    #[must_use]
    pub fn problem(&self) -> &ConfigProblem {
        &self.0
    }
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { f.debug_tuple("ConfigError").field(&self.0).finish() } else { fmt::Display::fmt(self, f) }
    }
}

impl From<ConfigProblem> for ConfigError {
    fn from(problem: ConfigProblem) -> Self {
        Self(Box::new(problem))
    }
}

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigProblem {
    /// An operation needs a credential that was not given.
    #[error("{operation} needs a credential: {}", advice(.missing))]
    MissingCredential {
        /// The operation.
        operation: &'static str,
        /// What is missing in each of the alternatives that the document allows.
        missing: Vec<Vec<MissingCredential>>,
    },
    /// A credential that cannot be sent.
    #[error("the credential given by `{from}` {reason}")]
    InvalidCredential {
        /// Builder method or environment variable.
        from: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A server variable without a value.
    #[error("the server of {provider} needs `{variable}`: call `.{setter}(…)` on the builder{}, or give a whole base URL by `.base_url(…)`{}", env_advice(.env), or(.base_url_env))]
    MissingVariable {
        /// The provider.
        provider: &'static str,
        /// Name of the variable.
        variable: &'static str,
        /// The builder method that takes it.
        setter: &'static str,
        /// The environment variables that give it.
        env: &'static [&'static str],
        /// The environment variable that gives a base URL instead; empty where it is not read, because server or variables
        /// were chosen in code.
        base_url_env: &'static str,
    },
    /// A server variable whose value would change more of the URL than its place.
    #[error("`{from}` gives {value:?} for a part of the server's URL: {reason}")]
    InvalidVariable {
        /// Builder method or environment variable.
        from: String,
        /// The value.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The document names no server that stands alone.
    #[error("{api} has no server of its own: call `.base_url(…)` on the builder{}", env_advice(&[.base_url_env]))]
    MissingBaseUrl {
        /// The API.
        api: &'static str,
        /// The environment variable that gives it; empty where it is not read.
        base_url_env: &'static str,
    },
    /// A base URL that is not one, or not a safe one.
    #[error("the base URL given by {from} {reason}")]
    InvalidBaseUrl {
        /// Builder method, environment variable or server.
        from: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A token URL that is not one, or not a safe one.
    #[error("the token URL given by {from} {reason}")]
    InvalidTokenUrl {
        /// Builder method or security scheme.
        from: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A server that the document does not have.
    #[error("{api} has no server `{name}`; it has: {}", .known.join(", "))]
    NoSuchServer {
        /// The API.
        api: &'static str,
        /// The name asked for.
        name: String,
        /// Those that there are.
        known: Vec<&'static str>,
    },
    /// A header that cannot be sent.
    #[error("the header {name:?} {reason}")]
    InvalidHeader {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An environment variable that is not Unicode.
    #[error("the environment variable {name} is not valid Unicode")]
    EnvironmentNotUnicode {
        /// Its name.
        name: String,
    },
    /// A blocking call in asynchronous code, whose other tasks would stand still meanwhile.
    #[error("a blocking call was made in asynchronous code: use `.send().await`, or `tokio::task::spawn_blocking`")]
    BlockingInsideTask,
    /// The thread that holds the connections of blocking calls could not be started.
    #[error("the thread for blocking calls could not be started")]
    BlockingThread(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    HttpClient(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One credential that would help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MissingCredential {
    /// The builder method that takes it.
    pub setter: &'static str,
    /// The environment variables that give it.
    pub env: &'static [&'static str],
    /// The builder method, and the environment variables, that give a client's id and secret instead.
    pub client: Option<(&'static str, &'static [&'static str])>,
}

/// How the credentials were given that a server refused; empty where nothing gave one.
pub(crate) fn given<'a>(schemes: impl Iterator<Item = &'a Scheme>) -> String {
    let one = |scheme: &Scheme| {
        let own = format!("`.{}(…)`{}", scheme.setter, or(&scheme.env.join(" or ")));
        match &scheme.kind {
            SchemeKind::OAuth2 { setter, client_env, .. } => {
                let is_named = client_env.iter().all(|name| !name.is_empty());
                format!(
                    "`.{setter}(…)`{}, or {own},",
                    or(&if is_named { client_env.join(" and ") } else { String::new() })
                )
            }
            SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::ApiKey { .. } => own,
        }
    };
    schemes.map(one).collect::<Vec<_>>().join(" and ")
}

fn advice(alternatives: &[Vec<MissingCredential>]) -> String {
    let one = |missing: &MissingCredential| {
        let client = missing.client.map(|(setter, env)| {
            let together = if env.iter().any(|name| name.is_empty()) { String::new() } else { env.join(" and ") };
            format!("call `.{setter}(…)` on the builder{}, or ", env_advice(&[&together]))
        });
        let own = format!("call `.{}(…)` on the builder{}", missing.setter, env_advice(missing.env));
        client.unwrap_or_default() + &own
    };
    let all: Vec<String> =
        alternatives.iter().map(|together| together.iter().map(one).collect::<Vec<_>>().join(" and ")).collect();
    all.join("; or ")
}

fn or(env: &str) -> String {
    if env.is_empty() { String::new() } else { format!(" or {env}") }
}

fn env_advice(env: &[&str]) -> String {
    if env.iter().all(|name| name.is_empty()) { String::new() } else { format!(" or set {}", env.join(" or ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::KeyLocation;

    #[test]
    fn what_gave_a_credential_is_said_by_setter_and_variable() {
        let of = |setter, kind, env| Scheme { id: "", setter, kind, env };
        let client = |client_env| SchemeKind::OAuth2 { token_url: "", api: 0, setter: "client", client_env };
        let key = SchemeKind::ApiKey { name: "key", location: KeyLocation::Query };
        for (schemes, said) in [
            (vec![of("token", SchemeKind::Bearer, &["A", "B"])], "`.token(…)` or A or B"),
            (vec![of("token", SchemeKind::Bearer, &["A"]), of("key", key, &[])], "`.token(…)` or A and `.key(…)`"),
            (vec![of("oauth", client(["ID", "SECRET"]), &[])], "`.client(…)` or ID and SECRET, or `.oauth(…)`,"),
            (vec![of("oauth", client(["", ""]), &[])], "`.client(…)`, or `.oauth(…)`,"),
            (vec![], ""),
        ] {
            assert_eq!(given(schemes.iter()), said);
        }
    }
}

//! Environment variables, injectable so that tests need not change the process.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error::{ConfigError, ConfigProblem};

/// Where environment variables are read from.
///
/// ```
/// use specsmith_runtime::Environment;
///
/// let fixed = Environment::from([("ACME_TOKEN", "t")]);
/// let none = Environment::empty();
/// let real = Environment::process();
/// # let _ = (fixed, none, real);
/// ```
#[derive(Clone)]
pub struct Environment(Source);

#[derive(Clone)]
enum Source {
    Process,
    Fixed(Arc<BTreeMap<String, String>>),
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Source::Process => f.write_str("Environment(process)"),
            Source::Fixed(map) => f.debug_set().entries(map.keys()).finish(),
        }
    }
}

impl Environment {
    /// The process's own variables.
    #[must_use]
    pub fn process() -> Self {
        Self(Source::Process)
    }

    /// No variables at all.
    #[must_use]
    pub fn empty() -> Self {
        Self(Source::Fixed(Arc::default()))
    }

    /// The first of several variables that is set, with its name.
    pub(crate) fn first(&self, names: &[&'static str]) -> Result<Option<(String, &'static str)>, ConfigError> {
        for name in names {
            if let Some(value) = self.read(name)? {
                return Ok(Some((value, name)));
            }
        }
        Ok(None)
    }

    /// The variable's value without surrounding white space; `None` when it is absent or empty.
    pub(crate) fn read(&self, name: &str) -> Result<Option<String>, ConfigError> {
        let value = match &self.0 {
            Source::Fixed(map) => map.get(name).cloned(),
            Source::Process => match std::env::var(name) {
                Ok(value) => Some(value),
                Err(std::env::VarError::NotPresent) => None,
                Err(std::env::VarError::NotUnicode(_)) => {
                    return Err(ConfigProblem::EnvironmentNotUnicode { name: name.to_owned() }.into());
                }
            },
        };
        Ok(value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        Self(Source::Fixed(Arc::new(pairs.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect())))
    }
}

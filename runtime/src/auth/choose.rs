//! Which of the alternatives that a document allows is used.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};

use crate::error::{ConfigError, ConfigProblem, MissingCredential};
use crate::facts::{KeyLocation, Operation, Provider, Scheme, SchemeKind};

/// An alternative: its place, and indexes into the provider's schemes.
pub(crate) struct Chosen {
    pub(crate) alternative: usize,
    pub(crate) schemes: &'static [usize],
}

/// The first alternative for which every credential is there.
///
/// No alternative at all (`security: []`): nothing is sent, even when something is configured. An alternative that asks for
/// nothing comes last in effect: when one before or after it can be met, credentials are sent, as for every other operation.
///
/// # Errors
/// When none can be met: which builder methods and environment variables would help.
pub(crate) fn choose(
    provider: &'static Provider,
    operation: &'static Operation,
    is_there: impl Fn(usize) -> bool,
) -> Result<Chosen, ConfigError> {
    let alternatives = operation.security;
    let met = |together: &[usize]| !together.is_empty() && together.iter().all(|scheme| is_there(*scheme));
    if let Some((alternative, schemes)) = alternatives.iter().enumerate().find(|(_, together)| met(together)) {
        return Ok(Chosen { alternative, schemes });
    }
    if alternatives.is_empty() || alternatives.iter().any(|together| together.is_empty()) {
        return Ok(Chosen { alternative: 0, schemes: &[] });
    }
    let missing = alternatives
        .iter()
        .map(|together| {
            let absent = together.iter().filter(|scheme| !is_there(**scheme));
            let absent = absent.filter_map(|scheme| provider.schemes.get(*scheme));
            absent.map(missing).collect()
        })
        .collect();
    Err(ConfigProblem::MissingCredential { operation: operation.id, missing }.into())
}

fn missing(scheme: &'static Scheme) -> MissingCredential {
    let client = match &scheme.kind {
        SchemeKind::OAuth2 { setter, client_env, .. } => Some((*setter, client_env.as_slice())),
        SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::ApiKey { .. } => None,
    };
    MissingCredential { setter: scheme.setter, env: scheme.env, client }
}

/// Whether the caller has set the scheme's header by hand; it then counts as configured and is not overwritten.
pub(crate) fn given_by_header(scheme: &Scheme, headers: &HeaderMap) -> bool {
    match &scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::Basic => headers.contains_key(AUTHORIZATION),
        SchemeKind::ApiKey { name, location: KeyLocation::Header } => {
            HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| headers.contains_key(name))
        }
        SchemeKind::ApiKey { location: KeyLocation::Query | KeyLocation::Cookie, .. } => false,
    }
}

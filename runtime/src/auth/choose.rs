//! Which of the alternatives that a document allows is used.

use http::HeaderName;
use http::header::AUTHORIZATION;

use crate::encode::has_cookie;
use crate::error::{ConfigError, ConfigProblem, MissingCredential};
use crate::facts::{KeyLocation, Operation, Provider, Scheme, SchemeKind};
use crate::transport::Request;

/// An alternative: its place, and indexes into the provider's schemes.
pub(crate) struct Chosen {
    pub(crate) alternative: usize,
    pub(crate) schemes: &'static [usize],
}

/// The first alternative for which every credential was given in code; else the first for which every one is there, so that what the
/// environment holds takes the place of nothing that was said in code.
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
    is_in_code: impl Fn(usize) -> bool,
) -> Result<Chosen, ConfigError> {
    let alternatives = operation.security;
    let met = |by: &dyn Fn(usize) -> bool| {
        let met = |together: &[usize]| !together.is_empty() && together.iter().all(|scheme| by(*scheme));
        alternatives.iter().enumerate().find(|(_, together)| met(together))
    };
    if let Some((alternative, schemes)) = met(&is_in_code).or_else(|| met(&is_there)) {
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

/// Whether the caller has put a credential of the scheme into the request by hand; it then counts as configured, and no other goes
/// beside it.
pub(crate) fn given_by_hand(scheme: &Scheme, request: &Request) -> bool {
    let Request { headers, url, .. } = request;
    match &scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } | SchemeKind::Basic => headers.contains_key(AUTHORIZATION),
        SchemeKind::ApiKey { name, location: KeyLocation::Header } => {
            HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| headers.contains_key(name))
        }
        SchemeKind::ApiKey { name, location: KeyLocation::Query } => url.query_pairs().any(|(key, _)| key == *name),
        SchemeKind::ApiKey { name, location: KeyLocation::Cookie } => has_cookie(headers, name),
    }
}

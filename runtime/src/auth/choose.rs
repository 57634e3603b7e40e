//! Which of the alternatives that a document allows is used.

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};

use crate::error::{ConfigError, ConfigProblem, MissingCredential};
use crate::facts::{KeyLocation, Operation, Provider, Scheme, SchemeKind};

/// The first alternative for which every credential is there, as indexes into the provider's schemes.
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
) -> Result<&'static [usize], ConfigError> {
    let alternatives = operation.security;
    let met = |together: &&&[usize]| !together.is_empty() && together.iter().all(|scheme| is_there(*scheme));
    if let Some(chosen) = alternatives.iter().find(met) {
        return Ok(chosen);
    }
    if alternatives.is_empty() || alternatives.iter().any(|together| together.is_empty()) {
        return Ok(&[]);
    }
    let missing = alternatives
        .iter()
        .map(|together| {
            let absent = together.iter().filter(|scheme| !is_there(**scheme));
            let absent = absent.filter_map(|scheme| provider.schemes.get(*scheme));
            absent.map(|scheme| MissingCredential { setter: scheme.setter, env: scheme.env }).collect()
        })
        .collect();
    Err(ConfigProblem::MissingCredential { operation: operation.id, missing }.into())
}

/// Whether the caller has set the scheme's header by hand; it then counts as configured and is not overwritten.
pub(crate) fn given_by_header(scheme: &Scheme, headers: &HeaderMap) -> bool {
    match &scheme.kind {
        SchemeKind::Bearer | SchemeKind::Basic => headers.contains_key(AUTHORIZATION),
        SchemeKind::ApiKey { name, location: KeyLocation::Header } => {
            HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| headers.contains_key(name))
        }
        SchemeKind::ApiKey { location: KeyLocation::Query | KeyLocation::Cookie, .. } => false,
    }
}

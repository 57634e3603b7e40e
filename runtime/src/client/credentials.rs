//! The credentials of one call, as its attempts need them.

use std::sync::Arc;

use http::StatusCode;

use super::Settings;
use super::call::Call;
use super::draft::Draft;
use super::run::Finished;
use crate::auth::{Asking, Credential, Fixed, Source, apply, choose, given_by_hand};
use crate::error::{AuthError, AuthProblem, ConfigError, Facts, Failure};
use crate::facts::Scheme;
use crate::secret::Secret;
use crate::transport::Request;

/// The credentials of one call.
pub(super) struct Credentials<'a> {
    /// Those of the alternative that is used; none where any of them was put into the request by hand.
    pub(super) schemes: &'static [usize],
    carried: Vec<Carried<'a>>,
    /// A call is repeated at most once with renewed credentials.
    renewed: bool,
}

struct Carried<'a> {
    scheme: &'static Scheme,
    credential: &'a Credential,
    scopes: &'static [&'static str],
    /// For the attempt that runs, where it is not at hand.
    fetched: Option<Secret>,
}

impl<'a> Credentials<'a> {
    /// Those of the alternative that is [chosen](choose); none for an origin that is not trusted with them.
    pub(super) fn choose(call: &Call, settings: &'a Settings, draft: &Draft) -> Result<Self, ConfigError> {
        if !draft.trusted {
            return Ok(Self { schemes: &[], carried: Vec::new(), renewed: false });
        }
        let operation = call.operation;
        let scheme = |index: usize| settings.provider.schemes.get(index);
        let configured = |index: usize| settings.credentials.get(index).and_then(Option::as_ref);
        let by_hand = |index: usize| scheme(index).is_some_and(|scheme| given_by_hand(scheme, &draft.request));
        let is_there = |index: usize| configured(index).is_some() || by_hand(index);
        let is_in_code = |index: usize| configured(index).is_some_and(|one| one.is_in_code) || by_hand(index);
        let chosen = choose(settings.provider, operation, is_there, is_in_code)?;
        let scopes = |index: usize| {
            let needed = |row: &&crate::facts::Scopes| row.alternative == chosen.alternative && row.scheme == index;
            operation.scopes.iter().find(needed).map_or(&[][..], |row| row.scopes)
        };
        let used = chosen.schemes.iter().filter(|index| !by_hand(**index));
        let carried = used.filter_map(|index| {
            Some(Carried {
                scheme: scheme(*index)?,
                credential: &configured(*index)?.credential,
                scopes: scopes(*index),
                fetched: None,
            })
        });
        let carried: Vec<_> = carried.collect();
        let schemes = if carried.len() == chosen.schemes.len() { chosen.schemes } else { &[] };
        Ok(Self { schemes, carried, renewed: false })
    }

    /// Whether an attempt needs some that are not at hand.
    pub(super) fn are_fetched(&self) -> bool {
        self.carried.iter().any(|carried| matches!(carried.credential, Credential::Fetched(_)))
    }

    /// Gets for an attempt what is not at hand.
    pub(super) async fn get(&mut self, asking: Asking<'_>, facts: Facts) -> Result<(), Failure> {
        for carried in &mut self.carried {
            if let Credential::Fetched(source) = carried.credential {
                let secret = source
                    .get(asking, carried.scopes)
                    .await
                    .map_err(|problem| Failure::Auth(AuthError::new(facts, carried.scheme.id, problem)))?;
                carried.fetched = Some(secret);
            }
        }
        Ok(())
    }

    /// Puts them into a request.
    pub(super) fn apply(&self, request: &mut Request, facts: Facts) -> Result<(), Failure> {
        for Carried { scheme, credential, fetched, .. } in &self.carried {
            let secret = match credential {
                Credential::Fixed(Fixed { header: Some((name, value)), .. }) => {
                    request.headers.insert(name, value.clone());
                    continue;
                }
                Credential::Fixed(Fixed { secret, .. }) => Some(secret),
                Credential::Fetched(_) => fetched.as_ref(),
            };
            if let Some(secret) = secret {
                apply(scheme, secret, request).map_err(|reason| {
                    Failure::Auth(AuthError::new(facts, scheme.id, Arc::new(AuthProblem::Unusable { reason })))
                })?;
            }
        }
        Ok(())
    }

    /// Whether the call should be repeated at once: the server refused a credential (401, RFC 9110 §15.5.2) that can be
    /// fetched anew, for the first time. It did nothing else with the request, so that any call may be repeated.
    pub(super) fn renew(&mut self, finished: &Finished) -> bool {
        let refused = matches!(finished, Ok(answer) if answer.status == StatusCode::UNAUTHORIZED);
        if !refused || self.renewed {
            return false;
        }
        for (source, scopes, secret) in self.carried.iter().filter_map(Carried::fetched) {
            source.forget(scopes, secret);
            self.renewed = true;
        }
        self.renewed
    }
}

impl<'a> Carried<'a> {
    fn fetched(&self) -> Option<(&'a Source, &'static [&'static str], &Secret)> {
        match self.credential {
            Credential::Fetched(source) => Some((source, self.scopes, self.fetched.as_ref()?)),
            Credential::Fixed(_) => None,
        }
    }
}

//! The base URL of a call, and whether credentials may go there.

use super::call::Call;
use super::draft::malformed;
use crate::config::BaseUrl;
use crate::error::RequestProblem;
use std::borrow::Cow;

/// Where a call goes.
pub(super) struct Base<'call> {
    pub(super) url: Cow<'call, BaseUrl>,
    /// Whether credentials, and the headers set on the client, may go there: to the configured origin of the API, or where
    /// the caller says so.
    pub(super) trusted: bool,
}

/// The base URL that the caller gave this call, else that of the operation's own server, else that of its API.
pub(super) fn base(call: &Call) -> Result<Base<'_>, RequestProblem> {
    let settings = call.core.settings();
    let configured =
        settings.origins.get(call.operation.api).ok_or(malformed("its API is not in the provider's table"))?;
    let url = match (&call.options.base_url, call.operation.own_servers) {
        (Some(given), _) => Cow::Owned(
            BaseUrl::parse(given, settings.http)
                .map_err(|reason| RequestProblem::BaseUrl { reason: reason.to_owned() })?,
        ),
        (None, Some(index)) => match settings.own_origins.get(index) {
            Some(Ok(own)) => Cow::Borrowed(own),
            Some(Err(error)) => return Err(RequestProblem::OwnServer(error.clone())),
            None => return Err(malformed("its servers are not in the provider's table")),
        },
        (None, None) => return Ok(Base { url: Cow::Borrowed(configured), trusted: true }),
    };
    let trusted = call.options.send_credentials_to_base_url || configured.same_origin(url.url());
    Ok(Base { url, trusted })
}

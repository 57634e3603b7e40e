//! Blots credentials out of texts that come from outside and are shown to people.

use std::fmt;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue};
use percent_encoding::percent_decode_str;

use super::escapes::places;
use super::{Core, Settings};
use crate::error::one_line;
use crate::facts::{KeyLocation, SchemeKind};
use crate::transport::Request;

/// Shorter values are words as likely as secrets, and blotting every `1` would hide the message.
const SHORTEST: usize = 6;

/// How much of a text is looked at for one line of a message, in bytes.
const LOOKED_AT: usize = 64 * 1024;

/// Knows what one request carried that nobody may see. What it keeps is shared with the request; the search itself is made
/// only when something is shown.
#[derive(Clone)]
pub(crate) struct Blot {
    core: Core,
    /// The outgoing headers that are marked sensitive: credentials, the caller's own, cookies, the idempotency key. The usual
    /// request has one, for which nothing is allocated.
    header: Option<HeaderValue>,
    more_headers: Vec<HeaderValue>,
    /// The outgoing query, where a scheme puts its key there.
    query: String,
}

impl fmt::Debug for Blot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blot")
    }
}

impl Blot {
    /// For a request as it goes out, credentials included.
    pub(crate) fn new(core: &Core, outgoing: &Request) -> Self {
        let mut headers = outgoing.headers.values().filter(|value| value.is_sensitive()).cloned();
        let query = outgoing.url.query().unwrap_or_default().to_owned();
        Self { core: core.clone(), header: headers.next(), more_headers: headers.collect(), query }
    }

    /// The client that sent the request.
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// The text with every credential, in each form in which a server may repeat it, replaced by `***`.
    pub(crate) fn out(&self, text: &str) -> String {
        let mut blotted = String::new();
        let mut from = 0;
        for Range { start, end } in places(text, &self.needles()) {
            blotted.push_str(text.get(from..start).unwrap_or_default());
            blotted.push_str("***");
            from = end;
        }
        blotted.push_str(text.get(from..).unwrap_or_default());
        blotted
    }

    /// The first part of a text on one line, blotted before it is cut: half a credential is still half a credential.
    pub(crate) fn line(&self, text: &str, limit: usize) -> String {
        let mut end = text.len().min(LOOKED_AT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        one_line(&self.out(text.get(..end).unwrap_or_default()), limit)
    }

    /// What to look for.
    fn needles(&self) -> Vec<String> {
        let Self { core, header, more_headers, query } = self;
        let mut needles = Vec::new();
        let settings = core.settings();
        let secrets = settings.credentials.iter().flatten().flat_map(|one| one.credential.at_rest());
        secrets.for_each(|secret| whole_and_halves(&mut needles, secret.expose()));
        let texts = header.iter().chain(more_headers).chain(client_headers(settings)).map(HeaderValue::as_bytes);
        texts.for_each(|bytes| of_header(&mut needles, &String::from_utf8_lossy(bytes)));
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if is_key(settings, &percent_decode_str(name).decode_utf8_lossy()) {
                needles.push(value.to_owned());
                needles.push(percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned());
            }
        }
        // In forms a space may be a `+`.
        let in_forms = needles.iter().filter(|needle| needle.contains(' ')).map(|needle| needle.replace(' ', "+"));
        let in_forms = in_forms.collect::<Vec<_>>();
        needles.extend(in_forms);
        needles.retain(|needle| needle.len() >= SHORTEST);
        needles.sort_unstable();
        needles.dedup();
        needles
    }
}

/// Set on the client for every request, and kept back only from origins that are not trusted.
fn client_headers(settings: &Settings) -> impl Iterator<Item = &HeaderValue> {
    let headers: &HeaderMap = &settings.headers;
    headers.values()
}

fn is_key(settings: &Settings, parameter: &str) -> bool {
    settings.provider.schemes.iter().any(
        |scheme| matches!(scheme.kind, SchemeKind::ApiKey { name, location: KeyLocation::Query } if name == parameter),
    )
}

/// A header's value; without the scheme's name before it (RFC 9110 §11.4); of Basic what is encoded in it (RFC 7617 §2); of
/// cookies each value (RFC 6265 §4.2.1).
fn of_header(needles: &mut Vec<String>, value: &str) {
    needles.push(value.to_owned());
    if let Some((scheme, bare)) = value.split_once(' ') {
        needles.push(bare.to_owned());
        if scheme.eq_ignore_ascii_case("basic")
            && let Some(decoded) = STANDARD.decode(bare.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        {
            whole_and_halves(needles, &decoded);
        }
    }
    for (_, value) in value.split(';').filter_map(|pair| pair.split_once('=')) {
        needles.push(value.to_owned());
        needles.push(percent_decode_str(value).decode_utf8_lossy().into_owned());
    }
}

/// `user:password`, and each of the two.
fn whole_and_halves(needles: &mut Vec<String>, secret: &str) {
    needles.push(secret.to_owned());
    if let Some((user, password)) = secret.split_once(':') {
        needles.extend([user.to_owned(), password.to_owned()]);
    }
}

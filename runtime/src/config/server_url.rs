//! Server URL templates (OpenAPI 3.1 §4.8.5): variables are put in, and cannot change more than their place.

/// A value for a variable, and how to name its origin in messages.
pub(crate) struct Given<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
    /// The document's own, which may as well have written it into the URL.
    pub(crate) own: bool,
}

/// Why a value does not fit: which variable, and the reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unfit {
    pub(crate) variable: String,
    pub(crate) reason: String,
}

/// Puts the values in. Braces of unknown names stay; the URL check refuses what comes of them.
pub(crate) fn fill(template: &str, values: &[Given<'_>]) -> Result<String, Unfit> {
    let mut url = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        url.push_str(literal);
        match values.iter().find(|given| given.name == name) {
            Some(given) => {
                let place = Place::of(&url, tail);
                let unfit = |reason| Unfit { variable: name.to_owned(), reason };
                if !given.own {
                    if let Some(alone) = without_suffix(place, &url, given.value, tail) {
                        return Err(unfit(format!("the rest of the host is in the URL already; give only `{alone}`")));
                    }
                    check(place, given.value).map_err(|reason| unfit(reason.to_owned()))?;
                }
                // `{basePath}` after a slash is given with and without a slash of its own.
                let value = if url.ends_with('/') && place == Place::Path {
                    given.value.trim_start_matches('/')
                } else {
                    given.value
                };
                url.push_str(value);
            }
            None => {
                url.push('{');
                url.push_str(name);
                url.push('}');
            }
        }
        rest = tail;
    }
    url.push_str(rest);
    Ok(url)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// `{scheme}://…`
    Scheme,
    /// `{url}`, `{url}/v1`: the whole beginning; checked as a base URL afterwards.
    Start,
    /// `https://{instance}-be.example.com`: a part of one label of the host name.
    Label,
    /// `https://{instance}.example.com`: one label or more.
    Host,
    /// `https://{host}/`: all that remains of the authority, where a port may follow.
    HostEnd,
    /// `https://example.com/{basePath}`
    Path,
}

impl Place {
    fn of(before: &str, after: &str) -> Self {
        if before.is_empty() {
            return if after.starts_with("://") { Self::Scheme } else { Self::Start };
        }
        match before.split_once("//") {
            Some((_, authority)) if !authority.contains('/') => {
                let is_own = authority.is_empty() || authority.ends_with('.');
                match after.chars().next() {
                    None | Some('/') if is_own => Self::HostEnd,
                    None | Some('/' | '.' | ':') if is_own => Self::Host,
                    _ => Self::Label,
                }
            }
            _ => Self::Path,
        }
    }
}

/// What remains of a value that brings the template's own end of the host along, as in `acme-be.example.com` (or a whole
/// URL) for `https://{instance}-be.example.com`: a host under another name would be asked otherwise.
fn without_suffix<'a>(place: Place, before: &str, value: &'a str, after: &str) -> Option<&'a str> {
    if !matches!(place, Place::Host | Place::Label) {
        return None;
    }
    let value = value.split_once("://").map_or(value, |(_, host)| host);
    let value = value.strip_prefix(before.split_once("//").map_or("", |(_, authority)| authority)).unwrap_or(value);
    let value = value.trim_end_matches('/');
    let suffix = after.split(['/', ':']).next().unwrap_or_default();
    // What stands between braces in the suffix may have been any value.
    let (first, last) = match (suffix.split_once('{'), suffix.rsplit_once('}')) {
        (Some((first, _)), Some((_, last))) if !first.is_empty() => (first, last),
        _ => return value.strip_suffix(suffix).filter(|alone| suffix.contains('.') && !alone.is_empty()),
    };
    let (alone, rest) = value.split_once(first)?;
    (!alone.is_empty() && last.contains('.') && rest.ends_with(last)).then_some(alone)
}

/// A label of a host is not empty, and neither begins nor ends with a hyphen (RFC 5890 §2.3.1).
fn labels_fit(host: &str) -> Result<(), &'static str> {
    if host.split('.').any(str::is_empty) {
        return Err("no part of a host name is empty");
    }
    let hyphens = host.split('.').any(|label| label.starts_with('-') || label.ends_with('-'));
    if hyphens { Err("no part of a host name begins or ends with `-`") } else { Ok(()) }
}

fn check(place: Place, value: &str) -> Result<(), &'static str> {
    let label = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    match place {
        Place::Scheme if matches!(value, "https" | "http") => Ok(()),
        Place::Scheme => Err("only https and http are schemes for it"),
        Place::Start => Ok(()),
        Place::Label | Place::Host | Place::HostEnd if value.is_empty() => Err("it is empty"),
        Place::Label if !value.chars().all(|c| label(c) && c != '.') => {
            Err("only letters, digits, `-` and `_` fit into one part of a host name")
        }
        Place::Label | Place::Host if value.chars().all(label) => labels_fit(value),
        Place::HostEnd => {
            let (host, port) = value.split_once(':').unwrap_or((value, "0"));
            let fits = host.chars().all(label) && !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
            if fits {
                labels_fit(host)
            } else {
                Err("only letters, digits, `-`, `_`, `.` and a port fit into a host name")
            }
        }
        Place::Label | Place::Host => Err("only letters, digits, `-`, `_` and `.` fit into a host name"),
        Place::Path => {
            if !value.chars().all(|c| label(c) || matches!(c, '~' | '/')) {
                return Err("only letters, digits, `-`, `_`, `.`, `~` and `/` fit into the path of a base URL");
            }
            let dots = value.split('/').any(|segment| matches!(segment, "." | ".."));
            if dots { Err("`.` and `..` mean another path") } else { Ok(()) }
        }
    }
}

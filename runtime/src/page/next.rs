//! From one page to the next, without input or output.

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::token::{PageToken, Place};
use super::{Paged, next_link};
use crate::answer::Answer;
use crate::client::Call;
use crate::error::{DecodeError, Failure, RedirectError, RedirectProblem};
use crate::facts::{Paging, Step};

/// What a page says of the next one, as JSON; `None` where it says that there is none: nothing, `null`, an empty text,
/// `false`.
#[must_use]
pub fn next_value(said: Option<&(impl Serialize + ?Sized)>) -> Option<Value> {
    match serde_json::to_value(said?).ok()? {
        Value::String(text) if text.is_empty() => None,
        value @ (Value::String(_) | Value::Number(_)) => Some(value),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A page, as it came.
pub(super) struct Came<'a, Page> {
    pub page: &'a Page,
    pub answer: &'a Answer,
    /// Where it came from.
    pub url: Option<&'a Url>,
}

/// What leads to the page after this one; `None` at the end of the list.
pub(super) fn after<R: Paged>(
    call: &Call,
    here: Option<&PageToken>,
    came: &Came<'_, R::Page>,
) -> Result<Option<PageToken>, Failure> {
    let Came { page, answer, url } = came;
    if R::more(page) == Some(false) {
        return Ok(None);
    }
    let Paging { step, to, header } = R::PAGING;
    let said = match header {
        Some(name) => answer.headers().get(name).and_then(|value| next_value(value.to_str().ok())),
        None => R::next(page),
    };
    let count = u64::try_from(R::count(page)).unwrap_or(u64::MAX);
    let place = match step {
        Step::Token => said.map(Place::Token),
        Step::Offset | Step::Number { .. } if count == 0 => None,
        Step::Offset => {
            let from = match here {
                Some(PageToken(Place::Offset(from))) => *from,
                _ => call.number_at(to).unwrap_or(0),
            };
            from.checked_add(count).map(Place::Offset)
        }
        Step::Number { first } => {
            let from = match here {
                Some(PageToken(Place::Number(from))) => *from,
                _ => call.number_at(to).unwrap_or(first),
            };
            from.checked_add(1).map(Place::Number)
        }
        Step::Link => target(next_link(answer.headers()), answer, *url)?,
        Step::Url => target(said.as_ref().and_then(Value::as_str).map(str::to_owned), answer, *url)?,
    };
    Ok(place.map(PageToken))
}

/// The URL of the next page, if it is one that the credentials of this one may go to.
fn target(link: Option<String>, answer: &Answer, from: Option<&Url>) -> Result<Option<Place>, Failure> {
    let (Some(link), Some(from)) = (link, from) else { return Ok(None) };
    let Ok(mut target) = from.join(&link) else {
        return Err(Failure::Decode(DecodeError::other(answer, "names a next page whose URL is not one")));
    };
    // Servers behind something that speaks TLS for them often do not know that it does.
    if target.scheme() == "http" && from.scheme() == "https" && target.host() == from.host() && target.port().is_none()
    {
        let _ = target.set_scheme("https");
    }
    if target.origin() != from.origin() {
        let origin = Some(target.origin().ascii_serialization());
        let error = RedirectError::new(answer, RedirectProblem::NextPage, origin);
        return Err(Failure::Redirect(error));
    }
    let _ = target.set_username("");
    let _ = target.set_password(None);
    target.set_fragment(None);
    Ok(Some(Place::Url(target.into())))
}

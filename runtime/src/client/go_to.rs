//! A call made for another page of its list.

use http::StatusCode;
use serde_json::Value;
use url::Url;

use super::call::Call;
use super::limits::Slot;
use super::run::{Ran, run};
use crate::error::{Failure, RequestProblem};
use crate::facts::PageTarget;
use crate::page::Place;

impl Call {
    /// Runs the call to its whole answer, and tells where that came from.
    pub(crate) async fn whole(mut self, accepts: fn(&StatusCode) -> bool) -> Result<(Ran, Option<Url>), Failure> {
        let slot = Slot::new(false);
        self.options.slot = Some(slot.clone());
        let ran = run(self, accepts).await?;
        Ok((ran, slot.take().map(|left| left.url)))
    }

    /// The number that the caller has set there.
    pub(crate) fn number_at(&self, to: PageTarget) -> Option<u64> {
        match to {
            PageTarget::Parameter(index) => self.values.iter().find(|(set, _)| *set == index)?.1.as_u64(),
            PageTarget::Body(pointer) => self.in_body::<u64>(pointer),
            PageTarget::Url => None,
        }
    }

    /// Asks for another page.
    pub(crate) fn go_to(&mut self, place: &Place, to: PageTarget) {
        let value = match place {
            Place::Token(value) => value.clone(),
            Place::Offset(number) | Place::Number(number) => Value::from(*number),
            Place::Url(url) => match Url::parse(url) {
                Ok(url) => {
                    self.options.url = Some(url);
                    return;
                }
                Err(_) => return self.keep(RequestProblem::BaseUrl { reason: "is no URL of a next page".to_owned() }),
            },
        };
        match to {
            PageTarget::Parameter(index) => self.set(index, &value),
            PageTarget::Body(pointer) => self.set_in_body(pointer, &value),
            PageTarget::Url => {
                self.keep(RequestProblem::BaseUrl { reason: "is not what the page token is for".to_owned() });
            }
        }
    }
    /// Gives the call an idempotency key of its own, where its list has one: a name of the page is added.
    pub(crate) fn page_of_list(&mut self, page: &str) {
        if let Some(key) = &mut self.options.idempotency_key {
            key.push('-');
            key.push_str(page);
        }
    }
}

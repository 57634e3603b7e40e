//! The pages of a list, one call after the other.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use url::Url;

use super::Paged;
use super::next::{Came, after};
use super::token::PageToken;
use crate::answer::Answer;
use crate::client::{Call, Ran};
use crate::error::{ApiError, DecodeError, Error, Failure};
use crate::response::Response;
use crate::transport::BoxFuture;

/// The pages of a list. A call is made when the next page is asked for. An error is the last item: where the list would go on
/// is still known ([`next_token`](Self::next_token)).
///
/// The list ends where the server says so: no next token or link, `has_more: false`, or for numbered pages and offsets an
/// empty page. A server that names a page again that was there already ends it with an error, not with a loop.
pub struct Pages<R: Paged> {
    call: Call,
    /// What leads to the page that is next; `None` for the first, and after the last.
    next: Option<PageToken>,
    ended: bool,
    /// How many more may come.
    left: usize,
    /// What led to the pages so far.
    seen: HashSet<PageToken>,
    last: Bytes,
    fetching: Option<Fetching>,
    page: std::marker::PhantomData<fn() -> R>,
}

type Fetching = BoxFuture<'static, Result<(Ran, Option<Url>), Failure>>;

impl<R: Paged> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, ended, seen, .. } = self;
        f.debug_struct("Pages").field("call", call).field("seen", &seen.len()).field("ended", ended).finish()
    }
}

impl<R: Paged> Pages<R> {
    /// From the page that the request asks for.
    #[must_use]
    pub fn new(request: R) -> Self {
        Self {
            call: request.into_call(),
            next: None,
            ended: false,
            left: usize::MAX,
            seen: HashSet::new(),
            last: Bytes::new(),
            fetching: None,
            page: std::marker::PhantomData,
        }
    }

    /// From where another run of the same request stopped, see [`next_token`](Self::next_token).
    #[must_use]
    pub fn resume(mut self, token: PageToken) -> Self {
        self.next = Some(token);
        self
    }

    /// Ends after so many pages: a bound on calls, whatever the server says. [`next_token`](Self::next_token) still tells where
    /// the list goes on.
    #[must_use]
    pub fn limit(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// What leads to the page after those that came; `None` before the first and after the last. After an error it leads to
    /// the page that failed.
    #[must_use]
    pub fn next_token(&self) -> Option<&PageToken> {
        self.next.as_ref()
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`]; the next page is at another origin, or was there already.
    pub async fn next(&mut self) -> Option<Result<Response<R::Page>, Error<R::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn start(&self) -> Fetching {
        let mut call = self.call.clone();
        if let Some(token) = &self.next {
            call.go_to(&token.0, R::PAGING.to);
        }
        Box::pin(call.whole(StatusCode::is_success))
    }

    fn came(&mut self, fetched: Result<(Ran, Option<Url>), Failure>) -> Result<Response<R::Page>, Error<R::Error>> {
        let (Ran { answer, span }, url) = fetched?;
        if !answer.status.is_success() {
            return Err(Error::Api(ApiError::new(*answer)));
        }
        Ok(self.page(*answer, url.as_ref()).inspect_err(|failure| span.broke(failure))?)
    }

    fn page(&mut self, answer: Answer, url: Option<&Url>) -> Result<Response<R::Page>, Failure> {
        let page: R::Page = answer.json()?;
        let next = after::<R>(&self.call, self.next.as_ref(), &Came { page: &page, answer: &answer, url })?;
        let is_again = next.as_ref().is_some_and(|next| Some(next) == self.next.as_ref() || self.seen.contains(next));
        // A server that does not know the parameter gives the first page for ever.
        let is_same = next.is_some() && !self.seen.is_empty() && *answer.bytes() == self.last && R::count(&page) > 0;
        if is_again || is_same {
            return Err(DecodeError::other(&answer, "leads to a page that was there already").into());
        }
        self.seen.extend(next.clone());
        self.last = answer.bytes().clone();
        self.ended = next.is_none();
        self.next = next;
        Ok(Response::new(page, answer.status, answer.headers.0).secret(self.call.has_secret_answer()))
    }
}

impl<R: Paged> Stream for Pages<R> {
    type Item = Result<Response<R::Page>, Error<R::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut fetching = match this.fetching.take() {
            Some(fetching) => fetching,
            None if this.ended || this.left == 0 => return Poll::Ready(None),
            None => this.start(),
        };
        let Poll::Ready(fetched) = fetching.as_mut().poll(context) else {
            this.fetching = Some(fetching);
            return Poll::Pending;
        };
        let page = this.came(fetched);
        this.ended |= page.is_err();
        this.left = this.left.saturating_sub(1);
        Poll::Ready(Some(page))
    }
}

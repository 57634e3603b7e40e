//! The pages of a list, one call after the other.

use std::collections::{HashSet, VecDeque};
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
///
/// So does one that gives the same page over and over, because it does not know the parameter or has no page of that number. Two
/// pages of a list may be the same, though: one that is the same as the page before is given once another page, or the end,
/// has come. Where ten of them come in a row, none of the ten is given.
///
/// An idempotency key is that of the first page. The others have it with an ending of their own, or a server that knows such keys
/// would answer with the first page again.
pub struct Pages<R: Paged> {
    call: Call,
    /// What leads to the page that is given next; `None` for the first, and after the last.
    next: Option<PageToken>,
    /// What leads to the page that is asked for next.
    ahead: Option<PageToken>,
    /// What came and is not given yet, each with what leads on from it.
    waiting: VecDeque<Waiting<R>>,
    /// How many of them are the same as the page before.
    repeats: usize,
    /// Nothing more is asked for.
    ended: bool,
    /// How many more may be asked for.
    left: usize,
    /// What led to the pages so far.
    seen: HashSet<PageToken>,
    last: Bytes,
    fetching: Option<Fetching>,
    page: std::marker::PhantomData<fn() -> R>,
}

/// So many pages may be the same as the one before, in a row.
const REPEATS: usize = 10;

type Waiting<R> = (Result<Response<<R as Paged>::Page>, Error<<R as Paged>::Error>>, Option<PageToken>);

type Fetching = BoxFuture<'static, Result<(Ran, Option<Url>), Failure>>;

// Nothing in it is ever pinned.
impl<R: Paged> Unpin for Pages<R> {}

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
            ahead: None,
            waiting: VecDeque::new(),
            repeats: 0,
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
        self.ahead = Some(token.clone());
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
        if let Some(token) = &self.ahead {
            call.go_to(&token.0, R::PAGING.to);
            call.page_of_list(&token.name());
        }
        Box::pin(call.whole(StatusCode::is_success))
    }

    /// Takes what came: it waits to be given.
    fn came(&mut self, fetched: Result<(Ran, Option<Url>), Failure>) {
        let page = self.page(fetched);
        self.ended = page.is_err() || self.ahead.is_none();
        self.left = self.left.saturating_sub(1);
        self.waiting.push_back((page, self.ahead.clone()));
    }

    fn page(&mut self, fetched: Result<(Ran, Option<Url>), Failure>) -> Result<Response<R::Page>, Error<R::Error>> {
        let (Ran { answer, span }, url) = fetched?;
        if !answer.status.is_success() {
            return Err(Error::Api(ApiError::new(*answer)));
        }
        Ok(self.read(*answer, url.as_ref()).inspect_err(|failure| span.broke(failure))?)
    }

    fn read(&mut self, answer: Answer, url: Option<&Url>) -> Result<Response<R::Page>, Failure> {
        let page: R::Page = answer.json()?;
        let next = after::<R>(&self.call, self.ahead.as_ref(), &Came { page: &page, answer: &answer, url })?;
        let is_again = next.as_ref().is_some_and(|next| Some(next) == self.ahead.as_ref() || self.seen.contains(next));
        let is_same = next.is_some() && !self.seen.is_empty() && *answer.bytes() == self.last && R::count(&page) > 0;
        self.repeats = if is_same { self.repeats + 1 } else { 0 };
        if self.repeats >= REPEATS {
            self.waiting.clear();
            self.ahead = self.next.clone();
        }
        if is_again || self.repeats >= REPEATS {
            return Err(DecodeError::other(&answer, "leads to a page that was there already").into());
        }
        self.seen.extend(next.clone());
        self.last = answer.bytes().clone();
        self.ahead = next;
        Ok(Response::new(page, answer.status, answer.headers.0).secret(self.call.has_secret_answer()))
    }
}

impl<R: Paged> Stream for Pages<R> {
    type Item = Result<Response<R::Page>, Error<R::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let is_over = this.ended || this.left == 0;
            if this.repeats == 0 || is_over {
                if let Some((page, next)) = this.waiting.pop_front() {
                    this.next = next;
                    return Poll::Ready(Some(page));
                }
                if is_over && this.fetching.is_none() {
                    return Poll::Ready(None);
                }
            }
            let mut fetching = this.fetching.take().unwrap_or_else(|| this.start());
            let Poll::Ready(fetched) = fetching.as_mut().poll(context) else {
                this.fetching = Some(fetching);
                return Poll::Pending;
            };
            this.came(fetched);
        }
    }
}

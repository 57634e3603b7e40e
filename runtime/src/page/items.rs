//! The items of a list, page after page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{PageToken, Paged, Pages};
use crate::error::Error;

/// The items of a list: of the page that was fetched, then of the next. Empty pages are passed over.
pub struct Items<R: Paged> {
    pages: Pages<R>,
    page: std::vec::IntoIter<R::Item>,
    /// How many more may come.
    left: usize,
}

// Nothing in it is ever pinned.
impl<R: Paged> Unpin for Items<R> {}

impl<R: Paged> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).field("left", &self.page.len()).finish()
    }
}

impl<R: Paged> Items<R> {
    /// From the page that the request asks for.
    #[must_use]
    pub fn new(request: R) -> Self {
        Self { pages: Pages::new(request), page: Vec::new().into_iter(), left: usize::MAX }
    }

    /// From the page where another run of the same request stopped, see [`next_token`](Self::next_token).
    #[must_use]
    pub fn resume(mut self, token: PageToken) -> Self {
        self.pages = self.pages.resume(token);
        self
    }

    /// Ends after so many items. Pages that are not needed for them are not fetched.
    #[must_use]
    pub fn limit(mut self, items: usize) -> Self {
        self.left = items;
        self
    }

    /// What leads to the page after the one whose items come now; `None` before the first page and after the last.
    #[must_use]
    pub fn next_token(&self) -> Option<&PageToken> {
        self.pages.next_token()
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<R::Item, Error<R::Error>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<R: Paged> Stream for Items<R> {
    type Item = Result<R::Item, Error<R::Error>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if this.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = this.page.next() {
                this.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.page = R::take(page.into_inner()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

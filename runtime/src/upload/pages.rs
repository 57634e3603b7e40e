//! The pages of an upload, one call after the other.

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;
use serde_json::Value;
use serde_json::value::RawValue;

use super::source::{Boxed, Source};
use super::{Bulk, UploadPlace};
use crate::auth::BoxError;
use crate::body::BodyError;
use crate::client::{Call, Sending};
use crate::encode;
use crate::error::{Error, RequestProblem};
use crate::response::Response;

/// Items of a page, unless somebody says otherwise.
const PAGE_SIZE: usize = 100;

/// Any number of items on their way, as the pages of one upload.
///
/// A page is sent when the next one is asked for, and again when it fails in a way that may pass: an upload's id makes that
/// safe also where the operation is not idempotent. Limits of time are those of a page. After an error the same page is next,
/// so that [`next`](Self::next) and [`send`](Self::send) go on where they were; another process does by
/// [`resume`](Self::resume).
///
/// Items that the request's own list holds come before all others.
#[must_use = "an upload does nothing until it is sent"]
pub struct Upload<R: Bulk> {
    call: Call,
    /// The items of the request's own list, each as JSON.
    own: std::vec::IntoIter<Box<RawValue>>,
    items: Source<R::Item>,
    page_size: usize,
    page_bytes: usize,
    allow_empty: bool,
    place: UploadPlace,
    /// Items that other pages held, sent before this upload was resumed.
    skip: u64,
    /// The items of the page that is next, each as JSON.
    page: Vec<String>,
    /// Their bytes, and those of the commas between them.
    page_length: usize,
    /// The first item behind it: without one it is the last page.
    ahead: Option<String>,
    /// Why there will be no more pages. What follows an item that could not be read must not be taken for the end.
    broken: Option<RequestProblem>,
}

impl<R: Bulk> Upload<R> {
    /// Uploads items that are there.
    pub fn new<I>(request: R, items: I) -> Self
    where
        I: IntoIterator<Item = R::Item, IntoIter: Send + 'static>,
        R::Item: 'static,
    {
        Self::of(request, Source::There(Box::new(items.into_iter().map(Ok))))
    }

    /// Uploads items of which each may fail to be had, such as files that are read one by one. An error ends the upload, without
    /// its last page: what is missing is not taken for gone.
    pub fn fallible<I, E>(request: R, items: I) -> Self
    where
        I: IntoIterator<Item = Result<R::Item, E>, IntoIter: Send + 'static>,
        E: Into<BoxError> + 'static,
        R::Item: 'static,
    {
        Self::of(request, Source::There(Box::new(items.into_iter().map(|item| item.map_err(Into::into)))))
    }

    /// The same with items as they come.
    pub fn stream<S, E>(request: R, items: S) -> Self
    where
        S: Stream<Item = Result<R::Item, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
        R::Item: 'static,
    {
        Self::of(request, Source::Coming(Box::pin(Boxed(Box::pin(items)))))
    }

    fn of(request: R, items: Source<R::Item>) -> Self {
        let call = request.into_call();
        let given = call.in_body(R::BULK.upload_id).filter(|id: &String| !id.is_empty());
        let upload_id = given.unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
        let own: Vec<Box<RawValue>> = call.in_body(R::BULK.items).unwrap_or_default();
        Self {
            call,
            own: own.into_iter(),
            items,
            page_size: R::BULK.page_size.unwrap_or(PAGE_SIZE),
            page_bytes: R::BULK.page_bytes.unwrap_or(usize::MAX),
            allow_empty: false,
            place: UploadPlace { upload_id, pages: 0, items: 0, complete: false },
            skip: 0,
            page: Vec::new(),
            page_length: 0,
            ahead: None,
            broken: None,
        }
    }

    /// How many items a page holds: 100, unless the document says otherwise. 0 counts as 1.
    pub fn page_size(mut self, items: usize) -> Self {
        self.page_size = items.max(1);
        self
    }

    /// How many bytes the items of a page may be together, as JSON: any number, unless the document says otherwise. What else is
    /// in the body is not counted. An item that is longer by itself is a page of its own: only the server can refuse it.
    pub fn page_bytes(mut self, bytes: usize) -> Self {
        self.page_bytes = bytes;
        self
    }

    /// Goes on where another run came to, with the id of that upload. Give the same items in the same order from the first one
    /// on: those that the server has are passed over, and fewer than those are an error.
    pub fn resume(mut self, place: UploadPlace) -> Self {
        self.skip = place.items;
        self.place = place;
        self
    }

    /// Lets an upload without any item be sent, where that takes away everything that was uploaded before. Otherwise it is an
    /// error, since an empty source is more often a mistake than a wish.
    pub fn allow_empty(mut self) -> Self {
        self.allow_empty = true;
        self
    }

    /// How far it came.
    #[must_use]
    pub fn place(&self) -> &UploadPlace {
        &self.place
    }

    /// Sends all pages that are left, and tells how far it came.
    ///
    /// # Errors
    /// As [`next`](Self::next): the pages before are sent, see [`place`](Self::place).
    pub async fn send(&mut self) -> Result<UploadPlace, Error<R::Error>> {
        while let Some(page) = self.next().await {
            page?;
        }
        Ok(self.place.clone())
    }

    /// Sends the next page; `None` after the last.
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`]; an item cannot be read or does not serialize; there are no items at all,
    /// see [`allow_empty`](Self::allow_empty), or fewer than another run has sent, see [`resume`](Self::resume).
    pub async fn next(&mut self) -> Option<Result<Response<R::Answer>, Error<R::Error>>> {
        if self.place.complete {
            return None;
        }
        if self.broken.is_none() {
            self.broken = self.fill().await.err();
        }
        if let Some(problem) = &self.broken {
            return Some(self.refused(problem.clone()).await);
        }
        if self.page.is_empty() {
            // Only a last page may be empty: it says that the upload is whole.
            if R::BULK.last.is_none() {
                self.place.complete = true;
                return None;
            }
            if self.place.pages == 0 && !self.allow_empty {
                return Some(self.refused(RequestProblem::EmptyUpload).await);
            }
        }
        let sent = R::send(self.next_call()).await;
        if sent.is_ok() {
            self.place.pages += 1;
            self.place.items += self.page.len() as u64;
            self.place.complete = self.ahead.is_none();
            self.page.clear();
            self.page_length = 0;
            if let Some(item) = self.ahead.take() {
                self.take(item);
            }
        }
        Some(sent)
    }

    /// What becomes of a page that is not sent.
    fn refused(&self, problem: RequestProblem) -> Sending<R::Answer, R::Error> {
        let mut unsent = self.call.clone();
        unsent.keep(problem);
        R::send(unsent)
    }

    /// Reads items until there is one more than the page holds.
    async fn fill(&mut self) -> Result<(), RequestProblem> {
        while self.ahead.is_none() {
            // The end of fewer items than were sent before is not the end of the upload.
            let Some(written) = self.next_item().await? else {
                return if self.skip == 0 {
                    Ok(())
                } else {
                    Err(RequestProblem::ShortUpload { sent: self.place.items })
                };
            };
            if self.skip > 0 {
                self.skip -= 1;
            } else {
                self.take(written);
            }
        }
        Ok(())
    }

    async fn next_item(&mut self) -> Result<Option<String>, RequestProblem> {
        if let Some(own) = self.own.next() {
            return Ok(Some(own.get().to_owned()));
        }
        let Some(item) = self.items.next().await else { return Ok(None) };
        let item = item.map_err(|error| RequestProblem::Stream(Arc::new(BodyError::Source(error))))?;
        let written = encode::finite(&item).and_then(|()| serde_json::to_string(&item));
        written.map(Some).map_err(|source| RequestProblem::Body(Arc::new(source)))
    }

    fn take(&mut self, item: String) {
        let length = self.page_length.saturating_add(item.len() + usize::from(!self.page.is_empty()));
        if self.page.is_empty() || self.page.len() < self.page_size && length <= self.page_bytes {
            self.page_length = length;
            self.page.push(item);
        } else {
            self.ahead = Some(item);
        }
    }

    fn next_call(&self) -> Call {
        let facts = &R::BULK;
        let mut call = self.call.clone();
        call.set_in_body(facts.upload_id, &Value::from(self.place.upload_id.as_str()));
        let first = self.place.pages == 0;
        for (pointer, value) in [(facts.first, first), (facts.last, self.ahead.is_none())] {
            if let Some(pointer) = pointer {
                call.set_in_body(pointer, &Value::from(value));
            }
        }
        if let Some(restart) = facts.restart.filter(|restart| !first && call.in_body::<Value>(restart).is_some()) {
            call.set_in_body(restart, &Value::from(false));
        }
        // The items last: whatever is set after them reads them again.
        call.set_text_in_body(facts.items, &format!("[{}]", self.page.join(",")));
        call.page_of_upload(self.place.pages);
        call
    }
}

impl<R: Bulk> fmt::Debug for Upload<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, page_size, place, .. } = self;
        f.debug_struct("Upload")
            .field("call", call)
            .field("page_size", page_size)
            .field("place", place)
            .finish_non_exhaustive()
    }
}

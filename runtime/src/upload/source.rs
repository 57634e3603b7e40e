//! Where the items come from.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::auth::BoxError;

/// Items that are there, or that come, until they end: some streams panic when they are asked again.
pub(super) enum Source<T> {
    There(Box<dyn Iterator<Item = Result<T, BoxError>> + Send>),
    Coming(Pin<Box<dyn Stream<Item = Result<T, BoxError>> + Send>>),
    Ended,
}

impl<T> Source<T> {
    pub(super) async fn next(&mut self) -> Option<Result<T, BoxError>> {
        let next = match self {
            Self::There(items) => items.next(),
            Self::Coming(items) => poll_fn(|context| items.as_mut().poll_next(context)).await,
            Self::Ended => None,
        };
        if next.is_none() {
            *self = Self::Ended;
        }
        next
    }
}

/// A stream whose errors are boxed.
pub(super) struct Boxed<S>(pub(super) Pin<Box<S>>);

impl<S, T, E> Stream for Boxed<S>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<BoxError>,
{
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|item| item.map(|item| item.map_err(Into::into)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

//! Uploads from code that is not asynchronous.

use super::{Bulk, Upload, UploadPlace};
use crate::blocking::{call, wait};
use crate::error::Error;
use crate::response::Response;

impl<R: Bulk> Upload<R> {
    /// As [`send`](Self::send), on this thread.
    ///
    /// # Errors
    /// Those of [`send`](Self::send); and [`Error::Config`] in asynchronous code.
    pub fn send_blocking(&mut self) -> Result<UploadPlace, Error<R::Error>> {
        call(self.send())
    }

    /// As [`next`](Self::next), on this thread.
    ///
    /// # Errors
    /// Those of [`next`](Self::next); and [`Error::Config`] in asynchronous code.
    pub fn next_blocking(&mut self) -> Option<Result<Response<R::Answer>, Error<R::Error>>> {
        wait(self.next()).unwrap_or_else(|error| Some(Err(Error::Config(error))))
    }
}

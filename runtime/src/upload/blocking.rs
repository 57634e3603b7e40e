//! Uploads from code that is not asynchronous.

use super::{Bulk, Upload, UploadPlace};
use crate::blocking::call;
use crate::error::Error;

impl<R: Bulk> Upload<R> {
    /// As [`send`](Self::send), on this thread.
    ///
    /// # Errors
    /// Those of [`send`](Self::send); and [`Error::Config`] in asynchronous code.
    pub fn send_blocking(&mut self) -> Result<UploadPlace, Error<R::Error>> {
        call(self.send())
    }
}

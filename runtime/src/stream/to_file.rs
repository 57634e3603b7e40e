//! An answer as a file.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tokio::fs;

use crate::answer::ErrorBody;
use crate::client::Call;
use crate::error::{Error, Failure};
use crate::response::Response;
use crate::stream::ByteStream;

impl ByteStream {
    /// Writes all that is still to come to a file, in place of what is there, and gives the number of bytes. Until all has
    /// come it is in a file beside it whose name ends in `.part`; when something fails, that file is removed.
    ///
    /// # Errors
    /// As [`next`](Self::next); or the file cannot be written.
    pub async fn write_to_file(&mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        Ok(self.copy_to_file(path.as_ref()).await?)
    }

    async fn copy_to_file(&mut self, path: &Path) -> Result<u64, Failure> {
        let part = part(path);
        let written = self.copy_and_rename(&part, path).await;
        if written.is_err() {
            // What failed says more than whether this does.
            let _ = fs::remove_file(&part).await;
        }
        written
    }

    async fn copy_and_rename(&mut self, part: &Path, path: &Path) -> Result<u64, Failure> {
        let mut file = fs::File::create(part).await.map_err(|source| self.not_written(source))?;
        let written = self.copy(&mut file).await?;
        drop(file);
        fs::rename(part, path).await.map_err(|source| self.not_written(source))?;
        Ok(written)
    }
}

fn part(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(".part");
    name.into()
}

impl Call {
    /// Sends, writes the body of a success to a file as it comes, and gives the number of bytes; see
    /// [`ByteStream::write_to_file`].
    ///
    /// # Errors
    /// Every way in which a call fails, see [`Error`]; [`Error::Write`] when the file cannot be written.
    pub async fn download_to_file<E: ErrorBody>(self, path: impl AsRef<Path>) -> Result<Response<u64>, Error<E>> {
        let (head, mut stream) = self.stream_bytes::<E>().await?.into_parts();
        let written = stream.copy_to_file(path.as_ref()).await?;
        Ok(head.map(|()| written))
    }
}

//! An answer as a file.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tokio::fs;
use tokio::task::spawn_blocking;

use crate::answer::ErrorBody;
use crate::client::Call;
use crate::error::{Error, Failure};
use crate::response::Response;
use crate::stream::ByteStream;

impl ByteStream {
    /// Writes all that is still to come to a file, in place of what is there, and gives the number of bytes. Until all has
    /// come it is in a file of its own beside it, whose name ends in `.part`; when something fails, or this is dropped, that file
    /// is removed. Of several that write to one path at once the last counts, whole.
    ///
    /// # Errors
    /// As [`next`](Self::next); or the file cannot be written.
    pub async fn write_to_file(&mut self, path: impl AsRef<Path>) -> Result<u64, Error> {
        Ok(self.copy_to_file(path.as_ref()).await?)
    }

    async fn copy_to_file(&mut self, path: &Path) -> Result<u64, Failure> {
        let (part, file) = Part::create(path).await.map_err(|source| self.not_written(source))?;
        let mut file = fs::File::from_std(file);
        let written = self.copy(&mut file).await?;
        drop(file);
        part.keep_as(path).await.map_err(|source| self.not_written(source))?;
        Ok(written)
    }
}

/// A file that is not whole yet: it is removed when it is dropped.
struct Part {
    path: PathBuf,
    is_whole: bool,
}

impl Part {
    /// Makes one beside the path, of a name that nobody else has. Whoever stops waiting for it drops it.
    async fn create(path: &Path) -> io::Result<(Self, std::fs::File)> {
        let mut name = OsString::from(path);
        name.push(format!(".{:08x}.part", fastrand::u32(..)));
        spawn_blocking(move || {
            let file = std::fs::File::create_new(&name)?;
            Ok((Self { path: name.into(), is_whole: false }, file))
        })
        .await?
    }

    /// It is whole, and takes the place of what is there.
    async fn keep_as(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path).await?;
        self.is_whole = true;
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_whole {
            // What failed says more than whether this does.
            let _ = std::fs::remove_file(&self.path);
        }
    }
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

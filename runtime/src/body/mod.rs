//! What a request sends: bytes, or a stream that is read as the connection takes it.

mod error;
#[cfg(not(target_family = "wasm"))]
mod file;
mod form;
mod measured;
mod multipart;
mod part;
mod pieces;
mod progress;
#[cfg(not(target_family = "wasm"))]
mod reader;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

pub use error::BodyError;
pub use form::MultipartBody;
pub use multipart::Multipart;
pub use part::{Files, Part};
pub use pieces::{BodyStream, next_piece};

use crate::transport::BoxFuture;
use measured::Measured;
use pieces::Pieces;
pub(crate) use progress::Progress;
use progress::Watched;

/// Longer bytes are sent piece by piece, so that it can be seen how far they are.
const LONG: usize = 256 * 1024;

/// Opens a stream anew.
type Open = Arc<dyn Fn() -> BoxFuture<'static, Result<Opened, BodyError>> + Send + Sync>;

/// What a request sends: bytes, or a stream that is read as the connection takes it, and never held whole.
///
/// Bytes, files and what [`Body::replayable`] makes can be sent again, and so such calls are retried like any other. A
/// [`Body::stream`] can be read once: a call with one is never sent a second time, whatever its retry policy says. Clones
/// of it share the one stream.
///
/// ```
/// use specsmith_runtime::Body;
///
/// let text = Body::from("hello");
/// assert_eq!(text.length(), Some(5));
/// assert!(text.is_replayable());
/// ```
#[derive(Clone)]
pub struct Body {
    source: Source,
    length: Option<u64>,
    /// Told of each piece that is taken.
    progress: Option<Progress>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    /// Gone once it has been read.
    Once(Arc<Mutex<Option<BodyStream>>>),
    Opened {
        open: Open,
        replayable: bool,
    },
}

/// A body that is about to be read.
pub struct Opened {
    /// Its bytes, piece by piece.
    pub stream: BodyStream,
    /// How many bytes it has, where that is known.
    pub length: Option<u64>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("length", &self.length).finish_non_exhaustive()
    }
}

impl Body {
    /// Nothing.
    #[must_use]
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A stream of pieces. It is read once, so that a call with it is sent once. Where its length in bytes is known,
    /// [`with_length`](Self::with_length) says so; else it is sent in chunks (RFC 9112 §7.1).
    ///
    /// A call that is dropped drops the stream. Of the connection what was read before is still written: to a server that reads
    /// nothing for as long as the HTTP client lets it, which reqwest's `tcp_user_timeout` says.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let stream = pieces::boxed(stream);
        Self::from(Source::Once(Arc::new(Mutex::new(Some(stream)))))
    }

    /// A stream that can be made again: one for each time that the request is sent.
    pub fn replayable<S, B, E>(make: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self::opened(true, move || {
            let stream = pieces::boxed(make());
            Box::pin(std::future::ready(Ok(Opened { stream, length: None })))
        })
    }

    /// A file, read when the request is sent; each time anew, so that the call can be retried. Needs a tokio runtime.
    ///
    /// A file that cannot be opened is an error of the call, which is then not sent.
    #[cfg(not(target_family = "wasm"))]
    pub fn file(path: impl Into<std::path::PathBuf>) -> Self {
        let path = path.into();
        Self::opened(true, move || Box::pin(file::open(path.clone())))
    }

    pub(crate) fn opened(
        replayable: bool,
        open: impl Fn() -> BoxFuture<'static, Result<Opened, BodyError>> + Send + Sync + 'static,
    ) -> Self {
        Self::from(Source::Opened { open: Arc::new(open), replayable })
    }

    /// Says how many bytes a stream has. A stream of another length fails the call; so that a longer one does too, its last piece
    /// is sent once it has ended.
    #[must_use]
    pub fn with_length(mut self, length: u64) -> Self {
        if !matches!(self.source, Source::Bytes(_)) {
            self.length = Some(length);
        }
        self
    }

    /// Whether sending it may take as long as it likes, while it goes on: a stream, or long bytes.
    pub(crate) fn is_long(&self) -> bool {
        self.as_bytes().is_none_or(|bytes| bytes.len() > LONG)
    }

    /// Tells of each piece that is taken from here on.
    pub(crate) fn watched(self, progress: &Progress) -> Self {
        Self { progress: Some(progress.clone()), ..self }
    }

    /// How many bytes it has, where that is known before it is opened: of a file it is not.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.source {
            Source::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Source::Once(_) | Source::Opened { .. } => self.length,
        }
    }

    /// Whether there is nothing to send.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_some_and(Bytes::is_empty)
    }

    /// Whether it can be sent more than once.
    #[must_use]
    pub fn is_replayable(&self) -> bool {
        match &self.source {
            Source::Bytes(_) => true,
            Source::Once(_) => false,
            Source::Opened { replayable, .. } => *replayable,
        }
    }

    /// The bytes, if it is not a stream.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Once(_) | Source::Opened { .. } => None,
        }
    }

    /// Opens it for reading: what a [`Transport`](crate::transport::Transport) does.
    ///
    /// # Errors
    /// When it was a stream and has been read, its source cannot be opened, or it has bytes where none were said.
    pub async fn open(&self) -> Result<Opened, BodyError> {
        let opened = match &self.source {
            Source::Bytes(bytes) => {
                let pieces = Pieces::default().with_bytes(bytes.clone());
                Opened { stream: Box::pin(pieces), length: self.length() }
            }
            Source::Once(stream) => {
                let taken = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
                Opened { stream: taken.ok_or(BodyError::Spent)?, length: None }
            }
            Source::Opened { open, .. } => open().await?,
        };
        let Opened { stream, length } = opened;
        let mut stream = match self.length {
            Some(said) => Box::pin(Measured::new(stream, said)),
            None => stream,
        };
        // A body of no bytes is not read at all: whether it has none is seen here.
        if self.length == Some(0) {
            next_piece(&mut stream).await.transpose()?;
        }
        let stream = match &self.progress {
            Some(progress) => Box::pin(Watched { stream, progress: progress.clone() }),
            None => stream,
        };
        Ok(Opened { stream, length: self.length.or(length) })
    }

    /// All of it, in memory: for tests, and transports that have no streams.
    ///
    /// # Errors
    /// As [`open`](Self::open), and what the stream itself says.
    pub async fn collect(&self) -> Result<Bytes, BodyError> {
        if let Some(bytes) = self.as_bytes() {
            return Ok(bytes.clone());
        }
        let mut stream = self.open().await?.stream;
        let mut all = BytesMut::new();
        while let Some(piece) = next_piece(&mut stream).await {
            all.extend_from_slice(&piece?);
        }
        Ok(all.freeze())
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

/// Shows what kind of body it is, never what is in it.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.source {
            Source::Bytes(_) => "bytes",
            Source::Once(_) => "stream",
            Source::Opened { .. } => "source",
        };
        f.debug_struct("Body").field("kind", &kind).field("length", &self.length()).finish()
    }
}

impl From<Source> for Body {
    fn from(source: Source) -> Self {
        Self { source, length: None, progress: None }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::from(Source::Bytes(bytes))
    }
}

macro_rules! from_bytes {
    ($($source:ty),*) => {
        $(impl From<$source> for Body {
            fn from(source: $source) -> Self {
                Self::from(Bytes::from(source))
            }
        })*
    };
}

from_bytes!(Vec<u8>, &'static [u8], String, &'static str);

/// A file that is open already; it is read from where it stands, once.
#[cfg(not(target_family = "wasm"))]
impl From<tokio::fs::File> for Body {
    fn from(file: tokio::fs::File) -> Self {
        Self::stream(file::FilePieces::new(file))
    }
}

//! One part of a multipart body.

use std::fmt;

use bytes::Bytes;

use super::Body;

/// One part of a multipart body: a file or a value, with what is said of it.
///
/// ```
/// use specsmith_runtime::Part;
///
/// let picture = Part::new(vec![0x89, b'P']).file_name("cat.png").content_type("image/png");
/// ```
#[derive(Clone)]
pub struct Part {
    pub(super) body: Body,
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) headers: Vec<(String, String)>,
}

impl Part {
    /// A part of bytes, text or a stream.
    pub fn new(body: impl Into<Body>) -> Self {
        Self { body: body.into(), file_name: None, content_type: None, headers: Vec::new() }
    }

    /// A file, called what it is called there, and read when the request is sent.
    #[cfg(not(target_family = "wasm"))]
    pub fn file(path: impl Into<std::path::PathBuf>) -> Self {
        let path = path.into();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Self { file_name: name, ..Self::new(Body::file(path)) }
    }

    /// What the server is told that the file is called. Servers take most parts without a name for plain fields.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The part's media type, in place of what the document says.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Adds a header of the part. One that cannot be sent fails the call, which is then not sent.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// Shows how the part is labelled, never what is in it.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { body, file_name, content_type, headers } = self;
        f.debug_struct("Part")
            .field("body", body)
            .field("file_name", file_name)
            .field("content_type", content_type)
            .field("headers", &headers.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}

macro_rules! from_body {
    ($($source:ty),*) => {
        $(impl From<$source> for Part {
            fn from(source: $source) -> Self {
                Self::new(source)
            }
        })*
    };
}

from_body!(Body, Bytes, Vec<u8>, &'static [u8], String, &'static str);

/// One part, several, or none: what a field of a generated multipart body may be.
pub trait Files {
    /// The parts, in order.
    fn files(&self) -> Vec<Part>;
}

impl Files for Part {
    fn files(&self) -> Vec<Part> {
        vec![self.clone()]
    }
}

impl<T: Files> Files for Vec<T> {
    fn files(&self) -> Vec<Part> {
        self.iter().flat_map(Files::files).collect()
    }
}

impl<T: Files> Files for Option<T> {
    fn files(&self) -> Vec<Part> {
        self.iter().flat_map(Files::files).collect()
    }
}

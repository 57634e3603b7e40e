//! Lines and records of JSON: bytes → texts, without input or output.

use bytes::{Buf, Bytes};
use memchr::memchr;

use super::TooLong;
use super::input::Input;

/// What stands between two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// A line feed: JSON lines (`application/x-ndjson`, `application/jsonl`).
    LineFeed,
    /// A record separator, before each text: JSON text sequences (RFC 7464).
    RecordSeparator,
}

impl Separator {
    fn byte(self) -> u8 {
        match self {
            Self::LineFeed => b'\n',
            Self::RecordSeparator => 0x1E,
        }
    }
}

/// Bytes → texts, without separators, white space around them, and what is empty. What is fed may be cut anywhere.
///
/// ```
/// use specsmith_runtime::stream::{LineDecoder, Separator};
///
/// let mut decoder = LineDecoder::new(Separator::LineFeed, 1024);
/// decoder.feed("{\"a\":1}\r\n\n{\"a\"".into());
/// assert_eq!(decoder.next(), Ok(Some("{\"a\":1}".into())));
/// assert_eq!(decoder.next(), Ok(None));
/// decoder.feed(":2}".into());
/// assert_eq!(decoder.next(), Ok(None));
/// assert_eq!(decoder.finish(), Some("{\"a\":2}".into()));
/// ```
#[derive(Debug)]
pub struct LineDecoder {
    separator: Separator,
    limit: usize,
    input: Input,
    at_start: bool,
}

impl LineDecoder {
    /// `limit` bounds one text, in bytes.
    #[must_use]
    pub fn new(separator: Separator, limit: usize) -> Self {
        Self { separator, limit, input: Input::default(), at_start: true }
    }

    /// Takes the next piece. Call [`next`](Self::next) until it gives nothing before the next one is fed.
    pub fn feed(&mut self, piece: Bytes) {
        self.input.feed(piece);
    }

    /// The next text that is complete; `None` when more bytes are needed.
    ///
    /// # Errors
    /// When one text is longer than the limit.
    #[expect(clippy::should_implement_trait, reason = "`None` is not the end: more may be fed")]
    pub fn next(&mut self) -> Result<Option<Bytes>, TooLong> {
        while let Some(end) = memchr(self.separator.byte(), &self.input) {
            self.check(end)?;
            let line = self.input.line(end);
            if let Some(text) = self.text(line) {
                return Ok(Some(text));
            }
        }
        self.check(self.input.len())?;
        self.input.hold();
        Ok(None)
    }

    /// At the end: the last text, if no separator came after it.
    pub fn finish(&mut self) -> Option<Bytes> {
        let line = self.input.unfinished();
        self.text(line)
    }

    fn check(&self, more: usize) -> Result<(), TooLong> {
        if self.input.held().saturating_add(more) > self.limit { Err(TooLong { limit: self.limit }) } else { Ok(()) }
    }

    fn text(&mut self, mut line: Bytes) -> Option<Bytes> {
        if std::mem::take(&mut self.at_start) && line.starts_with(b"\xEF\xBB\xBF") {
            line.advance(3);
        }
        let text = line.trim_ascii();
        if text.is_empty() { None } else { Some(line.slice_ref(text)) }
    }
}

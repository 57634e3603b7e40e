//! Server-sent events, to the letter of the WHATWG HTML standard §9.2.6: bytes → events, without input or output.

use bytes::Bytes;
use memchr::memchr2;

use super::TooLong;
use super::input::Input;

/// An event as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// The last `id` that the stream has given, by this event or one before; empty if none.
    pub id: String,
    /// The `event` field; `message` where there is none.
    pub event: String,
    /// The `data` fields, joined by line feeds.
    pub data: String,
    /// The `retry` field of this event, in milliseconds.
    pub retry: Option<u64>,
}

/// Bytes → events. What is fed may be cut anywhere, inside a line end or a character too.
///
/// ```
/// use specsmith_runtime::stream::EventDecoder;
///
/// let mut decoder = EventDecoder::new(1024);
/// decoder.feed("id: 7\ndata: first\nda".into());
/// assert_eq!(decoder.next(), Ok(None));
/// decoder.feed("ta: second\r\n\r\n".into());
/// let event = decoder.next().unwrap().unwrap();
/// assert_eq!((event.id.as_str(), event.data.as_str()), ("7", "first\nsecond"));
/// ```
#[derive(Debug)]
pub struct EventDecoder {
    limit: usize,
    input: Input,
    /// The line before ended with a carriage return: a line feed right after it belongs to it.
    after_cr: bool,
    /// No line has ended yet: a byte order mark may stand here.
    at_start: bool,
    event: String,
    data: String,
    /// Of this event; [`last_id`](Self::last_id) once it ends.
    id: String,
    last_id: String,
    retry: Option<u64>,
    last_retry: Option<u64>,
}

impl EventDecoder {
    /// `limit` bounds what is held of one event, in bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            input: Input::default(),
            after_cr: false,
            at_start: true,
            event: String::new(),
            data: String::new(),
            id: String::new(),
            last_id: String::new(),
            retry: None,
            last_retry: None,
        }
    }

    /// Takes the next piece. Call [`next`](Self::next) until it gives nothing before the next one is fed.
    pub fn feed(&mut self, piece: Bytes) {
        self.input.feed(piece);
    }

    /// The next event that is complete; `None` when more bytes are needed.
    ///
    /// # Errors
    /// When one event, or one line, is longer than the limit.
    #[expect(clippy::should_implement_trait, reason = "`None` is not the end: more may be fed")]
    pub fn next(&mut self) -> Result<Option<RawEvent>, TooLong> {
        while let Some(end) = memchr2(b'\n', b'\r', &self.input) {
            let is_rest_of_cr = std::mem::take(&mut self.after_cr) && self.input.starts_with(b"\n");
            if is_rest_of_cr {
                self.input.skip();
                continue;
            }
            self.after_cr = self.input.get(end) == Some(&b'\r');
            self.check(end)?;
            let line = self.input.line(end);
            if let Some(event) = self.line(&line) {
                return Ok(Some(event));
            }
        }
        if !self.input.is_empty() {
            self.after_cr = false;
            self.check(self.input.len())?;
            self.input.hold();
        }
        Ok(None)
    }

    /// The last id that the stream has given: what `Last-Event-ID` says when it is opened again. Empty if none.
    #[must_use]
    pub fn last_id(&self) -> &str {
        &self.last_id
    }

    /// How long the server asks to wait before the stream is opened again, in milliseconds.
    #[must_use]
    pub fn wait(&self) -> Option<u64> {
        self.last_retry
    }

    /// Forgets the unfinished event, as at the end of a stream; ids and waiting time stay.
    pub fn restart(&mut self) {
        let Self { limit, last_id, last_retry, .. } = self;
        let (last_id, last_retry) = (std::mem::take(last_id), *last_retry);
        *self = Self { id: last_id.clone(), last_id, last_retry, ..Self::new(*limit) };
    }

    fn check(&self, more: usize) -> Result<(), TooLong> {
        let held = self.input.held() + self.data.len() + self.event.len();
        if held.saturating_add(more) > self.limit { Err(TooLong { limit: self.limit }) } else { Ok(()) }
    }

    /// One line, without its end.
    fn line(&mut self, line: &[u8]) -> Option<RawEvent> {
        let mut line = line;
        if std::mem::take(&mut self.at_start) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        if line.is_empty() {
            return self.dispatch();
        }
        // Line ends are ASCII: a line decodes as it would inside the whole stream.
        let text = String::from_utf8_lossy(line);
        let (field, value) = match text.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None => (&*text, ""),
        };
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(wait) = value.parse() {
                    self.retry = Some(wait);
                    self.last_retry = Some(wait);
                }
            }
            // A comment has an empty field; others are ignored.
            _ => {}
        }
        None
    }

    /// An empty line ends an event; one without data is none.
    fn dispatch(&mut self) -> Option<RawEvent> {
        self.id.clone_into(&mut self.last_id);
        let (mut data, event, retry) =
            (std::mem::take(&mut self.data), std::mem::take(&mut self.event), self.retry.take());
        // The last line feed was put there with its line.
        data.pop()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(RawEvent { id: self.last_id.clone(), event, data, retry })
    }
}

//! What a request gets.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER, SET_COOKIE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use super::body::{Piece, Pieces, broken};
use super::unexpected::refused;
use crate::clock::sleep;
use crate::error::Sent;
use crate::transport::{Incoming, SendError};

/// What a request gets: an answer, a failure, or nothing.
///
/// What cannot be an answer (a status that does not exist, a body that does not serialize) is said when it is played.
#[derive(Debug, Clone)]
#[must_use = "a reply is played once a rule has it"]
pub struct Reply {
    after: Option<Duration>,
    outcome: Outcome,
}

#[derive(Debug, Clone)]
enum Outcome {
    Answer { status: StatusCode, headers: HeaderMap, pieces: Vec<Piece> },
    Broken(Sent, &'static str),
    Never,
    Impossible(String),
}

impl Reply {
    /// An answer without a body.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, GetError};
    /// # use specsmith_runtime::Error;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::empty(403));
    /// match Acme::builder().mock(&mock).build()?.get("acc-1").send().await {
    ///     Err(Error::Api(error)) => assert_eq!(*error.body(), GetError::Forbidden),
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn empty(status: u16) -> Self {
        let outcome = match StatusCode::from_u16(status) {
            Ok(status) => Outcome::Answer { status, headers: HeaderMap::new(), pieces: Vec::new() },
            Err(_) => Outcome::Impossible(format!("{status} is not a status")),
        };
        Self { after: None, outcome }
    }

    /// A JSON answer.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, GetError};
    /// # use specsmith_runtime::Error;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::json(404, json!({ "message": "gone" })));
    /// match Acme::builder().mock(&mock).build()?.get("acc-1").send().await {
    ///     Err(Error::Api(error)) => assert!(matches!(error.body(), GetError::NotFound(body) if body.message == "gone")),
    ///     other => panic!("{other:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    pub fn json(status: u16, body: impl Serialize) -> Self {
        match serde_json::to_vec(&body) {
            Ok(body) => Self::typed(status, "application/json", body.into()),
            Err(error) => Self { after: None, outcome: Outcome::Impossible(format!("the body is not JSON: {error}")) },
        }
    }

    /// An answer that says it is JSON, whatever it is.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::Error;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::raw_json(200, r#"{ "id": "acc-"#));
    /// let error = Acme::builder().mock(&mock).build()?.get("acc-1").send().await.unwrap_err();
    /// assert!(matches!(error, Error::Decode(_)));
    /// # Ok(()) }
    /// ```
    pub fn raw_json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::typed(status, "application/json", body.into())
    }

    /// An answer of text.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, plain};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # static PLAIN: specsmith_runtime::facts::Operation = plain(&[]);
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::text(200, "all is well"));
    /// # let text = Acme::builder().mock(&mock).build()?.plain(&PLAIN).text().await?;
    /// # assert_eq!(*text, "all is well");
    /// # Ok(()) }
    /// ```
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::typed(status, "text/plain; charset=utf-8", body.into().into())
    }

    /// A page, as a proxy or a login wall sends it.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::html(200, "<html>Please sign in</html>"));
    /// let error = Acme::builder().mock(&mock).build()?.get("acc-1").send().await.unwrap_err();
    /// assert!(error.to_string().contains("sign in"));
    /// # Ok(()) }
    /// ```
    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self::typed(status, "text/html; charset=utf-8", body.into().into())
    }

    /// An answer of bytes.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, plain};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # static PLAIN: specsmith_runtime::facts::Operation = plain(&[]);
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::bytes(200, &b"\x89PNG"[..]).header("content-type", "image/png"));
    /// # let mut picture = Acme::builder().mock(&mock).build()?.plain(&PLAIN).bytes().await?;
    /// # assert_eq!(picture.next().await.transpose()?.as_deref(), Some(&b"\x89PNG"[..]));
    /// # Ok(()) }
    /// ```
    pub fn bytes(status: u16, body: impl Into<Bytes>) -> Self {
        Self::typed(status, "application/octet-stream", body.into())
    }

    /// An answer whose body comes in these pieces.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, plain};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # static PLAIN: specsmith_runtime::facts::Operation = plain(&[]);
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::chunks(200, ["{\"n\":", "1}\n{\"n\":2}\n"])); // JSON lines, cut anywhere
    /// # let text = Acme::builder().mock(&mock).build()?.plain(&PLAIN).text().await?;
    /// # assert_eq!(*text, "{\"n\":1}\n{\"n\":2}\n");
    /// # Ok(()) }
    /// ```
    pub fn chunks<B: Into<Bytes>>(status: u16, chunks: impl IntoIterator<Item = B>) -> Self {
        let empty = Self::empty(status);
        chunks.into_iter().fold(empty, |reply, chunk| reply.piece(Piece::Bytes(chunk.into())))
    }

    /// Server-sent events (WHATWG HTML §9.2), a piece each, with these data.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, plain};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # static PLAIN: specsmith_runtime::facts::Operation = plain(&[]);
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::events([r#"{ "n": 1 }"#, r#"{ "n": 2 }"#]));
    /// # let text = Acme::builder().mock(&mock).build()?.plain(&PLAIN).text().await?;
    /// # assert_eq!(*text, "data: { \"n\": 1 }\n\ndata: { \"n\": 2 }\n\n");
    /// # Ok(()) }
    /// ```
    pub fn events<D: AsRef<str>>(data: impl IntoIterator<Item = D>) -> Self {
        let event = |data: D| {
            let lines = data.as_ref().split('\n').map(|line| format!("data: {line}\n"));
            lines.collect::<String>() + "\n"
        };
        Self::chunks(200, data.into_iter().map(event)).header("content-type", "text/event-stream")
    }

    /// An answer 429 that asks to wait for so many seconds (RFC 9110 §10.2.3).
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::serde_json::json;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// let account = Reply::json(200, json!({ "id": "acc-1" }));
    /// mock.on(When::any()).replies([Reply::too_many_requests(30), account]);
    ///
    /// let before = tokio::time::Instant::now(); // in a test with its clock paused
    /// Acme::builder().mock(&mock).build()?.get("acc-1").send().await?;
    /// assert_eq!(before.elapsed().as_secs(), 30);
    /// # Ok(()) }
    /// ```
    pub fn too_many_requests(seconds: u32) -> Self {
        Self::empty(429).header(RETRY_AFTER.as_str(), &seconds.to_string())
    }

    /// Nobody listens: the request was provably not sent.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Account, Acme};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::Sent;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::refused());
    /// let error = Acme::builder().mock(&mock).build()?.create(&Account::default()).send().await.unwrap_err();
    /// assert_eq!(error.was_sent(), Sent::No);
    /// assert_eq!(mock.requests().len(), 4); // so even a POST is tried again
    /// # Ok(()) }
    /// ```
    pub fn refused() -> Self {
        Self { after: None, outcome: Outcome::Broken(Sent::No, "connection refused (mock)") }
    }

    /// The connection breaks before an answer: nobody knows whether the server did what was asked.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Account, Acme};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::Sent;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::reset());
    /// let error = Acme::builder().mock(&mock).build()?.create(&Account::default()).send().await.unwrap_err();
    /// assert_eq!(error.was_sent(), Sent::Maybe);
    /// assert_eq!(mock.requests().len(), 1); // so a POST is not tried again
    /// # Ok(()) }
    /// ```
    pub fn reset() -> Self {
        Self { after: None, outcome: Outcome::Broken(Sent::Maybe, "connection reset (mock)") }
    }

    /// No answer ever.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::Error;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::never());
    /// let acme = Acme::builder().mock(&mock).build()?;
    /// let error = acme.get("acc-1").timeout(Duration::from_secs(20)).send().await.unwrap_err();
    /// assert!(matches!(error, Error::Timeout(_)));
    /// # Ok(()) }
    /// ```
    pub fn never() -> Self {
        Self { after: None, outcome: Outcome::Never }
    }

    /// Adds a header, or replaces it. A `Set-Cookie` comes beside those that are there, since a list of them cannot be written in one
    /// (RFC 9110 §5.3).
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::json(200, json!({ "id": "acc-1" })).header("x-request-id", "r-1"));
    /// let account = Acme::builder().mock(&mock).build()?.get("acc-1").send().await?;
    /// assert_eq!(account.request_id(), Some("r-1"));
    /// # Ok(()) }
    /// ```
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let pair = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value));
        match (&mut self.outcome, pair) {
            (Outcome::Answer { headers, .. }, (Ok(SET_COOKIE), Ok(value))) => {
                headers.append(SET_COOKIE, value);
            }
            (Outcome::Answer { headers, .. }, (Ok(name), Ok(value))) => {
                headers.insert(name, value);
            }
            (Outcome::Answer { .. }, _) => {
                self.outcome = Outcome::Impossible(format!("`{name}: {value}` is not a header"));
            }
            (Outcome::Broken(..) | Outcome::Never | Outcome::Impossible(_), _) => {}
        }
        self
    }

    /// Waits before the reply is played.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::serde_json::json;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// let account = Reply::json(200, json!({ "id": "acc-1" }));
    /// mock.on(When::any()).replies([account.clone().after(Duration::from_secs(61)), account]);
    /// Acme::builder().mock(&mock).build()?.get("acc-1").send().await?;
    /// assert_eq!(mock.requests().len(), 2); // the first attempt ran out of its 60 s
    /// # Ok(()) }
    /// ```
    pub fn after(mut self, time: Duration) -> Self {
        self.after = Some(time);
        self
    }

    /// Adds a piece to the body.
    pub fn chunk(self, chunk: impl Into<Bytes>) -> Self {
        self.piece(Piece::Bytes(chunk.into()))
    }

    /// The body pauses here, before the next [`chunk`](Self::chunk) or its end.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Acme, plain};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # static PLAIN: specsmith_runtime::facts::Operation = plain(&[]);
    /// let mock = Mock::new();
    /// let slow = Reply::empty(200).chunk("first, ").pause(Duration::from_secs(20)).chunk("second");
    /// mock.on(When::any()).reply(slow);
    /// # let before = tokio::time::Instant::now();
    /// # let text = Acme::builder().mock(&mock).build()?.plain(&PLAIN).text().await?;
    /// # assert_eq!((text.as_str(), before.elapsed().as_secs()), ("first, second", 20));
    /// # Ok(()) }
    /// ```
    pub fn pause(self, time: Duration) -> Self {
        self.piece(Piece::Pause(time))
    }

    /// The connection breaks here, in the middle of the body.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Account, Acme};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::{Error, Sent};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::raw_json(201, r#"{ "id": "#).then_breaks_off());
    /// let error = Acme::builder().mock(&mock).build()?.create(&Account::default()).send().await.unwrap_err();
    /// assert!(matches!(error, Error::Transport(_)));
    /// assert_eq!(error.was_sent(), Sent::Yes);
    /// # Ok(()) }
    /// ```
    pub fn then_breaks_off(self) -> Self {
        self.piece(Piece::Break)
    }

    /// Nothing comes from here on, and the body does not end.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Account, Acme};
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::Error;
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on(When::any()).reply(Reply::raw_json(201, r#"{ "id": "#).then_silence());
    /// let error = Acme::builder().mock(&mock).build()?.create(&Account::default()).send().await.unwrap_err();
    /// assert!(matches!(error, Error::Timeout(_))); // after the 60 s that an attempt may take
    /// # Ok(()) }
    /// ```
    pub fn then_silence(self) -> Self {
        self.piece(Piece::Silence)
    }

    fn typed(status: u16, media_type: &'static str, body: Bytes) -> Self {
        let reply = Self::empty(status).header(CONTENT_TYPE.as_str(), media_type);
        if body.is_empty() { reply } else { reply.chunk(body) }
    }

    fn piece(mut self, piece: Piece) -> Self {
        if let Outcome::Answer { pieces, .. } = &mut self.outcome {
            pieces.push(piece);
        }
        self
    }

    pub(super) async fn play(self) -> Result<Incoming, SendError> {
        let Self { after, outcome } = self;
        if let Some(time) = after {
            sleep(time).await;
        }
        match outcome {
            Outcome::Answer { status, headers, pieces } => {
                Ok(Incoming { status, headers, body: Box::new(Pieces(pieces.into())) })
            }
            Outcome::Broken(sent, what) => Err(broken(sent, what)),
            Outcome::Never => std::future::pending().await,
            Outcome::Impossible(why) => Err(refused(why)),
        }
    }
}

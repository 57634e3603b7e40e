//! A transport without a network, for the tests of your own code: it plays the answers it is given, and keeps what it was
//! asked.
//!
//! ```
//! # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
//! # use acme::Acme;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use specsmith_runtime::mock::{Mock, Reply};
//! use specsmith_runtime::serde_json::json;
//!
//! let mock = Mock::new();
//! mock.on("GET /accounts/acc-1").reply(Reply::json(200, json!({ "id": "acc-1" })));
//!
//! let acme = Acme::builder().mock(&mock).build()?;
//! assert_eq!(acme.get("acc-1").send().await?.id, "acc-1");
//!
//! assert_eq!(mock.requests().len(), 1);
//! mock.check()?; // every reply was played, and nothing else was asked
//! # Ok(()) }
//! ```
//!
//! `.mock(&mock)` on a builder makes a client that needs no configuration: credentials and base URL are invented, the
//! environment is not read, and retries do not wait. To keep all that as it is, give the mock to `.transport(…)`.
//!
//! A call that nothing was said about is not sent, and its error lists what was expected; [`Mock::check`] tells of it also
//! when the code under test has swallowed the error.
//!
//! Nothing here reads a clock of its own: with tokio's paused (`#[tokio::test(start_paused = true)]`), replies that are slow
//! or never come take no time.
//!
//! # Catalogue
//!
//! | what the code under test should stand | reply |
//! |---|---|
//! | an answer | [`Reply::json`], [`Reply::text`], [`Reply::bytes`], [`Reply::empty`], [`Reply::header`] |
//! | an overloaded server, for a while | [`Rule::replies`] |
//! | a rate limit | [`Reply::too_many_requests`] |
//! | nobody listens | [`Reply::refused`] |
//! | the connection breaks, and nobody knows what the server did | [`Reply::reset`] |
//! | no answer ever | [`Reply::never`] |
//! | a slow server | [`Reply::after`] |
//! | JSON that ends too early | [`Reply::raw_json`] |
//! | a body that breaks off | [`Reply::then_breaks_off`] |
//! | a login page with status 200 | [`Reply::html`] |
//! | events as they happen | [`Reply::events`], [`Reply::chunks`], [`Reply::pause`] |
//! | a stream that falls silent | [`Reply::then_silence`] |
//! | an answer that depends on the request | [`Rule::reply_with`] |

mod body;
mod captured;
mod reply;
mod unexpected;
mod when;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

pub use captured::Captured;
pub use reply::Reply;
pub use unexpected::{CheckError, UnexpectedCall};
pub use when::When;

use crate::transport::{BoxFuture, Incoming, Request, SendError, Transport};

/// A transport that plays replies and keeps requests. Clones are one and the same.
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    entries: Vec<Entry>,
    requests: Vec<Captured>,
    unexpected: Vec<String>,
}

/// One rule, and how often it was used.
struct Entry {
    when: When,
    answers: Answers,
    used: usize,
}

enum Answers {
    /// One after another, the last again and again.
    InTurn(Vec<Reply>),
    Made(Box<dyn Fn(&Captured) -> Reply + Send>),
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Mock")
            .field("rules", &state.entries.iter().map(|entry| entry.when.to_string()).collect::<Vec<_>>())
            .field("requests", &state.requests)
            .finish()
    }
}

impl Mock {
    /// Expects nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a rule: what to do with requests such as `GET /accounts/{id}`, or with a [`When`]. Of several rules that fit
    /// the first counts.
    pub fn on(&self, when: impl Into<When>) -> Rule<'_> {
        Rule { mock: self, when: when.into() }
    }

    /// Every request, in the order in which they came, those that nothing was said about too.
    #[must_use]
    pub fn requests(&self) -> Vec<Captured> {
        self.state().requests.clone()
    }

    /// The request that came last.
    #[must_use]
    pub fn last_request(&self) -> Option<Captured> {
        self.state().requests.last().cloned()
    }

    /// Whether every reply was played, and nothing else was asked.
    ///
    /// # Errors
    /// What was never asked, which replies are left, and which calls nothing was said about.
    pub fn check(&self) -> Result<(), CheckError> {
        let state = self.state();
        let mut problems: Vec<String> = state.entries.iter().filter_map(Entry::left).collect();
        problems.extend(state.unexpected.iter().map(|call| format!("unexpected: {call}")));
        if problems.is_empty() { Ok(()) } else { Err(CheckError(problems)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whatever panicked, the lists are whole: each is changed in one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, request: Request, body: Bytes) -> Result<Reply, UnexpectedCall> {
        let captured = Captured::new(request, body);
        let mut state = self.state();
        state.requests.push(captured.clone());
        if let Some(entry) = state.entries.iter_mut().find(|entry| entry.when.fits(&captured)) {
            return Ok(entry.next(&captured));
        }
        state.unexpected.push(captured.to_string());
        let expected = state.entries.iter().map(|entry| entry.when.to_string()).collect();
        Err(UnexpectedCall { call: captured.to_string(), expected })
    }

    fn add(&self, when: When, answers: Answers) {
        self.state().entries.push(Entry { when, answers, used: 0 });
    }
}

impl Entry {
    fn next(&mut self, request: &Captured) -> Reply {
        let reply = match &self.answers {
            Answers::InTurn(replies) => {
                replies.get(self.used).or(replies.last()).cloned().unwrap_or_else(|| Reply::empty(200))
            }
            Answers::Made(make) => make(request),
        };
        self.used = self.used.saturating_add(1);
        reply
    }

    /// What is left to be asked, in words.
    fn left(&self) -> Option<String> {
        let Self { when, answers, used } = self;
        let all = match answers {
            Answers::InTurn(replies) => replies.len().max(1),
            Answers::Made(_) => 1,
        };
        match *used {
            0 => Some(format!("never asked: {when}")),
            used if used < all => Some(format!("{} of {all} replies were not played: {when}", all - used)),
            _ => None,
        }
    }
}

/// A rule without its replies.
#[must_use = "a rule counts once it has a reply"]
pub struct Rule<'a> {
    mock: &'a Mock,
    when: When,
}

impl fmt::Debug for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.when.to_string()).finish()
    }
}

impl Rule<'_> {
    /// Plays this reply, as often as it is asked.
    pub fn reply(self, reply: Reply) {
        self.replies([reply]);
    }

    /// Plays these replies one after another, the last again and again.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::Acme;
    /// # use specsmith_runtime::mock::{Mock, Reply, When};
    /// # use specsmith_runtime::serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// let account = Reply::json(200, json!({ "id": "acc-1" }));
    /// mock.on(When::operation("getAccount")).replies([Reply::empty(503), Reply::empty(503), account]);
    ///
    /// let acme = Acme::builder().mock(&mock).build()?;
    /// assert_eq!(acme.get("acc-1").send().await?.id, "acc-1");
    /// assert_eq!(mock.requests().len(), 3);
    /// # Ok(()) }
    /// ```
    pub fn replies(self, replies: impl IntoIterator<Item = Reply>) {
        self.mock.add(self.when, Answers::InTurn(replies.into_iter().collect()));
    }

    /// Makes a reply of each request. The mock is locked meanwhile: the function must not use it.
    ///
    /// ```
    /// # mod acme { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/loopback/acme.rs")); }
    /// # use acme::{Account, Acme};
    /// # use specsmith_runtime::mock::{Mock, Reply};
    /// # use specsmith_runtime::serde_json::Value;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mock = Mock::new();
    /// mock.on("POST /accounts").reply_with(|request| match request.json::<Value>() {
    ///     Ok(account) => Reply::json(201, account),
    ///     Err(_) => Reply::empty(400),
    /// });
    ///
    /// let acme = Acme::builder().mock(&mock).build()?;
    /// let made = acme.create(&Account { id: "acc-2".into(), owners: None }).send().await?;
    /// assert_eq!(made.id, "acc-2");
    /// # Ok(()) }
    /// ```
    pub fn reply_with(self, make: impl Fn(&Captured) -> Reply + Send + 'static) {
        self.mock.add(self.when, Answers::Made(Box::new(make)));
    }
}

impl Transport for Mock {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        Box::pin(async move {
            // A stream is read to its end, as a server would.
            let body = request.body.collect().await?;
            match self.take(request, body) {
                Ok(reply) => reply.play().await,
                Err(unexpected) => Err(unexpected::refused(unexpected)),
            }
        })
    }
}

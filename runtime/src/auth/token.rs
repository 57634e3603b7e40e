//! What a caller's own code gives when it is asked for a credential.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::slot::{Fetched, Life};
use crate::error::AuthProblem;
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// Any error, as callbacks give it: `?` makes one of every error type.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A credential that a callback brings, and how long it may be used again.
///
/// ```
/// use std::time::Duration;
/// use specsmith_runtime::Token;
///
/// let for_one_attempt = Token::from("t0ken");
/// let for_an_hour = Token::from("t0ken").valid_for(Duration::from_secs(3600));
/// assert!(!format!("{for_one_attempt:?} {for_an_hour:?}").contains("t0ken"));
/// ```
#[derive(Debug, Clone)]
pub struct Token {
    pub(crate) secret: Secret,
    pub(crate) valid_for: Option<Duration>,
}

impl Token {
    /// A credential that is asked for again before the next attempt.
    pub fn new(secret: impl Into<Secret>) -> Self {
        Self { secret: secret.into(), valid_for: None }
    }

    /// Keeps the credential for all calls until this time is nearly over (a tenth of it, at most a minute, is left), or a
    /// server answers 401.
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }
}

impl From<Secret> for Token {
    fn from(secret: Secret) -> Self {
        Self::new(secret)
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Token {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A callback, without the types of its closure.
#[derive(Clone)]
pub(crate) struct Callback(Arc<dyn Fn() -> BoxFuture<'static, Result<Token, BoxError>> + Send + Sync>);

impl Callback {
    pub(crate) fn new<F, A, T>(ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<T, BoxError>> + Send + 'static,
        T: Into<Token>,
    {
        Self(Arc::new(move || {
            let asked = ask();
            Box::pin(async move { asked.await.map(Into::into) })
        }))
    }

    pub(super) async fn token(self) -> Fetched {
        let Token { secret, valid_for } = (self.0)().await.map_err(AuthProblem::Callback)?;
        Ok((secret, valid_for.map_or(Life::Once, Life::For)))
    }
}

//! The operations of the seed pages: what each sends, what it gets, and the clients that call them.

use std::time::Duration;

use glean_api_client::Glean;
use rxinfer_client::RxInfer;
use serde_json::{Value, json};
use specsmith_runtime::{Environment, Error, RetryPolicy};
use togai_client::Togai;

/// The credential of all clients here. It must never be seen anywhere but in the header that carries it.
pub const CANARY: &str = "canary-5d1f0c-token";

/// A client of Glean for a server, configured by this alone.
pub fn glean(url: &str) -> Glean {
    Glean::builder().environment(Environment::empty()).base_url(url).token(CANARY).build().unwrap()
}

/// A client of Togai for a server, configured by this alone.
pub fn togai(url: &str) -> Togai {
    Togai::builder().environment(Environment::empty()).base_url(url).token(CANARY).build().unwrap()
}

/// A client of RxInfer for a server, configured by this alone.
pub fn rxinfer(url: &str) -> RxInfer {
    RxInfer::builder().environment(Environment::empty()).base_url(url).token(CANARY).build().unwrap()
}

/// An operation of the seed pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seed {
    /// Glean, client API.
    CreateToken,
    /// Glean, client API.
    CheckDatasourceAuth,
    /// Glean, indexing API.
    RotateToken,
    /// Togai.
    Authenticate,
    /// RxInfer.
    TokenGenerate,
    /// RxInfer.
    TokenRoles,
}

/// What a caller wants for one call.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How it is sent again.
    pub retry: Option<RetryPolicy>,
    /// How long it may take.
    pub timeout: Option<Duration>,
}

impl Options {
    /// Sent once.
    pub fn once() -> Self {
        Self { retry: Some(RetryPolicy::none()), timeout: None }
    }

    /// Sent again without waiting, unless the server asks for it.
    pub fn at_once() -> Self {
        Self { retry: Some(RetryPolicy::default().initial_backoff(Duration::ZERO)), timeout: None }
    }
}

macro_rules! send {
    ($request:expr, $options:expr) => {{
        let Options { retry, timeout } = $options;
        let mut request = $request;
        if let Some(retry) = retry {
            request = request.retry(retry);
        }
        if let Some(timeout) = timeout {
            request = request.timeout(timeout);
        }
        // Each operation has an error of its own: here `?` makes the crate's one error of it.
        Ok(format!("{:?}", request.send().await?))
    }};
}

impl Seed {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::CreateToken,
        Self::CheckDatasourceAuth,
        Self::RotateToken,
        Self::Authenticate,
        Self::TokenGenerate,
        Self::TokenRoles,
    ];

    /// The `operationId`.
    pub fn id(self) -> &'static str {
        match self {
            Self::CreateToken => "createauthtoken",
            Self::CheckDatasourceAuth => "checkdatasourceauth",
            Self::RotateToken => "rotatetoken",
            Self::Authenticate => "authenticate",
            Self::TokenGenerate => "tokenGenerate",
            Self::TokenRoles => "tokenRoles",
        }
    }

    /// Method and path below the base URL.
    pub fn line(self) -> &'static str {
        match self {
            Self::CreateToken => "POST /rest/api/v1/createauthtoken",
            Self::CheckDatasourceAuth => "POST /rest/api/v1/checkdatasourceauth",
            Self::RotateToken => "POST /api/index/v1/rotatetoken",
            Self::Authenticate => "POST /authenticate",
            Self::TokenGenerate => "POST /token/generate",
            Self::TokenRoles => "GET /token/roles",
        }
    }

    /// Whether it may be done twice: it only reads.
    pub fn is_idempotent(self) -> bool {
        matches!(self, Self::CheckDatasourceAuth | Self::TokenRoles)
    }

    /// Whether it carries the credential.
    pub fn is_secured(self) -> bool {
        self != Self::TokenGenerate
    }

    /// A documented answer.
    pub fn success(self) -> Value {
        match self {
            Self::CreateToken => json!({ "token": "fresh", "expirationTime": 1_767_225_600_i64 }),
            Self::CheckDatasourceAuth => json!({ "unauthorizedDatasourceInstances": [] }),
            Self::RotateToken => json!({ "rawSecret": "fresh", "createdAt": 1, "rotationPeriodMinutes": 2 }),
            Self::Authenticate | Self::TokenGenerate => json!({ "token": "fresh" }),
            Self::TokenRoles => json!({ "roles": ["user"] }),
        }
    }

    /// Calls it; gives what the response prints as.
    pub async fn send(self, url: &str, options: Options) -> Result<String, Error> {
        match self {
            Self::CreateToken => send!(glean(url).client().authentication().create_token(), options),
            Self::CheckDatasourceAuth => send!(glean(url).client().authentication().check_datasource_auth(), options),
            Self::RotateToken => send!(glean(url).indexing().authentication().rotate_token(), options),
            Self::Authenticate => send!(togai(url).authentication().authenticate(), options),
            Self::TokenGenerate => send!(rxinfer(url).authentication().token_generate(), options),
            Self::TokenRoles => send!(rxinfer(url).authentication().token_roles(), options),
        }
    }
}

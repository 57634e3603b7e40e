// A client as the generator writes it, for an invented provider. (No `//!`: examples in documentation include this file.)

use serde::de::DeserializeOwned;
use specsmith_runtime::facts::{
    Api, KeyLocation, Location, Method, Operation, Parameter, Provider, Scheme, SchemeKind, Server, Stream, Style,
    Variable,
};
use specsmith_runtime::{
    Answer, BoxError, ByteStream, Call, ClientCredentials, Config, ConfigError, Core, DecodeError, Environment, Error,
    ErrorBody, EventStream, JsonLines, Response, Secret, SuccessBody, Token, Undocumented,
};

pub static PROVIDER: Provider = Provider {
    name: "Acme",
    user_agent: "acme-client/1.0",
    base_url_env: "ACME_BASE_URL",
    schemes: &[
        Scheme { id: "bearerAuth", setter: "token", kind: SchemeKind::Bearer, env: &["ACME_TOKEN"] },
        Scheme { id: "keyHeader", setter: "api_key", kind: key("X-API-Key", KeyLocation::Header), env: &[] },
        Scheme { id: "keyQuery", setter: "query_key", kind: key("api_key", KeyLocation::Query), env: &[] },
        Scheme { id: "keyCookie", setter: "session", kind: key("session", KeyLocation::Cookie), env: &[] },
        Scheme { id: "basic", setter: "basic_auth", kind: SchemeKind::Basic, env: &["ACME_BASIC", "ACME_LOGIN"] },
        Scheme {
            id: "oauth",
            setter: "oauth",
            kind: SchemeKind::OAuth2 {
                token_url: "oauth/token",
                api: 0,
                setter: "client_credentials",
                client_env: ["ACME_CLIENT_ID", "ACME_CLIENT_SECRET"],
            },
            env: &[],
        },
    ],
    variables: &[Variable {
        name: "instance",
        setter: "instance",
        default: None,
        env: &["ACME_INSTANCE"],
        allowed: &[],
    }],
    apis: &[Api {
        name: "acme",
        servers: &[Server { name: "api", url: "https://{instance}.example.com", variables: &[0] }],
    }],
    own_servers: &[],
};

const fn key(name: &'static str, location: KeyLocation) -> SchemeKind {
    SchemeKind::ApiKey { name, location }
}

#[derive(Debug, Clone)]
pub struct Acme {
    core: Core,
}

impl Acme {
    pub fn builder() -> AcmeBuilder {
        AcmeBuilder { config: Config::new(&PROVIDER) }.environment(Environment::empty())
    }

    /// A client for a loopback server, with a token.
    pub fn at(url: &str) -> Self {
        Self::builder().base_url(url).token("t0ken-canary").build().unwrap()
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    pub fn get(&self, id: impl Into<String>) -> Get {
        let mut call = Call::new(&self.core, &GET);
        call.set(0, &id.into());
        Get { call }
    }

    pub fn create(&self, account: &Account) -> Create {
        self.create_with(account)
    }

    /// With a body of another type.
    pub fn create_with(&self, body: &impl serde::Serialize) -> Create {
        let mut call = Call::new(&self.core, &CREATE);
        call.json(body);
        Create { call }
    }

    /// By an operation whose document has a header for idempotency keys.
    pub fn create_once(&self, account: &Account) -> Create {
        static ONCE: Operation = Operation { idempotency_header: Some("X-Once"), ..CREATE_BASE };
        let mut call = Call::new(&self.core, &ONCE);
        call.json(account);
        Create { call }
    }

    /// A call of an operation with one parameter.
    pub fn plain_with(&self, operation: &'static Operation, first: &str) -> Plain {
        let mut call = Call::new(&self.core, operation);
        call.set(0, first);
        Plain { call }
    }

    /// A call of an operation without parameters and types.
    pub fn plain(&self, operation: &'static Operation) -> Plain {
        Plain { call: Call::new(&self.core, operation) }
    }
}

#[derive(Debug, Clone)]
#[must_use]
pub struct AcmeBuilder {
    config: Config,
}

impl AcmeBuilder {
    pub fn token(mut self, token: impl Into<Secret>) -> Self {
        self.config.credential(0, token);
        self
    }

    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.config.credential(1, key);
        self
    }

    pub fn query_key(mut self, key: impl Into<Secret>) -> Self {
        self.config.credential(2, key);
        self
    }

    pub fn session(mut self, key: impl Into<Secret>) -> Self {
        self.config.credential(3, key);
        self
    }

    pub fn basic_auth(mut self, user: &str, password: &str) -> Self {
        self.config.basic(4, user, password);
        self
    }

    pub fn oauth(mut self, token: impl Into<Secret>) -> Self {
        self.config.credential(5, token);
        self
    }

    pub fn client_credentials(mut self, client: ClientCredentials) -> Self {
        self.config.client_credentials(5, client);
        self
    }

    pub fn with<F, A, T>(mut self, scheme: usize, ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<T, BoxError>> + Send + 'static,
        T: Into<Token>,
    {
        self.config.credential_with(scheme, ask);
        self
    }

    pub fn instance(mut self, value: impl Into<String>) -> Self {
        self.config.variable(0, value);
        self
    }

    pub fn build(self) -> Result<Acme, ConfigError> {
        Ok(Acme { core: self.config.build()? })
    }
}

specsmith_runtime::builder_options!(AcmeBuilder);

static GET: Operation = Operation {
    id: "getAccount",
    method: Method::Get,
    path: "/accounts/{id}",
    api: 0,
    parameters: &[
        Parameter { name: "id", location: Location::Path, style: Style::Simple, explode: false, allow_reserved: false },
        Parameter { name: "tag", location: Location::Query, style: Style::Form, explode: true, allow_reserved: false },
        Parameter {
            name: "X-Trace",
            location: Location::Header,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        },
        Parameter {
            name: "theme",
            location: Location::Cookie,
            style: Style::Form,
            explode: true,
            allow_reserved: false,
        },
    ],
    security: &[&[0]],
    content_type: None,
    accept: "application/json",
    idempotent: true,
    ..Operation::DEFAULT
};

static CREATE: Operation = CREATE_BASE;
const CREATE_BASE: Operation = Operation {
    id: "createAccount",
    method: Method::Post,
    path: "/accounts",
    content_type: Some("application/json"),
    idempotent: false,
    parameters: &[],
    ..plain(&[&[0]])
};

/// `GET /plain` with these security requirements.
pub const fn plain(security: &'static [&'static [usize]]) -> Operation {
    Operation {
        id: "plain",
        method: Method::Get,
        path: "/plain",
        api: 0,
        security,
        accept: "*/*",
        idempotent: true,
        ..Operation::DEFAULT
    }
}

#[derive(Debug, Clone)]
#[must_use = "a request does nothing until it is sent"]
pub struct Get {
    call: Call,
}

impl Get {
    pub fn tags(mut self, tags: &[&str]) -> Self {
        self.call.set(1, tags);
        self
    }

    pub fn trace(mut self, text: &str) -> Self {
        self.call.set(2, text);
        self
    }

    pub fn theme(mut self, text: &str) -> Self {
        self.call.set(3, text);
        self
    }

    pub async fn send(self) -> Result<Response<Account>, Error<GetError>> {
        self.call.send_json().await
    }

    specsmith_runtime::send_blocking!(Account, GetError);
}

specsmith_runtime::request_options!(Get);

#[derive(Debug, Clone)]
pub struct Create {
    call: Call,
}

impl Create {
    pub async fn send(self) -> Result<Response<Account>, Error<Undocumented>> {
        self.call.send_json().await
    }
}

specsmith_runtime::request_options!(Create);

#[derive(Debug, Clone)]
pub struct Plain {
    call: Call,
}

impl Plain {
    pub async fn send(self) -> Result<Response<()>, Error<Undocumented>> {
        self.call.send_empty().await
    }

    pub async fn text(self) -> Result<Response<String>, Error<Undocumented>> {
        self.call.send_text().await
    }

    pub async fn json(self) -> Result<Response<Account>, Error<GetError>> {
        self.call.send_json().await
    }

    pub async fn bytes(self) -> Result<Response<ByteStream>, Error<Undocumented>> {
        self.call.stream_bytes().await
    }

    pub async fn download_to(self, writer: impl tokio::io::AsyncWrite) -> Result<Response<u64>, Error<Undocumented>> {
        self.call.download_to(writer).await
    }

    pub async fn download_to_file(self, path: &std::path::Path) -> Result<Response<u64>, Error<Undocumented>> {
        self.call.download_to_file(path).await
    }

    pub async fn events<T: DeserializeOwned>(
        self,
        stream: &'static Stream,
    ) -> Result<Response<EventStream<T>>, Error<GetError>> {
        self.call.stream_events(stream).await
    }

    pub async fn lines<T: DeserializeOwned>(
        self,
        stream: &'static Stream,
    ) -> Result<Response<JsonLines<T>>, Error<GetError>> {
        self.call.stream_lines(stream).await
    }

    pub async fn redirect(self) -> Result<Response<Moved>, Error<Undocumented>> {
        self.call.send_with().await
    }
}

specsmith_runtime::request_options!(Plain);

/// A documented 302.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved(pub String);

impl SuccessBody for Moved {
    fn accepts(status: specsmith_runtime::http::StatusCode) -> bool {
        status == 302
    }

    fn decode(answer: &Answer) -> Result<Self, DecodeError> {
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        location.map(|l| Self(l.to_owned())).ok_or_else(|| DecodeError::other(answer, "has no Location"))
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Account {
    pub id: String,
    pub owners: Option<Vec<Owner>>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Owner {
    pub age: i64,
}

specsmith_runtime::object! { Account { 0 id: required "id", 1 owners: optional "owners" } }
specsmith_runtime::object! { Owner { 0 age: required "age" } }

#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    pub message: String,
}

specsmith_runtime::object! { Problem { 0 message: required "message" } }

#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum GetError {
    NotFound(Problem),
    Forbidden,
    Other,
}

impl ErrorBody for GetError {
    fn decode(answer: &Answer) -> Result<Self, DecodeError> {
        Ok(match answer.status().as_u16() {
            404 => Self::NotFound(answer.json()?),
            403 => Self::Forbidden,
            _ => Self::Other,
        })
    }

    fn undocumented() -> Self {
        Self::Other
    }
}

//! Operations with servers of their own: where their calls go, and what goes along.

use specsmith_runtime::facts::{Api, Operation, OwnServers, Provider, Scheme, SchemeKind, Server, Variable};
use specsmith_runtime::{Call, Config, Core, Environment, Error, Response, Sent, Undocumented};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::plain;

static PROVIDER: Provider = Provider {
    name: "Acme",
    user_agent: "acme-client/1.0",
    base_url_env: "ACME_BASE_URL",
    schemes: &[Scheme { id: "bearer", setter: "token", kind: SchemeKind::Bearer, env: &[] }],
    variables: &[variable("home"), variable("away"), variable("unset")],
    apis: &[Api {
        name: "acme",
        servers: &[server("production", "http://{home}/v1", &[0]), server("sandbox", "http://{home}/sandbox", &[0])],
    }],
    own_servers: &[
        OwnServers { api: 0, servers: &[server("server", "http://{away}/up", &[1])] },
        OwnServers { api: 0, servers: &[server("server", "/v2", &[])] },
        OwnServers { api: 0, servers: &[server("server", "https://{unset}.example.com", &[2])] },
        OwnServers {
            api: 0,
            servers: &[server("live", "http://{away}/live", &[1]), server("sandbox", "http://{away}/try", &[1])],
        },
    ],
};

const fn server(name: &'static str, url: &'static str, variables: &'static [usize]) -> Server {
    Server { name, url, variables }
}

const fn variable(name: &'static str) -> Variable {
    Variable { name, setter: name, default: None, env: &[], allowed: &[] }
}

const fn at(own: usize) -> Operation {
    Operation { own_servers: Some(own), ..plain(&[&[0]]) }
}

static COMMON: Operation = plain(&[&[0]]);
static ELSEWHERE: Operation = at(0);
static RELATIVE: Operation = at(1);
static UNSET: Operation = at(2);
static TWO: Operation = at(3);

/// Two servers, and a client that has the one as its home and a token.
struct World {
    home: MockServer,
    away: MockServer,
}

impl World {
    async fn new() -> Self {
        let (home, away) = (MockServer::start().await, MockServer::start().await);
        for server in [&home, &away] {
            Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(server).await;
        }
        Self { home, away }
    }

    fn client(&self, configure: impl FnOnce(&mut Config)) -> Core {
        let mut config = Config::new(&PROVIDER);
        config.environment(Environment::empty());
        config.variable(0, self.home.address().to_string());
        config.variable(1, self.away.address().to_string());
        config.credential(0, "canary");
        config.header("x-tenant", "canary");
        configure(&mut config);
        config.build().unwrap()
    }

    /// What each of the two saw: paths, and whether anything of the client's went along.
    async fn seen(&self) -> [Vec<(String, bool)>; 2] {
        let seen = |requests: Vec<Request>| {
            let line = |request: &Request| {
                let carries = ["authorization", "x-tenant"].map(|name| request.headers.contains_key(name));
                assert_eq!(carries[0], carries[1], "credentials and the client's headers go the same way");
                (request.url.path().to_owned(), carries[0])
            };
            requests.iter().map(line).collect()
        };
        [seen(self.home.received_requests().await.unwrap()), seen(self.away.received_requests().await.unwrap())]
    }
}

async fn send(
    core: &Core,
    operation: &'static Operation,
    options: impl FnOnce(&mut Call),
) -> Result<Response<()>, Error<Undocumented>> {
    let mut call = Call::new(core, operation);
    options(&mut call);
    call.send_empty().await
}

fn paths(seen: &[(&str, bool)]) -> Vec<(String, bool)> {
    seen.iter().map(|(path, carries)| ((*path).to_owned(), *carries)).collect()
}

#[tokio::test]
async fn an_operations_own_server_is_asked_and_gets_no_credentials_unless_the_caller_says_so() {
    let world = World::new().await;
    let core = world.client(|_| {});
    send(&core, &COMMON, |_| {}).await.unwrap();
    send(&core, &ELSEWHERE, |_| {}).await.unwrap();
    send(&core, &ELSEWHERE, Call::send_credentials_to_base_url).await.unwrap();
    let [home, away] = world.seen().await;
    assert_eq!(home, paths(&[("/v1/plain", true)]));
    assert_eq!(away, paths(&[("/up/plain", false), ("/up/plain", true)]));
}

#[tokio::test]
async fn an_own_server_that_is_relative_starts_from_the_documents_or_from_the_callers_base_url() {
    let world = World::new().await;
    send(&world.client(|_| {}), &RELATIVE, |_| {}).await.unwrap();
    let core = world.client(|config| config.base_url(format!("{}/proxy", world.away.uri())));
    send(&core, &RELATIVE, |_| {}).await.unwrap();
    let [home, away] = world.seen().await;
    assert_eq!((home, away), (paths(&[("/v2/plain", true)]), paths(&[("/v2/plain", true)])));
}

#[tokio::test]
async fn a_base_url_of_the_caller_counts_before_an_operations_own_server() {
    let world = World::new().await;
    let core = world.client(|config| config.base_url(format!("{}/proxy", world.home.uri())));
    send(&core, &ELSEWHERE, |_| {}).await.unwrap();
    send(&core, &UNSET, |_| {}).await.unwrap();
    let core = world.client(|_| {});
    send(&core, &ELSEWHERE, |call| call.base_url(format!("{}/call", world.home.uri()))).await.unwrap();
    let [home, away] = world.seen().await;
    assert_eq!(home, paths(&[("/proxy/plain", true), ("/proxy/plain", true), ("/call/plain", true)]));
    assert_eq!(away, []);
}

#[tokio::test]
async fn a_base_url_of_the_environment_gives_way_where_a_variable_of_an_own_server_is_said_in_code() {
    let world = World::new().await;
    let client = |configure: &dyn Fn(&mut Config)| {
        let mut config = Config::new(&PROVIDER);
        config.environment(Environment::from([("ACME_BASE_URL", world.home.uri().as_str())]));
        config.credential(0, "canary");
        config.header("x-tenant", "canary");
        configure(&mut config);
        config.build().unwrap()
    };
    // Nothing in code: the one base URL stands for all servers.
    let core = client(&|_| {});
    for operation in [&COMMON, &ELSEWHERE, &UNSET] {
        send(&core, operation, |_| {}).await.unwrap();
    }
    // A variable in code concerns the servers that have it, and no other.
    let away = world.away.address().to_string();
    let core = client(&|config| config.variable(1, away.clone()));
    for operation in [&COMMON, &ELSEWHERE, &UNSET] {
        send(&core, operation, |_| {}).await.unwrap();
    }
    // Neither is a value hidden that does not fit.
    let core = client(&|config| config.variable(1, "a host"));
    let error = send(&core, &ELSEWHERE, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains(".away("), "{error}");
    send(&core, &COMMON, |_| {}).await.unwrap();
    let [home, away] = world.seen().await;
    assert_eq!(home, vec![("/plain".to_owned(), true); 6]);
    assert_eq!(away, paths(&[("/up/plain", false)]));
}

#[tokio::test]
async fn a_server_chosen_by_name_is_chosen_of_an_operations_own_too_and_never_mixed_with_another() {
    let world = World::new().await;
    send(&world.client(|config| config.server("sandbox")), &TWO, |_| {}).await.unwrap();
    send(&world.client(|config| config.server("production")), &TWO, |_| {}).await.unwrap();
    let error = send(&world.client(|config| config.server("sandbox")), &ELSEWHERE, |_| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "plain was not sent: it goes to a server of its own: acme has no server `sandbox`; it has: server"
    );
    let [home, away] = world.seen().await;
    assert_eq!((home, away), (vec![], paths(&[("/try/plain", false), ("/live/plain", false)])));
}

#[tokio::test]
async fn an_own_server_that_lacks_a_value_concerns_its_calls_alone_and_says_what_to_do() {
    let world = World::new().await;
    let core = world.client(|_| {});
    send(&core, &COMMON, |_| {}).await.unwrap();
    let error = send(&core, &UNSET, |_| {}).await.unwrap_err();
    assert_eq!(error.was_sent(), Sent::No);
    assert_eq!(
        error.to_string(),
        "plain was not sent: it goes to a server of its own: the server of Acme needs `unset`: call `.unset(…)` on the \
         builder, or give a whole base URL by `.base_url(…)`"
    );
}

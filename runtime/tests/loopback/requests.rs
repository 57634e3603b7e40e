//! What the server sees.

use specsmith_runtime::facts::{Location, Method, Operation, Parameter, Style};
use specsmith_runtime::transport::HttpClient;
use specsmith_runtime::{
    ByteStream, Call, Config, Core, Error, EventStream, Items, JsonLines, Pages, RequestError, Sent, Undocumented,
};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::acme::{Account, Acme, Create, Get, plain};
use crate::pages::ByUrl;
use crate::raw_server::{RawServer, Script, answer};

async fn server() -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string(r#"{"id":"a"}"#)).mount(&server).await;
    server
}

async fn sent(change: impl FnOnce(Get) -> Get) -> Request {
    let server = server().await;
    change(Acme::at(&format!("{}/v1/", server.uri())).get("a b/c")).send().await.unwrap();
    server.received_requests().await.unwrap().pop().unwrap()
}

#[tokio::test]
async fn a_get_has_its_path_query_headers_and_cookies() {
    let request = sent(|get| get.tags(&["x", "y&z"]).trace("t1").theme("dark")).await;
    assert_eq!(request.url.path(), "/v1/accounts/a%20b%2Fc");
    assert_eq!(request.url.query(), Some("tag=x&tag=y%26z"));
    assert_eq!(request.headers["accept"], "application/json");
    assert_eq!(request.headers["x-trace"], "t1");
    assert_eq!(request.headers["cookie"], "theme=dark");
    assert_eq!(request.headers["user-agent"], "acme-client/1.0");
    assert!(request.headers.get("content-type").is_none() && request.body.is_empty());
}

#[tokio::test]
async fn a_post_has_its_body_and_media_type_and_no_key_of_its_own() {
    let server = server().await;
    let acme = Acme::builder().base_url(server.uri()).token("t").user_agent_suffix("mine/2").build().unwrap();
    acme.create(&Account { id: "a".into(), owners: None }).send().await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!((request.method.as_str(), &*request.body), ("POST", br#"{"id":"a"}"#.as_slice()));
    assert_eq!(request.headers["content-type"], "application/json");
    assert_eq!(request.headers["user-agent"], "acme-client/1.0 mine/2");
    assert!(request.headers.get("idempotency-key").is_none());
}

#[tokio::test]
async fn a_method_that_has_a_body_says_that_it_has_none() {
    use Method::{Delete, Get, Patch, Post, Put};
    for (operation, length) in [
        (&Operation { method: Post, ..plain(&[]) }, Some("0")),
        (&Operation { method: Put, ..plain(&[]) }, Some("0")),
        (&Operation { method: Patch, ..plain(&[]) }, Some("0")),
        (&Operation { method: Get, ..plain(&[]) }, None),
        (&Operation { method: Delete, ..plain(&[]) }, None),
    ] {
        let server = RawServer::start(vec![answer("200 OK", "")]).await;
        let operation: &'static Operation = Box::leak(Box::new(Operation { ..*operation }));
        Acme::at(&server.url).plain(operation).send().await.unwrap();
        let head = server.head().to_ascii_lowercase();
        let lengths: Vec<_> = head.lines().filter_map(|line| line.strip_prefix("content-length: ")).collect();
        assert_eq!(lengths, Vec::from_iter(length), "{head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
    }
}

#[tokio::test]
async fn a_header_parameter_cannot_frame_the_message_and_an_impossible_accept_is_an_error() {
    for name in ["Host", "Content-Length", "Transfer-Encoding", "Connection", "TE", "Upgrade", "Keep-Alive", "a b"] {
        let parameters: &'static [Parameter] = Box::leak(Box::new([Parameter {
            name,
            location: Location::Header,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        }]));
        let operation = Box::leak(Box::new(Operation { parameters, ..plain(&[]) }));
        let mut call = Call::new(Acme::at("http://127.0.0.1:1").core(), operation);
        call.set(0, "5");
        let error = call.send_empty::<Undocumented>().await.unwrap_err();
        assert_eq!(error.was_sent(), Sent::No);
        assert!(error.to_string().contains(&format!("the header {name:?} is ")), "{error}");
    }
    static ODD: Operation = Operation { accept: "text/\u{7f}", ..plain(&[]) };
    let error = Acme::at("http://127.0.0.1:1").plain(&ODD).send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
}

#[tokio::test]
async fn per_call_options_have_the_last_word() {
    let request =
        sent(|get| get.trace("t1").header("x-trace", "mine").header("accept", "text/x").query("dry", "1 2")).await;
    assert_eq!((&request.headers["x-trace"], &request.headers["accept"]).0, "mine");
    assert_eq!((request.headers["accept"].to_str().unwrap(), request.url.query()), ("text/x", Some("dry=1%202")));
}

async fn refused(change: impl FnOnce(Get) -> Get, id: &str) -> RequestError {
    let server = server().await;
    let error = change(Acme::at(&server.uri()).get(id)).send().await.unwrap_err();
    assert_eq!((error.was_sent(), error.is_retryable(), error.attempts()), (Sent::No, false, 0));
    assert_eq!(server.received_requests().await.unwrap().len(), 0);
    match error {
        Error::Request(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error_that_says_so_and_does_not_repeat_the_value() {
    for id in ["", ".", "..", "%2e%2E", "../keys", "a/../b"] {
        refused(|get| get, id).await;
    }
    for text in ["canary\r\nX-Evil: 1", "canary\n", "canary\0"] {
        let errors = [refused(|get| get.trace(text), "a").await, refused(|get| get.header("x-a", text), "a").await];
        for error in errors {
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
    for name in ["", "a b", "a:b", "é", "content-length", "Transfer-Encoding", "Host"] {
        refused(|get| get.header(name, "v"), "a").await;
    }
    for url in ["", "/relative", "ftp://a", "http://example.com", "https://u:p@example.com", "https://example.com?q"] {
        refused(|get| get.base_url(url), "a").await;
    }
}

/// In a process of its own, because the proxies of the environment are those of a whole process.
#[tokio::test]
async fn a_proxy_of_the_environment_is_asked_for_other_machines_and_never_for_this_one() {
    const NAME: &str = "requests::a_proxy_of_the_environment_is_asked_for_other_machines_and_never_for_this_one";
    if std::env::var_os("ACME_TEST_INSIDE").is_none() {
        let proxy = RawServer::start(vec![Script::Reset]).await;
        let mut inside = std::process::Command::new(std::env::current_exe().unwrap());
        inside.args(["--exact", NAME, "--nocapture"]).env_remove("NO_PROXY").env_remove("no_proxy");
        inside.env("ACME_TEST_INSIDE", "1").env("ALL_PROXY", &proxy.url);
        let output = tokio::task::spawn_blocking(move || inside.output()).await.unwrap().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let head = proxy.head();
        assert!(head.starts_with("CONNECT acme.example.com:443 HTTP/1.1\r\n") && !head.contains("canary"), "{head}");
        return;
    }
    let server = server().await;
    let away = Acme::builder().base_url("https://acme.example.com").token("canary").build().unwrap();
    let call = away.get("a").retry(specsmith_runtime::RetryPolicy::none());
    call.clone().base_url(server.uri()).send_credentials_to_base_url().send().await.unwrap();
    assert_eq!(call.send().await.unwrap_err().was_sent(), Sent::No);
}

#[tokio::test]
async fn a_body_that_does_not_serialize_is_not_sent() {
    struct Broken;
    impl serde::Serialize for Broken {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("cannot"))
        }
    }
    let server = server().await;
    let call: Create = Acme::at(&server.uri()).create_with(&Broken);
    let error = call.send().await.unwrap_err();
    assert_eq!(
        (error.was_sent(), error.to_string()),
        (Sent::No, "createAccount was not sent: the body does not serialize".into())
    );
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "cannot");
}

#[test]
fn clients_and_calls_are_shared_between_threads_and_streams_and_lists_move_between_them() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    fn moves<T: Send + Unpin + 'static>() {}
    shared::<Core>();
    shared::<Call>();
    shared::<Config>();
    shared::<HttpClient>();
    moves::<ByteStream>();
    moves::<EventStream<Account>>();
    moves::<JsonLines<Account>>();
    moves::<Pages<ByUrl>>();
    moves::<Items<ByUrl>>();
    assert_eq!(size_of::<Core>(), size_of::<usize>(), "a clone is a pointer");
}

#[tokio::test]
async fn the_future_of_a_call_is_send() {
    fn send<T: Send>(value: T) -> T {
        value
    }
    let server = server().await;
    send(Acme::at(&server.uri()).get("a").send()).await.unwrap();
}

#[tokio::test]
async fn a_cookie_parameter_stands_beside_the_cookies_of_the_client() {
    let server = server().await;
    let acme = Acme::builder().base_url(server.uri()).token("t").header("Cookie", "a=b").build().unwrap();
    acme.get("x").theme("dark").send().await.unwrap();
    assert_eq!(server.received_requests().await.unwrap()[0].headers["cookie"], "a=b; theme=dark");
}

#[tokio::test]
async fn a_query_in_the_path_has_its_parameters_filled_in() {
    static FIND: Operation = Operation {
        path: "/find?kind={id}&all",
        parameters: &[Parameter {
            name: "id",
            location: Location::Path,
            style: Style::Simple,
            explode: false,
            allow_reserved: false,
        }],
        ..plain(&[])
    };
    let server = server().await;
    let mut call = Call::new(Acme::at(&server.uri()).core(), &FIND);
    call.set(0, "a&b");
    call.send_empty::<Undocumented>().await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!((request.url.path(), request.url.query()), ("/find", Some("kind=a%26b&all")));
    let missing = Call::new(Acme::at(&server.uri()).core(), &FIND).send_empty::<Undocumented>().await;
    assert!(matches!(missing, Err(Error::Request(_))));
}

//! What sends: an HTTP client of the caller's, shared or configured, and what must hold whoever made it.

use specsmith_runtime::facts::Operation;
use specsmith_runtime::transport::HttpClient;
use specsmith_runtime::{Error, RetryPolicy, reqwest};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Acme, plain};

static SIGNED: Operation = plain(&[&[0]]);

#[tokio::test]
async fn one_http_client_serves_several_clients_by_one_pool_of_connections() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let http = HttpClient::new(reqwest::Client::builder()).unwrap();
    // Only one connection is ever accepted.
    let server = async {
        let (mut socket, _) = listener.accept().await.unwrap();
        for _ in 0..3 {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(socket.read_u8().await.unwrap());
            }
            socket.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    };
    let calls = async {
        for token in ["one", "two", "three"] {
            let acme = Acme::builder().base_url(&url).token(token).transport(http.clone()).build().unwrap();
            acme.plain(&SIGNED).send().await.unwrap();
        }
    };
    tokio::join!(server, calls);
}

#[tokio::test]
async fn an_http_client_follows_no_redirect_and_sends_no_referer_whatever_its_builder_says() {
    let away = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200)).mount(&away).await;
    let server = MockServer::start().await;
    let redirect = ResponseTemplate::new(302).insert_header("location", away.uri());
    Mock::given(any()).respond_with(redirect).mount(&server).await;
    let follows = || reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(5)).referer(true);
    let own = Acme::builder().transport(HttpClient::new(follows()).unwrap());
    let configured =
        Acme::builder().configure_http(|http| http.redirect(reqwest::redirect::Policy::limited(5)).referer(true));
    for builder in [own, configured] {
        let acme = builder.base_url(server.uri()).token("t").build().unwrap();
        let error = acme.plain(&SIGNED).send().await.unwrap_err();
        assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    }
    assert_eq!(away.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_proxy_that_the_caller_sets_gets_the_requests() {
    let proxy = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&proxy).await;
    let url = proxy.uri();
    let through = move |http: reqwest::ClientBuilder| http.proxy(reqwest::Proxy::all(&url).unwrap());
    let builder = Acme::builder().base_url("http://acme.example.com/v1").allow_http(true).token("t");
    let acme = builder.configure_http(through).retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(acme.plain(&SIGNED).send().await.unwrap().status(), 204);
    let requests = proxy.received_requests().await.unwrap();
    assert_eq!((requests.len(), requests[0].headers["host"].to_str().unwrap()), (1, "acme.example.com"));
    assert_eq!(requests[0].url.path(), "/v1/plain");
}

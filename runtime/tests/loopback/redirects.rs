//! Redirects: followed inside the origin, never with credentials to another.

use specsmith_runtime::facts::Operation;
use specsmith_runtime::{Error, RedirectError};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Account, Acme, plain};

static SIGNED: Operation = plain(&[&[0, 1, 2, 3]]);

async fn redirecting(status: u16, to: &str) -> MockServer {
    let server = MockServer::start().await;
    let there = ResponseTemplate::new(status).insert_header("location", to);
    Mock::given(path("/plain")).respond_with(there.clone()).mount(&server).await;
    Mock::given(path("/accounts")).respond_with(there).mount(&server).await;
    Mock::given(path("/there")).respond_with(ResponseTemplate::new(200).set_body_string("there")).mount(&server).await;
    server
}

fn signed(url: &str) -> Acme {
    Acme::builder()
        .base_url(url)
        .token("canary-bearer")
        .api_key("canary-header")
        .query_key("canary-query")
        .session("canary-cookie")
        .build()
        .unwrap()
}

fn redirect<E: std::fmt::Debug>(error: Error<E>) -> RedirectError {
    match error {
        Error::Redirect(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn inside_the_origin_a_get_is_followed_with_its_credentials_once_each() {
    for status in [301, 302, 303, 307, 308] {
        let server = redirecting(status, "/there").await;
        let text = signed(&server.uri()).plain(&SIGNED).text().await.unwrap();
        assert_eq!(*text, "there");
        let last = server.received_requests().await.unwrap().pop().unwrap();
        assert_eq!(last.headers["authorization"], "Bearer canary-bearer");
        assert_eq!(last.headers["x-api-key"], "canary-header");
        assert_eq!(last.headers["cookie"], "session=canary-cookie");
        assert_eq!(last.url.query(), Some("api_key=canary-query"));
    }
}

#[tokio::test]
async fn another_origin_never_sees_the_request() {
    let other = MockServer::start().await;
    let server = redirecting(302, &format!("{}/there?x=1", other.uri())).await;
    let error = signed(&server.uri()).plain(&SIGNED).send().await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"));
    let error = redirect(error);
    assert_eq!(error.target_origin(), Some(other.uri().as_str()), "the error names the target without path and query");
    assert_eq!(other.received_requests().await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_post_is_not_followed_and_not_repeated() {
    let server = redirecting(307, "/there").await;
    redirect(Acme::at(&server.uri()).create(&Account::default()).send().await.unwrap_err());
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_circle_ends_after_ten_redirects() {
    let server = redirecting(302, "/plain").await;
    redirect(signed(&server.uri()).plain(&SIGNED).send().await.unwrap_err());
    assert_eq!(server.received_requests().await.unwrap().len(), 11);
}

#[tokio::test]
async fn a_documented_302_is_an_answer() {
    let server = redirecting(302, "https://files.example.com/1").await;
    let answer = signed(&server.uri()).plain(&SIGNED).redirect().await.unwrap();
    assert_eq!(answer.into_inner().0, "https://files.example.com/1");
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(302)).mount(&server).await;
    redirect(signed(&server.uri()).plain(&SIGNED).send().await.unwrap_err());
}

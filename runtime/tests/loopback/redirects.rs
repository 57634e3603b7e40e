//! Redirects: followed inside the origin, never with credentials to another.

use specsmith_runtime::facts::Operation;
use specsmith_runtime::http::StatusCode;
use specsmith_runtime::{Answer, Call, DecodeError, Error, RedirectError, SuccessBody, Undocumented};
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
        assert!(!last.headers.contains_key("referer"), "the URL before it holds a key");
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
async fn another_origin_never_sees_the_request_however_many_redirects_lead_there() {
    let other = MockServer::start().await;
    for status in [301, 302, 303, 307, 308] {
        let server = MockServer::start().await;
        for (from, to) in [("/plain", "/here".to_owned()), ("/here", "./there".to_owned()), ("/there", other.uri())] {
            let there = ResponseTemplate::new(status).insert_header("location", to);
            Mock::given(path(from)).respond_with(there).mount(&server).await;
        }
        let error = redirect(signed(&server.uri()).plain(&SIGNED).send().await.unwrap_err());
        assert_eq!(error.target_origin(), Some(other.uri().as_str()));
        assert_eq!(server.received_requests().await.unwrap().len(), 3, "{status}");
    }
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

/// What a generated enum of a 200 in two forms and a 302 beside it is.
#[derive(Debug, PartialEq)]
enum Given {
    Table(String),
    Other(String),
    Elsewhere,
}

impl SuccessBody for Given {
    fn accepts(status: StatusCode) -> bool {
        status.is_success() || status == 302
    }

    fn decode(answer: &Answer) -> Result<Self, DecodeError> {
        Ok(match answer.status().as_u16() {
            200 if answer.is_any_of(&["text/csv", "image/*"]) => Self::Table(answer.text()),
            200 => Self::Other(answer.text()),
            _ => Self::Elsewhere,
        })
    }
}

static FOLLOWED: Operation = Operation { follows_redirects: true, ..plain(&[&[0]]) };

async fn given(server: &MockServer) -> Result<Given, Error<Undocumented>> {
    let client = signed(&server.uri());
    Ok(Call::new(client.core(), &FOLLOWED).send_with::<Given, Undocumented>().await?.into_inner())
}

#[tokio::test]
async fn a_redirect_documented_beside_a_success_is_followed_where_it_can_be_and_else_the_answer() {
    let server = redirecting(302, "/there").await;
    assert_eq!(given(&server).await.unwrap(), Given::Other("there".to_owned()));
    let server = redirecting(302, "https://files.example.com/1").await;
    assert_eq!(given(&server).await.unwrap(), Given::Elsewhere);
    let server = redirecting(301, "https://files.example.com/1").await;
    redirect(given(&server).await.unwrap_err());
}

#[tokio::test]
async fn the_content_type_that_comes_says_which_form_an_answer_has() {
    for (content_type, is_table) in
        [("Text/CSV; header=present", true), ("image/png", true), ("text/csv2", false), ("imagery/x", false)]
    {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_raw("a,b", content_type);
        Mock::given(method("GET")).respond_with(answer).mount(&server).await;
        let text = "a,b".to_owned();
        let expected = if is_table { Given::Table(text) } else { Given::Other(text) };
        assert_eq!(given(&server).await.unwrap(), expected, "{content_type}");
    }
}

#[tokio::test]
async fn a_redirect_without_a_target_is_an_error() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(302)).mount(&server).await;
    redirect(signed(&server.uri()).plain(&SIGNED).send().await.unwrap_err());
}

//! What a response tells beside its value.

use specsmith_runtime::facts::Operation;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Acme, plain};
use crate::raw_server::{After, RawServer, Script};

static OPEN: Operation = plain(&[]);

#[tokio::test]
async fn a_response_derefs_to_its_value_and_tells_status_headers_and_id() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(202).insert_header("request-id", "r1").set_body_string("text");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let response = Acme::at(&server.uri()).plain(&OPEN).text().await.unwrap();
    assert_eq!((response.status().as_u16(), response.request_id(), response.len()), (202, Some("r1"), 4));
    assert_eq!(response.headers()["request-id"], "r1");
    assert_eq!(response.clone().map(|text| text.len()).into_inner(), 4);
}

#[tokio::test]
async fn an_empty_answer_is_a_response_of_unit_whatever_its_body() {
    for answer in [ResponseTemplate::new(204), ResponseTemplate::new(200).set_body_string("ignored")] {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Acme::at(&server.uri()).plain(&OPEN).send().await.unwrap();
    }
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_a_decode_error() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_bytes(b"\xff".as_slice())).mount(&server).await;
    let error = Acme::at(&server.uri()).plain(&OPEN).text().await.unwrap_err();
    assert!(matches!(error, specsmith_runtime::Error::Decode(_)), "{error}");
}

#[tokio::test]
async fn a_whole_number_may_be_written_with_a_fraction_or_an_exponent() {
    for (age, read) in [("2.0", 2), ("1e3", 1000), ("-0.0", 0)] {
        let server = MockServer::start().await;
        let body = format!(r#"{{"id":"a","owners":[{{"age":{age}}}]}}"#);
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let account = Acme::at(&server.uri()).get("a").send().await.unwrap();
        assert_eq!(account.owners.as_ref().unwrap()[0].age, read, "{age}");
    }
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_its_connection() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = RawServer::start(vec![Script::Chunks(head, vec![b"{".to_vec()], After::Silence)]).await;
    let call = Acme::at(&server.url).get("a").send();
    // The server has played to its end once its client has gone away.
    tokio::select! {
        answer = call => panic!("{answer:?}"),
        () = server.asked() => {}
    }
    server.played().await;
}

//! Answers larger than memory should hold.

use specsmith_runtime::facts::Operation;
use specsmith_runtime::{Error, RetryPolicy};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::acme::{Acme, plain};
use crate::raw_server::{After, RawServer, Script};

static OPEN: Operation = plain(&[]);

/// 100,000 zeros.
const BOMB: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xed, 0xc1, 0x31, 0x01, 0x00, 0x00, 0x00, 0xc2, 0xa0,
    0x4a, 0xeb, 0x9f, 0xce, 0x1a, 0x1e, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xaf, 0x06, 0x85, 0xc2, 0x4d, 0xc5, 0xa0, 0x86, 0x01, 0x00,
];

#[tokio::test]
async fn the_limit_counts_bytes_after_decompression() {
    let server = MockServer::start().await;
    let bomb = ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(BOMB);
    Mock::given(any()).respond_with(bomb).mount(&server).await;
    for (limit, fits) in [(99_999, false), (100_000, true), (u64::MAX, true), (0, false)] {
        let answer = Acme::at(&server.uri()).plain(&OPEN).max_response_bytes(limit).text().await;
        match answer {
            Ok(text) => assert!(fits && text.len() == 100_000),
            Err(Error::TooLarge(error)) => assert!(!fits && error.limit() == limit, "{error}"),
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_decompressed_is_a_decode_error_and_not_asked_for_again() {
    let mut corrupt = BOMB.to_vec();
    corrupt[20] ^= 0xff;
    corrupt[40] ^= 0xff;
    let mut sum = BOMB.to_vec();
    sum[BOMB.len() - 6] ^= 0xff;
    for body in [corrupt, sum, b"not gzip at all".to_vec()] {
        for (status, hits) in [(200, 1), (404, 1), (503, 4)] {
            let server = MockServer::start().await;
            let answer = ResponseTemplate::new(status).insert_header("content-encoding", "gzip");
            Mock::given(any()).respond_with(answer.set_body_bytes(body.clone())).mount(&server).await;
            let fast = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO);
            let error = Acme::at(&server.uri()).plain(&OPEN).retry(fast).text().await.unwrap_err();
            assert_eq!(server.received_requests().await.unwrap().len(), hits, "{error}");
            match error {
                Error::Decode(error) => {
                    assert!(error.to_string().ends_with("its body could not be decompressed"), "{error}");
                    assert_eq!(status, 200);
                }
                error => assert_eq!(error.status().unwrap().as_u16(), status, "{error:?}"),
            }
        }
    }
}

#[tokio::test]
async fn what_follows_a_compressed_body_is_no_reason_to_ask_again() {
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n";
    let and_more = [BOMB, b"and more that is no gzip"].concat();
    for pieces in [vec![and_more], vec![BOMB.to_vec(), b"and more that is no gzip".to_vec()]] {
        let server = RawServer::start(vec![Script::Chunks(head, pieces, After::End)]).await;
        let text = Acme::at(&server.url).plain(&OPEN).text().await.map(|text| text.len());
        assert_eq!(server.hits(), 1);
        match text {
            Ok(length) => assert_eq!(length, 100_000),
            Err(error) => assert!(matches!(error, Error::Decode(_)), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_compressed_answer_that_breaks_off_is_a_broken_connection_and_asked_for_again() {
    for framing in [&format!("content-length: {}", BOMB.len()), "connection: close"] {
        let script = |length: usize| {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n{framing}\r\n\r\n");
            Script::Bytes([head.as_bytes(), &BOMB[..length]].concat())
        };
        // Nothing at all is an empty body, where no length was announced.
        for length in [0, 5, 40, 130].into_iter().skip(usize::from(framing == "connection: close")) {
            let server = RawServer::start(vec![script(length)]).await;
            let call = Acme::at(&server.url).plain(&OPEN).retry(RetryPolicy::none());
            let error = call.text().await.unwrap_err();
            assert!(matches!(error, Error::Transport(_)), "{length} {error}");
        }
        let server = RawServer::start(vec![script(40), script(BOMB.len())]).await;
        let fast = RetryPolicy::default().initial_backoff(std::time::Duration::ZERO);
        let text = Acme::at(&server.url).plain(&OPEN).retry(fast).text().await.unwrap();
        assert_eq!((text.len(), server.hits()), (100_000, 2));
    }
}

#[tokio::test]
async fn a_body_without_end_ends_at_the_limit() {
    let server = RawServer::start(vec![Script::Flood("HTTP/1.1 200 OK\r\n\r\n")]).await;
    let acme = Acme::builder().base_url(&server.url).max_response_bytes(1_000_000).build().unwrap();
    let error = acme.plain(&OPEN).text().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error}");
    assert_eq!(server.hits(), 1, "it is not asked for again");
}

#[tokio::test]
async fn of_an_errors_body_one_mebibyte_is_kept() {
    let server = RawServer::start(vec![Script::Flood("HTTP/1.1 400 Bad Request\r\n\r\n")]).await;
    let call = Acme::at(&server.url).plain(&OPEN).retry(RetryPolicy::none());
    let error = call.text().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.text().unwrap().len()), (400, 1024 * 1024));
    assert!(error.to_string().len() < 500, "the message stays short");
}

#[tokio::test]
async fn a_head_without_end_is_a_broken_connection() {
    let many = [b"HTTP/1.1 200 OK\r\n".to_vec(), b"x: y\r\n".repeat(100_000)].concat();
    for script in [Script::Flood("HTTP/1.1 200 OK\r\nx: "), Script::Flood("HTTP/1.1 200 "), Script::Bytes(many)] {
        let server = RawServer::start(vec![script]).await;
        let error = Acme::at(&server.url).plain(&OPEN).retry(RetryPolicy::none()).text().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert!(error.to_string().len() < 500 && format!("{error:?}").len() < 2_000, "{error:?}");
    }
}

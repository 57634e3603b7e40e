//! Bodies that would take all memory, or all time.

use std::time::Duration;

use rxinfer_client::RxInfer;
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Environment, Error, RetryPolicy};
use tests::server::answering_with;
use wiremock::ResponseTemplate;

/// The head of a gzip file (RFC 1952 §2.3).
const HEAD: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

/// 100,000 zeros, deflated into whole bytes without an end (RFC 1951 §3.2.4), so that more may follow.
const ZEROS: &[u8] = include_bytes!("zeros.deflate");

/// So many times 100,000 zeros, a gzip file that does not end.
pub fn gzip_of_zeros(times: usize) -> Vec<u8> {
    [HEAD, &ZEROS.repeat(times)].concat()
}

#[tokio::test]
async fn a_gigabyte_in_a_megabyte_ends_at_the_limit() {
    let bomb = gzip_of_zeros(10_000);
    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    let answer = ResponseTemplate::new(200).insert_header("content-encoding", "gzip");
    let server = answering_with(answer.set_body_raw(bomb, "application/json")).await;
    let rxinfer = RxInfer::builder().environment(Environment::empty()).base_url(server.uri()).token("t");
    let call = rxinfer.build().unwrap().authentication().token_roles().max_response_bytes(4 * 1024 * 1024);
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_drips_ends_with_the_attempt() {
    let drip = (0..1000).fold(Reply::empty(200), |reply, _| reply.pause(Duration::from_secs(10)).chunk(" "));
    let mock = Mock::new();
    mock.on(When::any()).reply(drip);
    let rxinfer = RxInfer::builder().mock(&mock).retry(RetryPolicy::none()).build().unwrap();
    let before = tokio::time::Instant::now();
    let error = rxinfer.authentication().token_roles().send().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(before.elapsed().as_secs(), 60);
}

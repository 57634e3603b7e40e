//! Headers that end early would let a value become headers, or a request, of its own.

use glean_api_client::Glean;
use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Error, Sent};

#[tokio::test]
async fn a_header_parameter_with_a_line_break_is_an_error_and_nothing_is_sent() {
    let mock = Mock::new();
    mock.on(When::any()).reply(Reply::empty(200));
    let glean = Glean::builder().mock(&mock).build().unwrap();
    for end in ["\r\nX-Evil: 1", "\nX-Evil: 1", "\r", "\0", "\u{1}", "\u{7f}", "\r\n\r\nGET /evil HTTP/1.1\r\n"] {
        let value = format!("canary{end}");
        let create = || glean.client().authentication().create_token();
        let requests = [
            create().act_as(value.as_str()),
            create().auth_type(value.as_str()),
            create().header("x-own", value.as_str()),
            create().idempotency_key(value.as_str()),
        ];
        for request in requests {
            let error = request.send().await.unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{end:?}: {error:?}");
            assert_eq!(error.was_sent(), Sent::No);
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
        }
    }
    assert_eq!(mock.requests().len(), 0);
}

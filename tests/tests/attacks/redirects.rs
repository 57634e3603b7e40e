//! Redirects: no credential of any kind goes to another origin, and nothing encrypted goes on in the clear.

use specsmith_runtime::mock::{Mock, Reply, When};
use specsmith_runtime::{Call, Error, Undocumented};
use tests::raw_server::{RawServer, Script};
use tests::server::{answering_with, only_request, whole};
use wiremock::ResponseTemplate;

use crate::provider::{OPERATIONS, PROVIDER, config};

#[tokio::test]
async fn a_redirect_carries_no_credential_of_any_scheme_to_another_port() {
    let other = RawServer::start(Script::Reset).await;
    for status in [301, 302, 303, 307, 308] {
        for (scheme, operation) in PROVIDER.schemes.iter().zip(&OPERATIONS) {
            let there = format!("{}/elsewhere", other.url);
            let home = answering_with(ResponseTemplate::new(status).insert_header("location", there)).await;
            let mut config = config();
            config.base_url(home.uri());
            let mut call = Call::new(&config.build().unwrap(), operation);
            call.set(0, "u-1");
            let error = call.send_empty::<Undocumented>().await.unwrap_err();
            assert!(matches!(error, Error::Redirect(_)), "{error:?}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
            let seen = whole(&only_request(&home).await);
            let is_signed = seen.contains("canary") || seen.contains("Basic ");
            assert!(is_signed, "{}: {seen}", scheme.id);
        }
    }
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_call_to_another_base_url_carries_no_credential_of_any_scheme_unless_its_caller_says_so() {
    for (scheme, operation) in PROVIDER.schemes.iter().zip(&OPERATIONS) {
        let mock = Mock::new();
        mock.on(When::any()).reply(Reply::empty(200));
        let mut config = config();
        config.mock(&mock);
        let core = config.build().unwrap();
        for base_url in ["https://other.invalid", "https://mock.invalid:444", "https://mock.invalid.evil.example"] {
            let mut call = Call::new(&core, operation);
            call.set(0, "u-1");
            call.base_url(base_url);
            call.clone().send_empty::<Undocumented>().await.unwrap();
            let leaked = leaks(&mock);
            assert!(!leaked, "{}: {:?}", scheme.id, mock.last_request());
            call.send_credentials_to_base_url();
            call.send_empty::<Undocumented>().await.unwrap();
            assert!(leaks(&mock), "{}", scheme.id);
        }
    }
}

/// Whether the last request holds a credential.
fn leaks(mock: &Mock) -> bool {
    let request = mock.last_request().unwrap();
    let headers = request.headers().values().any(|value| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        text.contains("canary") || text.starts_with("Basic ")
    });
    headers || request.url().as_str().contains("canary")
}

#[tokio::test]
async fn what_began_encrypted_does_not_go_on_in_the_clear() {
    for there in ["http://mock.invalid/v1/users/u-1/keys", "//mock.invalid:80/x", "http://127.0.0.1/x"] {
        let mock = Mock::new();
        mock.on(When::any()).reply(Reply::empty(302).header("location", there));
        let mut config = config();
        config.mock(&mock);
        let mut call = Call::new(&config.build().unwrap(), &OPERATIONS[0]);
        call.set(0, "u-1");
        let error = call.send_empty::<Undocumented>().await.unwrap_err();
        assert!(matches!(error, Error::Redirect(_)), "{there}: {error:?}");
        assert_eq!(mock.requests().len(), 1, "{there}");
    }
}

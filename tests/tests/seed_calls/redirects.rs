//! A redirect to a second port, which must never see a credential, nor anything else of the call.

use specsmith_runtime::{Environment, Error, Sent};
use tests::raw_server::{RawServer, Script};
use tests::seed::{CANARY, Options, Seed};
use tests::server::{answering_with, seen};
use togai_client::Togai;
use wiremock::ResponseTemplate;

const STATUSES: [u16; 5] = [301, 302, 303, 307, 308];

fn to(status: u16, url: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).insert_header("location", url)
}

#[tokio::test]
async fn the_port_that_a_redirect_points_to_is_never_connected_to() {
    for seed in Seed::ALL {
        for status in STATUSES {
            let other = RawServer::start(Script::Reset).await;
            let server = answering_with(to(status, &format!("{}/steal?it=1", other.url))).await;
            let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
            let Error::Redirect(redirect) = &error else { panic!("{seed:?} {status}: {error:?}") };
            assert_eq!(redirect.target_origin(), Some(other.url.as_str()));
            assert_eq!((error.was_sent(), error.is_retryable()), (Sent::Yes, false));
            assert_eq!((seen(&server).await.len(), other.connections()), (1, 0), "{seed:?} {status}");
            assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
        }
    }
}

#[tokio::test]
async fn an_api_key_header_does_not_travel_with_a_redirect_either() {
    for status in STATUSES {
        let other = RawServer::start(Script::Reset).await;
        let server = answering_with(to(status, &other.url)).await;
        let builder = Togai::builder().environment(Environment::empty()).base_url(server.uri()).token(CANARY);
        let togai = builder.api_key(CANARY).header("X-API-Key", CANARY).build().unwrap();
        let error = togai.authentication().authenticate().header("X-Other", CANARY).send().await.unwrap_err();
        assert!(matches!(error, Error::Redirect(_)), "{error:?}");
        let request = &seen(&server).await[0];
        assert_eq!(request.headers["x-api-key"], CANARY, "the configured server gets what it was given");
        assert_eq!(other.connections(), 0, "{status}");
    }
}

#[tokio::test]
async fn inside_the_same_origin_a_get_is_followed_with_its_credential_and_a_post_is_not() {
    for seed in Seed::ALL {
        for status in STATUSES {
            let server = wiremock::MockServer::start().await;
            let path = seed.line().split_once(' ').unwrap().1;
            wiremock::Mock::given(wiremock::matchers::path(path))
                .respond_with(to(status, "/moved"))
                .mount(&server)
                .await;
            let there = ResponseTemplate::new(200).set_body_json(seed.success());
            wiremock::Mock::given(wiremock::matchers::path("/moved")).respond_with(there).mount(&server).await;
            let result = seed.send(&server.uri(), Options::default()).await;
            let seen = seen(&server).await;
            if seed.line().starts_with("GET ") {
                result.unwrap();
                assert_eq!(seen[1].headers["authorization"], format!("Bearer {CANARY}").as_str());
            } else {
                assert!(matches!(result, Err(Error::Redirect(_))), "{result:?}");
                assert_eq!(seen.len(), 1);
            }
        }
    }
}

#[tokio::test]
async fn a_call_sent_to_another_base_url_leaves_the_credential_behind() {
    let other = answering_with(ResponseTemplate::new(200).set_body_json(Seed::Authenticate.success())).await;
    let builder = Togai::builder().environment(Environment::empty()).base_url("https://api.example.com");
    let togai = builder.token(CANARY).header("X-API-Key", CANARY).build().unwrap();
    togai.authentication().authenticate().base_url(other.uri()).send().await.unwrap();
    let request = &seen(&other).await[0];
    assert!(!tests::server::whole(request).contains(CANARY), "{}", tests::server::whole(request));
}

//! Answers that are not what the document says: a typed error with status and text, and never a panic.

use specsmith_runtime::{Error, Sent};
use tests::seed::{Options, Seed};
use tests::server::answering_with;
use wiremock::ResponseTemplate;

/// Bodies that no operation documents, whatever it is.
fn bodies() -> Vec<Vec<u8>> {
    let deep = |depth: usize, open: &str, close: &str| [open.repeat(depth), close.repeat(depth)].concat().into_bytes();
    let texts = [
        "",
        " ",
        "null",
        "true",
        "0",
        "\"text\"",
        "[]",
        "[null]",
        "{",
        "}",
        "{\"",
        "{\"a\":}",
        "[1,2",
        "nul",
        "-",
        "1e999999",
        "NaN",
        "Infinity",
        "'a'",
        "<html></html>",
        "\u{feff}",
        "{} {}",
        "{\"token\":\"a\"}}",
        "// comment\n{}",
        "\u{0}",
        "{\"token\":\"\\ud800\"}",
    ];
    let mut bodies: Vec<Vec<u8>> = texts.into_iter().map(|text| text.as_bytes().to_vec()).collect();
    for depth in [100, 10_000] {
        bodies.extend([deep(depth, "[", "]"), deep(depth, "{\"a\":", "}"), deep(depth, "[", "")]);
    }
    bodies.extend([b"\xff\xfe{\x00}\x00".to_vec(), b"{\"token\":\"\xc3\x28\"}".to_vec(), vec![0; 1000]]);
    bodies
}

#[tokio::test]
async fn no_body_makes_a_call_panic_and_each_that_does_not_fit_is_a_decode_error_with_its_text() {
    for (index, body) in bodies().into_iter().enumerate() {
        let answer = ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json");
        let server = answering_with(answer).await;
        for seed in [Seed::ALL[index % 3], Seed::ALL[3 + index % 3]] {
            let start = String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned();
            let error = match seed.send(&server.uri(), Options::default()).await {
                // All its members may be absent.
                Ok(_) if seed == Seed::RotateToken && start.starts_with("{\"") => continue,
                Ok(answer) => panic!("{seed:?} {start}: {answer}"),
                Err(error) => error,
            };
            assert!(matches!(error, Error::Decode(_)), "{seed:?} {start}: {error:?}");
            assert_eq!((error.status().unwrap().as_u16(), error.was_sent()), (200, Sent::Yes));
            assert_eq!(error.text().unwrap().len(), String::from_utf8_lossy(&body).len(), "{start}");
            assert!(error.to_string().len() < 600 && !error.to_string().contains('\n'), "{error}");
        }
    }
}

#[tokio::test]
async fn null_and_other_types_where_something_is_required_are_named_with_their_place() {
    for value in ["null", "{}", "true", "[[]]"] {
        for (seed, member) in [(Seed::CreateToken, "token"), (Seed::Authenticate, "token"), (Seed::TokenRoles, "roles")]
        {
            let body = format!("{{\"{member}\":{value},\"expirationTime\":1}}");
            let server = answering_with(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
            let error = seed.send(&server.uri(), Options::default()).await.unwrap_err();
            let Error::Decode(decode) = &error else { panic!("{seed:?}: {error:?}") };
            assert!(decode.path().unwrap().starts_with(member), "{seed:?} {value}: {error}");
        }
    }
}

#[tokio::test]
async fn what_nobody_asked_for_may_be_as_deep_as_it_likes() {
    for depth in [100, 100_000] {
        let deep = [r#"{"a":"#.repeat(depth), "1".to_owned(), "}".repeat(depth)].concat();
        let body = format!(r#"{{"roles":["user"],"new":{deep}}}"#);
        let server = answering_with(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
        Seed::TokenRoles.send(&server.uri(), Options::default()).await.unwrap();
    }
}

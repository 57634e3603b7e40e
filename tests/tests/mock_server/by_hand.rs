//! What somebody sees who asks with a plain HTTP client.

use std::io::{Read, Write};
use std::net::TcpStream;

use generator::discover;
use serde_json::{Value, json};
use tests::command::workspace;
use tests::mock_server;

use super::{glean, togai};

/// Sends a request with these lines of a head, and gives the whole answer.
fn ask(uri: &str, head: &[&str], body: &str) -> String {
    let address = uri.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = head.join("\r\n");
    write!(stream, "{head}\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

fn body(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

const TOKEN: &str = "Authorization: Bearer any";
const JSON: &str = "Content-Type: application/json";

#[test]
fn a_call_without_credentials_is_told_so() {
    let answer = ask(&togai().uri(), &["GET /accounts HTTP/1.1"], "");
    assert_eq!(status(&answer), "401");
    assert!(answer.contains("\r\nwww-authenticate: Bearer"), "{answer}");
    assert_eq!(status(&ask(&togai().uri(), &["GET /accounts HTTP/1.1", TOKEN], "")), "200");
}

#[test]
fn a_body_that_is_not_as_the_document_says_is_refused_with_the_places_in_it() {
    let search = ["POST /rest/api/v1/search HTTP/1.1", TOKEN, JSON];
    let answer = ask(&glean().uri(), &search, r#"{"query": "plan", "pageSize": "many"}"#);
    assert_eq!(status(&answer), "400");
    assert_eq!(body(&answer)["errors"][0]["pointer"], "#/pageSize");
    assert_eq!(status(&ask(&glean().uri(), &search, r#"{"query": "plan"}"#)), "200");
    assert_eq!(status(&ask(&glean().uri(), &search, "{")), "400");
}

#[test]
fn an_unknown_path_is_told_what_is_near_it_and_an_unknown_method_what_there_is() {
    let answer = ask(&glean().uri(), &["POST /rest/api/v1/serch HTTP/1.1", TOKEN, JSON], "{}");
    assert_eq!((status(&answer), &body(&answer)["near"][0]), ("404", &json!("POST /rest/api/v1/search")));
    let answer = ask(&glean().uri(), &["DELETE /rest/api/v1/search HTTP/1.1", TOKEN], "");
    assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("\r\nallow: POST\r\n"), "{answer}");
}

#[test]
fn documents_of_one_provider_are_served_side_by_side() {
    for path in ["/rest/api/v1/createauthtoken", "/api/index/v1/rotatetoken"] {
        assert_eq!(status(&ask(&glean().uri(), &[&format!("POST {path} HTTP/1.1"), TOKEN], "")), "200", "{path}");
    }
}

#[test]
fn what_is_not_http_ends_its_own_connection_and_nothing_else() {
    let address = togai().uri().replace("http://", "");
    let mut stream = TcpStream::connect(&address).unwrap();
    stream.write_all(b"\0\0not http\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert_eq!(status(&ask(&togai().uri(), &["GET /accounts HTTP/1.1", TOKEN], "")), "200");
}

#[test]
fn every_document_of_the_workspace_is_served() {
    let (jobs, _) = discover::discover(&workspace().join("specs"), &[]);
    assert!(jobs.len() >= 3);
    for job in jobs {
        let server = mock_server::start(&job);
        let answer = ask(&server.uri(), &["GET / HTTP/1.1"], "");
        assert_eq!(status(&answer), "404", "{}", job.provider);
        let exchanges = server.take_exchanges();
        assert_eq!((exchanges.len(), exchanges[0].reply.status), (1, 404));
    }
}

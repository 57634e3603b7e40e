//! `mock`: it starts, answers and stops; and what it cannot serve it says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use tests::command::generator;

use crate::scratch::{GOOD, Scratch};

/// A server that ends with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_provider_or_a_document_is_served_and_each_request_is_a_line() {
    let scratch = Scratch::with(&[("good.yaml", GOOD)]);
    for what in ["good", "specs/good.yaml"] {
        let mut command = Command::new(generator());
        command.args(["mock", what, "--port", "0"]).current_dir(scratch.folder()).stdout(Stdio::piped());
        let mut running = Running(command.spawn().unwrap());
        let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.next().unwrap();
        let (_, url) = first.split_once("http://").expect("the address");
        let address = url.split(' ').next().unwrap();
        assert!(first.starts_with("Good: 2 operations at "), "{first}");
        assert_eq!(lines.next().unwrap(), format!("  export GOOD_BASE_URL=http://{address}"));
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /things/a?b=c HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert_eq!(lines.next().unwrap(), "GET /things/a 400 the query parameter `b` is not in the document");
        let mut stream = TcpStream::connect(address).unwrap();
        for path in ["/thing/a", "/parts"] {
            let end = if path == "/parts" { "Connection: close\r\nPrefer: code=418\r\n" } else { "" };
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\n{end}\r\n").unwrap();
        }
        stream.read_to_string(&mut answer).unwrap();
        let said = [lines.next().unwrap(), lines.next().unwrap()];
        assert_eq!(
            said,
            [
                "GET /thing/a 404 no operation has this path; the nearest is GET /things/{id}",
                "GET /parts 418 the operation has no answer 418: it has 200",
            ]
        );
    }
}

#[test]
fn what_cannot_be_served_is_said_with_a_remedy_and_exit_code_1() {
    let scratch = Scratch::with(&[("good.yaml", GOOD), ("bad.yaml", "hello: world\n")]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let cases: [(&[&str], &str, &str); 4] = [
        (&["mock", "goood"], "there is no provider `goood`", "did you mean `good`?"),
        (&["mock", "nowhere.yaml"], "the document cannot be read", "check the path"),
        (&["mock", "bad"], "no OpenAPI document", "openapi: 3.1.0"),
        (&["mock", "good", "--port", &port], "cannot be served on port", "--port 0"),
    ];
    for (arguments, reason, remedy) in cases {
        let ran = scratch.run(arguments);
        assert_eq!(ran.code, Some(1), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(reason) && ran.err.contains(remedy), "{arguments:?}: {}", ran.err);
    }
    let ran = scratch.run(&["mock", "good", "--fault", "fire"]);
    assert!(ran.code == Some(2) && ran.err.contains("a fault is `429`"), "{}", ran.err);
}

//! A loopback server that keeps what it is asked. Use this for everything that is proper HTTP, [`crate::raw_server`] for
//! the rest.

use serde_json::Value;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Answers everything with a JSON body.
pub async fn answering(status: u16, body: &Value) -> MockServer {
    answering_with(ResponseTemplate::new(status).set_body_json(body)).await
}

/// Answers everything with this.
pub async fn answering_with(answer: ResponseTemplate) -> MockServer {
    answering_in_turn([answer]).await
}

/// Plays the answers one after another; the last one again and again.
pub async fn answering_in_turn(answers: impl IntoIterator<Item = ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let mut answers = answers.into_iter().peekable();
    while let Some(answer) = answers.next() {
        let mock = Mock::given(any()).respond_with(answer);
        let mock = if answers.peek().is_some() { mock.up_to_n_times(1) } else { mock };
        mock.mount(&server).await;
    }
    server
}

/// Everything the server was asked.
pub async fn seen(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap()
}

/// The one request that the server was asked.
pub async fn only_request(server: &MockServer) -> Request {
    let mut seen = seen(server).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen.remove(0)
}

/// The headers of a request as sorted lines, without those that say where the server is.
pub fn header_lines(request: &Request) -> Vec<String> {
    let lines = request.headers.iter().filter(|(name, _)| *name != "host");
    let mut lines: Vec<String> =
        lines.map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))).collect();
    lines.sort();
    lines
}

/// All of a request as one text, to look for what must not be in it.
pub fn whole(request: &Request) -> String {
    format!(
        "{} {}\n{}\n{}",
        request.method,
        request.url,
        header_lines(request).join("\n"),
        String::from_utf8_lossy(&request.body)
    )
}

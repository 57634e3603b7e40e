//! A transport without a network, for tests about time: with tokio's clock paused, waits take no time and can be measured.

use std::sync::{Arc, Mutex};

use specsmith_runtime::Sent;
use specsmith_runtime::bytes::Bytes;
use specsmith_runtime::http::{HeaderMap, HeaderName, StatusCode};
use specsmith_runtime::transport::{BoxFuture, Incoming, IncomingBody, Request, SendError, Transport};

/// What one attempt gets.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    Status(u16),
    StatusWith(u16, &'static str, &'static str),
    Broken(Sent),
    Silence,
}

/// Plays its steps, the last one again and again, and keeps the requests.
#[derive(Debug, Clone)]
pub struct Scripted {
    steps: Arc<[Step]>,
    pub seen: Arc<Mutex<Vec<Request>>>,
}

impl Scripted {
    pub fn new(steps: &[Step]) -> Self {
        Self { steps: steps.into(), seen: Arc::default() }
    }

    pub fn hits(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

impl Transport for Scripted {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Incoming, SendError>> {
        let step = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(request);
            *self.steps.get(seen.len() - 1).or(self.steps.last()).unwrap()
        };
        Box::pin(async move {
            let (status, header) = match step {
                Step::Status(status) => (status, None),
                Step::StatusWith(status, name, value) => (status, Some((name, value))),
                Step::Broken(sent) => return Err(SendError { sent, refused: false, source: "broken".into() }),
                Step::Silence => return std::future::pending().await,
            };
            let mut headers = HeaderMap::new();
            if let Some((name, value)) = header {
                headers.insert(HeaderName::from_static(name), value.parse().unwrap());
            }
            let body = Box::new(Once(Some(Bytes::from_static(br#"{"id": "a"}"#))));
            Ok(Incoming { status: StatusCode::from_u16(status).unwrap(), headers, body })
        })
    }
}

struct Once(Option<Bytes>);

impl IncomingBody for Once {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        let piece = self.0.take();
        Box::pin(async move { Ok(piece) })
    }
}

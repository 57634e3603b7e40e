//! Requests and answers as HTTP/1.1.

use super::Log;
use super::body::Sent;
use super::fault::{Fault, FaultRule, Faults};
use super::problem;
use super::reply::{Exchange, Reply};
use super::site::Site;
use super::wire::{ResetAtEnd, Wire};
use crate::mock::Request;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 64 * 1024 * 1024;

/// Before a slow answer.
const SLOW_START: Duration = Duration::from_secs(1);

/// How long is waited after a connection could not be taken, for others to end.
const BREATH: Duration = Duration::from_millis(20);

/// What all connections share.
pub struct Host {
    site: Site,
    address: SocketAddr,
    faults: Faults,
    log: Option<Log>,
}

impl Host {
    pub fn new(site: Site, address: SocketAddr, faults: Vec<FaultRule>, log: Option<Log>) -> Self {
        Self { site, address, faults: Faults::new(faults), log }
    }
}

/// Nothing is answered: the connection ends.
#[derive(Debug, thiserror::Error)]
#[error("the connection is reset on purpose")]
struct Hangup;

/// Answers whoever comes, for ever.
pub async fn serve(listener: TcpListener, host: Arc<Host>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, Arc::clone(&host)));
            }
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

async fn connection(stream: TcpStream, host: Arc<Host>) {
    // Each piece of a stream is to be sent at once.
    let _ = stream.set_nodelay(true);
    let reset = ResetAtEnd::default();
    let wire = Wire::new(stream, reset.clone());
    let service = service_fn(move |request| exchange(Arc::clone(&host), request, reset.clone()));
    // A connection that ends badly concerns nobody but its client.
    let _ = http1::Builder::new().serve_connection(wire, service).await;
}

async fn exchange(
    host: Arc<Host>,
    incoming: hyper::Request<Incoming>,
    reset: ResetAtEnd,
) -> Result<hyper::Response<Sent>, Hangup> {
    let (head, body) = incoming.into_parts();
    let mut request = Request {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    for (name, value) in &head.headers {
        request.headers.push((name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
    }
    if request.header("host").is_none() {
        request.headers.push(("host".to_owned(), host.address.to_string()));
    }
    let answered = match Limited::new(body, LONGEST_BODY).collect().await {
        Ok(body) => {
            request.body = body.to_bytes().into();
            host.site.answer_with(&request, host.faults.next())
        }
        Err(_) => refused(&request, problem::problem(413, "the body cannot be read, or is longer than 64 MiB")),
    };
    if let Some(log) = &host.log {
        log(&answered);
    }
    let Exchange { reply, fault, .. } = answered;
    match fault {
        Some(Fault::Reset) => {
            reset.set();
            Err(Hangup)
        }
        Some(Fault::Slow) => {
            tokio::time::sleep(SLOW_START).await;
            Ok(response(reply, Sent::slow))
        }
        Some(Fault::Truncate) => {
            let length = reply.bytes().len();
            let reply = reply.header("content-length", length.to_string());
            Ok(response(reply, Sent::cut))
        }
        Some(Fault::TooManyRequests | Fault::Unavailable) | None => Ok(response(reply, Sent::proper)),
    }
}

fn refused(request: &Request, reply: Reply) -> Exchange {
    Exchange {
        method: request.method.clone(),
        path: request.path.clone(),
        operation: None,
        complaints: Vec::new(),
        remarks: Vec::new(),
        reply,
        fault: None,
    }
}

fn response(reply: Reply, sent: impl FnOnce(super::Content) -> Sent) -> hyper::Response<Sent> {
    let Reply { status, headers, content, why: _ } = reply;
    let mut response = hyper::Response::new(sent(content));
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let ours = [("access-control-allow-origin", "*"), ("access-control-expose-headers", "*")];
    let ours = ours.map(|(name, value)| (name.to_owned(), value.to_owned()));
    for (name, value) in headers.into_iter().chain(ours) {
        // What a document calls a header may be none.
        let name = HeaderName::try_from(name);
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

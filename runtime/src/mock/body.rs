//! A body that comes in pieces, with what may happen between them.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use crate::clock::sleep;
use crate::error::Sent;
use crate::transport::{BoxFuture, IncomingBody, SendError};

#[derive(Debug, Clone)]
pub(super) enum Piece {
    Bytes(Bytes),
    /// Nothing for a while.
    Pause(Duration),
    /// The connection breaks.
    Break,
    /// Nothing more, and no end.
    Silence,
}

pub(super) struct Pieces(pub(super) VecDeque<Piece>);

impl IncomingBody for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, SendError>> {
        Box::pin(async move {
            loop {
                match self.0.pop_front() {
                    None => return Ok(None),
                    Some(Piece::Bytes(bytes)) => return Ok(Some(bytes)),
                    Some(Piece::Pause(time)) => sleep(time).await,
                    Some(Piece::Break) => return Err(broken(Sent::Yes, "connection reset (mock)")),
                    Some(Piece::Silence) => std::future::pending().await,
                }
            }
        })
    }
}

pub(super) fn broken(sent: Sent, what: &'static str) -> SendError {
    SendError { sent, refused: false, source: what.into() }
}

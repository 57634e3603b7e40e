//! What was fed to a decoder and is not read yet.

use std::ops::Deref;

use bytes::{Buf, Bytes};

/// What was fed and not yet read, as bytes; and beside it the start of a line of which the end has not come.
#[derive(Debug, Default)]
pub(super) struct Input {
    fed: Bytes,
    line: Vec<u8>,
}

impl Deref for Input {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.fed
    }
}

impl Input {
    /// Takes the next piece.
    pub(super) fn feed(&mut self, piece: Bytes) {
        self.fed = if self.fed.is_empty() { piece } else { [&*self.fed, &*piece].concat().into() };
    }

    /// How much of an unfinished line is held, in bytes.
    pub(super) fn held(&self) -> usize {
        self.line.len()
    }

    /// Drops the next byte.
    pub(super) fn skip(&mut self) {
        self.fed.advance(1.min(self.fed.len()));
    }

    /// The line that ends here, without the byte that ends it; what was held of it comes before.
    pub(super) fn line(&mut self, end: usize) -> Bytes {
        let piece = self.fed.split_to(end.min(self.fed.len()));
        self.skip();
        if self.line.is_empty() {
            return piece;
        }
        self.line.extend_from_slice(&piece);
        self.unfinished()
    }

    /// Holds what was fed as part of a line of which the end has not come.
    pub(super) fn hold(&mut self) {
        self.line.extend_from_slice(&self.fed);
        self.fed.clear();
    }

    /// What is held of an unfinished line, taken out.
    pub(super) fn unfinished(&mut self) -> Bytes {
        std::mem::take(&mut self.line).into()
    }
}

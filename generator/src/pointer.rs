//! Where a node stands in its document: a JSON Pointer (RFC 6901) that is narrowed step by step.

mod moves;

pub use moves::Moves;

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A JSON Pointer. Cloning and narrowing are cheap: every pointer shares the steps of its parent.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Pointer(Option<Arc<Step>>);

#[derive(PartialEq, Eq)]
struct Step {
    /// Of all tokens up to this one, so that no set or map of places walks up to the root for each.
    hash: u64,
    parent: Pointer,
    token: Box<str>,
}

impl Hash for Step {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

impl Pointer {
    /// The document itself.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads `/a/b~1c`; a leading `#` is accepted, as a `$ref` has it. `None` if it does not start with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('#').unwrap_or(text);
        if text.is_empty() {
            return Some(Self::root());
        }
        let steps = text.strip_prefix('/')?;
        Some(steps.split('/').fold(Self::root(), |at, token| at.key(&unescaped(token))))
    }

    /// The member `token` of the object that this points to.
    #[must_use]
    pub fn key(&self, token: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.0.as_deref().map_or(0, |step| step.hash));
        token.hash(&mut hasher);
        Self(Some(Arc::new(Step { hash: hasher.finish(), parent: self.clone(), token: token.into() })))
    }

    /// The item `index` of the array that this points to.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.key(&index.to_string())
    }

    /// What this stands in; the root's parent is none.
    pub fn parent(&self) -> Option<&Self> {
        self.0.as_deref().map(|step| &step.parent)
    }

    /// The last token, unescaped.
    pub fn last(&self) -> Option<&str> {
        self.0.as_deref().map(|step| &*step.token)
    }

    /// The tokens from the root on, unescaped.
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens = Vec::new();
        let mut at = self;
        while let Some(step) = at.0.as_deref() {
            tokens.push(&*step.token);
            at = &step.parent;
        }
        tokens.reverse();
        tokens
    }
}

/// A token as it is written in a pointer (RFC 6901 §3).
pub fn escaped(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// What a token of a written pointer names (RFC 6901 §4).
pub fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in self.tokens() {
            write!(f, "/{}", escaped(token))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{self}")
    }
}

// A chain of steps may be as long as a document is deep; the default drop would recurse as deep.
impl Drop for Step {
    fn drop(&mut self) {
        let mut next = self.parent.0.take();
        while let Some(step) = next {
            match Arc::try_unwrap(step) {
                Ok(mut step) => next = step.parent.0.take(),
                Err(_) => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn a_pointer_reads_back_as_it_was_written() {
        for text in ["", "/a", "/paths/~1pets~1{id}/get", "/a/0/b~0c", "/", "/a//b"] {
            assert_eq!(Pointer::parse(text).expect("well-formed").to_string(), text);
        }
        assert_eq!(Pointer::parse("#/a/b"), Some(Pointer::root().key("a").key("b")));
        assert_eq!(Pointer::parse("a/b"), None);
    }
}

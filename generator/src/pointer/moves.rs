//! Where what a stage moved stood before, so that diagnostics point into the author's file.

use super::Pointer;
use std::collections::HashMap;

/// Nodes that a stage moved or copied, with all that is below them.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    /// New place → old place.
    origins: HashMap<Pointer, Pointer>,
    /// Old place → the first new place.
    destinations: HashMap<Pointer, Pointer>,
}

impl Moves {
    /// Notes that a node is no longer at `from` but at `to`.
    pub(crate) fn moved(&mut self, from: &Pointer, to: &Pointer) {
        self.copied(from, to);
        if from != to {
            self.destinations.entry(from.clone()).or_insert_with(|| to.clone());
        }
    }

    /// Notes that a node is also at `to`; what refers to `from` still finds it there.
    pub(crate) fn copied(&mut self, from: &Pointer, to: &Pointer) {
        if from != to {
            self.origins.insert(to.clone(), from.clone());
        }
    }

    /// Whether nothing was moved.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// Where a node of the tree as it is stood.
    pub fn origin(&self, at: &Pointer) -> Pointer {
        translate(&self.origins, at).unwrap_or_else(|| at.clone())
    }

    /// Where a node of the tree as it was stands now, if it was moved.
    pub(crate) fn destination(&self, at: &Pointer) -> Option<Pointer> {
        translate(&self.destinations, at)
    }
}

/// The pointer with the longest of its beginnings that the table has replaced.
fn translate(table: &HashMap<Pointer, Pointer>, at: &Pointer) -> Option<Pointer> {
    if table.is_empty() {
        return None;
    }
    let mut below: Vec<&str> = Vec::new();
    let mut here = at;
    loop {
        if let Some(there) = table.get(here) {
            return Some(below.iter().rev().fold(there.clone(), |at, token| at.key(token)));
        }
        below.push(here.last()?);
        here = here.parent()?;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Pointer;
    use super::Moves;

    #[test]
    fn a_node_is_found_where_it_stood_with_all_that_is_below_it() {
        let at = |text: &str| Pointer::parse(text).expect("well-formed");
        let mut moves = Moves::default();
        moves.moved(&at("/definitions"), &at("/components/schemas"));
        moves.moved(&at("/a/parameters/1"), &at("/a/requestBody"));
        moves.copied(&at("/parameters/P"), &at("/a/parameters/1"));
        for (now, then) in [
            ("/components/schemas/Pet/properties/a", "/definitions/Pet/properties/a"),
            ("/components/schemas", "/definitions"),
            ("/components", "/components"),
            ("/a/requestBody/x", "/a/parameters/1/x"),
            ("/a/parameters/1/x", "/parameters/P/x"),
            ("", ""),
        ] {
            assert_eq!(moves.origin(&at(now)), at(then));
        }
        assert_eq!(moves.destination(&at("/definitions/Pet")), Some(at("/components/schemas/Pet")));
        assert_eq!(moves.destination(&at("/parameters/P")), None, "a copy leaves the original where it is");
    }
}

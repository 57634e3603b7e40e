//! The anchors that GitHub gives to the headings of a page: the second `errors` is `errors-1`.

use std::collections::BTreeMap;

/// The anchors of one page, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Anchor → how often it was wanted again.
    taken: BTreeMap<String, usize>,
}

impl Anchors {
    /// The anchor of the next heading.
    pub fn next(&mut self, heading: &str) -> String {
        let wanted = slug(heading);
        let mut anchor = wanted.clone();
        while self.taken.contains_key(&anchor) {
            let again = self.taken.entry(wanted.clone()).or_default();
            *again += 1;
            anchor = format!("{wanted}-{again}");
        }
        self.taken.insert(anchor.clone(), 0);
        anchor
    }
}

/// Letters, digits, `_` and `-` in lower case; a space is a `-`.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|character| character.is_alphanumeric() || " _-".contains(*character));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

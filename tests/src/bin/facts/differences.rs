//! What differs, and where.

use std::fmt::Display;

/// What a document and its facts do not agree on.
#[derive(Default)]
pub struct Differences {
    pub list: Vec<Difference>,
}

/// One thing that they do not agree on.
pub struct Difference {
    /// Where: steps from the outside in, as in `GET /pets > query limit > type`.
    pub place: String,
    pub message: String,
}

impl Differences {
    pub fn add(&mut self, place: &str, message: impl Into<String>) {
        self.list.push(Difference { place: place.to_owned(), message: message.into() });
    }

    /// Notes two values that should be the same.
    pub fn same<T: PartialEq + Display>(&mut self, place: &str, facts: T, ours: T) {
        if facts != ours {
            self.add(place, format!("facts say {}, the document {}", shown(&facts), shown(&ours)));
        }
    }

    /// Notes the names that only one side has, and returns those of both.
    pub fn names<'a>(
        &mut self,
        place: &str,
        what: &str,
        facts: impl Iterator<Item = &'a str>,
        ours: impl Iterator<Item = &'a str>,
    ) -> Vec<&'a str> {
        let ours: Vec<&str> = ours.collect();
        let facts: Vec<&str> = facts.collect();
        let step =
            |name: &str| if place.is_empty() { format!("{what} {name}") } else { format!("{place} > {what} {name}") };
        for name in facts.iter().filter(|name| !ours.contains(name)) {
            self.add(&step(name), "missing in the document");
        }
        for name in ours.iter().filter(|name| !facts.contains(name)) {
            self.add(&step(name), "not in the facts");
        }
        facts.into_iter().filter(|name| ours.contains(name)).collect()
    }
}

fn shown(value: &impl Display) -> String {
    let text = value.to_string();
    if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") }
}

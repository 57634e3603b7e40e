//! Path templates (OpenAPI 3.1 §4.8.8), and what a request's path and query say of their parameters.
//!
//! Some documents write a query into the template, and a fragment that tells two operations of one path apart; a fragment is
//! never sent.

use super::complaint::{Complaint, Part};
use super::parameter::{decoded, pairs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use std::collections::HashSet;

/// What stands in a path as it is; clients differ in what else they encode.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How many ways to read one path are told; more is a document that was made to hurt.
const MOST_READINGS: usize = 64;

/// How many parameters one segment may have, for the same reason.
const MOST_PARAMETERS: usize = 32;

/// A path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    segments: Vec<Segment>,
    /// The query, names decoded.
    query: Vec<(String, String)>,
}

/// What stands between two slashes: a literal, then each parameter and the literal behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Segment {
    before: Literal,
    parameters: Vec<(String, Literal)>,
}

/// Text as it is written, and in the one form of encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Literal {
    written: String,
    encoded: String,
}

impl Template {
    pub fn new(written: &str) -> Self {
        let whole = written.split('#').next().unwrap_or_default();
        let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
        let query = pairs(query).into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        Self { segments: segments(path).map(Segment::new).collect(), query }
    }

    /// Whether a path is one of its.
    pub fn fits(&self, path: &str) -> bool {
        !self.read(path, 1).is_empty()
    }

    /// The values of its parameters in a path, as they were sent, in every way to read it; none if the path is another one.
    pub fn readings(&self, path: &str) -> Vec<Vec<(String, String)>> {
        self.read(path, MOST_READINGS)
    }

    fn read(&self, path: &str, most: usize) -> Vec<Vec<(String, String)>> {
        let sent: Vec<&str> = segments(path).collect();
        if sent.len() != self.segments.len() {
            return Vec::new();
        }
        let mut readings = vec![Vec::new()];
        for (segment, sent) in self.segments.iter().zip(sent) {
            let further = segment.readings(sent, most);
            let longer = readings.iter().flat_map(|before: &Vec<(String, String)>| {
                further.iter().map(move |values| before.iter().chain(values).cloned().collect())
            });
            readings = longer.take(most).collect();
        }
        readings
    }

    /// The names in its own query.
    pub fn query_names(&self) -> impl Iterator<Item = &String> {
        self.query.iter().map(|(name, _)| name)
    }

    /// The values of its parameters in a query; complains of what should stand there and does not.
    pub fn query_values(&self, query: &str, complaints: &mut Vec<Complaint>) -> Vec<(String, String)> {
        let sent = pairs(query);
        let mut values = Vec::new();
        for (name, wanted) in &self.query {
            let found = sent.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
            match (wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')), found) {
                (Some(parameter), Some(value)) => values.push((parameter.to_owned(), value.to_owned())),
                (None, Some(value)) if decoded(value, "query") == decoded(wanted, "query") => {}
                _ => {
                    let what = format!("the path has `{name}={wanted}` in its query, and the request has not");
                    complaints.push(Complaint::new(Part::Parameter, what));
                }
            }
        }
        values
    }
}

impl Segment {
    fn new(written: &str) -> Self {
        let mut pieces = written.split('{');
        let before = Literal::new(pieces.next().unwrap_or_default());
        let parameters = pieces.map(|piece| {
            let (name, literal) = piece.split_once('}').unwrap_or((piece, ""));
            (name.to_owned(), Literal::new(literal))
        });
        Self { before, parameters: parameters.collect() }
    }

    /// The values of its parameters in every way to read what was sent; none if it is another segment.
    fn readings(&self, sent: &str, most: usize) -> Vec<Vec<(String, String)>> {
        if self.parameters.is_empty() {
            return if canonical(sent) == self.before.encoded { vec![Vec::new()] } else { Vec::new() };
        }
        let mut reading = Reading { most, values: Vec::new(), found: Vec::new(), dead_ends: HashSet::new() };
        if self.parameters.len() <= MOST_PARAMETERS
            && let Some(rest) = self.before.behind(sent)
        {
            reading.go_on(&self.parameters, rest);
        }
        let named = |values: Vec<&str>| {
            self.parameters.iter().zip(values).map(|((name, _), value)| (name.clone(), value.to_owned())).collect()
        };
        reading.found.into_iter().map(named).collect()
    }
}

/// A segment while it is read: the first parameter takes as little as it can, then more.
struct Reading<'text> {
    most: usize,
    values: Vec<&'text str>,
    found: Vec<Vec<&'text str>>,
    /// How many parameters and how many bytes were left where nothing fitted.
    dead_ends: HashSet<(usize, usize)>,
}

impl<'text> Reading<'text> {
    fn go_on(&mut self, parameters: &[(String, Literal)], rest: &'text str) {
        let Some(((_, literal), further)) = parameters.split_first() else {
            if rest.is_empty() {
                self.found.push(self.values.clone());
            }
            return;
        };
        let here = (parameters.len(), rest.len());
        if self.dead_ends.contains(&here) {
            return;
        }
        let before = self.found.len();
        for (value, behind) in literal.splits(rest, further.is_empty()) {
            if self.found.len() >= self.most {
                return;
            }
            self.values.push(value);
            self.go_on(further, behind);
            self.values.pop();
        }
        if self.found.len() == before {
            self.dead_ends.insert(here);
        }
    }
}

impl Literal {
    fn new(written: &str) -> Self {
        Self { written: written.to_owned(), encoded: canonical(written) }
    }

    /// What follows where a text starts with it.
    fn behind<'text>(&self, text: &'text str) -> Option<&'text str> {
        text.strip_prefix(&*self.written).or_else(|| text.strip_prefix(&*self.encoded))
    }

    /// Every way in which a value that is not empty can stand before it, with what follows. Behind the last parameter all else
    /// is literal.
    fn splits<'text>(&self, text: &'text str, is_last: bool) -> Vec<(&'text str, &'text str)> {
        if is_last {
            let value = text.strip_suffix(&*self.written).or_else(|| text.strip_suffix(&*self.encoded));
            return value.filter(|value| !value.is_empty()).map(|value| (value, "")).into_iter().collect();
        }
        let ends = text.char_indices().map(|(end, _)| end).filter(|end| *end > 0 && !is_inside_escape(text, *end));
        ends.filter_map(|end| {
            let (value, rest) = text.split_at_checked(end)?;
            Some((value, self.behind(rest)?))
        })
        .collect()
    }
}

/// Whether a place in a text is inside of `%2F`.
fn is_inside_escape(text: &str, at: usize) -> bool {
    let before = text.get(at.saturating_sub(2)..at).or_else(|| text.get(at.saturating_sub(1)..at));
    before.is_some_and(|before| before.contains('%'))
}

/// What stands between the slashes of a path. It starts with one, whether it is written or not (OpenAPI 3.1 §4.8.8).
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// A segment in one form of encoding.
fn canonical(segment: &str) -> String {
    let bytes: Vec<u8> = percent_decode_str(segment).collect();
    percent_encode(&bytes, PLAIN).to_string()
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[test]
    fn a_path_fits_its_template_segment_by_segment() {
        let values = |template: &str, path: &str| Template::new(template).readings(path).into_iter().next();
        let x = |value: &str| Some(vec![("x".to_owned(), value.to_owned())]);
        assert_eq!(values("/a/{x}.json", "/a/b%20c.json"), x("b%20c"));
        assert_eq!(values("/a/{x}:go", "/a/b:go"), x("b"));
        assert_eq!(values("/a/{x}:go", "/a/b%3Ago"), x("b"), "clients differ in what they encode");
        assert_eq!(values("/a b/{x}", "/a%20b/c%2Fd"), x("c%2Fd"));
        assert_eq!(values("/a/{x}", "/a/1,2%2C3"), x("1,2%2C3"), "a comma that is encoded is part of a value");
        assert_eq!(values("/a/{x}#second", "/a/b"), x("b"), "a fragment is never sent");
        for (template, path) in [("/a/{x}", "/a/b/c"), ("/a/{x}", "/a/"), ("/a", "/a/"), ("/{x}/b", "/a/c")] {
            assert_eq!(values(template, path), None, "{template} {path}");
        }
    }

    #[test]
    fn a_segment_of_several_parameters_is_read_in_every_way_that_fits() {
        let values = |template: &str, path: &str| -> Vec<String> {
            let join = |values: Vec<(String, String)>| {
                values.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ")
            };
            Template::new(template).readings(path).into_iter().map(join).collect()
        };
        assert_eq!(values("/{a}{b}", "/x%2Fy"), ["x %2Fy", "x%2F y"], "what is encoded is one character");
        assert_eq!(values("/{a}.{b}", "/x.y.z"), ["x y.z", "x.y z"]);
        assert_eq!(values("/{a}:go", "/x:go:go"), ["x:go"]);
        assert_eq!(values("/v{a}-{b}", "/v1-2"), ["1 2"]);
        for (template, path) in [("/{a}{b}", "/x"), ("/{a}.{b}", "/x."), ("/{a}.{b}", "/.x"), ("/{a}:go", "/:go")] {
            assert_eq!(values(template, path), [""; 0], "{template} {path}");
        }
        let many = "{a}".repeat(30);
        assert_eq!(values(&format!("/{many}!"), &format!("/{}", "x".repeat(2_000))), [""; 0], "and soon");
        assert_eq!(values(&format!("/{many}"), &format!("/{}", "x".repeat(2_000))).len(), 64);
    }

    #[test]
    fn a_path_without_its_first_slash_is_the_same_path() {
        for (template, path) in [("", "/"), ("", ""), ("/", ""), ("a", "/a"), ("{x}:go", "/b:go")] {
            assert!(Template::new(template).fits(path), "{template} {path}");
        }
        assert!(!Template::new("").fits("/a") && !Template::new("a").fits("/a/"));
    }

    #[test]
    fn a_query_in_a_template_must_be_sent() {
        let template = Template::new("/a?kind=big&id={x}");
        let mut complaints = Vec::new();
        assert_eq!(template.query_values("id=7&kind=big", &mut complaints), [("x".to_owned(), "7".to_owned())]);
        assert_eq!(complaints, []);
        template.query_values("kind=small", &mut complaints);
        assert_eq!(complaints.len(), 2);
    }
}
